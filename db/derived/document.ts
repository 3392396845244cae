/** What one filing derives by itself, from its rows and its header: the same whenever it is written. Pure. */
import { isDerivative, type LeftOut, rolesOfOwner, rowKind, TRADES, type Trade } from '../codes.ts'
import { hash52, sha256 } from '../hash.ts'
import { businessDays, latenessOf } from '../rules/lateness.ts'

import { decimal, implausibleDates } from '../rules/plausibility.ts'
import { plain, wordsOf } from '../rules/words.ts'

import { worthOf } from '../rules/worth.ts'
import type { FilingRows, RawRows } from '../stored.ts'
import type { GrantKey } from './grants.ts'

type Filing = RawRows['filing']
/** What each row repeats of its filing, to be ordered and found by. */
type Placed = Pick<Filing, 'issuerCik' | 'datedOn'>
type RawTransaction = RawRows['transactions'][number] & Placed
type RawRow = (RawRows['transactions'][number] | RawRows['holdings'][number]) & Placed

/**
 * Adds what is derived. Nothing of it is read, so that rows that have been stored can be derived anew; what several
 * filings tell together is unsaid.
 */
export function derive(rows: RawRows): FilingRows {
  const ciks = [...new Set(rows.owners.map(({ insiderCik }) => insiderCik))]
  const ownerGroup = ciks.length > 0 ? groupOf(ciks) : -hash52(rows.filing.id)
  const roles = rows.owners.reduce((bits, owner) => bits | rolesOfOwner(owner), 0)
  // Where a source lacks the owners, nothing tells whose security it is.
  const grantOf = (row: RawRow) =>
    isDerivative(row.row) && ciks.length > 0 ? grantKey(row, ciks) : undefined
  const { issuerCik, datedOn, periodOfReport } = rows.filing
  const transactions = rows.transactions.map((raw) => {
    const row = { ...raw, issuerCik, datedOn }
    const worth = worthOf(row, rows.filing)
    const trade = tradeOf(row)
    const leftOut = trade === null ? null : unfitFor(row, worth.value)
    return {
      ...row,
      ...worth,
      roles,
      ownerGroup,
      trade,
      leftOut,
      quantity: trade !== null && leftOut === null ? decimal(row.shares)!.toFixed(4) : null,
      twinKey: trade !== null && leftOut === null ? twinKeyOf(row) : null,
      lag: lagOf(row, rows.filing),
      ...ALONE,
      previousPurchaseOn: null,
      pattern: null,
      grant: grantOf(row),
    }
  })
  return {
    ...rows,
    filing: {
      ...rows.filing,
      ownerGroup,
      amendsId: null,
      amendmentReason: null,
      ...latenessOf(rows.filing.form, transactions),
    },
    owners: rows.owners.map((owner, i) => {
      const isFirst = rows.owners.findIndex(({ insiderCik }) => insiderCik === owner.insiderCik) === i
      const placed = isFirst ? { datedOn, periodOfReport } : { datedOn: null, periodOfReport: null }
      return { ...owner, roles: rolesOfOwner(owner), ...placed }
    }),
    transactions,
    holdings: rows.holdings.map((raw) => {
      const row = { ...raw, issuerCik, datedOn }
      return { ...row, roles, ...ALONE, grant: grantOf(row) }
    }),
  }
}

/** What a row is before other filings speak of it. */
const ALONE = { insteadFiling: null, insteadRow: null }

/** Owners who report together are one group (where a source lacks them, each filing's are one): a lone one is their own CIK; of several, a negative hash. */
const groupOf = (ciks: number[]) =>
  ciks.length === 1 ? ciks[0]! : -hash52([...ciks].sort((a, b) => a - b).join(' '))

function tradeOf({ row, code }: RawTransaction): Trade | null {
  const isTrade = rowKind(row) === 'NON_DERIVATIVE_TRANSACTION' && TRADES.includes(code as Trade)
  return isTrade ? (code as Trade) : null
}

/** Why a purchase or sale by itself counts in no sum. */
export function unfitFor(
  row: { shares?: string | null | undefined; pricePerShare?: string | null | undefined },
  value: string | null,
): LeftOut | null {
  if (value !== null) return null
  if (row.shares == null) return 'NO_SHARES'
  return row.pricePerShare == null ? 'NO_PRICE' : 'IMPLAUSIBLE'
}

/**
 * Owners up a chain may each file what is one transaction: it then agrees in all of this, what is held after it too.
 * Null where that is not filed: nothing then tells it from another of the same size.
 */
function twinKeyOf(row: RawTransaction): number | null {
  if (row.sharesAfter == null) return null
  const { issuerCik, securityTitle, transactedOn, code, direction, shares, pricePerShare, sharesAfter } = row
  const numbers = [shares, pricePerShare, sharesAfter].map(Number)
  return hash52(
    JSON.stringify([issuerCik, wordsOf(securityTitle), transactedOn, code, direction, ...numbers]),
  )
}

/** Titles and prices are typed by hand, time and again: case, blanks, punctuation and trailing zeros tell nothing. */
function grantKey(row: RawRow, ciks: number[]): GrantKey {
  const { issuerCik, securityTitle: title = null, exercisePrice = null, expiresOn = null, asFiled } = row
  const holders = ciks.toSorted((a, b) => a - b).join(' ')
  // What is no price and no day still tells one grant from another.
  const price = plain(exercisePrice) ?? asFiled?.exercisePrice ?? null
  const expiry = expiresOn ?? asFiled?.expiresOn ?? null
  const parts = [issuerCik, holders, wordsOf(title), price, expiry]
  const key = sha256(JSON.stringify(parts)).slice(0, 32)
  return { key, issuerCik, holders, title, exercisePrice, expiresOn }
}

/** Business days from the day of a row, if that can be, to the day of filing, if that is known. */
function lagOf(row: RawTransaction, { filedOn, datedOn }: Filing): number | null {
  const implausible = implausibleDates(row, datedOn)
  const executedOn = (['deemedExecutedOn', 'transactedOn'] as const)
    .filter((day) => !implausible[day])
    .map((day) => row[day])
    .find((day) => day != null)
  return executedOn && filedOn ? businessDays(executedOn, filedOn) : null
}
