/** What lies where at EDGAR. */
import { createHash } from 'node:crypto'
import { type Company, companiesOf } from './companies.ts'
import { currentFeed, formIndex, listings } from './lists.ts'
import { ACCESS_DENIED, type Answer } from './misbehave.ts'
import { ciksOf, otherForms, type Shelved } from './shelf.ts'
import { submissions } from './submissions.ts'

export interface Archive {
  /** What it tells of companies; may be changed at any time. */
  companies: Map<number, Company>
  /** Makes more filings visible, everywhere at once. */
  publish(...filings: Shelved[]): void
}

export interface ArchiveOptions {
  /** Each day gets filings of other forms as well. */
  shelf: Shelved[]
  /** How many filings one page of a submissions JSON has. */
  pageSize?: number
  /** SEC's data sets as ZIPs, by quarter: `2024q3`; may be changed at any time. */
  dataSets?: Record<string, Buffer>
}

export function archive({ shelf, pageSize = 1000, dataSets = {} }: ArchiveOptions) {
  const companies = companiesOf(shelf)
  const days = new Map<string, Shelved[]>()
  const ciks = new Map<number, Shelved[]>()
  const all = new Map<string, Shelved>()

  function publish(...filings: Shelved[]): void {
    for (const filing of filings) {
      if (all.has(filing.accession)) continue
      all.set(filing.accession, filing)
      days.set(filing.filedOn, [...(days.get(filing.filedOn) ?? []), filing])
      for (const cik of ciksOf(filing)) ciks.set(cik, [...(ciks.get(cik) ?? []), filing])
    }
    for (const [cik, company] of companiesOf(filings)) if (!companies.has(cik)) companies.set(cik, company)
  }
  publish(...shelf, ...otherForms(shelf))

  /** Each of EDGAR's places, and what lies there; undefined where nothing does. */
  const places: [path: RegExp, find: (...parts: string[]) => Answer | undefined][] = [
    [
      /^\/Archives\/edgar\/data\/([1-9]\d*)\/([\d-]{20})\.txt$/,
      (cik, accession) => {
        const filing = all.get(accession!)
        return filing && ciksOf(filing).includes(Number(cik)) ? found(filing.bytes, 'text/plain') : undefined
      },
    ],
    [
      /^\/Archives\/edgar\/daily-index\/(\d{4})\/QTR([1-4])\/form\.(\d{4})(\d\d)(\d\d)\.idx$/,
      (folder, quarter, year, month, date) => {
        const day = `${year}-${month}-${date}`
        const filings = days.get(day)
        const isThere = filings && folder === year && Math.ceil(Number(month) / 3) === Number(quarter)
        return isThere ? found(formIndex(day, filings), 'text/plain') : ACCESS_DENIED
      },
    ],
    [
      /^\/submissions\/(CIK(\d{10})(?:-submissions-\d{3})?\.json)$/,
      (name, digits) => {
        const cik = Number(digits)
        const filings = ciks.get(cik)
        const page = filings && submissions(cik, filings, companies.get(cik), pageSize).get(name!)
        return page ? json(page) : undefined
      },
    ],
    [
      /^\/files\/company_tickers_exchange\.json$/,
      () => json(listings(companies, (cik) => ciks.get(cik)?.at(-1)?.names.get(cik) ?? `COMPANY ${cik}`)),
    ],
    [
      /^\/cgi-bin\/browse-edgar\?(.*)$/,
      (query) => {
        const asked = new URLSearchParams(query)
        if (asked.get('action') !== 'getcurrent' || asked.get('output') !== 'atom') return undefined
        const [start, count] = [Number(asked.get('start') ?? 0), Number(asked.get('count') ?? 40)]
        const feed = currentFeed([...all.values()], asked.get('type') ?? '', start, Math.min(count, 100))
        return found(feed, 'application/atom+xml')
      },
    ],
    [
      /^\/files\/structureddata\/data\/insider-transactions-data-sets\/(\d{4}q[1-4])_form345\.zip$/,
      (quarter) => {
        const zip = dataSets[quarter!]
        if (!zip) return undefined
        const etag = `"${createHash('sha1').update(zip).digest('hex')}"`
        return { status: 200, headers: { 'content-type': 'application/zip', etag }, body: zip }
      },
    ],
  ]

  function rightAnswer(path: string): Answer {
    for (const [pattern, find] of places) {
      const match = pattern.exec(path)
      if (match) return find(...match.slice(1)) ?? NOT_FOUND
    }
    return NOT_FOUND
  }

  return { companies, publish, rightAnswer }
}

const found = (body: string | Buffer, type: string): Answer => ({
  status: 200,
  headers: { 'content-type': type },
  body: Buffer.from(body),
})

const json = (value: unknown) => found(JSON.stringify(value), 'application/json')

const NOT_FOUND: Answer = {
  status: 404,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<html><head><title>SEC.gov | Page Not Found</title></head><body></body></html>'),
}
