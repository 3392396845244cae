/**
 * The indices that search reads: the words of all names, their vocabulary, what names are the same by, and tickers. SQL triggers
 * keep words in step with the tables of names: see the migration `growth`. Of all of them, the best known come first: however
 * many match, so many are read and no more.
 */
import { sql } from 'drizzle-orm'
import { integer, type SQLiteColumn, sqliteView, text } from 'drizzle-orm/sqlite-core'
import { given, rowsAtMost, startsWith } from './filters.ts'
import type { Db } from './open.ts'
import { type Query, selectFrom } from './reader.ts'
import { clausesOf, expressionOf, hasAll } from './rules/spelling.ts'
import { insiderNames, issuerNames } from './tables.ts'

/** A name or a ticker that was found, and whose it is. */
export interface Match {
  text: string
  /** See `indexedWords` and `coreOf`; null of a ticker. */
  words: string | null
  core: string | null
  /** See `renownOf`. */
  renown: number
  cik: number
  /** Whether it is the latest, by its words. */
  isCurrent: boolean
  /** The last day on which a filing has it. */
  lastOn: string
}

/** Names of each kind of match that are read, the best known. */
export const CANDIDATES = 50
/** Names that are spelt nearly as a query: more, since how nearly tells more than how well known. */
const MOST_SIMILAR = 100

// Tables of a migration of our own, declared as views, so that Drizzle Kit neither makes nor drops them.
const wordIndex = (name: string) => sqliteView(name, { rowid: integer('rowid').notNull() }).existing()
const vocabulary = (name: string) =>
  sqliteView(name, { term: text('term').notNull(), names: integer('doc').notNull() }).existing()

/** Where those who have names are, and their names. */
export interface Named {
  type: 'ISSUER' | 'INSIDER'
  names: typeof issuerNames | typeof insiderNames
  owner: SQLiteColumn
  words: ReturnType<typeof wordIndex>
  vocabulary: ReturnType<typeof vocabulary>
}

export const ISSUERS: Named = {
  type: 'ISSUER',
  names: issuerNames,
  owner: issuerNames.issuerCik,
  words: wordIndex('issuer_words'),
  vocabulary: vocabulary('issuer_vocabulary'),
}
const INSIDERS: Named = {
  type: 'INSIDER',
  names: insiderNames,
  owner: insiderNames.insiderCik,
  words: wordIndex('insider_words'),
  vocabulary: vocabulary('insider_vocabulary'),
}
export const NAMED = [ISSUERS, INSIDERS]

/** Makes an index of words anew from the names. A command of FTS5, as are the next. */
export const rebuildWords = ({ orm }: Db, { words }: Named) =>
  orm.run(sql`INSERT INTO ${words} (${words}) VALUES ('rebuild')`)

/**
 * Makes one list of what each of many writes has added to the indices of words: of many lists, each would be read. As slow as a
 * second for all that was ever filed, so for who has written much.
 */
export const mergeWords = (db: Db): void =>
  db.transaction(() => {
    for (const { words } of NAMED) db.orm.run(sql`INSERT INTO ${words} (${words}) VALUES ('optimize')`)
  })

/** Throws SQLite's error where an index of words is not that of the names. */
export const checkWords = ({ orm }: Db, { words }: Named) =>
  orm.run(sql`INSERT INTO ${words} (${words}, rank) VALUES ('integrity-check', 1)`)

/**
 * Names that have words which begin as all of these do, or, where they are too many, the best known; and whether there may be
 * more.
 */
