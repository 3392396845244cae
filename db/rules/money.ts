/** Dollars that are counted in ten-thousandths. Pure. */
import Big from 'big.js'

/** As many make a dollar. */
export const MONEY_SCALE = 10_000

/** Each part of a dollar as its decimals, without zeros that tell nothing. */
const DECIMALS = Array.from({ length: MONEY_SCALE }, (_, part) =>
  part === 0 ? '' : `.${String(part).padStart(4, '0').replace(/0+$/, '')}`,
)

/** As a decimal without zeros that tell nothing. */
export function dollars(tenThousandths: number | bigint): string {
  if (!Number.isSafeInteger(tenThousandths)) return new Big(String(tenThousandths)).div(MONEY_SCALE).toFixed()
  const value = tenThousandths as number
  const parts = Math.abs(value)
  const part = parts % MONEY_SCALE
  return `${value < 0 ? '-' : ''}${(parts - part) / MONEY_SCALE}${DECIMALS[part]}`
}
