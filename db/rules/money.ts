/** Dollars that are counted in ten-thousandths. Pure. */
import Big from 'big.js'

/** As many make a dollar. */
export const MONEY_SCALE = 10_000

/** As a decimal without zeros that tell nothing. */
export function dollars(tenThousandths: number | bigint): string {
  if (!Number.isSafeInteger(tenThousandths)) return new Big(String(tenThousandths)).div(MONEY_SCALE).toFixed()
  const value = tenThousandths as number
  const parts = Math.abs(value)
  let fraction = parts % MONEY_SCALE
  const whole = `${value < 0 ? '-' : ''}${(parts - fraction) / MONEY_SCALE}`
  if (fraction === 0) return whole
  let places = 4
  for (; fraction % 10 === 0; places--) fraction /= 10
  return `${whole}.${String(fraction).padStart(places, '0')}`
}
