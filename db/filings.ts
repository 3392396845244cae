import { getTableColumns, sql } from 'drizzle-orm'
import type { Origin } from './codes.ts'
import { anyOf, atLeast, atMost, bound, equals, rowsAtMost } from './filters.ts'
import { byKeys, childrenOf } from './keyed.ts'
import type { Db } from './open.ts'
import type { Collection } from './page.ts'
import type { RowOf } from './reader.ts'
import { filingCounts, filingOwners, filings, footnoteReferences, footnotes, signatures } from './tables.ts'

export const filingColumns = getTableColumns(filings)
const columns = filingColumns
export type FilingRow = RowOf<typeof columns>
const ownerColumns = getTableColumns(filingOwners)
export type FilingOwnerRow = RowOf<typeof ownerColumns>
const footnoteColumns = getTableColumns(footnotes)
export type FootnoteRow = RowOf<typeof footnoteColumns>
const referenceColumns = getTableColumns(footnoteReferences)
export type FootnoteReferenceRow = RowOf<typeof referenceColumns>
const signatureColumns = getTableColumns(signatures)
export type SignatureRow = RowOf<typeof signatureColumns>

const shared = {
  from: filings,
  columns,
  orders: {
    FILED_ON: {
      columns: [filings.datedOn, filings.id],
      walks: [
        ['late', 'filedFrom', 'filedTo'],
        ['form', 'filedFrom', 'filedTo'],
        ['filedFrom', 'filedTo'],
      ],
    },
    PERIOD_OF_REPORT: {
      columns: [filings.periodOfReport, filings.id],
      where: sql`${filings.periodOfReport} IS NOT NULL`,
      walks: [['periodFrom', 'periodTo']],
    },
  },
  filters: {
    form: equals(filings.form),
    forms: anyOf(filings.form),
    filedFrom: atLeast(filings.datedOn),
    filedTo: atMost(filings.datedOn),
    periodFrom: atLeast(filings.periodOfReport),
    periodTo: atMost(filings.periodOfReport),
    // Written out, for an index holds the late ones alone; they have no value.
    late: () => sql`${filings.isLate} = 1`,
    onTime: () => sql`${filings.isLate} = 0`,
  },
}

export const allFilings = {
  ...shared,
  name: 'filings',
  size: filingCounts.filings,
} satisfies Collection<typeof columns>
export const issuerFilings = {
  ...shared,
  name: 'issuer.filings',
  parent: filings.issuerCik,
} satisfies Collection<typeof columns>

/** An insider's filings, in the orders of the edge, where they lie beside each other. */
export const insiderFilings = {
  ...shared,
  name: 'insider.filings',
  from: filingOwners,
  joins: [{ table: filings, on: sql`${filings.id} = ${filingOwners.filingId}` }],
  parent: filingOwners.insiderCik,
  orders: {
    FILED_ON: {
      columns: [filingOwners.datedOn, filingOwners.filingId],
      where: sql`${filingOwners.datedOn} IS NOT NULL`,
    },
    PERIOD_OF_REPORT: {
      columns: [filingOwners.periodOfReport, filingOwners.filingId],
      where: sql`${filingOwners.periodOfReport} IS NOT NULL`,
    },
  },
} satisfies Collection<typeof columns>

export const filingsById = byKeys('filings.byId', { from: filings, columns, key: filings.id })

/** The reporting owners of each filing. */
export const ownersOfFilings = childrenOf('filings.owners', {
  from: filingOwners,
  columns: ownerColumns,
  key: 'filingId',
  orderBy: [filingOwners.ordinal],
})

export const footnotesOfFilings = childrenOf('filings.footnotes', {
  from: footnotes,
  columns: footnoteColumns,
  key: 'filingId',
  orderBy: [footnotes.ordinal],
})

/** Where the footnotes of each filing hang. */
export const referencesOfFilings = childrenOf('filings.references', {
  from: footnoteReferences,
  columns: referenceColumns,
  key: 'filingId',
  orderBy: [footnoteReferences.row, footnoteReferences.field, footnoteReferences.place],
})

export const signaturesOfFilings = childrenOf('filings.signatures', {
  from: signatures,
  columns: signatureColumns,
  key: 'filingId',
  orderBy: [signatures.ordinal],
})

/** `<accession>/<ordinal>`. */
export const footnoteKey = (row: { filingId: string; ordinal: number }) => `${row.filingId}/${row.ordinal}`

/** The footnotes with these keys, where there are such. */
export function footnotesByKey(db: Db, keys: readonly string[]): FootnoteRow[] {
  const wanted = new Set(keys)
  const ids = [...new Set(keys.map((key) => key.split('/')[0]!))]
  return footnotesOfFilings(db, ids)
    .flat()
    .filter((row) => wanted.has(footnoteKey(row)))
}

/** Where a filing comes from; undefined where it is not here. */
export function originOf(db: Db, id: string): Origin | undefined {
  const statement = db.once('filings.origin', () =>
    db.orm
      .select({ origin: filings.origin })
      .from(filings)
      .where(sql`${filings.id} = ${bound('id', filings.id)}`)
      .prepare(),
  )
  return statement.get({ id })?.origin
}

const submissions = byKeys('filings.submissions', {
  from: filings,
  columns: { id: columns.id, origin: columns.origin, isDayFromHeader: columns.isDayFromHeader },
  key: filings.id,
})

/** Of these, the filings that are here as a document with its header: there is nothing better to be had. */
export function withSubmission(db: Db, ids: readonly string[]): Set<string> {
  const whole = submissions(db, ids).filter((row) => row.origin === 'DOCUMENT' && row.isDayFromHeader)
  return new Set(whole.map((row) => row.id))
}

/** Whether there is any filing at all. */
export const hasFilings = (db: Db) =>
  db.orm.select({ id: filings.id }).from(filings).limit(rowsAtMost(1)).get() !== undefined

/** The day of the latest filing here; none can come from days to come, whatever its filer typed. */
export const LAST_DAY = sql<
  string | null
>`(SELECT max(${filings.datedOn}) FROM ${filings} WHERE ${filings.datedOn} <= date('now'))`

/** The day up to which anything here speaks; empty where nothing does. */
export function lastDay(db: Db): string {
  const statement = db.once('filings.lastDay', () =>
    db.orm.select({ day: LAST_DAY }).from(sql`(SELECT 1)`).prepare(),
  )
  db.observer.load?.('filings.lastDay', 1)
  return db.snapshot(() => statement.get()?.day ?? '')
}
