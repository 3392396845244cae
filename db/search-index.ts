/**
 * The indices that search reads: the words of all names, their vocabulary, and tickers. SQL triggers keep them in step
 * with the tables of names: see the migration `search`.
 */
import { asc, eq, type SQL, sql } from 'drizzle-orm'
import { integer, real, type SQLiteColumn, sqliteView, text } from 'drizzle-orm/sqlite-core'
import { given, rowsAtMost, startsWith } from './filters.ts'
import type { Db } from './open.ts'
import { lettersOf } from './rules/spelling.ts'
import { filings, insiderNames, insiders, issuerNames, issuers, relationships } from './tables.ts'

/** A name that was found, and whose it is. */
export interface Match {
  text: string
  cik: number
}

/** What tells how well known somebody is, and by which names now. */
export interface Standing {
  name: string
  /** Of an issuer that has one. */
  ticker: string | null
  lastOn: string
  /** Counted to `WELL_KNOWN`. */
  filings: number
}

/** Names that are weighed at most. */
export const CANDIDATES = 200
/** Where more names match, the best of them are not looked for: all would have to be read. */
export const MANY = 1_000
/** Of who has more filings, they are not counted: well known is well known. */
export const WELL_KNOWN = 25

// Tables of a migration of our own, declared as views, so that Drizzle Kit neither makes nor drops them.
const wordIndex = (name: string) =>
  sqliteView(name, { rowid: integer('rowid').notNull(), rank: real('rank').notNull() }).existing()
const vocabulary = (name: string) =>
  sqliteView(name, { term: text('term').notNull(), names: integer('doc').notNull() }).existing()

/** Where those who have names are, and their names. */
export interface Named {
  type: 'ISSUER' | 'INSIDER'
  nodes: typeof issuers | typeof insiders
  names: typeof issuerNames | typeof insiderNames
  owner: SQLiteColumn
  /** How many filings are known of a node, counted to `WELL_KNOWN`. */
  filings: SQL
  words: ReturnType<typeof wordIndex>
  vocabulary: ReturnType<typeof vocabulary>
}

export const ISSUERS: Named = {
  type: 'ISSUER',
  nodes: issuers,
  names: issuerNames,
  owner: issuerNames.issuerCik,
  filings: sql`SELECT count(*) FROM (SELECT 1 FROM ${filings} WHERE ${filings.issuerCik} = ${issuers.cik} LIMIT ${rowsAtMost(WELL_KNOWN)})`,
  words: wordIndex('issuer_words'),
  vocabulary: vocabulary('issuer_vocabulary'),
}
const INSIDERS: Named = {
  type: 'INSIDER',
  nodes: insiders,
  names: insiderNames,
  owner: insiderNames.insiderCik,
  // Each filing is about one issuer: those of all relationships are all, and these are few.
  filings: sql`SELECT min(${sql.raw(String(WELL_KNOWN))}, coalesce(sum(${relationships.filingCount}), 0)) FROM ${relationships} WHERE ${relationships.insiderCik} = ${insiders.cik}`,
  words: wordIndex('insider_words'),
  vocabulary: vocabulary('insider_vocabulary'),
}
export const NAMED = [ISSUERS, INSIDERS]

/** Makes an index of words anew from the names. A command of FTS5, as is the next. */
export const rebuildWords = ({ orm }: Db, { words }: Named) =>
  orm.run(sql`INSERT INTO ${words} (${words}) VALUES ('rebuild')`)

/** Throws SQLite's error where an index of words is not that of the names. */
export const checkWords = ({ orm }: Db, { words }: Named) =>
  orm.run(sql`INSERT INTO ${words} (${words}, rank) VALUES ('integrity-check', 1)`)

/**
 * Names that match an expression of FTS5: where they are too many to be weighed, those that begin with a text, then the
 * shortest. (By bm25, they would be much the same, at twice the time.) Of more than `MANY`, any, and any of the narrower expression.
 */
export function namesMatching(
  db: Db,
  named: Named,
  expression: string,
  start = '',
  narrower?: string,
): Match[] {
  const { words, names, owner, type } = named
  const read = db.once(`search|${type}`, () =>
    db.prepare(
      db.orm
        .select({ id: names.id, text: names.text, owner })
        .from(words)
        .innerJoin(names, eq(names.id, words.rowid))
        .where(sql`${words} MATCH ${given('expression')}`)
        .orderBy(words.rowid)
        .limit(rowsAtMost(MANY)),
    ),
  ) as (values: object) => [id: number, text: string, cik: number][]
  const found = read({ expression })
  if (found.length === MANY && narrower !== undefined) found.push(...read({ expression: narrower }))
  const all = [...new Map(found.map(([id, text, cik]) => [id, { text, cik }])).values()]
  if (all.length <= CANDIDATES) return all
  const isStart = ({ text }: Match) => text.slice(0, start.length).toLowerCase() === start
  const [first, others] = [all.filter(isStart), all.filter((match) => !isStart(match))]
  return [first, others].flatMap((some) => some.sort(byLength)).slice(0, CANDIDATES)
}

const byLength = (a: Match, b: Match) => a.text.length - b.text.length

/** How those stand whose names were found. */
export function standingsOf(
  db: Db,
  { type, nodes, filings }: Named,
  ciks: Iterable<number>,
): Map<number, Standing> {
  const read = db.once(`search|${type}|standings`, () => {
    const { cik, name, lastOn } = nodes
    const ticker = 'ticker' in nodes ? nodes.ticker : sql`NULL`
    return db.prepare(
      db.orm
        .select({ cik, name, ticker, lastOn, filings: sql`(${filings})` })
        .from(nodes)
        .where(sql`${cik} IN (SELECT value FROM json_each(${given('ciks')}))`),
    )
  }) as (values: object) => [number, string, string | null, string, number][]
  return new Map(
    read({ ciks: JSON.stringify([...new Set(ciks)]) }).map(([cik, name, ticker, lastOn, filings]) => [
      cik,
      { name, ticker, lastOn, filings },
    ]),
  )
}

/** A word, and how many names have it. */
interface Word {
  term: string
  names: number
  /** See `lettersOf`. */
  letters: number
}

/** The words that begin with some letters: where they are asked for again, as they were read for the same data. */
export function wordsFrom(db: Db, { type, vocabulary }: Named, start: string): Word[] {
  const kept = db.reading && db.kept<string, Word[]>(`${type} words`)
  const known = kept?.get(start)
  if (known) return known
  const { term, names } = vocabulary
  const statement = db.once(`search|${type}|vocabulary`, () =>
    db.orm.select({ term, names }).from(vocabulary).where(startsWith(term)('start')).prepare(),
  )
  const words = statement.all({ start }).map((word) => ({ ...word, letters: lettersOf(word.term) }))
  kept?.set(start, words)
  return words
}

/** Tickers that begin with a text. */
export function tickersFrom(db: Db, start: string): Match[] {
  const statement = db.once('search|tickers', () =>
    db.orm
      .select({ text: issuerNames.text, cik: issuerNames.issuerCik })
      .from(issuerNames)
      .where(sql`${issuerNames.kind} = 'TICKER' AND ${startsWith(issuerNames.text)('start')}`)
      .orderBy(asc(issuerNames.text), asc(issuerNames.issuerCik))
      .limit(rowsAtMost(CANDIDATES))
      .prepare(),
  )
  return statement.all({ start })
}
