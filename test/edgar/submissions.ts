/** EDGAR's JSON of one company or person. */
import type { Company } from './companies.ts'
import { acceptedAt, newestFirst, type Shelved } from './shelf.ts'
import { easternStamp } from './time.ts'

const submissionsName = (cik: number) => `CIK${String(cik).padStart(10, '0')}`

/** The columns of filings; stamps say UTC, and are New York's for every other CIK, as EDGAR's are. */
function columnsOf(cik: number, filings: Shelved[]) {
  const stamp = (filing: Shelved) =>
    cik % 2
      ? easternStamp(acceptedAt(filing)).replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6.000Z')
      : acceptedAt(filing).replace('Z', '.000Z')
  const document = ({ form, bytes, accession }: Shelved) =>
    bytes.includes('<XML>') ? `xslF345X05/form${form[0]}.xml` : `${accession}.txt`
  return {
    accessionNumber: filings.map(({ accession }) => accession),
    filingDate: filings.map(({ filedOn }) => filedOn),
    reportDate: filings.map(() => ''),
    acceptanceDateTime: filings.map(stamp),
    act: filings.map(() => ''),
    form: filings.map(({ form }) => form),
    fileNumber: filings.map(() => ''),
    filmNumber: filings.map(() => ''),
    items: filings.map(() => ''),
    size: filings.map(({ bytes }) => bytes.length),
    isXBRL: filings.map(() => 0),
    isInlineXBRL: filings.map(() => 0),
    primaryDocument: filings.map(document),
    primaryDocDescription: filings.map(({ form }) => `FORM ${form}`),
  }
}

/** The JSON files of one company or person by their names: the newest filings, and the older ones `pageSize` by `pageSize`. */
export function submissions(cik: number, filings: Shelved[], company: Company | undefined, pageSize: number) {
  const sorted = newestFirst(filings)
  const [recent = [], ...older] = Array.from({ length: Math.ceil(sorted.length / pageSize) }, (_, i) =>
    sorted.slice(i * pageSize, (i + 1) * pageSize),
  )
  const pageName = (i: number) => `${submissionsName(cik)}-submissions-${String(i + 1).padStart(3, '0')}.json`
  const { listings = [], sic, incorporatedIn, businessIn, fiscalYearEnd } = company ?? {}
  const main = {
    cik: String(cik).padStart(10, '0'),
    entityType: company ? 'operating' : 'other',
    sic: sic?.[0] ?? '',
    sicDescription: sic?.[1] ?? '',
    insiderTransactionForOwnerExists: filings.some(({ ownerCiks }) => ownerCiks.includes(cik)) ? 1 : 0,
    insiderTransactionForIssuerExists: filings.some(({ issuerCik }) => issuerCik === cik) ? 1 : 0,
    name: sorted[0]!.names.get(cik),
    tickers: listings.map(({ ticker }) => ticker),
    exchanges: listings.map(({ exchange }) => exchange),
    fiscalYearEnd: fiscalYearEnd ?? null,
    stateOfIncorporation: incorporatedIn?.[0] ?? '',
    stateOfIncorporationDescription: incorporatedIn?.[1] ?? '',
    addresses: {
      business: {
        street1: null,
        stateOrCountry: businessIn?.[0] ?? null,
        stateOrCountryDescription: businessIn?.[1] ?? null,
      },
    },
    formerNames: [],
    filings: {
      recent: columnsOf(cik, recent),
      files: older.map((page, i) => ({
        name: pageName(i),
        filingCount: page.length,
        filingFrom: page.at(-1)!.filedOn,
        filingTo: page[0]!.filedOn,
      })),
    },
  }
  return new Map<string, unknown>([
    [`${submissionsName(cik)}.json`, main],
    ...older.map((page, i) => [pageName(i), columnsOf(cik, page)] as const),
  ])
}
