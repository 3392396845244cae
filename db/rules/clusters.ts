/**
 * Cluster buys: several insiders who buy shares of one issuer within days of each other. Owners who report jointly are
 * one; a transaction that several filings report is one. Pure.
 */

import Big from 'big.js'
import { addDays } from './days.ts'
import { compare } from './order.ts'
import { Partition } from './partition.ts'

/** A purchase that counts. */
export interface Purchase {
  filingId: string
  row: number
  day: string
  issuerCik: number
  /** See `filings.ownerGroup`. */
  group: number
  /** In ten-thousandths of a dollar. */
  value: number
}

/** What makes a cluster: so many insiders who each buy for so much within so many days. */
export interface ClusterRule {
  window: number
  minInsiders: number
  /** In ten-thousandths of a dollar. */
  minValue: bigint
}

export interface ClusterMember {
  /** Several, where they report jointly. */
  insiders: number[]
  /** The oldest first. */
  purchases: Purchase[]
}

export interface Cluster {
  issuerCik: number
  firstOn: string
  lastOn: string
  /** The first day on which enough had bought for enough. */
  completedOn: string
  /** In the order in which they began. */
  members: ClusterMember[]
}

/** The owners of each group. */
export type Groups = ReadonlyMap<number, readonly number[]>

/** The clusters among purchases. */
export function clustersAmong(purchases: readonly Purchase[], groups: Groups, rule: ClusterRule): Cluster[] {
  return [...ofIssuers(purchases).values()].flatMap((theirs) => clustersOfIssuer(theirs, groups, rule))
}

/** Purchases by issuer, the oldest first. What an issuer itself buys tells nothing of its insiders. */
const ofIssuers = (purchases: readonly Purchase[]) =>
  Map.groupBy(
    purchases
      .filter(({ group, issuerCik }) => group !== issuerCik)
      .sort((a, b) => compare(a.day, b.day) || compare(a.filingId, b.filingId) || a.row - b.row),
    ({ issuerCik }) => issuerCik,
  )

/**
 * Looks back from each day of a purchase over the days of the window: where enough members bought for enough, their
 * purchases belong together, and through them those of other windows.
 */
function clustersOfIssuer(purchases: Purchase[], groups: Groups, rule: ClusterRule): Cluster[] {
  const { window, minInsiders, minValue } = rule
  const memberOf = membersAmong(purchases, groups)
  const together = new Partition<Purchase>()
  const completedOn = new Map<Purchase, string>()
  let start = 0
  for (const [i, { day }] of purchases.entries()) {
    if (purchases[i + 1]?.day === day) continue
    const from = addDays(day, 1 - window)
    while (purchases[start]!.day < from) start++
    const bought = [...Map.groupBy(purchases.slice(start, i + 1), memberOf).values()]
    const enough = bought.filter((theirs) => spentOn(theirs) >= minValue)
    if (enough.length < minInsiders) continue
    for (const purchase of enough.flat()) {
      together.join(enough[0]![0]!, purchase)
      if (!completedOn.has(purchase)) completedOn.set(purchase, day)
    }
  }
  const found = purchases.filter((purchase) => completedOn.has(purchase))
  return [...Map.groupBy(found, (purchase) => together.find(purchase)).values()].map((cluster) => ({
    issuerCik: cluster[0]!.issuerCik,
    firstOn: cluster[0]!.day,
    lastOn: cluster.at(-1)!.day,
    completedOn: cluster.map((purchase) => completedOn.get(purchase)!).sort()[0]!,
    members: [...Map.groupBy(cluster, memberOf).values()].map((theirs) => ({
      insiders: [...new Set(theirs.flatMap(({ group }) => groups.get(group)!))],
      purchases: theirs,
    })),
  }))
}

/** Who bought: groups that share an owner are one member. */
function membersAmong(purchases: Purchase[], groups: Groups): (purchase: Purchase) => number {
  const members = new Partition<number>()
  for (const { group } of purchases)
    for (const owner of groups.get(group)!) members.join(groups.get(group)![0]!, owner)
  return ({ group }) => members.find(groups.get(group)![0]!)
}

const spentOn = (purchases: readonly Purchase[]) =>
  purchases.reduce((sum, { value }) => sum + BigInt(value), 0n)

/** What purchases cost in dollars. */
export const costOf = (purchases: readonly Purchase[]) =>
  new Big(String(spentOn(purchases))).div(SCALE).toFixed()

/** The least number of ten-thousandths that is not below an amount of dollars. */
export const tenThousandths = (dollars: string) =>
  BigInt(new Big(dollars).times(SCALE).round(0, Big.roundUp).toFixed())

const SCALE = 10_000
