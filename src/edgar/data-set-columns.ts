/**
 * The one table of the columns of SEC's quarterly Insider Transactions Data Sets: which of our names each has, and how
 * its text is read. Source: the readmes and metadata of the sets, and the headers of the files, which differ.
 */

import type { ScalarType } from './elements.ts'
import type { Filing, Footnote, Issuer, Owner, Row, RowField, Signature } from './filing.ts'
import type { FiledType } from './values.ts'

/** A column that is kept. */
export interface Column {
  /** The first is its usual name; the others are what it is called elsewhere. */
  names: readonly [string, ...string[]]
  /** Our name for it. */
  key: string
  /** `roles` are the words of a relationship; `footnotes` the ids that hang on the field `key` of a row. */
  type: ScalarType | FiledType | 'roles' | 'footnotes'
}

/** The column that every table has: whose row it is. */
export const ACCESSION = 'ACCESSION_NUMBER'

type Columns<Key, Type> = Record<string, readonly [key: Key, type: Type]>

const SUBMISSION = {
  FILING_DATE: ['filedOn', 'day'],
  DOCUMENT_TYPE: ['form', 'line'],
  PERIOD_OF_REPORT: ['periodOfReport', 'day'],
  DATE_OF_ORIG_SUB: ['originalFiledOn', 'day'],
  NO_SECURITIES_OWNED: ['noSecuritiesOwned', 'flag'],
  NOT_SUBJECT_SEC16: ['notSubjectToSection16', 'flag'],
  FORM3_HOLDINGS_REPORTED: ['form3HoldingsReported', 'flag'],
  FORM4_TRANS_REPORTED: ['form4TransactionsReported', 'flag'],
  AFF10B5ONE: ['aff10b5One', 'flag'],
  REMARKS: ['remarks', 'prose'],
} satisfies Columns<keyof Filing, ScalarType>

const ISSUER = {
  ISSUERCIK: ['cik', 'cik'],
  ISSUERNAME: ['name', 'line'],
  ISSUERTRADINGSYMBOL: ['ticker', 'line'],
} satisfies Columns<keyof Issuer, ScalarType>

const OWNER = {
  RPTOWNERCIK: ['cik', 'cik'],
  RPTOWNERNAME: ['name', 'line'],
  RPTOWNER_RELATIONSHIP: ['roles', 'roles'],
  RPTOWNER_TITLE: ['officerTitle', 'line'],
  RPTOWNER_TXT: ['otherText', 'line'],
  RPTOWNER_STREET1: ['street1', 'line'],
  RPTOWNER_STREET2: ['street2', 'line'],
  RPTOWNER_CITY: ['city', 'line'],
  RPTOWNER_STATE: ['state', 'line'],
  RPTOWNER_ZIPCODE: ['zipCode', 'line'],
  RPTOWNER_STATE_DESC: ['stateDescription', 'line'],
} satisfies Columns<keyof Owner | 'roles', ScalarType | 'roles'>

const FOOTNOTE = {
  FOOTNOTE_ID: ['id', 'line'],
  FOOTNOTE_TXT: ['text', 'prose'],
} satisfies Columns<keyof Footnote, ScalarType>

const SIGNATURE = {
  OWNERSIGNATURENAME: ['name', 'line'],
  OWNERSIGNATUREDATE: ['signedOn', 'day'],
} satisfies Columns<keyof Signature, ScalarType>

const ROW = {
  SECURITY_TITLE: ['securityTitle', 'text'],
  CONV_EXERCISE_PRICE: ['exercisePrice', 'decimal'],
  TRANS_DATE: ['transactedOn', 'day'],
  DEEMED_EXECUTION_DATE: ['deemedExecutedOn', 'day'],
  TRANS_FORM_TYPE: ['formType', 'code'],
  TRANS_CODE: ['code', 'code'],
  EQUITY_SWAP_INVOLVED: ['equitySwap', 'flag'],
  TRANS_TIMELINESS: ['timeliness', 'code'],
  TRANS_SHARES: ['shares', 'decimal'],
  TRANS_TOTAL_VALUE: ['totalValue', 'decimal'],
  TRANS_PRICEPERSHARE: ['pricePerShare', 'decimal'],
  TRANS_ACQUIRED_DISP_CD: ['direction', 'code'],
  EXERCISE_DATE: ['exercisableOn', 'day'],
  EXPIRATION_DATE: ['expiresOn', 'day'],
  UNDLYNG_SEC_TITLE: ['underlyingTitle', 'text'],
  UNDLYNG_SEC_SHARES: ['underlyingShares', 'decimal'],
  UNDLYNG_SEC_VALUE: ['underlyingValue', 'decimal'],
  SHRS_OWND_FOLWNG_TRANS: ['sharesAfter', 'decimal'],
  VALU_OWND_FOLWNG_TRANS: ['valueAfter', 'decimal'],
  DIRECT_INDIRECT_OWNERSHIP: ['ownership', 'code'],
  NATURE_OF_OWNERSHIP: ['natureOfOwnership', 'text'],
} satisfies Columns<RowField, FiledType>

