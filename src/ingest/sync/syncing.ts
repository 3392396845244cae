/** What one run of a sync works with, and what it has come to. */
import type { Db } from '../../../db/open.ts'
import type { Edgar } from '../../edgar/client.ts'
import type { Progress, Tally } from '../ingest.ts'

/** What a sync has come to; the filings that lists name are the sum of all from `known` to `missing`. */
export interface Counts {
  /** Filings that lists name, each once. */
  listed: number
  /** Here already, header and document: not asked for. */
  known: number
  new: number
  updated: number
  unchanged: number
  quarantined: number
  /** From before EDGAR took XML: not asked for. */
  withoutXml: number
  /** To be asked for; only in a dry run. */
  wanted: number
  /** EDGAR did not give them: a later run asks again. */
  missing: number
}

export const nothingYet = (): Counts => ({
  listed: 0,
  known: 0,
  new: 0,
  updated: 0,
  unchanged: 0,
  quarantined: 0,
  withoutXml: 0,
  wanted: 0,
  missing: 0,
})

export interface Syncing {
  db: Db
  edgar: Edgar
  counts: Counts
  /** How data sets and documents were found to differ. */
  differences: Tally
  /** Filings in a row that EDGAR did not give. */
  failures: number
  /** Only tells what would be asked for. */
  isDry: boolean
  stop: AbortSignal
  /** Of all that was asked for (companies, days, quarters), how many are done, and how many there are. */
  steps: { done: number; total: number }
  show(progress: Progress): void
  /** Says in a sentence what its user should know: what was passed over, and why. */
  tell(sentence: string): void
}

/** Shows how far a sync is, `part` of the present step included. */
export function showStep({ steps, counts, show }: Syncing, part = 0): void {
  const { done, total } = steps
  show({ read: fetched(counts), quarantined: counts.quarantined, done: done + part, total })
}

const fetched = (counts: Counts) => counts.new + counts.updated + counts.unchanged + counts.quarantined
