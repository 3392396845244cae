/**
 * Cluster buys among the purchases of some days, or of an issuer. Where a cluster ends, enough must have bought within the
 * days of the window before: so a page of them, by their last day, takes no more than the purchases of some days from where
 * it begins, and all those of the few issuers of which enough bought there.
 */

import type { Db } from './open.ts'
import type { Between, Page, Position } from './page.ts'
import { type Days, ownersOfGroups, type PurchaseDay, purchasesIn } from './purchases.ts'
import { type Cluster, type ClusterRule, canCluster, clustersAmong } from './rules/clusters.ts'
import { addDays, isDay } from './rules/days.ts'
import { compareAll } from './rules/order.ts'
import type { Total } from './totals.ts'

/** Clusters of which days, by which day, and by which rule. */
export interface ClusterQuery extends ClusterRule, Days {
  by: PurchaseDay
}

/** Where a cluster stands: the latest first, down to what no two share. */
export const placeOf = ({ lastOn, issuerCik, firstOn }: Cluster): Position => [lastOn, issuerCik, firstOn]

/** The clusters among all purchases of some days: those of a page, or how many they are. */
export class Clusters {
  readonly #db: Db
  readonly #query: ClusterQuery
  #all: Cluster[] | undefined

  constructor(db: Db, query: ClusterQuery) {
    this.#db = db
    this.#query = query
    db.observer.load?.('clusters', 1)
  }

  isPlace([lastOn, issuerCik, firstOn, ...rest]: readonly unknown[]): boolean {
    return isDay(lastOn) && typeof issuerCik === 'number' && isDay(firstOn) && rest.length === 0
  }

  /** For that, all of them are worked out. */
  count(): Total {
    this.#all ??= this.#db.snapshot(() => searchOf(this.#db, this.#query)(this.#query))
    return { count: this.#all.length, isExact: true }
  }

  page(between: Between): Page<Cluster> {
    const { size, backward } = between
    const sign = backward ? 1 : -1
    const found = (this.#all?.filter(within(between)) ?? this.#db.snapshot(() => this.#found(between)))
      .sort((a, b) => sign * compareAll(placeOf(a), placeOf(b)))
      .slice(0, size + 1)
    const rows = found.slice(0, size)
    return { rows: backward ? rows.reverse() : rows, hasMore: found.length > size }
  }

  /**
   * All from where a page begins to where it is full, or further: so many days from there, then twice as many as these promise
   * to be enough, until they are.
   */
  #found(between: Between): Cluster[] {
    const { size, backward, after, before } = between
    const { from, to, window } = this.#query
    const [first, last] = [latest(from, before), earliest(to, after)]
    const search = searchOf(this.#db, this.#query)
    const lies = within(between)
    for (let days = window; ; ) {
      const start = backward ? first : latest(first, [addDays(last, -days)])
      const end = backward ? earliest(last, [addDays(first, days)]) : last
      // Whatever ends on one of these days has enough buyers within the window before.
      const found = search({ from: latest(from, [addDays(start, 1 - window)]), to: end }).filter(
        (cluster) => cluster.lastOn >= start && cluster.lastOn <= end && lies(cluster),
      )
      if (found.length > size || (start === first && end === last)) return found
      days = found.length > 0 ? Math.ceil((2 * days * (size + 1)) / found.length) : ALL
    }
  }
}

/** Days: more than there are. */
const ALL = 1_000_000

const latest = (day: string, [other = day]: Position = []) => (day > other ? day : `${other}`)
const earliest = (day: string, [other = day]: Position = []) => (day < other ? day : `${other}`)

const within =
  ({ after, before }: Between) =>
  (cluster: Cluster) =>
    (!after || compareAll(placeOf(cluster), after) < 0) &&
    (!before || compareAll(placeOf(cluster), before) > 0)

/** Gives all clusters of those issuers of which enough bought on some days. */
function searchOf(db: Db, query: ClusterQuery): (days: Days) => Cluster[] {
  const ownersOf = ownersOfGroups(db)
  const known = new Map<number, Cluster[]>()
  return ({ from, to }) => {
    const isWhole = from <= query.from && to >= query.to
    const issuers = Map.groupBy(purchasesIn(db, query.by, { from, to }), ({ issuerCik }) => issuerCik)
    for (const [cik, some] of issuers) {
      if (known.has(cik) || !(isWhole || canCluster(some, query))) continue
      const all = isWhole ? some : purchasesIn(db, query.by, query, cik)
      known.set(cik, clustersAmong(all, ownersOf, query))
    }
    return [...known.values()].flat()
  }
}

/** The clusters among the purchases of each issuer on some days. */
export function clustersOfIssuers(db: Db, query: ClusterQuery, ciks: readonly number[]): Cluster[][] {
  db.observer.load?.('issuer.clusters', ciks.length)
  return db.snapshot(() => {
    const ownersOf = ownersOfGroups(db)
    return ciks.map((cik) => clustersAmong(purchasesIn(db, query.by, query, cik), ownersOf, query))
  })
}
