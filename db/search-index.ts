/**
 * The indices that search reads: the words of all names, their vocabulary, and tickers. SQL triggers keep them in step
 * with the tables of names: see the migration `search`.
 */
import { asc, count, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { integer, real, type SQLiteColumn, sqliteView, text } from 'drizzle-orm/sqlite-core'
import { given, rowsAtMost, startsWith } from './filters.ts'
import type { InsiderRow } from './insiders.ts'
import type { IssuerRow } from './issuers.ts'
import type { Db } from './open.ts'
import { filings, insiderNames, insiders, issuerNames, issuers, relationships } from './tables.ts'

/** A name, with whose it is and how many filings are known of them. */
export interface Candidate {
  text: string
  node: IssuerRow | InsiderRow
  filings: number
}

/** Names that one statement finds at most. */
export const CANDIDATES = 200
/** Where more names match, the best of them are not looked for: all would have to be weighed. */
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

const ISSUERS: Named = {
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

const columnsOf = ({ names, nodes, filings }: Named) => ({
  text: names.text,
  node: getTableColumns(nodes),
  filings: sql<number>`(${filings})`,
})

/**
 * Names that match an expression of FTS5: the best, by bm25. If there are too many for that, any, and before them any that
 * match the narrower one.
 */
export function namesMatching(db: Db, named: Named, expression: string, narrower?: string): Candidate[] {
  const { words, names, nodes, owner, type } = named
  const [best, any] = db.once(`search|${type}`, () =>
    [words.rank, words.rowid].map((order) =>
      db.orm
        .select(columnsOf(named))
        .from(words)
        .innerJoin(names, eq(names.id, words.rowid))
        .innerJoin(nodes, eq(nodes.cik, owner))
        .where(sql`${words} MATCH ${given('expression')}`)
        .orderBy(order)
        .limit(rowsAtMost(CANDIDATES))
        .prepare(),
    ),
  )
  if (countMatching(db, named, expression) < MANY) return best!.all({ expression }) as Candidate[]
  const expressions = narrower === undefined ? [expression] : [narrower, expression]
  return expressions.flatMap((one) => any!.all({ expression: one }) as Candidate[])
}

/** How many names match, counted to `MANY`. */
function countMatching(db: Db, { type, words }: Named, expression: string): number {
  const statement = db.once(`search|${type}|count`, () => {
    const found = db.orm
      .select({ rowid: words.rowid })
      .from(words)
      .where(sql`${words} MATCH ${given('expression')}`)
      .limit(rowsAtMost(MANY))
      .as('found')
    return db.orm.select({ count: count() }).from(found).prepare()
  })
  return statement.get({ expression })!.count
}

/** A word, and how many names have it. */
interface Word {
  term: string
  names: number
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
  const words = statement.all({ start })
  kept?.set(start, words)
  return words
}

/** Tickers that begin with a text, each with its issuer. */
export function tickersFrom(db: Db, start: string): Candidate[] {
  const statement = db.once('search|tickers', () =>
    db.orm
      .select(columnsOf(ISSUERS))
      .from(issuerNames)
      .innerJoin(issuers, eq(issuers.cik, issuerNames.issuerCik))
      .where(sql`${issuerNames.kind} = 'TICKER' AND ${startsWith(issuerNames.text)('start')}`)
      .orderBy(asc(issuerNames.text), asc(issuerNames.issuerCik))
      .limit(rowsAtMost(CANDIDATES))
      .prepare(),
  )
  return statement.all({ start }) as Candidate[]
}
