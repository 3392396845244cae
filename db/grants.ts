import { getTableColumns, sql } from 'drizzle-orm'
import { atLeast, atMost } from './filters.ts'
import type { Db } from './open.ts'
import { byKeys, type Collection, type RowOf } from './page.ts'
import { optionGrantOwners, optionGrants } from './tables.ts'

const columns = getTableColumns(optionGrants)
export type OptionGrantRow = RowOf<typeof columns>

const shared = {
  from: optionGrants,
  columns,
  orders: {
    LAST_REPORTED_ON: { columns: [optionGrants.lastOn, optionGrants.key] },
    EXPIRES_ON: {
      columns: [optionGrants.expiresOn, optionGrants.key],
      where: sql`${optionGrants.expiresOn} IS NOT NULL`,
    },
  },
  filters: {
    expiresFrom: atLeast(optionGrants.expiresOn),
    expiresTo: atMost(optionGrants.expiresOn),
    grantedFrom: atLeast(optionGrants.grantedOn),
    grantedTo: atMost(optionGrants.grantedOn),
  },
}

export const allOptionGrants = { ...shared, name: 'optionGrants' } satisfies Collection<typeof columns>

export const issuerOptionGrants = {
  ...shared,
  name: 'issuer.optionGrants',
  parent: optionGrants.issuerCik,
} satisfies Collection<typeof columns>

export const insiderOptionGrants = {
  ...shared,
  name: 'insider.optionGrants',
  from: optionGrantOwners,
  joins: [{ table: optionGrants, on: sql`${optionGrants.id} = ${optionGrantOwners.grantId}` }],
  parent: optionGrantOwners.insiderCik,
} satisfies Collection<typeof columns>

export const optionGrantsByKey = (db: Db, keys: readonly string[]) =>
  byKeys(db, 'optionGrants.byKey', { from: optionGrants, columns, key: optionGrants.key }, keys)

export const optionGrantsById = (db: Db, ids: readonly number[]) =>
  byKeys(db, 'optionGrants.byId', { from: optionGrants, columns, key: optionGrants.id }, ids)
