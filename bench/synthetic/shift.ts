/** How far the blocks of filings lie apart. */
import { CIKS } from './population.ts'

/** How far one block lies from the first. */
export interface Shift {
  block: number
  cik: number
  days: number
  accession: bigint
}

const SPAN = 10

/** Whole weeks that are nearly whole years: days of the week stay, and months do for days that are not near their ends. */
export function shiftOf(block: number): Shift {
  const years = (block * 7) % SPAN
  const cik = block * CIKS
  return {
    block,
    cik,
    days: 7 * Math.round((years * 365.25) / 7),
    accession: (BigInt(years) * 2n ** 26n + BigInt(cik)) * 2n ** 20n,
  }
}
