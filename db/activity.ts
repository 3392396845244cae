/**
 * Sums over trades: the purchases and sales of Table I. Each economic transaction counts once: not for every owner of a
 * joint filing, not again for an amendment, nor for another filing up a chain of ownership. Of one insider, a
 * transaction that only others' filings are counted for counts too: it is theirs as well.
 */
import { type SQL, sql } from 'drizzle-orm'
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { LEFT_OUT, type LeftOut, PLAN_STATUSES, type PlanStatus, type Trade } from './codes.ts'
import { atLeast, atMost, equals, stored } from './filters.ts'
import type { Db } from './open.ts'
import { type Aggregate, type AnyCollection, aggregates, type FilterValues, type Parent } from './page.ts'
import { dollars } from './rules/money.ts'
import { transactionOwners, transactions } from './tables.ts'
import { insiderTransactions, issuerTransactions } from './transactions.ts'

/** How many trades agree in the rest, and their sums, in ten-thousandths. */
export interface Tally {
  /** The day of trade; absent where days are summed together. */
  day?: string
  trade: Trade
  /** Why they count in no sum; null where they do. */
  leftOut: LeftOut | null
  planStatus: PlanStatus
  /** Who trades: owners who report together are one. */
  group: number
  count: number
  shares: Exact
  value: Exact
}

/** A whole number: a bigint where it is more than a number holds exactly. */
type Exact = number | bigint

/** SQLite's integers have more digits than a number; those that do not fit come as texts. */
function total(column: SQL) {
  const sum = sql`coalesce(sum(${column}), 0)`
  const fits = sql`abs(${sum}) <= ${sql.raw(String(Number.MAX_SAFE_INTEGER))}`
  return sql`CASE WHEN ${fits} THEN ${sum} ELSE CAST(${sum} AS TEXT) END`.mapWith(
    (sum: number | string): Exact => (typeof sum === 'string' ? BigInt(sum) : sum),
  )
}

function plus(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return BigInt(a) + BigInt(b)
}

const sums = {
  count: sql`count(*)`,
  shares: total(sql`${transactions.quantity}`),
  value: total(sql`${transactions.value}`),
}

/** An issuer's trades: all of it from one index. */
const ofAll = {
  day: transactions.tradedOn,
  trade: transactions.trade,
  leftOut: transactions.leftOut,
  planStatus: transactions.planStatus,
  group: transactions.ownerGroup,
}

const { filingId, row, twinKey, leftOut, insteadFiling, insteadRow } = transactions
const other = alias(transactions, 'other')
const owned = alias(transactionOwners, 'owned')

/** Whether the insider also owns the row that speaks instead, or an earlier one for which it speaks, too. */
const isTheirsAlready = sql`EXISTS (SELECT 1 FROM ${transactions} AS ${other} JOIN ${transactionOwners} AS ${owned}
  ON ${owned.filingId} = ${other.filingId} AND ${owned.row} = ${other.row} AND ${owned.insiderCik} = ${transactionOwners.insiderCik}
  WHERE ${other.twinKey} = ${twinKey} AND ((${other.filingId}, ${other.row}) = (${insteadFiling}, ${insteadRow})
    OR (${other.insteadFiling}, ${other.insteadRow}, ${other.leftOut}) = (${insteadFiling}, ${insteadRow}, ${leftOut})
    AND (${other.filingId}, ${other.row}) < (${filingId}, ${row})))`

const ELSEWHERE = stored(leftOut, 'REPORTED_ELSEWHERE')

/** An insider's trades: what another filing speaks for is theirs, too, but once. */
const ofInsider = {
  day: transactionOwners.tradedOn,
  trade: transactionOwners.trade,
  leftOut: sql`CASE WHEN ${leftOut} = ${ELSEWHERE} AND NOT ${isTheirsAlready} THEN NULL ELSE ${leftOut} END`
    .mapWith(leftOut)
    .as('left_out_of'),
  planStatus: transactions.planStatus,
  group: transactionOwners.insiderCik,
}