/** Other spellings of a name: SEC's own. */
const SPELLINGS: Record<string, string> = {
  EXERCISE_DATE: 'EXCERCISE_DATE',
  FORM3_HOLDINGS_REPORTED: 'FORM3_HOLDING_REPORTED',
}

const DERIVATIVE = /^(?:CONV_|EXERCISE_|EXPIRATION_|UNDLYNG_|TRANS_TOTAL_)/
/** What only transactions have. On Form 5 a holding too says on which form it was due. */
const TRANSACTION = /^(?:TRANS_(?!FORM_TYPE)|DEEMED_|EQUITY_)/

const column = ([name, [key, type]]: [string, readonly [string, Column['type']]]): Column => ({
  names: SPELLINGS[name] ? [name, SPELLINGS[name]] : [name],
  key,
  type,
})

const columns = (...parts: Columns<string, Column['type']>[]) =>
  parts.flatMap((part) => Object.entries(part).map(column))

/** A kind of row: its values, and behind each the footnotes that hang on it. */
function row(kind: Row['kind'], table: Row['table']): Column[] {
  return Object.entries(ROW)
    .filter(
      ([name]) =>
        (kind === 'transaction' || !TRANSACTION.test(name)) && (table === 'II' || !DERIVATIVE.test(name)),
    )
    .map(column)
    .flatMap((value) => [value, ...footnotesOf(value, kind)])
}

/** Of a transaction, form type, code and equity swap share one list, that of transactionCoding, named after the swap. */
function footnotesOf({ names, key }: Column, kind: Row['kind']): Column[] {
  if (key === 'equitySwap' || (key === 'formType' && kind === 'transaction')) return []
  const own =
    key === 'code'
      ? ['EQUITY_SWAP_TRANS_CD_FN', 'EQUITY_SWAP_INVOLVED_FN']
      : names.map((name) => `${name}_FN`)
  return [{ names: own as [string, ...string[]], key, type: 'footnotes' }]
}

/** The columns of each table that are kept, beside those of its key. */
export const TABLES = {
  SUBMISSION: columns(SUBMISSION, ISSUER),
  REPORTINGOWNER: columns(OWNER),
  NONDERIV_TRANS: row('transaction', 'I'),
  NONDERIV_HOLDING: row('holding', 'I'),
  DERIV_TRANS: row('transaction', 'II'),
  DERIV_HOLDING: row('holding', 'II'),
  FOOTNOTES: columns(FOOTNOTE),
  OWNER_SIGNATURE: columns(SIGNATURE),
} satisfies Record<string, Column[]>

export type TableName = keyof typeof TABLES
export const TABLE_NAMES = Object.keys(TABLES) as TableName[]

/** The tables of rows: by what they hold, and in which column the rows of one filing have their order. */
export const ROW_TABLES = [
  { name: 'NONDERIV_TRANS', kind: 'transaction', table: 'I', order: 'NONDERIV_TRANS_SK' },
  { name: 'NONDERIV_HOLDING', kind: 'holding', table: 'I', order: 'NONDERIV_HOLDING_SK' },
  { name: 'DERIV_TRANS', kind: 'transaction', table: 'II', order: 'DERIV_TRANS_SK' },
  { name: 'DERIV_HOLDING', kind: 'holding', table: 'II', order: 'DERIV_HOLDING_SK' },
] as const satisfies { name: TableName; kind: Row['kind']; table: Row['table']; order: string }[]

/** Columns that are known and not kept: how to reach the filer, and the issuer's file number at the Commission. */
export const DROPPED = /^(?:CONTACT_|NOTIFICATION_|FILE_NUMBER$)/
