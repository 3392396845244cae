/** Purchases, as cluster buys look at them: by the day on which they were made, or were told. */

import { and, asc, between, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { unpackAccession } from './accession.ts'
import { isPurchase } from './counting.ts'
import { given, rowsAtMost, rowsUpToLimit } from './filters.ts'
import type { Db } from './open.ts'
import { ownersOfTransaction } from './row-owners.ts'
import type { OwnersOf, Purchase } from './rules/clusters.ts'
import { transactions } from './tables.ts'

const { filingId, row, code, issuerCik, ownerGroup, value, tradedOn, datedOn, tradedApart, filedApart } =
  transactions

/** The days by which purchases lie together, and how far they do. */
const DAYS = {
  TRANSACTED_ON: { day: tradedOn, apart: tradedApart },
  FILED_ON: { day: datedOn, apart: filedApart },
}
export type PurchaseDay = keyof typeof DAYS

/** The last day on which there is a purchase; undefined where there is none. Days to come, which somebody typed, are none. */
export function lastPurchaseOn(db: Db, by: PurchaseDay): string | undefined {
  const { day } = DAYS[by]
  const statement = db.once(`clusters.last|${by}`, () =>
    db.orm
      .select({ day })
      .from(transactions)
      // By its code there is an order by day of trade; that of filing is walked through what else was filed.
      .where(and(isPurchase, by === 'FILED_ON' ? undefined : eq(code, 'P'), sql`${day} <= date('now')`))
      .orderBy(desc(day))
      .limit(rowsAtMost(1))
      .prepare(),
  )
  db.observer.load?.('clusters.last', 1)
  return db.snapshot(() => statement.get()?.day)
}

/** From the first to the last. */
export interface Days {
  from: string
  to: string
}

/** Which purchases may be in a cluster of such windows, or tell of others that they are one. */
export interface Nearness extends Days {
  by: PurchaseDay
  window: number
}

const isNear = (by: PurchaseDay) => {
  const { day, apart } = DAYS[by]
  const isWithin = between(day, sql.placeholder('from'), sql.placeholder('to'))
  return and(isNotNull(apart), isWithin, sql`(${apart} < ${given('window')} OR ${ownerGroup} < 0)`)
}

/** A purchase as SQLite gives it. */
type Cells = [day: string, issuerCik: number, group: number, value: number, accession: number, row: number]

/** The purchases of some days that may be in a cluster, by day. */
export function purchasesNear(db: Db, { by, from, to, window }: Nearness): Purchase[] {
  const { day } = DAYS[by]
  const read = db.once(`purchases|${by}|near`, () =>
    db.prepare(
      db.orm
        .select({ day, issuerCik, ownerGroup, value, filingId, row })
        .from(transactions)
        .where(isNear(by))
        .orderBy(day),
    ),
  )
  return (read({ from, to, window }) as Cells[]).map((cells) => new Bought(cells))
}

/** A day on which somebody bought an issuer's shares. */
export type BoughtOn = [day: string, issuerCik: number]

/**
 * The days on which such purchases were made, and of whose shares, the latest first or last: so many of them, from one on, that
 * one included.
 */
export function daysNear(
  db: Db,
  { by, from, to, window }: Nearness,
  { start, backward, limit }: { start: BoughtOn; backward: boolean; limit: number },
): BoughtOn[] {
  const { day } = DAYS[by]
  const read = db.once(`purchases|${by}|days|${backward}`, () => {
    const [order, reached] = backward ? [asc, sql`>=`] : [desc, sql`<=`]
    const isReached = sql`(${day}, ${issuerCik}) ${reached} (${given('day')}, ${given('cik')})`
    return db.prepare(
      db.orm
        .select({ day, issuerCik })
        .from(transactions)
        .where(and(isNear(by), isReached))
        .groupBy(day, issuerCik)
        .orderBy(order(day), order(issuerCik))
        .limit(rowsUpToLimit),
    )
  })
  return read({ from, to, window, day: start[0], cik: start[1], limit }) as BoughtOn[]
}

/** The purchases of an issuer's shares on some days, by day. */
export function purchasesOf(db: Db, by: PurchaseDay, { from, to }: Days, cik: number): Purchase[] {
  const { day } = DAYS[by]
  const read = db.once(`purchases|${by}|issuer`, () => {
    const isWithin = between(day, sql.placeholder('from'), sql.placeholder('to'))
    return db.prepare(
      db.orm
        .select({ day, issuerCik, ownerGroup, value, filingId, row })
        .from(transactions)
        .where(and(isPurchase, eq(issuerCik, given('cik')), isWithin))
        .orderBy(day),
    )
  })
  return (read({ from, to, cik }) as Cells[]).map((cells) => new Bought(cells))
}

/** A purchase as it was read; its filing is named when somebody asks which it is. */
class Bought implements Purchase {
  readonly day: string
  readonly issuerCik: number
  readonly group: number
  readonly value: number
  readonly row: number
  readonly #accession: number
  #filingId: string | undefined

  constructor([day, issuerCik, group, value, accession, row]: Cells) {
    this.day = day
    this.issuerCik = issuerCik
    this.group = group
    this.value = value
    this.row = row
    this.#accession = accession
  }

  get filingId(): string {
    this.#filingId ??= unpackAccession(this.#accession)
    return this.#filingId
  }
}

/** Owners of each group, read once. Who reports alone is the group. */
export function ownersOfGroups(db: Db): OwnersOf {
  const known = new Map<number, readonly number[]>()
  return (purchase) => {
    const { group } = purchase
    if (group > 0) return [group]
    if (!known.has(group)) known.set(group, ownersOfTransaction(db, purchase))
    return known.get(group)!
  }
}
