/** Which transactions count where; beside the partial indices of `tables.ts`, the one place that says it in SQL. */
import { sql } from 'drizzle-orm'
import { stored } from './filters.ts'
import { transactions } from './tables.ts'

const { trade, leftOut } = transactions

/** A row of an amendment stands for it. */
export const isSuperseded = sql`${leftOut} = ${stored(leftOut, 'SUPERSEDED')}`
/** No row of an amendment stands for it. */
export const inForce = sql`${leftOut} IS NOT ${stored(leftOut, 'SUPERSEDED')}`
/** A trade that sums count. */
export const isCounted = sql`(${trade} IS NOT NULL AND ${leftOut} IS NULL)`
/** The same of purchases, written out, so that the index of trades fits. */
export const isPurchase = sql`${trade} = ${stored(trade, 'P')} AND ${leftOut} IS NULL`
/** Whether a trade counts as one that its owners made: also where another filing reports it, too. */
export const countsForOwners = sql`(${leftOut} IS NULL OR ${leftOut} = ${stored(leftOut, 'REPORTED_ELSEWHERE')})`
