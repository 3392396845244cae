/** The only writes of filings: one filing, one transaction, and writing it twice changes nothing. */
import { eq, type InferInsertModel, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { isSynthetic, syntheticAccession } from './accession.ts'
import { ORIGINS, type Origin } from './codes.ts'
import * as derived from './derived.ts'
import { bound } from './filters.ts'
import * as grants from './grants-derived.ts'
import { insertInto } from './insert.ts'
import type { Db } from './open.ts'
import {
  filingOwners,
  filings,
  footnoteReferences,
  footnotes,
  holdingOwners,
  holdings,
  signatures,
  transactionOwners,
  transactions,
} from './tables.ts'

/** A row of Table I or II; one of Table II says which derivative security it speaks of. */
type Reported<Row> = Omit<Row, 'grantId'> & { grant?: grants.GrantKey }

/** Everything that one filing puts into the tables. */
export interface FilingRows {
  filing: InferInsertModel<typeof filings>
  owners: InferInsertModel<typeof filingOwners>[]
  transactions: Reported<InferInsertModel<typeof transactions>>[]
  holdings: Reported<InferInsertModel<typeof holdings>>[]
  footnotes: InferInsertModel<typeof footnotes>[]
  references: InferInsertModel<typeof footnoteReferences>[]
  signatures: InferInsertModel<typeof signatures>[]
}

/** What a submission's header tells and the document does not. */
export interface Header {
  filedOn?: string | undefined
  acceptedAt?: string | undefined
}

/** A filing on its way in: what is needed to tell whether it is news, and a way to its rows if it is. */
export interface Incoming extends Header {
  id: string
  origin: Origin
  source: string
  contentHash: number
  contentLength: number
  rows(header: Header): FilingRows
}

export type Outcome = 'new' | 'unchanged' | 'updated'

/**
 * Writes a filing, unless what is stored says as much. What one source knows of the header survives another that does
 * not; a stronger origin replaces a weaker one; of equal ones, the fuller document stays. A document that came without
 * its accession number gives way to the same document with it, whichever comes first.
 */
export function writeFiling(db: Db, incoming: Incoming): Outcome {
  return db.transaction(() => {
    const stored = storedFiling(db, incoming.id)
    if (!stored) {
      if (isSynthetic(incoming.id) && isKnown(db, incoming.contentHash)) return 'unchanged'
      const twin = storedFiling(db, syntheticAccession(incoming.contentHash))
      if (twin) removeFiling(db, twin.id)
      insertFiling(db, incoming.rows({ ...headerOf(twin), ...headerOf(incoming) }))
      return twin ? 'updated' : 'new'
    }
    if (rank(incoming) < rank(stored)) return 'unchanged'
    const header = { ...headerOf(stored), ...(rank(incoming) > rank(stored) && headerOf(incoming)) }
    const merged = { ...headerOf(incoming), ...header }
    const isSameHeader =
      merged.filedOn === headerOf(stored).filedOn && merged.acceptedAt === headerOf(stored).acceptedAt
    const isSame = incoming.contentHash === stored.contentHash && incoming.origin === stored.origin
    if (isSame && isSameHeader) return 'unchanged'
    if (!isSame && !supersedes(incoming, stored)) return 'unchanged'
    removeFiling(db, stored.id)
    insertFiling(db, incoming.rows(merged))
    return 'updated'
  })
}

type Stored = NonNullable<ReturnType<typeof storedFiling>>

const rank = ({ origin }: { origin: Origin }) => ORIGINS.indexOf(origin)

/** The parts of a header that are known. */
function headerOf(
  from: { filedOn?: string | null | undefined; acceptedAt?: string | null | undefined } | undefined,
): Header {
  return {
    ...(from?.filedOn && { filedOn: from.filedOn }),
    ...(from?.acceptedAt && { acceptedAt: from.acceptedAt }),
  }
}

/** The same source read anew, by a better reader perhaps, is believed; of two sources, the fuller one. */
function supersedes(incoming: Incoming, stored: Stored): boolean {
  if (rank(incoming) > rank(stored) || incoming.source === stored.source) return true
  if (incoming.contentLength !== stored.contentLength) return incoming.contentLength > stored.contentLength
  return incoming.contentHash > stored.contentHash
}

function storedFiling(db: Db, id: string) {
  const { origin, source, contentHash, contentLength, filedOn, acceptedAt } = filings
  const statement = db.once('write.stored', () =>
    db.orm
      .select({ id: filings.id, origin, source, contentHash, contentLength, filedOn, acceptedAt })
      .from(filings)
      .where(sql`${filings.id} = ${bound('id', filings.id)}`)
      .prepare(),
  )
  return statement.get({ id })
}

function isKnown(db: Db, contentHash: number): boolean {
  const statement = db.once('write.known', () =>
    db.orm
      .select({ id: filings.id })
      .from(filings)
      .where(eq(filings.contentHash, sql.placeholder('contentHash')))
      .limit(1)
      .prepare(),
  )
  return statement.get({ contentHash }) !== undefined
}

function insertFiling(db: Db, rows: FilingRows): void {
  const ciks = [...new Set(rows.owners.map((owner) => owner.insiderCik))]
  const grantIds = new Map<string, number>()
  const insert = <Table extends SQLiteTable>(table: Table, values: InferInsertModel<Table>[]) =>
    insertInto(db, table, values)
  const withGrant = <Row extends { grant?: grants.GrantKey }>({ grant, ...row }: Row) => {
    if (!grant) return { ...row, grantId: null }
    if (!grantIds.has(grant.key))
      grantIds.set(grant.key, grants.grantId(db, grant, ciks, rows.filing.datedOn))
    return { ...row, grantId: grantIds.get(grant.key)! }
  }

  insert(filings, [rows.filing])
  insert(filingOwners, rows.owners)
  insert(transactions, rows.transactions.map(withGrant) as InferInsertModel<typeof transactions>[])
  insert(holdings, rows.holdings.map(withGrant) as InferInsertModel<typeof holdings>[])
  for (const insiderCik of ciks) {
    insert(
      transactionOwners,
      rows.transactions.map(({ filingId, row, tradedOn, datedOn, value }) => ({
        insiderCik,
        filingId,
        row,
        tradedOn,
        datedOn,
        value,
      })) as InferInsertModel<typeof transactionOwners>[],
    )
    insert(
      holdingOwners,
      rows.holdings.map(({ filingId, row, datedOn }) => ({ insiderCik, filingId, row, datedOn })),
    )
  }
  insert(footnotes, rows.footnotes)
  insert(footnoteReferences, rows.references)
  insert(signatures, rows.signatures)
  derived.addFiling(db, rows.filing, rows.owners)
  for (const id of grantIds.values()) grants.refreshGrant(db, id)
}

function removeFiling(db: Db, id: string): void {
  const touched = grants.grantsOfFiling(db, id)
  const { issuer, insiders } = derived.partiesOfFiling(db, id)
  db.orm.delete(filings).where(eq(filings.id, id)).run()
  derived.refreshParties(db, issuer, insiders)
  for (const grant of touched) grants.refreshGrant(db, grant)
}
