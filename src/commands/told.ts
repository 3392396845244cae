/** Summaries as text. */
import type { Tally } from '../ingest/ingest.ts'
import type { Syncing } from '../ingest/sync/syncing.ts'

/** One line for each count. */
export const rowsOf = (counts: object): string[] =>
  Object.entries(counts).map(
    ([name, count]: [string, number]) => `  ${name.padEnd(12)}${count.toLocaleString('en-US').padStart(10)}`,
  )

/** What a sync has come to; nothing of the counts that are 0. */
export function toldSync(
  { counts, differences, isDry }: Pick<Syncing, 'counts' | 'differences' | 'isDry'>,
  done: { db: string; requests: number; seconds: number },
): string {
  const { listed, ...others } = counts
  const met = Object.fromEntries(Object.entries(others).filter(([, count]) => count > 0))
  const lines = [
    isDry
      ? 'A dry run, which writes nothing:'
      : `Into ${done.db} in ${done.seconds} s, with ${done.requests} requests:`,
    ...rowsOf({ listed, ...met }),
    ...toldDifferences(differences),
  ]
  if (counts.missing > 0) lines.push('What is missing could not be had from EDGAR: run it again.')
  if (counts.quarantined > 0) lines.push(`Why: insider-graph quarantine list --db ${done.db}`)
  return lines.join('\n')
}

/** How data sets and documents differ, the most frequent first; nothing where they do not. */
export function toldDifferences(differences: Tally): string[] {
  const found = Object.entries(differences).sort(([, a], [, b]) => b - a)
  if (found.length === 0) return []
  const rows = found.map(([kind, count]) => `${count.toLocaleString('en-US').padStart(10)}  ${kind}`)
  return ['Data sets differ from documents, which win:', ...rows]
}
