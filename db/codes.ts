/** SEC's codes: the letter, our name for it, and what it means; the one list. */

export interface Code {
  letter: string
  name: string
  meaning: string
}

/** Form 4, General Instruction 8. K and V are what EDGAR displays for a flag; files of the early years hold them. */
export const TRANSACTION_CODES = [
  code(
    'P',
    'OPEN_MARKET_PURCHASE',
    'Open-market or private purchase of a non-derivative or derivative security.',
  ),
  code('S', 'OPEN_MARKET_SALE', 'Open-market or private sale of a non-derivative or derivative security.'),
  code(
    'V',
    'VOLUNTARY_EARLY_REPORT',
    'Reported voluntarily earlier than required; found in legacy files only.',
  ),
  code(
    'A',
    'GRANT_OR_AWARD',
    'Grant, award or other acquisition from the issuer, exempt under Rule 16b-3(d).',
  ),
  code(
    'D',
    'DISPOSITION_TO_ISSUER',
    'Sale or return of securities to the issuer, exempt under Rule 16b-3(e).',
  ),
  code(
    'F',
    'PAYMENT_BY_SECURITIES',
    'Payment of an exercise price or of taxes by delivering or withholding securities.',
  ),
  code(
    'I',
    'DISCRETIONARY_PLAN_TRANSACTION',
    'Discretionary transaction within an employee benefit plan, Rule 16b-3(f).',
  ),
  code('M', 'EXEMPT_EXERCISE', 'Exercise or conversion of a derivative security, exempt under Rule 16b-3.'),
  code('C', 'CONVERSION', 'Conversion of a derivative security.'),
  code('E', 'SHORT_DERIVATIVE_EXPIRATION', 'Expiration of a short derivative position.'),
  code(
    'H',
    'LONG_DERIVATIVE_EXPIRATION',
    'Expiration or cancellation of a long derivative position, value received.',
  ),
  code('O', 'OUT_OF_THE_MONEY_EXERCISE', 'Exercise of an out-of-the-money derivative security.'),
  code('X', 'IN_THE_MONEY_EXERCISE', 'Exercise of an in-the-money or at-the-money derivative security.'),
  code('G', 'GIFT', 'Bona fide gift.'),
  code('L', 'SMALL_ACQUISITION', 'Small acquisition under Rule 16a-6.'),
  code(
    'W',
    'WILL_OR_DESCENT',
    'Acquisition or disposition by will or by the laws of descent and distribution.',
  ),
  code('Z', 'VOTING_TRUST', 'Deposit into, or withdrawal from, a voting trust.'),
  code('J', 'OTHER', 'Other acquisition or disposition; a footnote describes it.'),
  code(
    'K',
    'EQUITY_SWAP',
    'Transaction in an equity swap or similar instrument; found in legacy files only.',
  ),
  code(
    'U',
    'TENDER_IN_CHANGE_OF_CONTROL',
    'Disposition by a tender of shares in a change-of-control transaction.',
  ),
] as const satisfies Code[]

function code<const L extends string, const N extends string>(letter: L, name: N, meaning: string) {
  return { letter, name, meaning }
}

export type TransactionCode = (typeof TRANSACTION_CODES)[number]['name'] | 'UNRECOGNIZED'

/** What a reporting owner can be to the issuer, each a bit of `roles`. */
export const ROLES = ['DIRECTOR', 'OFFICER', 'TEN_PERCENT_OWNER', 'OTHER'] as const
export type Role = (typeof ROLES)[number]

/** Roles as the bits of one number, in the order of `ROLES`. */
export const roleBits = (roles: readonly Role[]) =>
  roles.reduce((bits, role) => bits | (1 << ROLES.indexOf(role)), 0)
/** What an owner ticked, as bits of `ROLES`. */
export const rolesOfOwner = (owner: { [tick in (typeof TICKS)[number]]?: boolean | null | undefined }) =>
  roleBits(ROLES.filter((_, i) => owner[TICKS[i]!]))
const TICKS = ['isDirector', 'isOfficer', 'isTenPercentOwner', 'isOther'] as const

/** The inverse of `roleBits`. */
export const rolesOf = (bits: number): Role[] => ROLES.filter((_, bit) => bits & (1 << bit))

export const FORMS = ['3', '3/A', '4', '4/A', '5', '5/A'] as const

/**
 * Whether a row was traded under a Rule 10b5-1 plan. YES is the tick in the box that forms have since April 2023; without
 * it, a footnote on the row or the remarks may state a plan (STATED_IN_FOOTNOTE), or deny it (NO).
 */
