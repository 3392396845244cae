/** Tickers and exchanges, as EDGAR lists them for all companies at once. */
import { seeIssuerAttributes } from '../../../db/issuer-attributes.ts'
import { LISTINGS, setSyncMark, syncMark } from '../../../db/sync-marks.ts'
import { type Listing, readListings } from '../../edgar/listings.ts'
import { tickersPath } from '../../edgar/paths.ts'
import { easternDay } from './calendar.ts'
import { list } from './list.ts'
import { attempt } from './mishap.ts'
import type { Syncing } from './syncing.ts'

/** Writes down today's tickers, once a day. */
export async function syncListings(sync: Syncing): Promise<void> {
  const { db, isDry } = sync
  const today = easternDay()
  if (isDry || syncMark(db, LISTINGS)?.version === today) return
  const listings = await listingsOf(sync)
  if (!listings) return
  db.transaction(() => {
    for (const { cik, ticker, exchange } of listings)
      seeIssuerAttributes(db, cik, [{ kind: 'LISTING', value: ticker, detail: exchange ?? '' }], today)
    setSyncMark(db, LISTINGS, today)
  })
}

/** The CIKs of tickers, in whichever way a class is set off: `BRK.B`, `brk-b`. Those that have none are told of. */
export async function ciksOf(sync: Syncing, tickers: string[]): Promise<number[]> {
  if (tickers.length === 0) return []
  const listings = await listingsOf(sync)
  if (!listings) return []
  const ciks = new Map(listings.map(({ ticker, cik }) => [plain(ticker), cik]))
  const unknown = tickers.filter((ticker) => !ciks.has(plain(ticker)))
  for (const ticker of unknown)
    sync.tell(`EDGAR lists no ticker ${ticker} today: name the company by its CIK.`)
  sync.counts.failed += unknown.length
  return tickers.flatMap((ticker) => ciks.get(plain(ticker)) ?? [])
}

const plain = (ticker: string) => ticker.toUpperCase().replace(/[^A-Z\d]/g, '-')

/** All tickers; undefined where they cannot be had, which is told. */
const listingsOf = (sync: Syncing): Promise<Listing[] | undefined> =>
  attempt(sync, 'tickers', async () => {
    const found = await list(sync, tickersPath, readListings)
    if (found) return found.listings
    const message = 'EDGAR does not give its list of tickers. Try again later.'
    throw Object.assign(new Error(message), { code: 'NO_TICKERS' })
  })
