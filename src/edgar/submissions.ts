/** `submissions/CIK##########.json` and its further pages: what EDGAR knows of a company or person, and their filings. */

import type { Cik } from './filing.ts'
import { type Json, listOf, objectOf, readJson, textOf } from './json.ts'
import { type FilingList, gather, type Listed, readShort, unreadable } from './lists.ts'
import { readCik, readDay } from './values.ts'

/** What EDGAR says of an issuer beside filings. A text that it leaves empty is no attribute. */
interface IssuerAttribute {
  /** The value of each: a ticker, a code, SEC's code of a state or country (two), a day as `MM-DD`. */
  kind: 'LISTING' | 'SIC' | 'STATE_OF_INCORPORATION' | 'BUSINESS_STATE' | 'FISCAL_YEAR_END'
  value: string
  /** The exchange of a ticker, the words for a code; empty where there is nothing to add. */
  detail: string
}

/** The first page of filings, the newest first, with all that stands beside them. */
export interface Submissions extends FilingList {
  cik: Cik
  /** The names of further pages, which have older filings. */
  further: string[]
  attributes: IssuerAttribute[]
}

/**
 * Reads the first page of a company's or person's filings. Its entries of `further` that cannot be read are malformed too.
 * @throws {Error} `UNREADABLE_LIST`, where it is no such page, or its columns are not equally long.
 */
export function readSubmissions(bytes: Uint8Array): Submissions {
  const page = unwrap(readJson(bytes))
  const filings = objectOf(page.filings)
  const cik = readCik(textOf(page.cik))
  if (!cik) throw unreadable('The page names no CIK: it is none of filings, or of another layout.')
  const { listed, malformed } = readColumns(objectOf(filings.recent), cik)
  const further: string[] = []
  for (const file of listOf(filings.files).map(objectOf)) {
    const name = textOf(file.name)
    if (/^CIK\d{10}-submissions-\d{3}\.json$/.test(name)) further.push(name)
    else malformed.push(readShort(`further page ${name}`))
  }
  return { cik, listed, malformed, further, attributes: attributesOf(page) }
}

/**
 * Reads a further page of the filings of a company or person, whom it does not name.
 * @throws {Error} `UNREADABLE_LIST`, as `readSubmissions`.
 */
export function readFurtherSubmissions(bytes: Uint8Array, cik: Cik): FilingList {
  return readColumns(unwrap(readJson(bytes)), cik)
}

/** Some have all of it under `data`. */
const unwrap = (json: unknown) => objectOf(objectOf(json).data ?? json)

/** The columns of a page are lists of equal length, with one value for each filing. */
function readColumns(columns: Json, cik: Cik): FilingList {
  const column = (name: string) => {
    if (Array.isArray(columns[name])) return columns[name].map(textOf)
    throw unreadable(`The page has no list "${name}": it is none of filings, or of another layout.`)
  }
  const accessions = column('accessionNumber')
  const forms = column('form')
  const days = column('filingDate')
  const documents = column('primaryDocument')
  if ([forms, days, documents].some(({ length }) => length !== accessions.length)) {
    throw unreadable('The lists of the page are not equally long: which day is of which filing is unknown.')
  }
  const documentOf = new Map(accessions.map((accession, i) => [accession, documents[i]!]))
  const { listed, malformed } = gather(
    accessions.map((accession, i) => ({
      form: forms[i]!,
      accession,
      cik: String(cik),
      filedOn: days[i]!,
      shown: `${forms[i]} ${accession} ${days[i]}`,
    })),
  )
  const withDocument = (filing: Listed): Listed => {
    const document = documentOf.get(filing.accession)
    return document ? { ...filing, hasXml: /\.xml$/i.test(document) } : filing
  }
  return { listed: listed.map(withDocument), malformed }
}

function attributesOf(page: Json): IssuerAttribute[] {
  const exchanges = listOf(page.exchanges)
  const business = objectOf(objectOf(page.addresses).business)
  // In a leap year, so that a year may end on 29 February.
  const yearEnd = readDay(`2000${textOf(page.fiscalYearEnd)}`)?.slice(5)
  const attribute = (kind: IssuerAttribute['kind'], value: unknown, detail?: unknown) => ({
    kind,
    value: textOf(value),
    detail: textOf(detail),
  })
  return [
    ...listOf(page.tickers).map((ticker, i) => attribute('LISTING', ticker, exchanges[i])),
    attribute('SIC', page.sic, page.sicDescription),
    attribute('STATE_OF_INCORPORATION', page.stateOfIncorporation, page.stateOfIncorporationDescription),
    attribute('BUSINESS_STATE', business.stateOrCountry, business.stateOrCountryDescription),
    attribute('FISCAL_YEAR_END', yearEnd),
  ].filter(({ value }) => value !== '')
}