export const PLAN_STATUSES = ['UNKNOWN', 'NO', 'YES', 'STATED_IN_FOOTNOTE'] as const
export type PlanStatus = (typeof PLAN_STATUSES)[number]

/** Why a number cannot be what its filer meant; it is kept as filed, and stays out of values and sums. */
export const IMPLAUSIBILITIES = [
  'PRICE_TOO_HIGH',
  'VALUE_TOO_HIGH',
  'NEGATIVE_AMOUNT',
  'DATE_IMPOSSIBLE',
  'AMOUNT_TOO_HIGH',
] as const
export type Implausibility = (typeof IMPLAUSIBILITIES)[number]

/** The two codes of trades, in Table I. */
export const TRADES = ['P', 'S'] as const
export type Trade = (typeof TRADES)[number]

/** Why a transaction counts in no sum. The first holds for every code, the others only for trades. */
export const LEFT_OUT = ['SUPERSEDED', 'REPORTED_ELSEWHERE', 'NO_SHARES', 'NO_PRICE', 'IMPLAUSIBLE'] as const
export type LeftOut = (typeof LEFT_OUT)[number]

/**
 * How the filing that an amendment amends was found, or that it was not; the surest first. EARLIER_AMENDMENT: the
 * original is not here, but another amendment of it.
 */
export const AMENDMENT_REASONS = [
  'FILED_ON',
  'FILED_ON_AND_ROWS',
  'PERIOD',
  'PERIOD_AND_ROWS',
  'EARLIER_AMENDMENT',
  'OTHER_OWNERS',
  'NOT_FOUND',
] as const
export type AmendmentReason = (typeof AMENDMENT_REASONS)[number]

/** How sure a link is that no filing states. */
export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW'

/** Cohen, Malloy, Pomorski, Journal of Finance 67(3), 2012: whether an insider trades in the same month each year. */
export const TRADING_PATTERNS = ['ROUTINE', 'OPPORTUNISTIC', 'UNCLASSIFIED'] as const
export type TradingPattern = (typeof TRADING_PATTERNS)[number]

/** Where a filing's facts come from, weakest first: a stronger source replaces a weaker one, never the reverse. */
export const ORIGINS = ['SAMPLE', 'DATA_SET', 'DOCUMENT'] as const
export type Origin = (typeof ORIGINS)[number]

/** What EDGAR tells of an issuer beside filings. */
export const ISSUER_ATTRIBUTES = [
  'LISTING',
  'SIC',
  'STATE_OF_INCORPORATION',
  'BUSINESS_STATE',
  'FISCAL_YEAR_END',
] as const
export type IssuerAttribute = (typeof ISSUER_ATTRIBUTES)[number]

/** The four kinds of rows; a row's number in its filing is the kind's place × 1,000,000 + its ordinal. */
const ROW_KINDS = [
  'NON_DERIVATIVE_TRANSACTION',
  'NON_DERIVATIVE_HOLDING',
  'DERIVATIVE_TRANSACTION',
  'DERIVATIVE_HOLDING',
] as const
export type RowKind = (typeof ROW_KINDS)[number]

/** A row's number in its filing: SEC's documents have none, but (table, kind, ordinal) never changes. */
export const rowNumber = (kind: RowKind, ordinal: number) => (ROW_KINDS.indexOf(kind) + 1) * ROWS + ordinal
/** A row's key: `<accession>/<row>`. */
export const rowKey = (row: { filingId: string; row: number }) => `${row.filingId}/${row.row}`
export const rowKind = (row: number): RowKind => ROW_KINDS[Math.floor(row / ROWS) - 1]!
/** Whether a row stands in Table II. */
export const isDerivative = (row: number) => rowKind(row).startsWith('DERIVATIVE')
export const rowOrdinal = (row: number) => row % ROWS
const ROWS = 1_000_000 // more than the limits on a document let through

/** The elements of a row that can hold a value or a footnote. */
export const ROW_FIELDS = [
  'securityTitle',
  'exercisePrice',
  'transactedOn',
  'deemedExecutedOn',
  'formType',
  'code',
  'equitySwap',
  'timeliness',
  'shares',
  'totalValue',
  'pricePerShare',
  'direction',
  'exercisableOn',
  'expiresOn',
  'underlyingTitle',
  'underlyingShares',
  'underlyingValue',
  'sharesAfter',
  'valueAfter',
  'ownership',
  'natureOfOwnership',
] as const
export type RowField = (typeof ROW_FIELDS)[number]
