/** A transaction as most lists show it. */
import { codeOf, directionOf, dollarsOf, rowId } from './formats.ts'

export type Text = string | null
export type Trade = [number, number, Text, Text, Text, Text, number | null, Text]
/** What `tradeOf` makes of a row; other columns may follow these. */
export const TRADE =
  't.accession, t.row, t.transacted_on, t.code, t.shares, t.price_per_share, t.value, t.direction'

export const tradeOf = (row: [...Trade, ...unknown[]]) => ({
  id: rowId(row[0], row[1]),
  transactedOn: row[2],
  code: codeOf(row[3]),
  shares: row[4],
  pricePerShare: row[5],
  value: dollarsOf(row[6]),
  direction: directionOf(row[7]),
})
