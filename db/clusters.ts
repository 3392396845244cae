/**
 * Cluster buys among the purchases of some days, or of an issuer. Most purchases are alone, and are not looked at. Whatever ends
 * on a day has a purchase on it that others are near to: a page of clusters, by their last day, walks these days from where it
 * begins until it is full, and looks at all purchases of those issuers alone.
 */

import { memo } from './memo.ts'
import type { Db } from './open.ts'
import type { Between, Page, Position } from './page.ts'
import {
  type BoughtOn,
  type Days,
  daysNear,
  ownersOfGroups,
  type PurchaseDay,
  purchasesNear,
  purchasesOf,
} from './purchases.ts'
import { type Cluster, type ClusterRule, clustersAmong } from './rules/clusters.ts'
import { isDay } from './rules/days.ts'
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
    this.#all ??= this.#db.snapshot(() => allClusters(this.#db, this.#query))
    return { count: this.#all.length, isExact: true }
  }

  page(between: Between): Page<Cluster> {
    const { size, backward } = between
    const found = this.#db.snapshot(() =>
      this.#all ? this.#among(this.#all, between) : this.#found(between),
    )
    const rows = found.slice(0, size)
    return { rows: backward ? rows.reverse() : rows, hasMore: found.length > size }
  }

  #among(all: Cluster[], between: Between): Cluster[] {
    const sign = between.backward ? 1 : -1
    return all
      .filter((cluster) => isWithin(cluster, between))
      .sort((a, b) => sign * compareAll(placeOf(a), placeOf(b)))
  }

  /** From where a page begins, so many as it has, and one more if there is one. */
  #found(between: Between): Cluster[] {
    const { size, backward, after, before } = between
    const clustersOf = memo((cik: number) => clustersOfIssuer(this.#db, this.#query, cik), String)
    const start = (backward ? before : after) ?? (backward ? FIRST : LAST)
    const days = { from: latest(this.#query.from, before), to: earliest(this.#query.to, after) }
    const found: Cluster[] = []
    let inVain = 0
    for (const [day, cik] of this.#ends(days, start as BoughtOn, backward, ENDS * (size + 1))) {
      const cluster = clustersOf(cik).find(({ lastOn }) => lastOn === day)
      if (cluster && isWithin(cluster, between)) found.push(cluster)
      else if (++inVain === MOST_IN_VAIN) {
        this.#all = allClusters(this.#db, this.#query)
        return this.#among(this.#all, between)
      }
      if (found.length > size) break
    }
    return found
  }

  /** The days on which a cluster may end, and of which issuer, in the order of clusters; so many are read at once. */
  *#ends({ from, to }: Days, start: BoughtOn, backward: boolean, limit: number): Generator<BoughtOn> {
    for (let last = start, isFirst = true; ; isFirst = false) {
      const left = backward ? { from: latest(from, last), to } : { from, to: earliest(to, last) }
      const some = daysNear(
        this.#db,
        { ...this.#query, ...left },
        { start: last, backward, limit: limit + 1 },
      )
      yield* isFirst ? some : some.slice(1)
      if (some.length <= limit) return
      last = some.at(-1)!
    }
  }
}

const FIRST: BoughtOn = ['', 0]
const LAST: BoughtOn = ['9999-99-99', 0]
/** For each cluster of a page, so many days are read on which one may end. */
const ENDS = 4
/** Where so many are none, all clusters are worked out at once: where few are asked for, or none, that takes less. */
const MOST_IN_VAIN = 500

/** Of days, and of those of places where there are such. */
const latest = (day: string, [other = day]: Position = []) => (day > other ? day : `${other}`)
const earliest = (day: string, [other = day]: Position = []) => (day < other ? day : `${other}`)

const isWithin = (cluster: Cluster, { after, before }: Between) =>
  (!after || compareAll(placeOf(cluster), after) < 0) && (!before || compareAll(placeOf(cluster), before) > 0)

function allClusters(db: Db, query: ClusterQuery): Cluster[] {
  const ownersOf = ownersOfGroups(db)
  const issuers = Map.groupBy(purchasesNear(db, query), ({ issuerCik }) => issuerCik)
  return [...issuers.values()].flatMap((some) => clustersAmong(some, ownersOf, query))
}

const clustersOfIssuer = (db: Db, query: ClusterQuery, cik: number) =>
  clustersAmong(purchasesOf(db, query.by, query, cik), ownersOfGroups(db), query)

/** The clusters among the purchases of each issuer on some days. */
export function clustersOfIssuers(db: Db, query: ClusterQuery, ciks: readonly number[]): Cluster[][] {
  db.observer.load?.('issuer.clusters', ciks.length)
  return db.snapshot(() => ciks.map((cik) => clustersOfIssuer(db, query, cik)))
}
