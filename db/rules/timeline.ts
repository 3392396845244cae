/** How what is held changes from row to row; exact, and null where a part is missing or cannot be meant. Pure. */
import type Big from 'big.js'
import { rowKind } from '../codes.ts'
import { decimal, implausibleFields, type Values } from './plausibility.ts'

type Text = string | null | undefined

interface Point {
  row: number
  shares: string | null
  direction: string | null
  sharesAfter: string | null
}

/** What a transaction adds to what is held, or takes from it. */
export function signedShares({ shares, direction }: { shares?: Text; direction?: Text }): Big | null {
  const amount = amountOf(shares)
  if (!amount) return null
  if (direction === 'A') return amount
  return direction === 'D' ? ZERO.minus(amount) : null
}

/**
 * What of a point's holding neither the point before it nor its own change explains: 0 in a timeline without gaps. A
 * split, a row that is not here, a total stated once for a whole day, and two vehicles under one name, leave more.
 */
export function residualOf(point: Point, previous: Point | undefined): string | null {
  const [before, after] = [amountOf(previous?.sharesAfter), amountOf(point.sharesAfter)]
  const change = rowKind(point.row).endsWith('HOLDING') ? ZERO : signedShares(point)
  return before && after && change ? after.minus(before).minus(change).toFixed() : null
}

/** By what part of itself a transaction changed the holding, to six decimals: −0.5 where half of it went. */
export function ownershipChange(row: Values & { direction?: Text; datedOn: string }): string | null {
  const { shares, sharesAfter } = implausibleFields(row, row.datedOn)
  const [change, after] = [signedShares(row), amountOf(row.sharesAfter)]
  if (shares || sharesAfter || !change || !after) return null
  const before = after.minus(change)
  return before.gt(0) ? change.div(before).round(DECIMALS).toFixed(DECIMALS) : null
}
const DECIMALS = 6

/** A number of securities; one below 0 cannot be meant. */
function amountOf(text: Text): Big | undefined {
  const amount = decimal(text)
  return amount?.lt(0) ? undefined : amount
}
const ZERO = decimal('0')!
