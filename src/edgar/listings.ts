/** `company_tickers_exchange.json`: which tickers EDGAR knows of which companies, and on which exchanges. */

import type { Cik } from './filing.ts'
import { listOf, objectOf, readJson, textOf } from './json.ts'
import { readShort, unreadable } from './lists.ts'
import { readCik } from './values.ts'

/** One ticker of one company. */
export interface Listing {
  cik: Cik
  ticker: string
  /** Null where EDGAR names none. */
  exchange: string | null
}

/**
 * Reads the list of tickers; its columns are those that it says it has. Rows without a CIK or a ticker are malformed.
 * @throws {Error} `UNREADABLE_LIST`, where it is no such list.
 */
export function readListings(bytes: Uint8Array): { listings: Listing[]; malformed: string[] } {
  const { fields, data } = objectOf(readJson(bytes))
  const columnOf = (field: string) => listOf(fields).indexOf(field)
  const columns = {
    cik: columnOf('cik'),
    ticker: columnOf('ticker'),
    exchange: columnOf('exchange'),
  }
  if (!Array.isArray(data) || Object.values(columns).includes(-1)) {
    throw unreadable('It is no list of cik, ticker and exchange, or of another layout.')
  }
  const listings: Listing[] = []
  const malformed: string[] = []
  for (const row of data.map(listOf)) {
    const told = (column: keyof typeof columns) => textOf(row[columns[column]])
    const cik = readCik(told('cik'))
    const ticker = told('ticker')
    if (cik && ticker) listings.push({ cik, ticker, exchange: told('exchange') || null })
    else malformed.push(readShort(row.map(textOf).join(' ')))
  }
  return { listings, malformed }
}
