import { getTableColumns, sql } from 'drizzle-orm'
import { anyBit } from './filters.ts'
import type { Collection } from './page.ts'
import type { RowOf } from './reader.ts'
import { issuers, relationships } from './tables.ts'

/** Insiders who leave often file nothing to say so; after this long beside an issuer's latest filing they are past. */
const YEARS = 2

const columns = { ...getTableColumns(relationships), issuerLastOn: issuers.lastOn }
export type RelationshipRow = RowOf<typeof columns>

/** Whether a relationship still holds, as far as filings tell. */
export const isCurrent = (row: RelationshipRow) =>
  !row.hasExited &&
  row.lastOn >= `${Number(row.issuerLastOn.slice(0, 4)) - YEARS}${row.issuerLastOn.slice(4)}`

const isCurrentSql = sql`(${relationships.hasExited} = 0 AND ${relationships.lastOn} >=
  printf('%04d', substr(${issuers.lastOn}, 1, 4) - ${YEARS}) || substr(${issuers.lastOn}, 5))`

const shared = {
  from: relationships,
  columns: { ...columns },
  joins: [{ table: issuers, on: sql`${issuers.cik} = ${relationships.issuerCik}`, isAside: true }],
  filters: {
    roles: anyBit(relationships.roles),
    /** 1 or 0. */
    isCurrent: (name: string) => sql`${isCurrentSql} = ${sql.placeholder(name)}`,
  },
}

/** An issuer's insiders. */
export const issuerInsiders = {
  ...shared,
  name: 'issuer.insiders',
  parent: relationships.issuerCik,
  orders: { LAST_FILED_ON: { columns: [relationships.lastOn, relationships.insiderCik] } },
} satisfies Collection<typeof columns>

/** An insider's issuers. */
export const insiderIssuers = {
  ...shared,
  name: 'insider.issuers',
  parent: relationships.insiderCik,
  orders: { LAST_FILED_ON: { columns: [relationships.lastOn, relationships.issuerCik] } },
} satisfies Collection<typeof columns>
