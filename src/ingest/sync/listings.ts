/** Tickers and exchanges, as EDGAR lists them for all companies at once. */
import { seeIssuerAttributes } from '../../../db/issuer-attributes.ts'
import { LISTINGS, setSyncMark, syncMark } from '../../../db/sync-marks.ts'
import { type Listing, readListings } from '../../edgar/listings.ts'
import { tickersPath } from '../../edgar/paths.ts'
import { easternDay } from './calendar.ts'
import { list } from './list.ts'
import type { Syncing } from './syncing.ts'

/** Writes down today's tickers, once a day. */
export async function syncListings(sync: Syncing): Promise<void> {
  const { db, isDry } = sync
  const today = easternDay()
  if (isDry || syncMark(db, LISTINGS)?.version === today) return
  const listings = await listingsOf(sync)
  db.transaction(() => {
    for (const { cik, ticker, exchange } of listings)
      seeIssuerAttributes(db, cik, [{ kind: 'LISTING', value: ticker, detail: exchange ?? '' }], today)
    setSyncMark(db, LISTINGS, today)
  })
}

/**
 * The CIKs of tickers, in whichever way a class is set off: `BRK.B`, `brk-b`.
 * @throws {Error} with `code` `NO_SUCH_TICKER`
 */
export async function ciksOf(sync: Syncing, tickers: string[]): Promise<number[]> {
  const listings = await listingsOf(sync)
  const ciks = new Map(listings.map(({ ticker, cik }) => [plain(ticker), cik]))
  return tickers.map((ticker) => {
    const cik = ciks.get(plain(ticker))
    if (cik !== undefined) return cik
    throw Object.assign(new Error(`EDGAR lists no ticker ${ticker} today: name the company by its CIK.`), {
      code: 'NO_SUCH_TICKER',
    })
  })
}

const plain = (ticker: string) => ticker.toUpperCase().replace(/[^A-Z\d]/g, '-')

const listingsOf = async (sync: Syncing): Promise<Listing[]> =>
  (await list(sync, tickersPath, readListings))?.listings ?? []
