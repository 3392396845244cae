/** A little writer of SEC's quarterly data sets, independent of their reader: for tests that write, read and compare. */

import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import Big from 'big.js'
import { ZipFile } from 'yazl'
import type { Filed, Filing, Owner, Row, RowField } from '../src/edgar/filing.ts'

/** In what a data set differs from SEC's usual ones. */
export interface Format {
  /** Tables that it lacks. */
  without?: string[]
  /** The names of a table's columns: others, fewer, or in another order. */
  columns?: (names: string[], table: string) => string[]
  /** Columns by the names that they have here. */
  renamed?: Record<string, string>
  /** The order of a table's rows; else the last comes first. */
  order?: <T>(rows: T[]) => T[]
  lineEnd?: string
  hasByteOrderMark?: boolean
  /** The filers' quotes stand as they are, and no cell is in quotes for them. */
  hasBareQuotes?: boolean
}

type Cells = Record<string, string | undefined>

/** Each row's columns in Table II's transactions; the others have some of them. */
const VALUES: [column: string, field: RowField][] = [
  ['SECURITY_TITLE', 'securityTitle'],
  ['CONV_EXERCISE_PRICE', 'exercisePrice'],
  ['TRANS_DATE', 'transactedOn'],
  ['DEEMED_EXECUTION_DATE', 'deemedExecutedOn'],
  ['TRANS_FORM_TYPE', 'formType'],
  ['TRANS_CODE', 'code'],
  ['EQUITY_SWAP_INVOLVED', 'equitySwap'],
  ['TRANS_TIMELINESS', 'timeliness'],
  ['TRANS_SHARES', 'shares'],
  ['TRANS_TOTAL_VALUE', 'totalValue'],
  ['TRANS_PRICEPERSHARE', 'pricePerShare'],
  ['TRANS_ACQUIRED_DISP_CD', 'direction'],
  ['EXERCISE_DATE', 'exercisableOn'],
  ['EXPIRATION_DATE', 'expiresOn'],
  ['UNDLYNG_SEC_TITLE', 'underlyingTitle'],
  ['UNDLYNG_SEC_SHARES', 'underlyingShares'],
  ['UNDLYNG_SEC_VALUE', 'underlyingValue'],
  ['SHRS_OWND_FOLWNG_TRANS', 'sharesAfter'],
  ['VALU_OWND_FOLWNG_TRANS', 'valueAfter'],
  ['DIRECT_INDIRECT_OWNERSHIP', 'ownership'],
  ['NATURE_OF_OWNERSHIP', 'natureOfOwnership'],
]
const TABLES = ['NONDERIV_TRANS', 'NONDERIV_HOLDING', 'DERIV_TRANS', 'DERIV_HOLDING'] as const
type RowTable = (typeof TABLES)[number]

const COLUMNS: Record<string, string> = {
  SUBMISSION:
    'FILING_DATE PERIOD_OF_REPORT DATE_OF_ORIG_SUB NO_SECURITIES_OWNED NOT_SUBJECT_SEC16 FORM3_HOLDINGS_REPORTED FORM4_TRANS_REPORTED DOCUMENT_TYPE ISSUERCIK ISSUERNAME ISSUERTRADINGSYMBOL REMARKS AFF10B5ONE',
  REPORTINGOWNER:
    'RPTOWNERCIK RPTOWNERNAME RPTOWNER_RELATIONSHIP RPTOWNER_TITLE RPTOWNER_TXT RPTOWNER_STREET1 RPTOWNER_STREET2 RPTOWNER_CITY RPTOWNER_STATE RPTOWNER_ZIPCODE RPTOWNER_STATE_DESC FILE_NUMBER',
  NONDERIV_TRANS: columnsOf('NONDERIV_TRANS'),
  NONDERIV_HOLDING: columnsOf('NONDERIV_HOLDING'),
  DERIV_TRANS: columnsOf('DERIV_TRANS'),
  DERIV_HOLDING: columnsOf('DERIV_HOLDING'),
  FOOTNOTES: 'FOOTNOTE_ID FOOTNOTE_TXT',
  OWNER_SIGNATURE: 'OWNERSIGNATURENAME OWNERSIGNATUREDATE',
}

function columnsOf(table: RowTable): string {
  const has = (column: string) =>
    (!table.startsWith('NON') || !/^(CONV|EXERCISE|EXPIR|UNDL|TRANS_TOTAL)/.test(column)) &&
    (table.endsWith('TRANS') || !/^(TRANS_[^F]|DEEMED|EQUITY)/.test(column))
  return [
    `${table}_SK`,
    ...VALUES.filter(([column]) => has(column)).flatMap(([column]) => [
      nameIn(table, column),
      ...notesIn(table, column),
    ]),
  ].join(' ')
}

/** SEC's own spelling, in one of the two tables that have it. */
function nameIn(table: RowTable, column: string): string {
  return column === 'EXERCISE_DATE' && table === 'DERIV_TRANS' ? 'EXCERCISE_DATE' : column
}

