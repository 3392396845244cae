/** The indices of names, and what is looked for in them. */
import { canBeMisspelt, clausesOf, expressionOf, hasAll, wordsLike } from '../../db/rules/spelling.ts'
import type { Reads } from './database.ts'

const [CANDIDATES, MOST_SIMILAR, TELLING, NEAR_WORDS] = [50, 100, 2, 30]

/** A name, and whose it is. */
export type Match = [
  cik: number,
  text: string,
  words: string,
  core: string,
  renown: number,
  isCurrent: 0 | 1,
  lastOn: string,
]

/** The statements on names of issuers, or of insiders. */
export function sideOf({ prepare }: Reads, noun: 'issuer' | 'insider') {
  const matching = (limit: number) =>
    prepare<[number]>(
      `SELECT rowid & ${2 ** 52 - 1} FROM ${noun}_words WHERE ${noun}_words MATCH ? ORDER BY rowid LIMIT ${limit}`,
    )
  return {
    matching: matching(CANDIDATES),
    similar: matching(MOST_SIMILAR),
    same: prepare<[number]>(
      `SELECT id FROM ${noun}_names WHERE core = ? ORDER BY renown LIMIT ${CANDIDATES}`,
    ),
    names: prepare<Match>(
      `SELECT ${noun}_cik, text, words, core, renown, is_current, last_on FROM ${noun}_names
       WHERE id IN (SELECT value FROM json_each(?))`,
    ),
    vocabulary: prepare<[string, number]>(
      `SELECT term, doc FROM ${noun}_vocabulary WHERE term >= ? AND term < ? || char(1114111) ORDER BY term`,
    ),
    node: prepare<[string, string | null]>(
      `SELECT name, ${noun === 'issuer' ? 'ticker' : 'NULL'} FROM ${noun}s WHERE cik = ?`,
    ),
  }
}
export type SideReads = ReturnType<typeof sideOf>

/** Names that have such words; where they are too many, the best known of each way to have them. */
export function namesLike(side: SideReads, words: string[], core: string): Match[] {
  const clauses = clausesOf(words)
  const phrase = `"${words.join(' ')}"`
  const matching = (expression: string) => side.matching.all(expression)
  let found = matching(expressionOf(clauses.slice(0, TELLING)))
  if (found.length === CANDIDATES && clauses.length > TELLING) found = matching(expressionOf(clauses))
  if (found.length === CANDIDATES) {
    const start = matching(`^${phrase}*`)
    const others = start.length === CANDIDATES ? `^${phrase}` : words.map((word) => `"${word}"`).join(' AND ')
    found.push(...side.same.all(core), ...start, ...matching(others))
  }
  return namesOf(side, found).filter(([, , its]) => hasAll(clauses, its.split(' ')))
}

export const namesSpelt = (side: SideReads, expression: string): Match[] =>
  namesOf(side, side.similar.all(expression))

const namesOf = ({ names }: SideReads, ids: [number][]): Match[] =>
  ids.length === 0 ? [] : names.all(JSON.stringify(ids.flat()))

/** Issuers by the beginning of a ticker, which is to be given twice. */
export const tickersIn = ({ prepare }: Reads) =>
  prepare<Match>(
    `SELECT issuer_cik, text, '', '', renown, is_current, last_on FROM issuer_names
     WHERE kind = 'TICKER' AND text >= ? AND text < ? || char(1114111)
     ORDER BY text, issuer_cik LIMIT ${CANDIDATES}`,
  )

/** The words of names that are spelt nearly as a typed one. */
export function nearWords({ vocabulary }: SideReads, typed: string): string[] {
  if (!canBeMisspelt(typed)) return []
  return [typed[0]!, typed[1]! + typed[0]!]
    .flatMap((start) =>
      wordsLike(
        typed,
        vocabulary.all(start, start).map(([term, names]) => ({ term, names })),
      ),
    )
    .sort((a, b) => a.edits - b.edits || b.word.names - a.word.names)
    .slice(0, NEAR_WORDS)
    .map(({ word }) => word.term)
}