export function namesLike(db: Db, named: Named, words: string[], core: string) {
  const clauses = clausesOf(words)
  const matching = (expression: string) => idsMatching(db, named, expression, CANDIDATES)
  let found = matching(expressionOf(clauses.slice(0, TELLING)))
  if (found.length === CANDIDATES && clauses.length > TELLING)
    found = matching(expressionOf(clauses.slice(0, MOST_WORDS)))
  const isCut = found.length === CANDIDATES
  if (isCut) {
    // The same name tells more than others, one that begins with the words than one that has them, and whole words than begun ones.
    const phrase = `"${words.slice(0, MOST_WORDS).join(' ')}"`
    const start = matching(`^${phrase}*`)
    const others =
      start.length === CANDIDATES
        ? `^${phrase}`
        : words
            .slice(0, MOST_WORDS)
            .map((word) => `"${word}"`)
            .join(' AND ')
    found.push(...idsOfCore(db, named, core), ...start, ...matching(others))
  }
  const matches = namesOf(db, named, found).filter((match) => hasAll(clauses, match.words!.split(' ')))
  return { matches, isCut }
}

/** So many words of a query leave few names, as a rule: whether these have the others is seen when they are read. */
const TELLING = 2
/** No more of them are looked up at once: each that most names have takes as long as all these are. */
const MOST_WORDS = 4

/** Names that match an expression of FTS5, where it has words that are spelt nearly as others. */
export const namesSpelt = (db: Db, named: Named, expression: string): Match[] =>
  namesOf(db, named, idsMatching(db, named, expression, MOST_SIMILAR))

/** The rows of an index of words are numbered by renown, and then by name. */
const NAME_BITS = sql.raw(String(2 ** 52 - 1))

function idsMatching(db: Db, { words, type }: Named, expression: string, limit: number): number[] {
  const read = db.once(`search|${type}|${limit}`, () =>
    db.prepare(
      db.orm
        .select({ id: sql`${words.rowid} & ${NAME_BITS}` })
        .from(words)
        .where(sql`${words} MATCH ${given('expression')}`)
        .orderBy(words.rowid)
        .limit(rowsAtMost(limit)),
    ),
  )
  return (read({ expression }) as [number][]).map(([id]) => id)
}

function idsOfCore(db: Db, { names, type }: Named, core: string): number[] {
  const read = db.once(`search|${type}|core`, () =>
    db.prepare(
      db.orm
        .select({ id: names.id })
        .from(names)
        .where(sql`${names.core} = ${given('core')}`)
        .orderBy(names.renown)
        .limit(rowsAtMost(CANDIDATES)),
    ),
  )
  return (read({ core }) as [number][]).map(([id]) => id)
}

function namesOf(db: Db, named: Named, ids: number[]): Match[] {
  if (ids.length === 0) return []
  const { names, type } = named
  const read = db.once(`search|${type}|names`, () =>
    selectNames(db, named)
      .where(sql`${names.id} IN (SELECT value FROM json_each(${given('ids')}))`)
      .prepare(),
  )
  return read.all({ ids: JSON.stringify(ids) }) as Match[]
}

function selectNames(db: Db, { names, owner: cik }: Named): Query {
  const { text, words, core, renown, isCurrent, lastOn } = names
  return selectFrom(db, { text, words, core, renown, cik, isCurrent, lastOn }, names)
}

/** A word, and how many names have it. */
interface Word {
  term: string
  names: number
}

/** The words that begin with some letters, in order: where they are asked for again, as they were read for the same data. */
export function wordsFrom(db: Db, { type, vocabulary }: Named, start: string): Word[] {
  const kept = db.reading && db.kept<string, Word[]>(`${type} words`)
  const known = kept?.get(start)
  if (known) return known
  const { term, names } = vocabulary
  const statement = db.once(`search|${type}|vocabulary`, () =>
    db.orm.select({ term, names }).from(vocabulary).where(startsWith(term)('start')).orderBy(term).prepare(),
  )
  const words = statement.all({ start })
  kept?.set(start, words)
  return words
}

/** Tickers that begin with a text. */
export function tickersFrom(db: Db, start: string): Match[] {
  const read = db.once('search|tickers', () =>
    selectNames(db, ISSUERS)
      .where(sql`${issuerNames.kind} = 'TICKER' AND ${startsWith(issuerNames.text)('start')}`)
      .orderBy(issuerNames.text, issuerNames.issuerCik)
      .limit(rowsAtMost(CANDIDATES))
      .prepare(),
  )
  return read.all({ start }) as Match[]
}
