/**
 * How real filings are spread, as measured over 12,600 filings of 838 issuers (forms: over the 36,000 of a quarter's data
 * set). Weights are shares in per cent; bounds are those of equally frequent classes.
 */

/** Filings for each insider, of all years; a quarter of a million insiders have filed five million. */
export const FILINGS_PER_INSIDER = 20
/** Filings for each issuer, of all years. */
export const FILINGS_PER_ISSUER = 180

/** The share of insiders who report on more than one issuer, and on how many. */
export const SEVERAL_ISSUERS = 0.047
export const MORE_ISSUERS = [
  [1, 82],
  [2, 8],
  [3, 4],
  [5, 4],
  [7, 2],
] as const

/** The share of filings with several owners, and how many these are. */
export const JOINT = 0.035
export const JOINT_OWNERS = [
  [2, 32],
  [3, 13],
  [4, 13],
  [5, 13],
  [6, 5],
  [7, 8],
  [8, 5],
  [9, 5],
  [10, 6],
] as const

/** Bits of roles: director, officer, owner of over 10 %, other. */
export const ROLES = [
  [1, 33],
  [2, 37],
  [3, 8],
  [4, 13],
  [5, 3],
  [7, 4],
  [8, 1],
] as const

/** The share of Forms 4 and 3 that an amendment follows. */
export const AMENDED = 0.017
/** The share of filings with trades that another owner repeats up a chain. */
export const REPEATED = 0.02

/** Business days from transaction to filing. */
export const LAGS = [
  [0, 4],
  [1, 22],
  [2, 66],
  [3, 1.3],
  [4, 0.6],
  [5, 0.5],
  [7, 0.6],
  [10, 0.5],
  [20, 2],
  [60, 1],
] as const

/** What a Form 4 is about: how often, and so its rows by code. */
export const OCCASIONS = [
  ['award', 20],
  ['units', 16],
  ['option', 10],
  ['vesting', 16],
  ['tax', 14],
  ['exercise', 6],
  ['sale', 14],
  ['purchase', 5],
  ['gift', 3],
  ['other', 3],
  ['return', 2],
  ['conversion', 2],
] as const
/** The share of Forms 4 that are about two such things. */
export const TWO_OCCASIONS = 0.25
export type Occasion = (typeof OCCASIONS)[number][0]

/** Rows of one sale or purchase, at one price each. */
export const TRADES = [
  [1, 46],
  [2, 20],
  [3, 13],
  [4, 6],
  [5, 4],
  [6, 4],
  [8, 3],
  [11, 3],
  [20, 0.8],
  [30, 0.2],
] as const

export const SHARES = [20, 266, 718, 1391, 2475, 4400, 8243, 15_170, 31_059, 97_394, 2_000_000]
export const PRICES = [0.2, 1.66, 6.14, 15.2, 31.6, 58.3, 102, 152, 181, 361, 900]
/** Digits after the point of a price. */
export const DECIMALS = [
  [2, 62],
  [3, 12],
  [4, 26],
] as const

/** The share of pairs of insider and issuer with holdings through others, and of their filings that list them. */
export const INDIRECT = 0.4
export const LISTED = 0.7

export const FOOTNOTES = [
  [0, 8.3],
  [1, 29.4],
  [2, 25],
  [3, 16.2],
  [4, 7.7],
  [5, 4.5],
  [6, 3],
  [7, 1.9],
  [8, 1.1],
  [10, 1.4],
  [12, 0.8],
  [15, 0.5],
  [26, 0.2],
] as const
export const FOOTNOTE_LENGTHS = [
  20, 55, 77, 92, 104, 116, 129, 146, 167, 192, 216, 241, 274, 310, 356, 379, 414, 447, 488, 615, 999,
]
/** On which elements they hang. */
export const FOOTNOTED = [
  ['pricePerShare', 16],
  ['natureOfOwnership', 14],
  ['exercisableOn', 13],
  ['shares', 12],
  ['code', 12],
  ['expiresOn', 9],
  ['exercisePrice', 9],
  ['sharesAfter', 8],
  ['securityTitle', 3],
  ['ownership', 2],
] as const
/** On how many elements each hangs. */
export const PLACES = [
  [1, 52],
  [2, 27],
  [3, 13],
  [4, 5],
  [6, 3],
] as const

export const REMARKS = 0.08
/** The share of filings that name a plan under Rule 10b5-1, and of those whose form has the box for it. */
export const PLANNED = 0.12
export const BOXED = 0.1
