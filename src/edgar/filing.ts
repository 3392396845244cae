/**
 * The one value that every reader of ownership filings gives: what one Form 3, 4 or 5 says, as its filer wrote it.
 *
 * The value is sparse: what the filer left out, or left empty, is absent, never `null` and never a default. It holds
 * only JSON, so it can be stored, compared and hashed as it is. Names follow our graph; the XML element that each
 * name comes from stands beside it.
 */

/** SEC's number for a company or person; a whole number without leading zeros. */
export type Cik = number
/** A calendar day, `YYYY-MM-DD`, with no zone. */
export type Day = string

export type Form = '3' | '3/A' | '4' | '4/A' | '5' | '5/A'

/** I: non-derivative securities. II: derivative securities. */
type Table = 'I' | 'II'

/** What an element of a row says, and the footnotes that hang on it. */
export interface Filed {
  /** The value in its canonical form: trimmed; a day without its zone; a decimal without what was glued to it. */
  value?: string
  /** What was filed, where that is not the value: `2024-07-19-05:00`, `923 F1`, or what is no value of its type. */
  asFiled?: string
  /** Ids of footnotes (`F1`, in the form of `Footnote.id`), in the order in which they were filed. */
  footnotes?: string[]
}

/**
 * The names of a row's elements that hold a value or a footnote. A kind of row has only its own: the table is named
 * where it must be II, and holdings have those that are marked. What a row has beyond them is among the leftovers.
 */
export const ROW_FIELDS = [
  'securityTitle', // securityTitle; holdings too
  'exercisePrice', // conversionOrExercisePrice (Table II); holdings too
  'transactedOn', // transactionDate
  'deemedExecutedOn', // deemedExecutionDate
  'formType', // transactionCoding/transactionFormType; holdings too, with footnotes of their transactionCoding
  'code', // transactionCoding/transactionCode; footnotes of transactionCoding as a whole hang here
  'equitySwap', // transactionCoding/equitySwapInvolved
  'timeliness', // transactionTimeliness
  'shares', // transactionShares
  'totalValue', // transactionTotalValue (Table II)
  'pricePerShare', // transactionPricePerShare
  'direction', // transactionAcquiredDisposedCode: A or D
  'exercisableOn', // exerciseDate (Table II); holdings too
  'expiresOn', // expirationDate (Table II); holdings too
  'underlyingTitle', // underlyingSecurityTitle (Table II); holdings too
  'underlyingShares', // underlyingSecurityShares (Table II); holdings too
  'underlyingValue', // underlyingSecurityValue (Table II); holdings too
  'sharesAfter', // sharesOwnedFollowingTransaction; holdings too
  'valueAfter', // valueOwnedFollowingTransaction; holdings too
  'ownership', // directOrIndirectOwnership: D or I; holdings too
  'natureOfOwnership', // natureOfOwnership; holdings too
] as const

export type RowField = (typeof ROW_FIELDS)[number]

/** A transaction or a holding, as it stands in its table. */
export interface Row {
  kind: 'transaction' | 'holding'
  table: Table
  /** 1-based, among the rows of the same table and kind: with these two and the accession number, the row's key. */
  ordinal: number
  /** 1-based, among all rows of the same table, as printed on the form; absent where the source lost it. */
  line?: number
  /** `equitySwap` is `true` or `false`; `direction` A or D; `ownership` D or I; other letters are kept as filed. */
  fields: { [field in RowField]?: Filed }
}

export interface Issuer {
  cik: Cik
  name?: string // issuerName
  ticker?: string // issuerTradingSymbol, as typed by the filer
  foreignTicker?: string // issuerForeignTradingSymbol
}

export interface Owner {
  /** Absent only where the source has lost it; ownership XML always names it. */
  cik?: Cik
  name?: string // rptOwnerName
  street1?: string // rptOwnerStreet1
  street2?: string // rptOwnerStreet2
  city?: string // rptOwnerCity
  state?: string // rptOwnerState: SEC's code of a state or country
  zipCode?: string // rptOwnerZipCode
  stateDescription?: string // rptOwnerStateDescription
  isNonUsAddress?: boolean // rptOwnerNonUSAddressFlag
  nonUsStateTerritory?: string // rptOwnerNonUSStateTerritory
  country?: string // rptOwnerCountry
  hasGoodAddress?: boolean // rptOwnerGoodAddress
  isDirector?: boolean
  isOfficer?: boolean
  isTenPercentOwner?: boolean
  isOther?: boolean
  officerTitle?: string
  otherText?: string
}

export interface Footnote {
  /**
   * `F1` … `F99`. A key, not a text: `f1` and `F01` become `F1` here and wherever it is referred to, also where it is
   * displayed. Ids of another form are kept as filed.
   */
  id: string
  text: string
}

export interface Signature {
  name?: string // signatureName
  signedOn?: Day // signatureDate
}

/** Something in the document that no name above covers: kept, so that nothing is lost. */
export interface Leftover {
  /**
   * Element names from the root's child down, `issuer/odd`. What there may be several of is numbered from 1 among its
   * name in the document, also where it is alone: `nonDerivativeTable/nonDerivativeTransaction[2]/odd` is in the row
   * of that ordinal. So are reportingOwner, ownerSignature and footnote.
   */
  path: string
  /** The text, or the id of a footnote that hangs there; the value as filed where only its form is odd. */
  text: string
}

export interface Filing {
  /** `0001107843-13-000123`; absent where neither the source nor its name tells it. */
  accession?: string
  /** The day on which EDGAR counts it as filed; not in the XML, hence absent without a header. */
  filedOn?: Day
  /** An instant in UTC, `2013-11-25T21:05:30Z`; from the header only. */
  acceptedAt?: string
  form: Form // documentType
  schemaVersion?: string
  periodOfReport?: Day
  originalFiledOn?: Day // dateOfOriginalSubmission
  noSecuritiesOwned?: boolean // true: no holdings (the specification's text has it the other way round)
  notSubjectToSection16?: boolean
  form3HoldingsReported?: boolean
  form4TransactionsReported?: boolean
  aff10b5One?: boolean
  issuer: Issuer
  owners: Owner[]
  rows: Row[]
  footnotes: Footnote[]
  remarks?: string
  signatures: Signature[]
  leftovers?: Leftover[]
}

/** Why bytes did not become a Filing: a stable code, and a sentence that says what was found and how to mend it. */
export interface Refusal {
  code: RefusalCode
  message: string
}

export type RefusalCode =
  | 'NOT_OWNERSHIP' // no ownershipDocument in it: another form, an HTML page, an index
  | 'NO_XML' // an ownership submission of the years before XML (ASCII tables)
  | 'MALFORMED_XML' // not well-formed, or cut off
  | 'UNSAFE_XML' // a DOCTYPE, or beyond the limits on depth, elements, attributes or text
  | 'MISSING_KEY' // without an issuer's CIK, an owner's CIK, or a known document type
  | 'MALFORMED_ROW' // a row of a data set that has not as many columns as its table, or a second row with its key
  | 'SEVERAL_FILINGS' // more than one filing in one file, of which only one could be taken
  | 'OTHER_FILING' // another accession number than that under which EDGAR lists it
  | 'TOO_LARGE' // beyond the limits on the size of one document, or on what one filing holds
  | 'BROKEN_ARCHIVE' // an archive, or one entry of it, that is damaged, cut off or encrypted
  | 'UNREADABLE' // a file or a folder that is there but cannot be opened or read

/** What a reader gives for one document. */
export type Reading = { filing: Filing } | { refusal: Refusal }
