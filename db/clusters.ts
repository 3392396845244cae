/** The purchases among which cluster buys are looked for: all of some days, or those of an issuer. */

import { and, between, desc, eq, type SQL, sql } from 'drizzle-orm'
import { isPurchase } from './counting.ts'
import { rowsAtMost } from './filters.ts'
import type { Db } from './open.ts'
import { ownersOfTransaction } from './row-owners.ts'
import {
  type Cluster,
  type ClusterRule,
  clustersAmong,
  type Groups,
  type Purchase,
} from './rules/clusters.ts'
import { transactions } from './tables.ts'

/** The days by which purchases lie together. */
const DAYS = { TRANSACTED_ON: transactions.tradedOn, FILED_ON: transactions.datedOn }
export type PurchaseDay = keyof typeof DAYS

/** The last day on which there is a purchase; undefined where there is none. */
export function lastPurchaseOn(db: Db, by: PurchaseDay): string | undefined {
  const day = DAYS[by]
  const statement = db.once(`clusters.last|${by}`, () =>
    db.orm
      .select({ day })
      .from(transactions)
      .where(isPurchase)
      .orderBy(desc(day))
      .limit(rowsAtMost(1))
      .prepare(),
  )
  db.observer.load?.('clusters.last', 1)
  return db.snapshot(() => statement.get()?.day)
}

/** Clusters of which days, by which day, and by which rule. */
export interface ClusterQuery extends ClusterRule {
  by: PurchaseDay
  from: string
  to: string
}

/** The clusters among all purchases of some days. */
export function clustersWithin(db: Db, { by, from, to, ...rule }: ClusterQuery): Cluster[] {
  const statement = db.once(`clusters.within|${by}`, () => selectPurchases(db, by))
  db.observer.load?.('clusters', 1)
  return db.snapshot(() => clustersOf(db, statement.all({ from, to }), rule))
}

/** The clusters among the purchases of each issuer on some days. */
export function clustersOfIssuers(
  db: Db,
  { by, from, to, ...rule }: ClusterQuery,
  ciks: readonly number[],
): Cluster[][] {
  const statement = db.once(`clusters.ofIssuer|${by}`, () =>
    selectPurchases(db, by, eq(transactions.issuerCik, sql.placeholder('cik'))),
  )
  db.observer.load?.('issuer.clusters', ciks.length)
  return db.snapshot(() => {
    const purchases = ciks.flatMap((cik) => statement.all({ cik, from, to }))
    const clusters = Map.groupBy(clustersOf(db, purchases, rule), ({ issuerCik }) => issuerCik)
    return ciks.map((cik) => clusters.get(cik) ?? [])
  })
}

function selectPurchases(db: Db, by: PurchaseDay, condition?: SQL) {
  const { filingId, row, issuerCik, ownerGroup: group } = transactions
  const day = DAYS[by]
  const within = between(day, sql.placeholder('from'), sql.placeholder('to'))
  return db.orm
    .select({ filingId, row, day, issuerCik, group, value: sql<number>`${transactions.value}` })
    .from(transactions)
    .where(and(isPurchase, condition, within))
    .prepare()
}

/** Owners are read of those issuers alone that could have a cluster. */
function clustersOf(db: Db, purchases: Purchase[], rule: ClusterRule): Cluster[] {
  const candidates = [...Map.groupBy(purchases, ({ issuerCik }) => issuerCik).values()]
    .filter((theirs) => new Set(theirs.map(({ group }) => group)).size >= rule.minInsiders)
    .flat()
  return clustersAmong(candidates, groupsOf(db, candidates), rule)
}

function groupsOf(db: Db, purchases: Purchase[]): Groups {
  const examples = new Map(purchases.map((purchase) => [purchase.group, purchase]))
  db.observer.load?.('clusters.owners', examples.size)
  return new Map([...examples].map(([group, example]) => [group, ownersOfTransaction(db, example)]))
}
