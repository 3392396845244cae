/** Which of a row's values cannot be what its filer meant. They stay as filed; this only marks them. Pure. */
import Big from 'big.js'
import type { Implausibility, RowField } from '../codes.ts'

/** The dearest share ever listed, Berkshire Hathaway's class A, has stayed below this: what is above is a total. */
const HIGHEST_PRICE = 1_500_000
/** No insider's single transaction has come near. */
const HIGHEST_VALUE = 100_000_000_000
/** More securities than any issuer ever had. */
const MOST = 10_000_000_000_000
/** The day of the Securities Exchange Act, whose section 16 asks for these forms: no trade before it is reported. */
const FIRST_DAY = '1934-06-06'
/** What never expires is often given a far year, such as 2099; nobody means one from here on. */
const NEVER = '2200-01-01'
const DAY_MS = 86_400_000

/** In the order in which their rules are told: first the parts of a row's value. */
const AMOUNTS = [
  'shares',
  'pricePerShare',
  'totalValue',
  'sharesAfter',
  'valueAfter',
  'exercisePrice',
  'underlyingShares',
  'underlyingValue',
] as const satisfies RowField[]
type Amount = (typeof AMOUNTS)[number]

const DATES = ['transactedOn', 'deemedExecutedOn', 'expiresOn', 'exercisableOn'] as const satisfies RowField[]
type Dated = (typeof DATES)[number]

/** A row's values, decimals and days as text; what the filer left out may be missing. */
export type Values = { readonly [field in Amount | (typeof DATES)[number]]?: string | null | undefined }

/**
 * The rule that each implausible field of a row breaks: amounts before dates, the parts of its value first of all.
 * `datedOn` is the day on which the row's filing was filed, or the next best thing.
 */
export function implausibleFields(row: Values, datedOn: string): Partial<Record<RowField, Implausibility>> {
  return { ...implausibleAmounts(row), ...implausibleDates(row, datedOn) }
}

function implausibleAmounts(row: Values) {
  const found: Partial<Record<Amount, Implausibility>> = {}
  for (const field of AMOUNTS) {
    if (isModest(row[field])) continue
    const amount = decimal(row[field])
    if (amount?.lt(0)) found[field] = 'NEGATIVE_AMOUNT'
    else if (isPrice(field) && amount?.gt(HIGHEST_PRICE)) found[field] = 'PRICE_TOO_HIGH'
    else if (field === 'totalValue' && amount?.gt(HIGHEST_VALUE)) found[field] = 'VALUE_TOO_HIGH'
    else if (isNumber(field) && amount?.gt(MOST)) found[field] = 'AMOUNT_TOO_HIGH'
  }
  if (isModest(row.shares) && isModest(row.pricePerShare)) return found
  const [shares, price] = [decimal(row.shares), decimal(row.pricePerShare)]
  // A price that is a total makes the value too high by itself: it says so alone, and the shares are not to blame.
  if (found.shares || found.pricePerShare || !shares || !price) return found
  if (!shares.times(price).gt(HIGHEST_VALUE)) return found
  return { shares: 'VALUE_TOO_HIGH', pricePerShare: 'VALUE_TOO_HIGH', ...found } as const
}

/** Whether no rule can be about it: the product of two such amounts is not implausible. Spares exact arithmetic. */
const isModest = (text: string | null | undefined) =>
  text == null || (Number(text) >= 0 && Number(text) < MODEST)
const MODEST = 300_000

const isPrice = (field: Amount) => field === 'pricePerShare' || field === 'exercisePrice'
const isNumber = (field: Amount) => /shares/i.test(field) && !isPrice(field)

/** The same of days alone. */
export function implausibleDates(
  { transactedOn, deemedExecutedOn, expiresOn, exercisableOn }: Values,
  datedOn: string,
): { [date in Dated]?: 'DATE_IMPOSSIBLE' } {
  const isNoTrade = (day: Day) => Boolean(day && (day < FIRST_DAY || isAfterNext(day, datedOn)))
  const isNoTerm = (day: Day) => Boolean(day && (day < FIRST_DAY || day >= NEVER))
  const isBefore = (day: Day, other: Day) => Boolean(day && other && day < other)
  const wrong = {
    transactedOn: isNoTrade(transactedOn),
    deemedExecutedOn: isNoTrade(deemedExecutedOn),
    // A day of the trade that is itself wrong says nothing of the expiry.
    expiresOn: isNoTerm(expiresOn) || (!isNoTrade(transactedOn) && isBefore(expiresOn, transactedOn)),
    exercisableOn: isNoTerm(exercisableOn),
  }
  const found: { [date in Dated]?: 'DATE_IMPOSSIBLE' } = {}
  for (const field of DATES) if (wrong[field]) found[field] = 'DATE_IMPOSSIBLE'
  return found
}

type Day = string | null | undefined

/** With a day of grace, for EDGAR's day ends before the filer's does; false where the other is no day. */
function isAfterNext(day: string, other: string): boolean {
  if (day <= other) return false
  const start = Date.parse(`${other}T00:00:00Z`)
  return !Number.isNaN(start) && day > new Date(start + DAY_MS).toISOString().slice(0, 10)
}

/** A plain decimal, with or without its sign; else undefined, as `Big` throws at a plus and at words. */
export function decimal(text: string | null | undefined): Big | undefined {
  return text && /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text) ? new Big(text.replace('+', '')) : undefined
}
