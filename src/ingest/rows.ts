/** From a Filing, what one document says, to the rows of the tables, with everything that one document can derive. */
import { isSynthetic, syntheticAccession } from '../../db/accession.ts'
import { type Origin, type RowKind, rowNumber } from '../../db/codes.ts'
import { hash52 } from '../../db/hash.ts'
import type { Header, RawRows } from '../../db/stored.ts'
import type { Incoming } from '../../db/write.ts'
import { type Filed, type Filing, type Owner, ROW_FIELDS, type Row, type RowField } from '../edgar/filing.ts'
import { planAdoptedOn, planStatusOf } from './plan.ts'
import { tickersOf } from './tickers.ts'

/** The rules of this file and of those that it calls: raise it with them, and a document that comes again replaces what is stored. */
const DERIVATION = 2

/** A Filing as it goes from thread to thread. */
export interface Told extends Omit<Incoming, 'rows'> {
  /** JSON of what the document says, header apart. */
  content: string
}

/**
 * A Filing, from a document or from elsewhere. `toldOn` is the day of filing as whoever brought the document says, for
 * one that does not say it itself.
 */
export function toldBy(filing: Filing, origin: Origin, source: string, toldOn?: string): Told {
  const { accession, filedOn, acceptedAt, ...said } = filing
  const content = canonicalJson(said)
  const contentHash = hash52(content)
  return {
    id: accession ?? syntheticAccession(contentHash),
    origin,
    source,
    contentHash,
    contentLength: content.length,
    derivation: DERIVATION,
    filedOn: filedOn ?? toldOn,
    acceptedAt,
    isDayFromHeader: filedOn !== undefined,
    content,
  }
}

/** On its way into the database: its rows are made when they are asked for, since most that come again are known. */
export const arriving = (told: Told): Incoming => ({
  ...told,
  rows: (header) => rowsOf(JSON.parse(told.content), told, header),
})

/** The same at once. */
export function incoming(
  filing: Filing,
  ...from: [origin: Origin, source: string, toldOn?: string]
): Incoming {
  const told = toldBy(filing, ...from)
  return { ...told, rows: (header) => rowsOf(filing, told, header) }
}

function rowsOf(said: Filing, told: Told, header: Header): RawRows {
  const { content: _, ...identity } = told
  const { filedOn, isDayFromHeader } = told
  const filing = isDayFromHeader && filedOn ? { ...said, filedOn } : said
  const filingId = told.id
  const issuerCik = filing.issuer.cik
  const datedOn = header.filedOn ?? likelyDay(filing, filingId)
  const ciks = filing.owners.map((owner) => owner.cik ?? lostCik(owner, issuerCik))
  const transactions = filing.rows.filter((row) => row.kind === 'transaction')
  const holdings = filing.rows.filter((row) => row.kind === 'holding')

  return {
    filing: {
      ...identity,
      ...header,
      datedOn,
      form: filing.form,
      schemaVersion: filing.schemaVersion,
      issuerCik,
      issuerName: filing.issuer.name,
      issuerTicker: filing.issuer.ticker,
      issuerForeignTicker: filing.issuer.foreignTicker,
      tickers: tickersOf(filing.issuer.ticker),
      periodOfReport: filing.periodOfReport,
      originalFiledOn: filing.originalFiledOn,
      noSecuritiesOwned: filing.noSecuritiesOwned,
      notSubjectToSection16: filing.notSubjectToSection16,
      form3HoldingsReported: filing.form3HoldingsReported,
      form4TransactionsReported: filing.form4TransactionsReported,
      aff10b5One: filing.aff10b5One,
      remarks: filing.remarks,
      leftovers: filing.leftovers,
      planStatus: planStatusOf(filing),
    },
    owners: filing.owners.map(({ cik: _, ...owner }, i) => ({
      ...owner,
      filingId,
      ordinal: i + 1,
      insiderCik: ciks[i]!,
    })),
    transactions: transactions.map((row) => ({
      ...rowValues(row),
      filingId,
      planStatus: planStatusOf(filing, row),
      planAdoptedOn: planAdoptedOn(filing, row),
    })),
    holdings: holdings.map((row) => ({ ...rowValues(row), filingId })),
    footnotes: filing.footnotes.map(({ id, text }, i) => ({ filingId, ordinal: i + 1, label: id, text })),
    references: filing.rows.flatMap((row) => referencesOf(row, filingId)),
    signatures: filing.signatures.map((signature, i) => ({ ...signature, filingId, ordinal: i + 1 })),
  }
}

/** The columns that a row's elements fill, and its place. All rows have all columns in one order: so they are objects of one shape. */
function rowValues({ fields, ...row }: Row) {
  const values = { ...NO_VALUES }
  let asFiled: { [field in RowField]?: string } | undefined
  for (const [field, filed] of filledIn(fields)) {
    values[field] = filed.value
    if (filed.asFiled !== undefined) asFiled = { ...asFiled, [field]: filed.asFiled }
  }
  const equitySwap = values.equitySwap === undefined ? undefined : values.equitySwap === 'true'
  return { ...values, equitySwap, row: numberOf(row), line: row.line, asFiled }
}
const NO_VALUES = Object.fromEntries(ROW_FIELDS.map((field) => [field, undefined])) as {
  [field in RowField]: string | undefined
}

const filledIn = (fields: Row['fields']) => Object.entries(fields) as [RowField, Filed][]

function numberOf(row: Pick<Row, 'table' | 'kind' | 'ordinal'>): number {
  const table = row.table === 'I' ? 'NON_DERIVATIVE' : 'DERIVATIVE'
  return rowNumber(
    `${table}_${row.kind === 'transaction' ? 'TRANSACTION' : 'HOLDING'}` satisfies RowKind,
    row.ordinal,
  )
}

function referencesOf(row: Row, filingId: string) {
  const number = numberOf(row)
  return filledIn(row.fields).flatMap(([field, { footnotes = [] }]) =>
    footnotes.map((label, i) => ({ filingId, row: number, field, place: i + 1, label })),
  )
}

/** Of a filing whose day is not known: when it was signed, if that can be; or its period; or the year in its number. */
function likelyDay({ periodOfReport, signatures }: Filing, id: string): string {
  const signed = signatures.flatMap(({ signedOn }) => signedOn ?? []).sort()
  const year = !isSynthetic(id) && Number(id.slice(11, 13)) + (Number(id.slice(11, 13)) > 92 ? 1900 : 2000)
  const [from, to] = periodOfReport
    ? [periodOfReport, `${Number(periodOfReport.slice(0, 4)) + LATEST}${periodOfReport.slice(4)}`]
    : [`${year || 1993}-01-01`, `${year || 2100}-12-31`]
  return signed.findLast((day) => day >= from && day <= to) ?? periodOfReport ?? from
}

/** Years after its period within which a filing is believed to be signed. */
const LATEST = 10

/** A key for an owner whose CIK the source has lost: negative, the same for the same name at the same issuer. */
const lostCik = (owner: Owner, issuerCik: number) =>
  -hash52(JSON.stringify([owner.name?.toUpperCase() ?? null, issuerCik]))

/** JSON with its keys in order, so that equal values are equal texts. */
const canonicalJson = (value: unknown) => JSON.stringify(inOrder(value))

function inOrder(value: unknown): unknown {
  if (!value || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(inOrder)
  const ordered: Record<string, unknown> = {}
  for (const key of Object.keys(value).sort()) ordered[key] = inOrder(value[key as keyof typeof value])
  return ordered
}
