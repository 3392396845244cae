/** Pages of transactions: what the operations ask for, a page of so many rows each. */
import { packAccession } from '../../../db/accession.ts'
import type { Reads } from '../../limit/database.ts'
import { accessionOf } from '../../limit/formats.ts'
import { type Text, TRADE, type Trade, tradeOf } from '../../limit/trade.ts'
import { cursorAt } from '../../operations.ts'
import { once } from './batch.ts'

/** A transaction, and the keys by which loaders find what belongs to it. */
export const transactionOf = (row: [...Trade, ...unknown[]]) => ({
  ...tradeOf(row),
  accession: row[0],
  row: row[1],
})
export type Transaction = ReturnType<typeof transactionOf> & { issuerKey: number }

const ORDER = 'ORDER BY t.traded_on DESC, t.accession DESC, t.row DESC'

export function pagesOf({ prepare }: Reads) {
  const purchases = once((size: number) =>
    prepare<[...Trade, number]>(
      `SELECT ${TRADE}, t.issuer_cik FROM transactions t
       WHERE t.code = 'P' AND +t.value >= ? AND t.left_out IS NOT 0 ${ORDER} LIMIT ${size}`,
    ),
  )
  const onward = once((size: number) =>
    prepare<[...Trade, number, Text]>(
      `SELECT ${TRADE}, t.issuer_cik, t.traded_on FROM transactions t
       WHERE (t.traded_on, t.accession, t.row) < (?, ?, ?) AND t.left_out IS NOT 0 ${ORDER} LIMIT ${size + 1}`,
    ),
  )
  const nodeOf = (row: [...Trade, number, ...unknown[]]) => ({ ...transactionOf(row), issuerKey: row[8] })
  return {
    /** Purchases of at least so many dollars. */
    bought: (atLeast: string, first: number) => ({
      nodes: purchases(first)
        .all(Number(atLeast) * 10_000)
        .map(nodeOf),
    }),

    after(cursor: string, first: number) {
      const [, day, id, row] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
      const found = onward(first).all(day, packAccession(id), row)
      const rows = found.slice(0, first)
      const last = rows.at(-1)
      const endCursor = last ? cursorAt([last[9]!, accessionOf(last[0]), last[1]]) : null
      return { nodes: rows.map(nodeOf), pageInfo: { hasNextPage: found.length > first, endCursor } }
    },
  }
}
