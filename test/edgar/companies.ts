/** What EDGAR tells of companies beside their filings; here it is made up. */
import type { Shelved } from './shelf.ts'

/** Each absent where EDGAR leaves it empty. */
export interface Company {
  sic?: [code: string, description: string]
  incorporatedIn?: [code: string, description: string]
  businessIn?: [code: string, description: string]
  /** `MMDD` */
  fiscalYearEnd?: string
  listings: { ticker: string; exchange: string | null }[]
}

const INDUSTRIES = [
  ['3571', 'Electronic Computers'],
  ['2834', 'Pharmaceutical Preparations'],
  ['6021', 'National Commercial Banks'],
] as const
const STATES = [
  ['DE', 'DE'],
  ['CA', 'CA'],
  ['2M', 'Germany'],
] as const
const YEAR_ENDS = ['1231', '0927', '0630']
const EXCHANGES = ['Nasdaq', 'NYSE', 'OTC', null]

const pick = <T>(from: readonly T[], cik: number) => from[cik % from.length]!

/** Something for each issuer of a shelf, always the same; one in nine has nothing but its listings. */
export function companiesOf(shelf: Shelved[]): Map<number, Company> {
  const tickers = new Map(shelf.map(({ issuerCik, ticker }) => [issuerCik, ticker]))
  return new Map(
    [...tickers].map(([cik, ticker]) => {
      const isListed = ticker !== undefined && /^[A-Z]{1,5}$/.test(ticker) && ticker !== 'NONE'
      const listings = isListed ? [{ ticker, exchange: pick(EXCHANGES, cik) }] : []
      if (cik % 9 === 1) return [cik, { listings }]
      const [sic, description] = pick(INDUSTRIES, cik)
      const [home, homeName] = pick(STATES, cik)
      const [seat, seatName] = pick(STATES, cik + 1)
      return [
        cik,
        {
          sic: [sic, description],
          incorporatedIn: [home, homeName],
          businessIn: [seat, seatName],
          fiscalYearEnd: pick(YEAR_ENDS, cik),
          listings,
        },
      ]
    }),
  )
}
