/** The only writes of filings: one filing, one transaction, and writing it twice changes nothing. */
import { eq, sql } from 'drizzle-orm'
import { isSynthetic, syntheticAccession } from './accession.ts'
import { ORIGINS, type Origin } from './codes.ts'
import * as derived from './derived.ts'
import { bound } from './filters.ts'
import * as grants from './grants-derived.ts'
import { insertInto } from './insert.ts'
import type { Db } from './open.ts'
import { type FilingRows, type Header, redated, storedRows } from './stored.ts'
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
  rows(header: Header): FilingRows
}

export type Outcome = 'new' | 'unchanged' | 'updated'

/**
 * Writes a filing, unless what is stored says as much. Header and content are chosen each for itself, so that it does
 * not matter which source came first. A document that came without its accession number gives way to the same document
 * with it.
 */
export function writeFiling(db: Db, incoming: Incoming): Outcome {
  return db.transaction(() => {
    const stored = find(db, incoming.id)
    if (!stored && isSynthetic(incoming.id) && isKnown(db, incoming.contentHash)) return 'unchanged'

    const twin = isSynthetic(incoming.id) ? undefined : find(db, syntheticAccession(incoming.contentHash))
    const header = headerOf(incoming, stored, twin)
    const isTaken = !stored || supersedes(incoming, stored)
    const isSameHeader =
      stored?.filedOn === header.filedOn &&
      stored?.acceptedAt === header.acceptedAt &&
      stored?.isDayFromHeader === header.isDayFromHeader
    if (stored && !isTaken && isSameHeader && !twin) {
      rememberContent(db, stored, incoming)
      return 'unchanged'
    }
    const rows = isTaken ? incoming.rows(header) : redated(storedRows(db, stored.id), header)
    const touched = [stored, twin].flatMap((old) => (old ? removeFiling(db, old.id) : []))
    if (stored && stored.source !== incoming.source)
      rememberContent(db, isTaken ? incoming : stored, isTaken ? stored : incoming)
    insertFiling(db, rows, touched)
    return stored || twin ? 'updated' : 'new'
  })
}

interface Stored extends Header {
  id: string
  origin: Origin
  source: string
  contentHash: number
  contentLength: number
  derivation: number
}

/** A stronger origin; the same source read anew, by a better reader perhaps; of two sources, the fuller document. */
function supersedes(incoming: Stored, stored: Stored): boolean {
  const rank = ({ origin }: Stored) => ORIGINS.indexOf(origin)
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

function find(db: Db, id: string): Stored | undefined {
  const { origin, source, contentHash, contentLength, derivation, filedOn, acceptedAt, isDayFromHeader } =
    filings
  const statement = db.once('write.find', () =>
    db.orm
      .select({
        id: filings.id,
        origin,
        source,
        contentHash,
        contentLength,
        derivation,
        filedOn,
        acceptedAt,
        isDayFromHeader,
      })
      .from(filings)
      .where(sql`${filings.id} = ${bound('id', filings.id)}`)
      .prepare(),
  )
  const row = statement.get({ id })
  return row && { ...row, filedOn: row.filedOn ?? undefined, acceptedAt: row.acceptedAt ?? undefined }
}

/** Whether a filing has, or had, this content. */
function isKnown(db: Db, contentHash: number): boolean {
  const [now, before] = db.once('write.known', () =>
    [filings, replacedContents].map((table) =>
      db.orm
        .select({ hash: table.contentHash })
        .from(table)
        .where(eq(table.contentHash, sql.placeholder('contentHash')))
        .limit(1)
        .prepare(),
    ),
  ) as { get(values: object): unknown }[]
  return (now!.get({ contentHash }) ?? before!.get({ contentHash })) !== undefined
}

function rememberContent(
  db: Db,
  kept: { contentHash: number; id: string },
  replaced: { contentHash: number },
): void {
  if (kept.contentHash === replaced.contentHash) return
  const values = { contentHash: replaced.contentHash, filingId: kept.id }
  db.orm.insert(replacedContents).values(values).onConflictDoNothing().run()
}

/** Inserts a filing and all that it derives; `touched` are grants of what it replaces, to be summed up anew. */
function insertFiling(db: Db, rows: FilingRows, touched: number[]): void {
  const ciks = [...new Set(rows.owners.map((owner) => owner.insiderCik))]
  const withGrant = <Row extends { grant?: grants.GrantKey; grantId?: number | null | undefined }>({
    grant,
    ...row
  }: Row) => ({
    ...row,
    grantId: grant ? grants.grantId(db, grant, ciks, rows.filing.datedOn) : (row.grantId ?? null),
  })
  const traded = rows.transactions.map(withGrant)
  const held = rows.holdings.map(withGrant)

  insertInto(db, filings, [rows.filing])
  insertInto(db, filingOwners, rows.owners)
  insertInto(db, transactions, traded)
  insertInto(db, holdings, held)
  for (const insiderCik of ciks) {
    insertInto(
      db,
      transactionOwners,
      traded.map(({ filingId, row, tradedOn, datedOn, value }) => {
        return { insiderCik, filingId, row, tradedOn, datedOn, value: value ?? null }
      }),
    )
    insertInto(
      db,
      holdingOwners,
      held.map(({ filingId, row, datedOn }) => ({ insiderCik, filingId, row, datedOn })),
    )
  }
  insertInto(db, footnotes, rows.footnotes)
  insertInto(db, footnoteReferences, rows.references)
  insertInto(db, signatures, rows.signatures)
  derived.addFiling(db, rows.filing, rows.owners)
  const spokenOf = [...traded, ...held].flatMap(({ grantId }) => grantId ?? [])
  for (const id of new Set([...touched, ...spokenOf])) grants.refreshGrant(db, id)
}

/** Removes a filing; gives back the grants that its rows spoke of, which may have lost their last word. */
function removeFiling(db: Db, id: string): number[] {
  const touched = grants.grantsOfFiling(db, id)
  const { issuer, insiders } = derived.partiesOfFiling(db, id)
  const remove = db.once('write.remove', () =>
    db.orm
      .delete(filings)
      .where(sql`${filings.id} = ${bound('id', filings.id)}`)
      .prepare(),
  )
  remove.run({ id })
  derived.refreshParties(db, issuer, insiders)
  return touched
}
