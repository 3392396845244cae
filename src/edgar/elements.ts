/**
 * The one table of the elements of an ownershipDocument, in every schema version from X0101 on: which of our names each
 * has, and how its text is read. Source: SEC's EDGAR Ownership XML Technical Specification and its schemas.
 */

import type { Filing, Issuer, Owner, Row, RowField, Signature } from './filing.ts'
import type { FiledType } from './values.ts'

/** `line` and `prose` are texts of one and of many lines. */
export type ScalarType = 'line' | 'prose' | 'flag' | 'day' | 'cik'

type Elements<Key, Type> = Record<string, readonly [key: Key, type: Type]>

const DOCUMENT = {
  schemaVersion: ['schemaVersion', 'line'],
  documentType: ['form', 'line'],
  periodOfReport: ['periodOfReport', 'day'],
  dateOfOriginalSubmission: ['originalFiledOn', 'day'],
  noSecuritiesOwned: ['noSecuritiesOwned', 'flag'],
  notSubjectToSection16: ['notSubjectToSection16', 'flag'],
  form3HoldingsReported: ['form3HoldingsReported', 'flag'],
  form4TransactionsReported: ['form4TransactionsReported', 'flag'],
  aff10b5One: ['aff10b5One', 'flag'],
  remarks: ['remarks', 'prose'],
} satisfies Elements<keyof Filing, ScalarType>

const ISSUER = {
  issuerCik: ['cik', 'cik'],
  issuerName: ['name', 'line'],
  issuerTradingSymbol: ['ticker', 'line'],
  issuerForeignTradingSymbol: ['foreignTicker', 'line'],
} satisfies Elements<keyof Issuer, ScalarType>

const OWNER = {
  rptOwnerCik: ['cik', 'cik'],
  rptOwnerName: ['name', 'line'],
  rptOwnerStreet1: ['street1', 'line'],
  rptOwnerStreet2: ['street2', 'line'],
  rptOwnerCity: ['city', 'line'],
  rptOwnerState: ['state', 'line'],
  rptOwnerZipCode: ['zipCode', 'line'],
  rptOwnerStateDescription: ['stateDescription', 'line'],
  rptOwnerNonUSAddressFlag: ['isNonUsAddress', 'flag'],
  rptOwnerNonUSStateTerritory: ['nonUsStateTerritory', 'line'],
  rptOwnerCountry: ['country', 'line'],
  rptOwnerGoodAddress: ['hasGoodAddress', 'flag'],
  isDirector: ['isDirector', 'flag'],
  isOfficer: ['isOfficer', 'flag'],
  isTenPercentOwner: ['isTenPercentOwner', 'flag'],
  isOther: ['isOther', 'flag'],
  officerTitle: ['officerTitle', 'line'],
  otherText: ['otherText', 'line'],
} satisfies Elements<keyof Owner, ScalarType>

const SIGNATURE = {
  signatureName: ['name', 'line'],
  signatureDate: ['signedOn', 'day'],
} satisfies Elements<keyof Signature, ScalarType>

const ROW = {
  securityTitle: ['securityTitle', 'text'],
  conversionOrExercisePrice: ['exercisePrice', 'decimal'],
  transactionDate: ['transactedOn', 'day'],
  deemedExecutionDate: ['deemedExecutedOn', 'day'],
  transactionFormType: ['formType', 'code'],
  transactionCode: ['code', 'code'],
  equitySwapInvolved: ['equitySwap', 'flag'],
  transactionTimeliness: ['timeliness', 'code'],
  transactionShares: ['shares', 'decimal'],
  transactionTotalValue: ['totalValue', 'decimal'],
  transactionPricePerShare: ['pricePerShare', 'decimal'],
  transactionAcquiredDisposedCode: ['direction', 'code'],
  exerciseDate: ['exercisableOn', 'day'],
  expirationDate: ['expiresOn', 'day'],
  underlyingSecurityTitle: ['underlyingTitle', 'text'],
  underlyingSecurityShares: ['underlyingShares', 'decimal'],
  underlyingSecurityValue: ['underlyingValue', 'decimal'],
  sharesOwnedFollowingTransaction: ['sharesAfter', 'decimal'],
  valueOwnedFollowingTransaction: ['valueAfter', 'decimal'],
  directOrIndirectOwnership: ['ownership', 'code'],
  natureOfOwnership: ['natureOfOwnership', 'text'],
} satisfies Elements<RowField, FiledType>

/** The elements that only derivative securities have. */
const DERIVATIVE: ReadonlySet<string> = new Set<keyof typeof ROW>([
  'conversionOrExercisePrice',
  'transactionTotalValue',
  'exerciseDate',
  'expirationDate',
  'underlyingSecurityTitle',
  'underlyingSecurityShares',
  'underlyingSecurityValue',
])

/** The one element of a transaction that a holding has too: on Form 5 it says on which form it was due. */
const FORM_TYPE = 'transactionFormType'

/** The elements that only transactions have. */
const TRANSACTION: ReadonlySet<string> = new Set(
  Object.keys(ROW).filter(
    (name) => /^(?:transaction|deemedExecution|equitySwap)/.test(name) && name !== FORM_TYPE,
  ),
)

/** The elements of rows of any kind. */
export const ROW_ELEMENTS: ReadonlySet<string> = new Set(Object.keys(ROW))

/** A part of the document: the elements that are known within it. */
export interface Part {
  is: 'document' | 'issuer' | 'owner' | 'signature' | 'row'
  elements: ReadonlyMap<string, readonly [key: string, type: ScalarType | FiledType]>
  /** Elements that group others and have footnotes of their own: the field on which these hang. */
  groups?: ReadonlyMap<string, RowField>
  row?: Pick<Row, 'kind' | 'table'>
}

/** The document itself. Maps, not objects: an element may well be called `constructor`. */
export const ROOT: Part = { is: 'document', elements: new Map(Object.entries(DOCUMENT)) }

/** A kind of row: only its own elements become fields, since for others nothing further on has a place. */
function row(kind: Row['kind'], table: Row['table']): Part {
  const own = Object.entries(ROW).filter(
    ([name]) =>
      (kind === 'transaction' || !TRANSACTION.has(name)) && (table === 'II' || !DERIVATIVE.has(name)),
  )
  return {
    is: 'row',
    elements: new Map(own),
    groups: new Map([['transactionCoding', kind === 'transaction' ? 'code' : 'formType']]),
    row: { kind, table },
  }
}

/** The elements of which each opens a part. */
export const PARTS = new Map<string, Part>([
  ['issuer', { is: 'issuer', elements: new Map(Object.entries(ISSUER)) }],
  ['reportingOwner', { is: 'owner', elements: new Map(Object.entries(OWNER)) }],
  ['ownerSignature', { is: 'signature', elements: new Map(Object.entries(SIGNATURE)) }],
  ['nonDerivativeTransaction', row('transaction', 'I')],
  ['nonDerivativeHolding', row('holding', 'I')],
  ['derivativeTransaction', row('transaction', 'II')],
  ['derivativeHolding', row('holding', 'II')],
])
