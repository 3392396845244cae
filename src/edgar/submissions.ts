/** `submissions/CIK##########.json` and its further pages: what EDGAR knows of a company or person, and their filings. */

import type { Cik, Day } from './filing.ts'
import { type FilingList, gather, type Listed, readShort, unreadable } from './indices.ts'
import { readCik, readDay } from './values.ts'

/** A filing of these pages; `hasXml` is false where they tell that it is only text, or paper. */
type SubmittedFiling = Listed & { hasXml: boolean }

/** One page of filings, newest first. */
export interface SubmissionsPage extends FilingList {
  listed: SubmittedFiling[]
}

/** A page with older filings: its name beside the first one, and the days from and to which it has filings. */
interface FurtherPage {
  name: string
  from: Day
  to: Day
}

/** What EDGAR says of an issuer beside filings. A text that it leaves empty is no attribute. */
interface IssuerAttribute {
  /** The value of each: a ticker, a code, SEC's code of a state or country (two), a day as `MM-DD`. */
  kind: 'LISTING' | 'SIC' | 'STATE_OF_INCORPORATION' | 'BUSINESS_STATE' | 'FISCAL_YEAR_END'
  value: string
  /** The exchange of a ticker, the words for a code; empty where there is nothing to add. */
  detail: string
}

/** The first page, with all that stands beside its filings. */
export interface Submissions extends SubmissionsPage {
  cik: Cik
  /** Empty where EDGAR has none. */
  name: string
  further: FurtherPage[]
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
  const further: FurtherPage[] = []
  for (const file of listOf(filings.files).map(objectOf)) {
    const name = textOf(file.name)
    const [from, to] = [readDay(textOf(file.filingFrom)), readDay(textOf(file.filingTo))]
    if (/^CIK\d{10}-submissions-\d{3}\.json$/.test(name) && from && to) further.push({ name, from, to })
    else malformed.push(readShort(`further page ${name}`))
  }
  return { cik, name: textOf(page.name), listed, malformed, further, attributes: attributesOf(page) }
}

/**
 * Reads a further page of the filings of a company or person, whom it does not name.
 * @throws {Error} `UNREADABLE_LIST`, as `readSubmissions`.
 */
export function readFurtherSubmissions(bytes: Uint8Array, cik: Cik): SubmissionsPage {
  return readColumns(unwrap(readJson(bytes)), cik)
}

/** JSON from outside: nothing is known of it. */
type Json = Record<string, unknown>

/** @throws {Error} `UNREADABLE_LIST` */
export function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw unreadable('It is no JSON, or is cut off: get it again.')
  }
}

/** The object that a value is, or one without keys. */
export const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {}
/** The list that a value is, or an empty one. */
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
/** A text, or a number as a text, on one short line; empty for anything else. */
export const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? readShort(String(value)) : ''

/** Some have all of it under `data`. */
const unwrap = (json: unknown) => objectOf(objectOf(json).data ?? json)

/** The first day of XML, for filings of which the page names no document. */
const FIRST_XML_ON = '2003-05-05'

/** The columns of a page are lists of equal length, with one value for each filing. */
function readColumns(columns: Json, cik: Cik): SubmissionsPage {
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
  const hasXml = ({ accession, filedOn }: Listed) => {
    const document = documentOf.get(accession)!
    return document === '' ? filedOn >= FIRST_XML_ON : /\.xml$/i.test(document)
  }
  return { listed: listed.map((filing) => ({ ...filing, hasXml: hasXml(filing) })), malformed }
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
