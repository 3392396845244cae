/** The only writes of filings: each whole or not at all, and writing one twice changes nothing. */
import { eq, sql } from 'drizzle-orm'
import { isSynthetic, syntheticAccession } from './accession.ts'
import { type Changes, insertFiling, nextArrival, noChanges, removeFiling, settle } from './changes.ts'
import { ORIGINS, type Origin } from './codes.ts'
import { derive } from './derived/document.ts'
import { isOf } from './filters.ts'
import type { Db } from './open.ts'
import { type Header, type RawRows, redated, storedRows } from './stored.ts'
import { filings, replacedContents } from './tables.ts'

/** A filing on its way in: what is needed to tell whether it is news, and a way to its rows if it is. */
export interface Incoming extends Header {
  id: string
  origin: Origin
  source: string
  contentHash: number
  contentLength: number
  derivation: number
  rows(header: Header): RawRows
}

export type Outcome = 'new' | 'unchanged' | 'updated'
export type WriteFiling = (incoming: Incoming) => Outcome

/**
 * Writes filings in one transaction, each unless what is stored says as much; what they tell together is made once, at
 * its end. Header and content are chosen each for itself, so that it does not matter which source came first. A document
 * that came without its accession number gives way to the same document with it.
 */
export function writeFilings<T>(db: Db, work: (write: WriteFiling) => T): T {
  return db.transaction(() => {
    const changes = noChanges(db)
    const result = work((incoming) => writeOne(db, incoming, changes))
    settle(db, changes)
    return result
  })
}

export const writeFiling = (db: Db, incoming: Incoming): Outcome =>
  writeFilings(db, (write) => write(incoming))

/** Takes a filing out, with all that it alone told; whether there was one of this number. */
export function deleteFiling(db: Db, id: string): boolean {
  return db.transaction(() => {
    if (!find(db, id)) return false
    const changes = noChanges(db)
    removeFiling(db, id, changes)
    db.orm.delete(replacedContents).where(eq(replacedContents.filingId, id)).run()
    settle(db, changes)
    return true
  })
}

interface Content extends Header {
  id: string
  origin: Origin
  source: string
  contentHash: number
  contentLength: number
  derivation: number
}

interface Stored extends Content {
  arrival: number
}

function writeOne(db: Db, incoming: Incoming, changes: Changes): Outcome {
  const stored = find(db, incoming.id) ?? holderOf(db, incoming)
  if (!stored && isSynthetic(incoming.id) && wasReplaced(db, incoming.contentHash)) return 'unchanged'

  const twin = isSynthetic(incoming.id) ? undefined : find(db, syntheticAccession(incoming.contentHash))
  const header = headerOf(incoming, stored, twin)
  const isTaken = !stored || (stored.id === incoming.id && supersedes(incoming, stored))
  const isSameHeader =
    stored?.filedOn === header.filedOn &&
    stored?.acceptedAt === header.acceptedAt &&
    stored?.isDayFromHeader === header.isDayFromHeader
  if (stored && !isTaken && isSameHeader && !twin) {
    rememberContent(db, stored, incoming)
    return 'unchanged'
  }
  const rows = derive(isTaken ? incoming.rows(header) : redated(storedRows(db, stored.id), header))
  rows.filing.arrival = stored?.id === rows.filing.id ? stored.arrival : nextArrival(changes)
  for (const old of [stored, twin]) if (old) removeFiling(db, old.id, changes)
  if (stored && stored.source !== incoming.source)
    rememberContent(db, isTaken ? incoming : stored, isTaken ? stored : incoming)
  insertFiling(db, rows, changes)
  return stored || twin ? 'updated' : 'new'
}

/** A stronger origin; the same source read anew, by a better reader perhaps; of two sources, the fuller document. */
function supersedes(incoming: Content, stored: Content): boolean {
  const rank = ({ origin }: Content) => ORIGINS.indexOf(origin)
  if (rank(incoming) !== rank(stored)) return rank(incoming) > rank(stored)
  if (incoming.contentHash === stored.contentHash) return incoming.derivation > stored.derivation
  if (incoming.source === stored.source) return true
  if (incoming.contentLength !== stored.contentLength) return incoming.contentLength > stored.contentLength
  return incoming.contentHash > stored.contentHash
}

/** A day from a header before one that was told; of days that were told, the newest word, which comes first. */
function headerOf(...known: (Header | undefined)[]): Header {
  const acceptedAt = known
    .map((header) => header?.acceptedAt)
    .filter((at) => at !== undefined)
    .sort()
    .at(-1)
  const days = known.filter((header) => header?.filedOn !== undefined) as Header[]
  const fromHeaders = days.filter(({ isDayFromHeader }) => isDayFromHeader)
  const filedOn =
    fromHeaders
      .map((header) => header.filedOn)
      .sort()
      .at(-1) ?? days[0]?.filedOn
  return { filedOn, acceptedAt, isDayFromHeader: fromHeaders.length > 0 }
}

/** What is looked at of a filing that is here. */
const storedColumns = {
  id: filings.id,
  origin: filings.origin,
  source: filings.source,
  contentHash: filings.contentHash,
  contentLength: filings.contentLength,
  derivation: filings.derivation,
  filedOn: filings.filedOn,
  acceptedAt: filings.acceptedAt,
  isDayFromHeader: filings.isDayFromHeader,
  arrival: filings.arrival,
}

function find(db: Db, id: string): Stored | undefined {
  const statement = db.once('write.find', () =>
    db.orm.select(storedColumns).from(filings).where(isOf(filings.id)).prepare(),
  )
  const row = statement.get({ id })
  return row && { ...row, filedOn: row.filedOn ?? undefined, acceptedAt: row.acceptedAt ?? undefined }
}

/** Of a document that comes without its number, the filing that has its content: what else comes with it may be news. */
function holderOf(db: Db, { id, contentHash }: Incoming): Stored | undefined {
  if (!isSynthetic(id)) return undefined
  const statement = db.once('write.holder', () =>
    db.orm
      .select({ id: filings.id })
      .from(filings)
      .where(eq(filings.contentHash, sql.placeholder('contentHash')))
      .orderBy(filings.id)
      .prepare(),
  )
  const holder = statement.get({ contentHash })
  return holder && find(db, holder.id)
}

/** Whether a filing had this content before a fuller document replaced it. */
function wasReplaced(db: Db, contentHash: number): boolean {
  const statement = db.once('write.replaced', () =>
    db.orm
      .select({ hash: replacedContents.contentHash })
      .from(replacedContents)
      .where(eq(replacedContents.contentHash, sql.placeholder('contentHash')))
      .prepare(),
  )
  return statement.get({ contentHash }) !== undefined
}

function rememberContent(
  db: Db,
  kept: { contentHash: number; id: string },
  replaced: { contentHash: number; origin: Origin },
): void {
  // Data sets name each filing by its number: what they say need not be known by its content.
  if (kept.contentHash === replaced.contentHash || replaced.origin === 'DATA_SET') return
  const values = { contentHash: replaced.contentHash, filingId: kept.id }
  db.orm.insert(replacedContents).values(values).onConflictDoNothing().run()
}
