/** Summaries as text. */
import type { Tally } from '../ingest/ingest.ts'

/** One line for each count. */
export const rowsOf = (counts: object): string[] =>
  Object.entries(counts).map(
    ([name, count]: [string, number]) => `  ${name.padEnd(12)}${count.toLocaleString('en-US').padStart(10)}`,
  )

/** How data sets and documents differ, the most frequent first; nothing where they do not. */
export function toldDifferences(differences: Tally): string[] {
  const found = Object.entries(differences).sort(([, a], [, b]) => b - a)
  if (found.length === 0) return []
  const rows = found.map(([kind, count]) => `${count.toLocaleString('en-US').padStart(10)}  ${kind}`)
  return ['Data sets differ from documents, which win:', ...rows]
}
