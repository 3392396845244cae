/**
 * Cluster buys: several insiders who buy shares of one issuer within days of each other. Owners who report jointly are
 * one; a transaction that several filings report is one. Pure.
 */

import Big from 'big.js'
import { addDays } from './days.ts'
import { dollars, MONEY_SCALE } from './money.ts'
import { compare } from './order.ts'
import { Partition } from './partition.ts'

/** A purchase that counts. */
export interface Purchase {
  readonly filingId: string
  readonly row: number
  readonly day: string
  readonly issuerCik: number
  /** See `filings.ownerGroup`. */
  readonly group: number
  /** In ten-thousandths of a dollar. */
  readonly value: number
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

/** Who reports a purchase. */
export type OwnersOf = (purchase: Purchase) => readonly number[]

/** What a cluster is made of; its members are worked out when they are looked at. */
export class Cluster {
  /** By day. */
  readonly purchases: readonly Purchase[]
  /** The first day on which enough had bought for enough. */
  readonly completedOn: string
  readonly #memberOf: MemberOf
  readonly #ownersOf: OwnersOf
  #members: ClusterMember[] | undefined

  constructor(
    purchases: readonly Purchase[],
    completedOn: string,
    { memberOf, ownersOf }: { memberOf: MemberOf; ownersOf: OwnersOf },
  ) {
    this.purchases = purchases
    this.completedOn = completedOn
    this.#memberOf = memberOf
    this.#ownersOf = ownersOf
  }

  get issuerCik(): number {
    return this.purchases[0]!.issuerCik
  }
  get firstOn(): string {
    return this.purchases[0]!.day
  }
  get lastOn(): string {
    return this.purchases.at(-1)!.day
  }

  /** In the order in which they began. */
  get members(): ClusterMember[] {
    if (this.#members) return this.#members
    const inOrder = this.purchases.toSorted(
      (a, b) => compare(a.day, b.day) || compare(a.filingId, b.filingId) || a.row - b.row,
    )
    this.#members = [...Map.groupBy(inOrder, this.#memberOf).values()].map((purchases) => ({
      insiders: [...new Set(purchases.flatMap(this.#ownersOf))],
      purchases,
    }))
    return this.#members
  }
}

/**
 * The clusters among the purchases of one issuer, which come by day; no two end on the same day. Looks back from each day of a
 * purchase over the days of the window: where enough members bought for enough, their purchases belong together, and through
 * them those of other windows.
 */
export function clustersAmong(all: readonly Purchase[], ownersOf: OwnersOf, rule: ClusterRule): Cluster[] {
  const { window, minInsiders, minValue } = rule
  if (!areEnough(all, minInsiders)) return []
  // What an issuer itself buys tells nothing of its insiders.
  const purchases = all.filter(({ group, issuerCik }) => group !== issuerCik)
  const memberOf = membersAmong(purchases, ownersOf)
  const together = new Partition<Purchase>()
  const completedOn = new Map<Purchase, string>()
  let start = 0
  for (const [i, { day }] of purchases.entries()) {
    if (purchases[i + 1]?.day === day) continue
    const from = addDays(day, 1 - window)
    while (purchases[start]!.day < from) start++
    if (i - start + 1 < minInsiders) continue
    const bought = [...Map.groupBy(purchases.slice(start, i + 1), memberOf).values()]
    const enough = minValue > 0n ? bought.filter((theirs) => spentOn(theirs) >= minValue) : bought
    if (enough.length < minInsiders) continue
    for (const purchase of enough.flat()) {
      together.join(enough[0]![0]!, purchase)
      if (!completedOn.has(purchase)) completedOn.set(purchase, day)
    }
  }
  const found = purchases.filter((purchase) => completedOn.has(purchase))
  return [...Map.groupBy(found, (purchase) => together.find(purchase)).values()].map(
    (cluster) =>
      new Cluster(cluster, cluster.map((purchase) => completedOn.get(purchase)!).sort()[0]!, {
        memberOf,
        ownersOf,
      }),
  )
}

function areEnough(purchases: readonly Purchase[], groups: number): boolean {
  if (purchases.length < groups) return false
  const different = new Set<number>()
  for (const { group } of purchases) if (different.add(group).size >= groups) return true
  return false
}

type MemberOf = (purchase: Purchase) => number

/** Who bought: groups that share an owner are one member. */
function membersAmong(purchases: readonly Purchase[], ownersOf: OwnersOf): MemberOf {
  const members = new Partition<number>()
  const memberOf = (purchase: Purchase) => members.find(ownersOf(purchase)[0]!)
  for (const purchase of purchases) {
    const [first, ...others] = ownersOf(purchase)
    for (const owner of others) members.join(first!, owner)
  }
  return memberOf
}

const spentOn = (purchases: readonly Purchase[]) =>
  purchases.reduce((sum, { value }) => sum + BigInt(value), 0n)

/** What purchases cost in dollars. */
export function costOf(purchases: readonly Purchase[]): string {
  const cost = purchases.reduce((sum, { value }) => sum + value, 0)
  return Number.isSafeInteger(cost) ? dollars(cost) : dollars(spentOn(purchases))
}

/** The least number of ten-thousandths that is not below an amount of dollars. */
export const tenThousandths = (amount: string) =>
  /^\d+$/.test(amount)
    ? BigInt(amount) * BigInt(MONEY_SCALE)
    : BigInt(new Big(amount).times(MONEY_SCALE).round(0, Big.roundUp).toFixed())
