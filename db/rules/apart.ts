/** How far purchases of one issuer's shares lie apart: most are alone, and so in no cluster, whatever is asked for. Pure. */
import { dayNumber } from './days.ts'

/** Days of the longest window in which purchases can be a cluster. */
export const LONGEST_WINDOW = 90

interface Purchase {
  day: string
  /** See `filings.ownerGroup`. */
  group: number
}

/**
 * For each purchase of an issuer's shares, in any order, how many days lie between it and the nearest by another group. Null
 * where no window has both; but at most `LONGEST_WINDOW` where several report it, who may be one with others, or nobody is known who does. Null
 * also where the issuer itself buys.
 */
export function apartAmong(purchases: readonly Purchase[], issuerCik: number): (number | null)[] {
  const inOrder = purchases
    .map(({ day, group }, i) => ({ day: dayNumber(day), group, i }))
    .filter(({ group }) => group !== issuerCik)
    .sort((a, b) => a.day - b.day)
  const apart = purchases.map(() => LONGEST_WINDOW)
  for (const way of [inOrder, inOrder.toReversed()]) {
    /** The nearest purchase so far, and the nearest by another group than that one's. */
    let [last, other]: { day: number; group: number }[] = []
    for (const purchase of way) {
      const nearest = last?.group === purchase.group ? other : last
      if (nearest) apart[purchase.i] = Math.min(apart[purchase.i]!, Math.abs(purchase.day - nearest.day))
      if (last?.group !== purchase.group) other = last
      last = purchase
    }
  }
  return purchases.map(({ group }, i) => {
    if (group === issuerCik) return null
    return apart[i]! < LONGEST_WINDOW || group < 0 ? apart[i]! : null
  })
}
