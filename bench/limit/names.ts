/** The indices of names, and what is looked for in them. */
import { canBeMisspelt, editsOf } from '../../db/rules/spelling.ts'
import type { Reads } from './database.ts'

const [CANDIDATES, MANY, WELL_KNOWN, NEAR_WORDS] = [200, 1_000, 25, 30]

/** A name, whose it is, and what is told of them. */
export type Candidate = [
  text: string,
  cik: number,
  name: string,
  lastOn: string,
  filings: number,
  ticker: string | null,
]

const FILINGS = {
  issuer: `(SELECT count(*) FROM (SELECT 1 FROM filings f WHERE f.issuer_cik = i.cik LIMIT ${WELL_KNOWN}))`,
  insider: `(SELECT min(${WELL_KNOWN}, coalesce(sum(r.filing_count), 0)) FROM relationships r WHERE r.insider_cik = i.cik)`,
}

/** The statements on names of issuers, or of insiders. */
export function sideOf({ prepare }: Reads, noun: 'issuer' | 'insider') {
  const ticker = noun === 'issuer' ? 'i.ticker' : 'NULL'
  const matching = (order: string) =>
    prepare<Candidate>(
      `SELECT n.text, i.cik, i.name, i.last_on, ${FILINGS[noun]}, ${ticker} FROM ${noun}_words
       JOIN ${noun}_names n ON n.id = ${noun}_words.rowid JOIN ${noun}s i ON i.cik = n.${noun}_cik
       WHERE ${noun}_words MATCH ? ORDER BY ${noun}_words.${order} LIMIT ${CANDIDATES}`,
    )
  return {
    byCik: prepare<[string, string, number, string | null]>(
      `SELECT i.name, i.last_on, 0, ${ticker} FROM ${noun}s i WHERE i.cik = ?`,
    ),
    best: matching('rank'),
    any: matching('rowid'),
    count: prepare<[number]>(
      `SELECT count(*) FROM (SELECT 1 FROM ${noun}_words WHERE ${noun}_words MATCH ? LIMIT ${MANY})`,
    ),
    vocabulary: prepare<[string, number]>(
      `SELECT term, doc FROM ${noun}_vocabulary WHERE term >= ? AND term < ? || char(1114111)`,
    ),
  }
}
export type SideReads = ReturnType<typeof sideOf>

/** The best names by bm25; where there are too many to weigh, any, and before them any that match the narrower expression. */
export function namesMatching(
  { best, any, count }: SideReads,
  expression: string,
  narrower?: string,
): Candidate[] {
  if (count.get(expression)![0] < MANY) return best.all(expression)
  return [...(narrower === undefined ? [] : any.all(narrower)), ...any.all(expression)]
}

/** Names of issuers by the beginning of a ticker, which is to be given twice. */
export const tickersIn = ({ prepare }: Reads) =>
  prepare<Candidate>(
    `SELECT n.text, i.cik, i.name, i.last_on, ${FILINGS.issuer}, i.ticker FROM issuer_names n
     JOIN issuers i ON i.cik = n.issuer_cik WHERE n.kind = 'TICKER' AND n.text >= ? AND n.text < ? || char(1114111)
     ORDER BY n.text, n.issuer_cik LIMIT ${CANDIDATES}`,
  )

/** The words of names that are spelt nearly as a typed one. */
export function nearWords({ vocabulary }: SideReads, typed: string): string[] {
  if (!canBeMisspelt(typed)) return []
  return [typed[0]!, typed[1]! + typed[0]!]
    .flatMap((start) => vocabulary.all(start, start))
    .map(([term, names]) => ({ term, names, edits: editsOf(typed, term) }))
    .filter(({ edits }) => Number.isFinite(edits))
    .sort((a, b) => a.edits - b.edits || b.names - a.names)
    .slice(0, NEAR_WORDS)
    .map(({ term }) => term)
}
