import Big from 'big.js'
import type { Implausibility } from '../../db/codes.ts'
import type { Row } from '../edgar/filing.ts'

/** The dearest share ever listed, Berkshire Hathaway's class A, has stayed below this: what is above is a total. */
const HIGHEST_PRICE = 1_500_000
/** No insider's single transaction has come near. */
const HIGHEST_VALUE = 100_000_000_000

/**
 * What a transaction is worth in dollars, to four decimals: the total filed, or shares × price; none where a part is
 * missing or cannot be meant. A price of Table II is per derivative security, and so are the shares.
 */
export function worthOf({ fields }: Row): { value?: string; implausibility?: Implausibility } {
  const amount = (field: 'shares' | 'pricePerShare' | 'totalValue') =>
    fields[field]?.value === undefined ? undefined : new Big(fields[field].value)
  const shares = amount('shares')
  const price = amount('pricePerShare')
  const total = amount('totalValue')
  if ([shares, price, total].some((number) => number?.lt(0))) return { implausibility: 'NEGATIVE_AMOUNT' }
  if (price?.gt(HIGHEST_PRICE)) return { implausibility: 'PRICE_TOO_HIGH' }
  const value = total ?? (shares && price && shares.times(price))
  if (!value) return {}
  if (value.gt(HIGHEST_VALUE)) return { implausibility: 'VALUE_TOO_HIGH' }
  return { value: value.toFixed(4) }
}
