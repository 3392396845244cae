/** The only writes of filings: one filing, one transaction, and writing it twice changes nothing. */
import { eq, sql } from 'drizzle-orm'
import { isSynthetic, syntheticAccession } from './accession.ts'
import { nextArrival } from './arrivals.ts'
import { ORIGINS, type Origin } from './codes.ts'
import { neighboursOf, relink } from './derived/amendments.ts'
import { countFiling } from './derived/dataset.ts'
import { derive } from './derived/document.ts'
import * as grants from './derived/grants.ts'
import * as derived from './derived/parties.ts'
import { positionsOf, refreshPosition } from './derived/positions.ts'
import { nothingTouched, type Touched, touch } from './derived/touched.ts'
import { refreshTrades } from './derived/trades.ts'
import { recountTwins } from './derived/twins.ts'
import { bound } from './filters.ts'
import { insertInto } from './insert.ts'
import type { Db } from './open.ts'
import { type FilingRows, type Header, type RawRows, redated, storedRows } from './stored.ts'
import {
  filingOwners,
  filings,
  footnoteReferences,
  footnotes,
  holdingOwners,
  holdings,
  replacedContents,
  signatures,
  transactionOwners,
  transactions,
} from './tables.ts'

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

/**
 * Writes a filing, unless what is stored says as much. Header and content are chosen each for itself, so that it does
 * not matter which source came first. A document that came without its accession number gives way to the same document
 * with it.
 */
export function writeFiling(db: Db, incoming: Incoming): Outcome {
  return db.transaction(() => {
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
    const touched = nothingTouched()
    rows.filing.arrival = stored?.id === rows.filing.id ? stored.arrival : nextArrival(db)
    for (const old of [stored, twin]) if (old) removeFiling(db, old.id, touched)
    if (stored && stored.source !== incoming.source)
      rememberContent(db, isTaken ? incoming : stored, isTaken ? stored : incoming)
    insertFiling(db, rows)
    settle(db, rows.filing.id, touched)
    return stored || twin ? 'updated' : 'new'
  })
}

/** Takes a filing out, with all that it alone told; whether there was one of this number. */
export function deleteFiling(db: Db, id: string): boolean {
  return db.transaction(() => {
    if (!find(db, id)) return false
    const touched = nothingTouched()
    removeFiling(db, id, touched)
    db.orm.delete(replacedContents).where(eq(replacedContents.filingId, id)).run()
    refresh(db, touched)
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

const {
  id,
  origin,
  source,
  contentHash,
  contentLength,
  derivation,
  filedOn,
  acceptedAt,
  isDayFromHeader,
  arrival,
} = filings
/** What is looked at of a filing that is here. */
const storedColumns = {
  id,
  origin,
  source,
  contentHash,
  contentLength,
  derivation,
  filedOn,
  acceptedAt,
  isDayFromHeader,
  arrival,
}

function find(db: Db, id: string): Stored | undefined {
  const statement = db.once('write.find', () =>
    db.orm
      .select(storedColumns)
      .from(filings)
      .where(sql`${filings.id} = ${bound('id', filings.id)}`)
      .prepare(),
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

/** Inserts a filing and all that hangs on it alone; whoever calls it calls `settle` then. */
export function insertFiling(db: Db, rows: FilingRows): void {
  const ciks = [...new Set(rows.owners.map((owner) => owner.insiderCik))]
  const withGrant = <Row extends { grant?: grants.GrantKey | undefined }>({ grant, ...row }: Row) => ({
    ...row,
    grantId: grant ? grants.grantId(db, grant, ciks, rows.filing.datedOn) : null,
  })
  const traded = rows.transactions.map(withGrant)
  const held = rows.holdings.map(withGrant)
  const heldOn = rows.filing.periodOfReport ?? rows.filing.datedOn
  const positionOf = positionsOf(rows)

  insertInto(db, filings, [rows.filing])
  insertInto(db, filingOwners, rows.owners)
  insertInto(db, transactions, traded)
  insertInto(db, holdings, held)
  for (const insiderCik of ciks) {
    insertInto(
      db,
      transactionOwners,
      traded.map((transaction) => {
        const { filingId, row, issuerCik, tradedOn, datedOn, value, trade } = transaction
        const positionId = positionOf(transaction, insiderCik)
        return { insiderCik, filingId, row, issuerCik, tradedOn, datedOn, value, trade, positionId }
      }),
    )
    insertInto(
      db,
      holdingOwners,
      held.map((holding) => {
        const { filingId, row, datedOn } = holding
        return { insiderCik, filingId, row, datedOn, heldOn, positionId: positionOf(holding, insiderCik) }
      }),
    )
  }
  insertInto(db, footnotes, rows.footnotes)
  insertInto(db, footnoteReferences, rows.references)
  insertInto(db, signatures, rows.signatures)
  derived.addFiling(db, rows.filing, rows.owners)
  countFiling(db, rows.filing.id, 1)
}

/** Removes a filing; adds to `touched` what others derived from it. */
function removeFiling(db: Db, id: string, touched: Touched): void {
  touch(db, id, touched)
  const neighbours = neighboursOf(db, id)
  const { issuer, insiders } = derived.partiesOfFiling(db, id)
  countFiling(db, id, -1)
  removing(db).run({ id })
  derived.refreshParties(db, issuer, insiders)
  relink(db, neighbours, touched)
}

/** The statement that deletes a filing with all its rows, and nothing of what others derived from it. */
export const removing = (db: Db) =>
  db.once('write.remove', () =>
    db.orm
      .delete(filings)
      .where(sql`${filings.id} = ${bound('id', filings.id)}`)
      .prepare(),
  )

/** Makes anew what several filings tell together, once a filing's rows are in place. */
export function settle(db: Db, id: string, touched = nothingTouched()): void {
  relink(db, neighboursOf(db, id), touched)
  touch(db, id, touched)
  refresh(db, touched)
}

function refresh(db: Db, touched: Touched): void {
  recountTwins(db, touched.twins, touched)
  for (const id of touched.grants) grants.refreshGrant(db, id)
  for (const id of touched.positions) refreshPosition(db, id)
  refreshTrades(db, touched.trades.values())
}
