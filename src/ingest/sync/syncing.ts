/** What one run of a sync works with, and what it has come to. */
import type { Db } from '../../../db/open.ts'
import type { Edgar } from '../../edgar/client.ts'
import type { Progress, Tally } from '../ingest.ts'

/** What a sync has come to. `listed` is the sum of those from `known` to `left`, but for lists that are missing. */
export interface Counts {
  /** Filings that lists name, each as often as lists name it: of its issuer, of its owners, of its day. */
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
  /** EDGAR did not give them, or a further page of a list: a later run asks again. */
  missing: number
  /** Not asked for, since the run ended before. */
  left: number
  /** Companies, people, days and quarters that could not be taken in: each is told of by name. */
  failed: number
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
  left: 0,
  failed: 0,
})

export interface Syncing {
  db: Db
  edgar: Edgar
  counts: Counts
  /** How data sets and documents were found to differ. */
  differences: Tally
  /** Accession numbers of what was asked for, but could not be kept: it is not asked for again. */
  lost: Set<string>
  /** How many filings in a row EDGAR did not give, and in how many parts of the run it did not give a list. */
  failures: { filing: number; part: number }
  /** Only tells what would be asked for. */
  isDry: boolean
  stop: AbortSignal
  /** Of all parts of the run (companies, days, quarters), how many are done, and how many there are. */
  steps: { done: number; total: number }
  show(progress: Progress): void
  /** Waits until whoever is to be told has what was written. */
  deliver(): Promise<void>
  /** Says in a sentence what its user should know: what was passed over, and why. */
  tell(sentence: string): void
}

/** Shows how far a sync is, `part` of the present step included. */
export function showStep({ steps, counts, show }: Syncing, part = 0): void {
  const { done, total } = steps
  show({ read: fetched(counts), quarantined: counts.quarantined, done: done + part, total })
}

const fetched = (counts: Counts) => counts.new + counts.updated + counts.unchanged + counts.quarantined
