/** From a Filing, what one document says, to the rows of the tables, with everything that one document can derive. */
import { syntheticAccession } from '../../db/accession.ts'
import { type Origin, type RowKind, rowNumber } from '../../db/codes.ts'
import { hash52 } from '../../db/hash.ts'
import type { Header, RawRows } from '../../db/stored.ts'
import type { Incoming } from '../../db/write.ts'
import { type Filed, type Filing, type Owner, ROW_FIELDS, type Row, type RowField } from '../edgar/filing.ts'
import { planAdoptedOn, planStatusOf } from './plan.ts'
import { tickersOf } from './tickers.ts'

/** The rules of this file and of those that it calls: raise it with them, and a document that comes again replaces what is stored. */
const DERIVATION = 2

/**
 * A Filing on its way into the database, from a document or from elsewhere. `toldOn` is the day of filing as whoever
 * brought the document says, for one that does not say it itself.
 */
export function incoming(filing: Filing, origin: Origin, source: string, toldOn?: string): Incoming {
  const { accession, filedOn, acceptedAt, ...content } = filing
  const canonical = canonicalJson(content)
  const contentHash = hash52(canonical)
  const identity = {
    id: accession ?? syntheticAccession(contentHash),
    origin,
    source,
    contentHash,
    contentLength: canonical.length,
    derivation: DERIVATION,
  }
  return {
    ...identity,
    filedOn: filedOn ?? toldOn,
    acceptedAt,
    isDayFromHeader: filedOn !== undefined,
    rows: (header) => rowsOf(filing, header, identity),
  }
}

type Identity = Pick<Incoming, 'id' | 'origin' | 'source' | 'contentHash' | 'contentLength' | 'derivation'>

function rowsOf(filing: Filing, header: Header, identity: Identity): RawRows {
  const filingId = identity.id
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

/** The columns that a row's elements fill, and its place. */
function rowValues(row: Row) {
  const filed = Object.entries(row.fields) as [RowField, Filed][]
  const asFiled = filed.flatMap(([field, { asFiled }]) => (asFiled === undefined ? [] : [[field, asFiled]]))
  const { equitySwap, ...values } = Object.fromEntries(filed.map(([field, { value }]) => [field, value])) as {
    [field in RowField]?: string
  }
  return {
    ...values,
    ...(equitySwap !== undefined && { equitySwap: equitySwap === 'true' }),
    row: numberOf(row),
    line: row.line,
    asFiled: asFiled.length > 0 ? Object.fromEntries(asFiled) : undefined,
  }
}

function numberOf(row: Row): number {
  const table = row.table === 'I' ? 'NON_DERIVATIVE' : 'DERIVATIVE'
  return rowNumber(
    `${table}_${row.kind === 'transaction' ? 'TRANSACTION' : 'HOLDING'}` satisfies RowKind,
    row.ordinal,
  )
}

function referencesOf(row: Row, filingId: string) {
  return ROW_FIELDS.flatMap((field) =>
    (row.fields[field]?.footnotes ?? []).map((label, i) => ({
      filingId,
      row: numberOf(row),
      field,
      place: i + 1,
      label,
    })),
  )
}

/** Of a filing whose day is not known: when it was signed, if that can be; or its period; or the year in its number. */
function likelyDay({ periodOfReport, signatures, accession }: Filing, id: string): string {
  const signed = signatures.flatMap(({ signedOn }) => signedOn ?? []).sort()
  const year = accession && Number(id.slice(11, 13)) + (Number(id.slice(11, 13)) > 92 ? 1900 : 2000)
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
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
