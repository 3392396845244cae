/** Where things are at EDGAR: the only paths and the only hosts that are ever asked. */

import { EdgarError } from './errors.ts'
import type { Cik, Day } from './filing.ts'
import { readDay } from './values.ts'

/** A path on EDGAR's hosts, with its query. */
export type EdgarPath = `/${string}`

/** The index of the filings of one day, by form. A day without filings has none. */
export function dailyIndexPath(day: Day): EdgarPath {
  const [year, month, date] = parts(day, /^(\d{4})-(\d\d)-(\d\d)$/, 'a day (YYYY-MM-DD)')
  if (!readDay(day)) throw misnamed(day, 'a day (YYYY-MM-DD)')
  const quarter = Math.ceil(Number(month) / 3)
  return `/Archives/edgar/daily-index/${year}/QTR${quarter}/form.${year}${month}${date}.idx`
}

/** All that EDGAR lists of one company or person: the newest filings, and the names of further pages. */
export const submissionsPath = (cik: Cik): EdgarPath =>
  `/submissions/CIK${cikText(cik).padStart(10, '0')}.json`

/** A further page of that list, by the name that the list gives it. */
export function furtherSubmissionsPath(name: string): EdgarPath {
  const [page] = parts(name, /^(CIK\d{10}-submissions-\d{3}\.json)$/, 'a page of submissions')
  return `/submissions/${page}`
}

/** The full submission of one filing, under any company or person that it names. */
export function submissionPath(cik: Cik, accession: string): EdgarPath {
  const [number] = parts(accession, /^(\d{10}-\d\d-\d{6})$/, 'an accession number')
  return `/Archives/edgar/data/${cikText(cik)}/${number}.txt`
}

/** Every listed company with its tickers and exchanges. */
export const tickersPath: EdgarPath = '/files/company_tickers_exchange.json'

/** The feed of what was filed last. `type` matches all forms that begin so; EDGAR gives at most 100 entries a page. */
export function currentPath(page: { type: '3' | '4' | '5'; start: number; count: number }): EdgarPath {
  const query = new URLSearchParams({
    action: 'getcurrent',
    type: page.type,
    owner: 'include',
    count: String(page.count),
    start: String(page.start),
    output: 'atom',
  })
  return `/cgi-bin/browse-edgar?${query}`
}

/** SEC's data set of the ownership filings of one quarter (`2024q3`). */
export function dataSetPath(quarter: string): EdgarPath {
  const [name] = parts(quarter, /^(\d{4}q[1-4])$/, 'a quarter (2024q3)')
  return `/files/structureddata/data/insider-transactions-data-sets/${name}_form345.zip`
}

function parts(text: string, pattern: RegExp, kind: string): string[] {
  const match = pattern.exec(text)
  if (!match) throw misnamed(text, kind)
  return match.slice(1)
}

function cikText(cik: Cik): string {
  if (!Number.isInteger(cik) || cik < 1 || cik > 9_999_999_999) throw misnamed(String(cik), 'a CIK')
  return String(cik)
}

const misnamed = (text: string, kind: string) =>
  new EdgarError('BAD_PATH', `${JSON.stringify(text.slice(0, 100))} is not ${kind}.`)

const SITE = 'https://www.sec.gov'
const DATA = 'https://data.sec.gov'

/** The addresses that may be asked: from a path, or from where a redirect leads. */
export interface Addresses {
  /** @throws {EdgarError} BAD_PATH for what is no plain path: nothing in it may lead to another host or folder. */
  of(path: EdgarPath): URL
  /** @throws {EdgarError} REDIRECTED_ELSEWHERE where it leads to another host than these, or nowhere. */
  redirected(from: URL, location: string | null): URL
}

/**
 * EDGAR's two hosts, or all of it at `base` instead.
 * @throws {EdgarError} BAD_BASE
 */
export function createAddresses(base?: string): Addresses {
  const mirror = base === undefined ? undefined : baseAddress(base)
  const origins = mirror ? [mirror.origin] : [SITE, DATA]
  return {
    of(path) {
      // Each segment begins with a letter or digit, so none is empty or leads up.
      if (!/^(?:\/\w[\w.-]*)+(?:\?[\w=&%.+-]*)?$/.test(path)) throw misnamed(path, 'a path of EDGAR')
      const site = path.startsWith('/submissions/') ? DATA : SITE
      return new URL((mirror ? mirror.href.replace(/\/$/, '') : site) + path)
    },
    redirected(from, location) {
      const to = location !== null && URL.canParse(location, from) ? new URL(location, from) : undefined
      if (to && origins.includes(to.origin) && !to.username && !to.password) return to
      throw new EdgarError(
        'REDIRECTED_ELSEWHERE',
        `${from.pathname} leads to ${to?.origin ?? 'nowhere'}, which is not EDGAR: not followed.`,
      )
    },
  }
}

function baseAddress(base: string): URL {
  const url = URL.canParse(base) ? new URL(base) : undefined
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash
  if (isPlain && /^https?:$/.test(url.protocol)) return url
  throw new EdgarError(
    'BAD_BASE',
    'The address in place of EDGAR must be like https://edgar.example.com/mirror: no user, no query.',
  )
}
