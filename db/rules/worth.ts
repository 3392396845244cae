import type { Implausibility } from '../codes.ts'
import { decimal, implausibleFields, type Values } from './plausibility.ts'

/**
 * What is derived from a transaction's own values. Its value in dollars, to four decimals: the total filed, or shares ×
 * price; none where a part is missing or cannot be meant. (A price of Table II is per derivative security, and so are the
 * shares.) The first of the rules that its values break. And the day that orders it: its own, or, where that is missing
 * or cannot be meant, the period of its filing, or else the day of that.
 */
export function worthOf(
  values: Values,
  filing: { datedOn: string; periodOfReport?: string | null | undefined },
): { value: string | null; implausibility: Implausibility | null; tradedOn: string } {
  const implausible = implausibleFields(values, filing.datedOn)
  const isMeant = !(implausible.shares || implausible.pricePerShare || implausible.totalValue)
  const [shares, price] = [decimal(values.shares), decimal(values.pricePerShare)]
  const value = isMeant ? (decimal(values.totalValue) ?? (shares && price && shares.times(price))) : undefined
  return {
    value: value?.toFixed(4) ?? null,
    implausibility: Object.values(implausible)[0] ?? null,
    tradedOn: (!implausible.transactedOn && values.transactedOn) || filing.periodOfReport || filing.datedOn,
  }
}
