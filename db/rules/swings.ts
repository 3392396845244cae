/**
 * Short-swing trades, Section 16(b) of the Securities Exchange Act: purchases and sales of an issuer's shares less than
 * six months apart, in either order, matched so that the lowest purchase meets the highest sale (Smolowe v. Delendo
 * Corp., 136 F.2d 231, 1943). Losses do not count. Pure.
 */

import type Big from 'big.js'
import { rowKey, type Trade } from '../codes.ts'
import { addDays, addMonths } from './days.ts'
import { compare } from './order.ts'
import { decimal } from './plausibility.ts'
import { titleWords } from './words.ts'

/** A purchase or a sale that counts. */
export interface Swing {
  filingId: string
  row: number
  day: string
  trade: Trade
  shares: string
  price: string
  /** Shares of different titles are not matched. */
  title: string | null
}

export interface SwingMatch {
  purchase: Swing
  sale: Swing
  shares: Big
  gain: Big
}

/**
 * The last day of the longest period of less than six months that begins on a day. Courts count both days as part of
 * it: from January 1 it lasts to June 29 (Stella v. Graham-Paige Motors Corp., 132 F. Supp. 100, 1955).
 */
const lastDayWith = (day: string) => addDays(addMonths(day, 6), -2)

/** Matches purchases, the lowest first, with sales, the highest first, each share once. */
export function matchSwings(swings: readonly Swing[]): SwingMatch[] {
  return [...Map.groupBy(swings, ({ title }) => titleWords(title)).values()].flatMap(matchTitle)
}

interface Open {
  swing: Swing
  until: string
  price: Big
  left: Big
}

function matchTitle(swings: readonly Swing[]): SwingMatch[] {
  const open = swings
    .flatMap(openOf)
    .sort((a, b) => a.price.cmp(b.price) || compare(placeOf(a.swing), placeOf(b.swing)))
  const sales = new Set(open.filter(({ swing }) => swing.trade === 'S').reverse())
  const matches: SwingMatch[] = []
  for (const purchase of open.filter(({ swing }) => swing.trade === 'P'))
    for (const sale of sales) {
      if (!isNear(purchase, sale)) continue
      if (sale.price.lte(purchase.price)) break
      const shares = purchase.left.lt(sale.left) ? purchase.left : sale.left
      const gain = sale.price.minus(purchase.price).times(shares)
      matches.push({ purchase: purchase.swing, sale: sale.swing, shares, gain })
      purchase.left = purchase.left.minus(shares)
      sale.left = sale.left.minus(shares)
      if (sale.left.eq(0)) sales.delete(sale)
      if (purchase.left.eq(0)) break
    }
  return matches
}

/** What costs nothing is no purchase, whatever its code. */
function openOf(swing: Swing): Open[] {
  const [price, left] = [decimal(swing.price), decimal(swing.shares)]
  return price?.gt(0) && left?.gt(0) ? [{ swing, until: lastDayWith(swing.day), price, left }] : []
}

const isNear = (one: Open, other: Open) =>
  one.swing.day < other.swing.day ? other.swing.day <= one.until : one.swing.day <= other.until

const placeOf = (swing: Swing) => `${swing.day} ${rowKey(swing)}`
