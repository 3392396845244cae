import { getTableColumns, Param, sql } from 'drizzle-orm'
import { LAST_DAY } from './filings.ts'
import { atLeast, atMost, type Filter } from './filters.ts'
import { byKeys } from './keyed.ts'
import type { Collection } from './page.ts'
import type { RowOf } from './reader.ts'
import { isPriced } from './rules/grant-balance.ts'
import { issuers, optionGrantOwners, optionGrants } from './tables.ts'

const columns = getTableColumns(optionGrants)
export type OptionGrantRow = RowOf<typeof columns>

/** What has become of a grant, with what only the calendar tells. */
export type GrantStatus = NonNullable<OptionGrantRow['status']> | 'EXPIRED_INFERRED' | 'SUPERSEDED'

/**
 * What becomes of something left past its expiry, by the last day of which anything here speaks, not by today's. It is
 * taken to have expired if the issuer's filings go on past it; else nobody here would have told its exercise. Units have
 * no price: what stands as their expiry is as a rule the day on which they are settled.
 */
export function statusOf(grant: OptionGrantRow, lastDay: string, issuerLastOn: string): GrantStatus {
  const { status, lapsesOn, exercisePrice } = grant
  if (status === null) return 'SUPERSEDED'
  if (lapsesOn === null || lapsesOn >= lastDay) return status
  return isPriced(exercisePrice) && lapsesOn < issuerLastOn ? 'EXPIRED_INFERRED' : 'UNKNOWN'
}

/** Its value is a list of what `statusOf` tells. */
const statuses: Filter = (name) => {
  const list = new Param(sql.placeholder(name), { mapToDriverValue: JSON.stringify })
  const { status, lapsesOn, exercisePrice, issuerCik } = optionGrants
  const issuerLastOn = sql`(SELECT ${issuers.lastOn} FROM ${issuers} WHERE ${issuers.cik} = ${issuerCik})`
  const isExpired = sql`CAST(${exercisePrice} AS REAL) > 0 AND ${lapsesOn} < ${issuerLastOn}`
  const lapsed = sql`iif(${isExpired}, 'EXPIRED_INFERRED', 'UNKNOWN')`
  return sql`iif(${lapsesOn} < ${LAST_DAY}, ${lapsed}, ${status}) IN (SELECT value FROM json_each(${list}))`
}

/** Grants that only superseded rows speak of are in no list. */
const shared = {
  from: optionGrants,
  columns,
  orders: {
    LAST_REPORTED_ON: {
      columns: [optionGrants.lastOn, optionGrants.key],
      where: sql`${optionGrants.status} IS NOT NULL`,
    },
    EXPIRES_ON: {
      columns: [optionGrants.expiresOn, optionGrants.key],
      walks: [['expiresFrom', 'expiresTo']],
      where: sql`${optionGrants.expiresOn} IS NOT NULL AND ${optionGrants.status} IS NOT NULL`,
    },
  },
  filters: {
    expiresFrom: atLeast(optionGrants.expiresOn),
    expiresTo: atMost(optionGrants.expiresOn),
    grantedFrom: atLeast(optionGrants.grantedOn),
    grantedTo: atMost(optionGrants.grantedOn),
    statuses,
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

export const optionGrantsByKey = byKeys('optionGrants.byKey', {
  from: optionGrants,
  columns,
  key: optionGrants.key,
})

export const optionGrantsById = byKeys('optionGrants.byId', {
  from: optionGrants,
  columns,
  key: optionGrants.id,
})