/** The trades of issuers, by day. */
export const issuerTrades = {
  ...issuerTransactions,
  name: 'issuer.trades',
  filters: { from: atLeast(transactions.tradedOn), to: atMost(transactions.tradedOn) },
}

/** The trades of insiders, by day, and by issuer. */
export const insiderTrades = {
  ...insiderTransactions,
  name: 'insider.trades',
  filters: {
    issuer: equals(transactionOwners.issuerCik),
    from: atLeast(transactionOwners.tradedOn),
    to: atMost(transactionOwners.tradedOn),
  },
}

/** What tallies tell over all days together, or over each. */
function told({ day, ...rest }: typeof ofAll | typeof ofInsider) {
  const over = (name: string, by: Record<string, SQLiteColumn | SQL.Aliased>): Aggregate => ({
    name,
    columns: { ...by, ...sums },
    by: Object.values(by),
    where: sql`${rest.trade} IS NOT NULL`,
  })
  return { sums: over('sums', rest), daily: over('daily', { day, ...rest }) }
}
const [OF_ALL, OF_INSIDER] = [told(ofAll), told(ofInsider)]

/** Tallies of the trades among the rows of each parent under the filters; see `aggregates`. */
export function tallies(
  db: Db,
  collection: AnyCollection,
  parents: readonly Parent[],
  filters: FilterValues,
  { order = 'TRANSACTED_ON', isDaily = false } = {},
): Tally[][] {
  const { sums, daily } = collection.from === transactionOwners ? OF_INSIDER : OF_ALL
  return aggregates<Tally>(db, collection, isDaily ? daily : sums, parents, order, filters)
}

/** What trades of one kind add up to. */
export class Totals {
  count = 0
  #shares: Exact = 0
  #value: Exact = 0
  readonly #groups: number[] = []

  add({ count, shares, value, group }: Tally): void {
    this.count += count
    this.#shares = plus(this.#shares, shares)
    this.#value = plus(this.#value, value)
    this.#groups.push(group)
  }

  get shares(): string {
    return dollars(this.#shares)
  }
  get value(): string {
    return dollars(this.#value)
  }
  /** How many different ones traded. */
  get insiders(): number {
    const groups = this.#groups
    return groups.length < 2 ? groups.length : new Set(groups).size
  }

  sharesLess(other: Totals): string {
    return dollars(plus(this.#shares, -other.#shares))
  }
  valueLess(other: Totals): string {
    return dollars(plus(this.#value, -other.#value))
  }
}

/** What purchases and sales add up to, of those that count. */
export class Both {
  readonly purchases = new Totals()
  readonly sales = new Totals()

  constructor(tallies: readonly Tally[]) {
    for (const tally of tallies)
      if (tally.leftOut === null) (tally.trade === 'P' ? this.purchases : this.sales).add(tally)
  }
}

/** What trades add up to: purchases and sales, also by plan, and how many are left out. */
export class TradeSums extends Both {
  readonly #tallies: readonly Tally[]

  constructor(tallies: readonly Tally[]) {
    super(tallies)
    this.#tallies = tallies
  }

  get byPlan(): (Both & { planStatus: PlanStatus })[] {
    return PLAN_STATUSES.flatMap((planStatus) => {
      const under = this.#tallies.filter((tally) => tally.leftOut === null && tally.planStatus === planStatus)
      return under.length > 0 ? [Object.assign(new Both(under), { planStatus })] : []
    })
  }

  get leftOut(): { reason: LeftOut; count: number }[] {
    return LEFT_OUT.flatMap((reason) => {
      const without = this.#tallies.filter(({ leftOut }) => leftOut === reason)
      return without.length > 0 ? [{ reason, count: without.reduce((sum, { count }) => sum + count, 0) }] : []
    })
  }
}
