/** The indices of names, and what is looked for in them. */
import { canBeMisspelt, editsOf, farFrom, lettersOf } from '../../db/rules/spelling.ts'
import type { Reads } from './database.ts'

const [CANDIDATES, MANY, WELL_KNOWN, NEAR_WORDS] = [200, 1_000, 25, 30]

/** A name, and whose it is. */
export type Match = [id: number, text: string, cik: number]
/** Whose names were found: what ranks them, and what is told of them. */
export type Standing = [cik: number, name: string, lastOn: string, filings: number, ticker: string | null]

const FILINGS = {
  issuer: `(SELECT count(*) FROM (SELECT 1 FROM filings f WHERE f.issuer_cik = i.cik LIMIT ${WELL_KNOWN}))`,
  insider: `(SELECT min(${WELL_KNOWN}, coalesce(sum(r.filing_count), 0)) FROM relationships r WHERE r.insider_cik = i.cik)`,
}

/** The statements on names of issuers, or of insiders. */
export function sideOf({ prepare }: Reads, noun: 'issuer' | 'insider') {
  const ticker = noun === 'issuer' ? 'i.ticker' : 'NULL'
  return {
    matching: prepare<Match>(
      `SELECT n.id, n.text, n.${noun}_cik FROM ${noun}_words JOIN ${noun}_names n ON n.id = ${noun}_words.rowid
       WHERE ${noun}_words MATCH ? ORDER BY ${noun}_words.rowid LIMIT ${MANY}`,
    ),
    standings: prepare<Standing>(
      `SELECT i.cik, i.name, i.last_on, ${FILINGS[noun]}, ${ticker} FROM ${noun}s i
       WHERE i.cik IN (SELECT value FROM json_each(?))`,
    ),
    vocabulary: prepare<[string, number]>(
      `SELECT term, doc FROM ${noun}_vocabulary WHERE term >= ? AND term < ? || char(1114111)`,
    ),
  }
}
export type SideReads = ReturnType<typeof sideOf>

/** Names that match; where they are too many to be weighed, those that begin so, then the shortest. */
export function namesMatching(
  { matching }: SideReads,
  expression: string,
  start = '',
  narrower?: string,
): Match[] {
  let found = matching.all(expression)
  if (found.length === MANY && narrower !== undefined)
    found = [...new Map([...found, ...matching.all(narrower)].map((match) => [match[0], match])).values()]
  if (found.length <= CANDIDATES) return found
  const isStart = ([, text]: Match) => text.slice(0, start.length).toLowerCase() === start
  const [first, others] = [found.filter(isStart), found.filter((match) => !isStart(match))]
  return [first, others]
    .flatMap((some) => some.sort((a, b) => a[1].length - b[1].length))
    .slice(0, CANDIDATES)
}

/** Issuers by the beginning of a ticker, which is to be given twice. */
export const tickersIn = ({ prepare }: Reads) =>
  prepare<Match>(
    `SELECT id, text, issuer_cik FROM issuer_names WHERE kind = 'TICKER' AND text >= ? AND text < ? || char(1114111)
     ORDER BY text, issuer_cik LIMIT ${CANDIDATES}`,
  )

/** The words of names that are spelt nearly as a typed one. */
export function nearWords({ vocabulary }: SideReads, typed: string): string[] {
  if (!canBeMisspelt(typed)) return []
  const isFar = farFrom(typed)
  return [typed[0]!, typed[1]! + typed[0]!]
    .flatMap((start) => vocabulary.all(start, start).filter(([term]) => !isFar(lettersOf(term))))
    .map(([term, names]) => ({ term, names, edits: editsOf(typed, term) }))
    .filter(({ edits }) => Number.isFinite(edits))
    .sort((a, b) => a.edits - b.edits || b.names - a.names)
    .slice(0, NEAR_WORDS)
    .map(({ term }) => term)
}
