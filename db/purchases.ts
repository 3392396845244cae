/** Purchases, as cluster buys look at them: by the day on which they were made, or were told. */

import { and, between, desc, eq, sql } from 'drizzle-orm'
import { unpackAccession } from './accession.ts'
import { isPurchase } from './counting.ts'
import { rowsAtMost } from './filters.ts'
import type { Db } from './open.ts'
import { ownersOfTransaction } from './row-owners.ts'
import type { OwnersOf, Purchase } from './rules/clusters.ts'
import { transactions } from './tables.ts'

/** The days by which purchases lie together. */
const DAYS = { TRANSACTED_ON: transactions.tradedOn, FILED_ON: transactions.datedOn }
export type PurchaseDay = keyof typeof DAYS

/** The last day on which there is a purchase; undefined where there is none. Days to come, which somebody typed, are none. */
export function lastPurchaseOn(db: Db, by: PurchaseDay): string | undefined {
  const day = DAYS[by]
  const statement = db.once(`clusters.last|${by}`, () =>
    db.orm
      .select({ day })
      .from(transactions)
      .where(and(isPurchase, sql`${day} <= date('now')`))
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

/** A purchase as SQLite gives it. */
type Cells = [day: string, issuerCik: number, group: number, value: number, accession: number, row: number]

/** The purchases of some days, by day: of one issuer, or of all. */
export function purchasesIn(db: Db, by: PurchaseDay, { from, to }: Days, cik?: number): Purchase[] {
  const read = db.once(`purchases|${by}|${cik === undefined ? 'all' : 'issuer'}`, () => {
    const { filingId, row, issuerCik, ownerGroup, value } = transactions
    const day = DAYS[by]
    const within = between(day, sql.placeholder('from'), sql.placeholder('to'))
    const ofThis = cik === undefined ? undefined : eq(issuerCik, sql.placeholder('cik'))
    return db.prepare(
      db.orm
        .select({ day, issuerCik, ownerGroup, value, filingId, row })
        .from(transactions)
        .where(and(isPurchase, ofThis, within))
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
