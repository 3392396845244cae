/** What the stand-in for EDGAR serves: full submissions; here of the bundled sample. */
import type { Filing } from '../../src/edgar/filing.ts'
import { sampleFilings } from '../../src/ingest/sample.ts'
import { writeOwnershipXml } from '../ownershipXml.ts'
import { easternStamp } from './time.ts'

/** A filing as it lies at EDGAR. */
export interface Shelved {
  accession: string
  /** The form as EDGAR types it; not only ours. */
  form: string
  issuerCik: number
  /** None where the form is not ours. */
  ownerCiks: number[]
  /** The names of all of them as this filing has them. */
  names: Map<number, string>
  ticker?: string
  /** `YYYY-MM-DD` */
  filedOn: string
  /** An instant in UTC. */
  acceptedAt?: string
  /** The full submission: the SGML header and the documents. */
  bytes: Buffer
}

export const ciksOf = ({ issuerCik, ownerCiks }: Shelved) => [...new Set([...ownerCiks, issuerCik])]

/** Where there is no stamp, at the end of the day's dissemination. */
export const acceptedAt = (filing: Shelved) => filing.acceptedAt ?? `${filing.filedOn}T22:00:00Z`

export const byText =
  <T>(text: (item: T) => string) =>
  (a: T, b: T) =>
    text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0

export const newestFirst = (filings: Shelved[]) =>
  filings.toSorted(byText((filing) => `${acceptedAt(filing)} ${filing.accession}`)).reverse()

const compact = (day: string) => day.replaceAll('-', '')

const sgmlParty = (section: string, data: string, { cik, name = '' }: { cik?: number; name?: string }) =>
  `${section}:\t\n\n\t${data} DATA:\t\n\t\tCOMPANY CONFORMED NAME:\t\t\t${name}\n\t\tCENTRAL INDEX KEY:\t\t\t${String(cik).padStart(10, '0')}\n`

/** A filing as a full submission; it must have an accession number, a day of filing, and a CIK for each owner. */
export function shelved(filing: Filing): Shelved {
  const { accession, filedOn, acceptedAt, form, issuer, owners } = filing
  const ownerCiks = owners.flatMap(({ cik }) => cik ?? [])
  if (!accession || !filedOn || ownerCiks.length < owners.length) {
    throw new Error(`EDGAR has no filing like this: ${JSON.stringify({ accession, filedOn, owners })}`)
  }
  const day = compact(filedOn)
  const text = [
    `<SEC-DOCUMENT>${accession}.txt : ${day}`,
    `<SEC-HEADER>${accession}.hdr.sgml : ${day}`,
    ...(acceptedAt ? [`<ACCEPTANCE-DATETIME>${easternStamp(acceptedAt)}`] : []),
    `ACCESSION NUMBER:\t\t${accession}`,
    `CONFORMED SUBMISSION TYPE:\t${form}`,
    'PUBLIC DOCUMENT COUNT:\t\t1',
    ...(filing.periodOfReport ? [`CONFORMED PERIOD OF REPORT:\t${compact(filing.periodOfReport)}`] : []),
    `FILED AS OF DATE:\t\t${day}`,
    `DATE AS OF CHANGE:\t\t${day}\n`,
    ...owners.map((owner) => sgmlParty('REPORTING-OWNER', 'OWNER', owner)),
    `${sgmlParty('ISSUER', 'COMPANY', issuer)}</SEC-HEADER>`,
    `<DOCUMENT>\n<TYPE>${form}\n<SEQUENCE>1\n<FILENAME>form${form[0]}.xml\n<DESCRIPTION>FORM ${form}\n<TEXT>\n<XML>`,
    writeOwnershipXml(filing),
    '</XML>\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n',
  ].join('\n')
  return {
    accession,
    form,
    issuerCik: issuer.cik,
    ownerCiks,
    names: new Map([issuer, ...owners].map(({ cik, name }) => [cik!, name ?? ''])),
    ...(issuer.ticker && { ticker: issuer.ticker }),
    filedOn,
    ...(acceptedAt && { acceptedAt }),
    bytes: Buffer.from(text),
  }
}

/** The filings of the bundled sample that EDGAR could have: with a number, a day and the CIKs of all. */
export const sampleShelf = (): Shelved[] =>
  sampleFilings()
    .map(({ filing }) => filing)
    .filter(({ accession, filedOn, owners }) => accession && filedOn && owners.every(({ cik }) => cik))
    .map(shelved)

const OTHERS = ['1-A POS', '10-K', '305B2', '40-F', '424B2', '8-K']

/** Filings of other forms, made up, for each day of a shelf: they lie among ours in all of EDGAR's lists. */
export function otherForms(shelf: Shelved[]): Shelved[] {
  const days = new Map(shelf.map((filing) => [filing.filedOn, filing]))
  return [...days].flatMap(([filedOn, { issuerCik, names, acceptedAt }]) =>
    OTHERS.map((form, i) => ({
      accession: `0009999999-${filedOn.slice(2, 4)}-${filedOn.slice(5).replace('-', '')}0${i}`,
      form,
      issuerCik,
      ownerCiks: [],
      names: new Map([[issuerCik, names.get(issuerCik)!]]),
      filedOn,
      ...(acceptedAt && { acceptedAt }),
      bytes: Buffer.from(`<SEC-DOCUMENT>\n<TYPE>${form}\n<TEXT>Nothing of ours.</TEXT>\n</SEC-DOCUMENT>\n`),
    })),
  )
}