function notesIn(table: RowTable, column: string): string[] {
  if (!table.endsWith('TRANS')) return [`${column}_FN`]
  if (column === 'EQUITY_SWAP_INVOLVED') return ['EQUITY_SWAP_TRANS_CD_FN']
  return column === 'TRANS_FORM_TYPE' || column === 'TRANS_CODE' ? [] : [`${nameIn(table, column)}_FN`]
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')

const dated = (day: string | undefined) =>
  day && `${day.slice(8)}-${MONTHS[Number(day.slice(5, 7)) - 1]}-${day.slice(0, 4)}`
const ticked = (flag: boolean | undefined) => (flag === undefined ? undefined : flag ? '1' : '0')
const padded = (cik: number | undefined) => cik?.toString().padStart(10, '0')

/** NUMBER(16,2), printed like a float: `4.0`, `22.53`. */
function rounded(decimal: string | undefined): string | undefined {
  if (decimal === undefined) return undefined
  const text = new Big(decimal.replace(/\.$/, '')).round(2, Big.roundHalfUp).toFixed()
  return text.includes('.') ? text : `${text}.0`
}

function cellOf(field: RowField, { value, asFiled }: Filed): string | undefined {
  if (field === 'equitySwap') return value && ticked(value === 'true')
  if (/On$/.test(field)) return dated(value)
  if (/^(securityTitle|underlyingTitle|natureOf|formType|code|timeliness|direction|ownership)/.test(field))
    return asFiled ?? value
  return rounded(value)
}

function rowCells(table: RowTable, row: Row, key: number): Cells {
  const cells: Cells = { [`${table}_SK`]: String(key) }
  for (const [column, field] of VALUES) {
    const filed = row.fields[field]
    if (!filed) continue
    cells[nameIn(table, column)] = cellOf(field, filed)
    const notes = field === 'code' ? ['EQUITY_SWAP_TRANS_CD_FN'] : notesIn(table, column)
    if (filed.footnotes && field !== 'equitySwap') cells[notes[0] ?? ''] = filed.footnotes.join(', ')
  }
  return cells
}

function ownerCells(owner: Owner): Cells {
  const roles = {
    Director: 'isDirector',
    Officer: 'isOfficer',
    TenPercentOwner: 'isTenPercentOwner',
  } as const
  const named = Object.entries({ ...roles, Other: 'isOther' } as const).filter(([, role]) => owner[role])
  return {
    RPTOWNERCIK: padded(owner.cik),
    RPTOWNERNAME: owner.name,
    RPTOWNER_RELATIONSHIP: named.map(([word]) => word).join(','),
    RPTOWNER_TITLE: owner.officerTitle,
    RPTOWNER_TXT: owner.otherText,
    RPTOWNER_STREET1: owner.street1,
    RPTOWNER_STREET2: owner.street2,
    RPTOWNER_CITY: owner.city,
    RPTOWNER_STATE: owner.state,
    RPTOWNER_ZIPCODE: owner.zipCode,
    RPTOWNER_STATE_DESC: owner.stateDescription,
    FILE_NUMBER: '001-00000',
  }
}

const submissionCells = (filing: Filing): Cells => ({
  FILING_DATE: dated(filing.filedOn),
  PERIOD_OF_REPORT: dated(filing.periodOfReport),
  DATE_OF_ORIG_SUB: dated(filing.originalFiledOn),
  NO_SECURITIES_OWNED: ticked(filing.noSecuritiesOwned),
  NOT_SUBJECT_SEC16: filing.notSubjectToSection16?.toString(),
  FORM3_HOLDINGS_REPORTED: ticked(filing.form3HoldingsReported),
  FORM4_TRANS_REPORTED: ticked(filing.form4TransactionsReported),
  DOCUMENT_TYPE: filing.form,
  ISSUERCIK: padded(filing.issuer.cik),
  ISSUERNAME: filing.issuer.name,
  ISSUERTRADINGSYMBOL: filing.issuer.ticker,
  REMARKS: filing.remarks,
  AFF10B5ONE: ticked(filing.aff10b5One),
})

/** The text of each table, by the name of its file, for filings that all have an accession number. */
export function dataSetTables(filings: Filing[], format: Format = {}): Record<string, string> {
  const rows: Record<string, Cells[]> = Object.fromEntries(Object.keys(COLUMNS).map((table) => [table, []]))
  let key = 1_000_000
  for (const filing of filings) {
    const add = (table: string, cells: Cells) =>
      rows[table]!.push({ ACCESSION_NUMBER: filing.accession, ...cells })
    add('SUBMISSION', submissionCells(filing))
    for (const owner of filing.owners) add('REPORTINGOWNER', ownerCells(owner))
    for (const row of filing.rows) {
      const table = `${row.table === 'I' ? 'NON' : ''}DERIV_${row.kind === 'holding' ? 'HOLDING' : 'TRANS'}`
      add(table, rowCells(table as RowTable, row, key++))
    }
    for (const { id, text } of filing.footnotes) add('FOOTNOTES', { FOOTNOTE_ID: id, FOOTNOTE_TXT: text })
    for (const { name, signedOn } of filing.signatures)
      add('OWNER_SIGNATURE', { OWNERSIGNATURENAME: name, OWNERSIGNATUREDATE: dated(signedOn) })
  }
  const tables = Object.keys(COLUMNS).filter((table) => !format.without?.includes(table))
  return Object.fromEntries(tables.map((table) => [`${table}.tsv`, textOf(table, rows[table]!, format)]))
}

function textOf(table: string, rows: Cells[], format: Format): string {
  const { lineEnd = '\n', order = (rows) => rows.toReversed(), columns = (names) => names } = format
  const names = columns(['ACCESSION_NUMBER', ...COLUMNS[table]!.split(' ')], table)
  const quoted = (text: string) =>
    text.includes('"') && !format.hasBareQuotes ? `"${text.replaceAll('"', '""')}"` : text
  const lines = order(rows).map((cells) =>
    names.map((name) => quoted((cells[name] ?? '').replace(/\s+/g, ' ').trim())).join('\t'),
  )
  const header = names.map((name) => format.renamed?.[name] ?? name).join('\t')
  return (format.hasByteOrderMark ? '\ufeff' : '') + [header, ...lines, ''].join(lineEnd)
}

/** Writes files into a ZIP. */
export async function writeZip(
  path: string,
  files: Record<string, string | Uint8Array>,
  { compress = true } = {},
): Promise<string> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name, { compress })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
  return path
}
