/** Rows of a form's tables, transactions and holdings alike, by the key that SEC's documents give them. */

import { and, eq, sql } from 'drizzle-orm'
import { bound, given } from './filters.ts'
import type { Db } from './open.ts'
import { type RowOf, reader, selectFrom } from './reader.ts'
import type { Columns } from './reading.ts'
import { holdingOwners, holdings, transactionOwners, transactions } from './tables.ts'

type Rows = typeof transactions | typeof holdings | typeof transactionOwners

/** One row, by what is bound as `filingId` and `row`. */
export const isRow = (table: Rows) =>
  and(sql`${table.filingId} = ${bound('filingId', table.filingId)}`, eq(table.row, given('row')))

/** The transaction, or the holding, of an owner's edge to it. */
export const ofTransaction = sql`${transactions.filingId} = ${transactionOwners.filingId} AND ${transactions.row} = ${transactionOwners.row}`
export const ofHolding = sql`${holdings.filingId} = ${holdingOwners.filingId} AND ${holdings.row} = ${holdingOwners.row}`

/** A read of the rows with some keys, where there are such: one statement, run once for each key in one snapshot. */
export function rowsByKey<C extends Columns>(
  name: string,
  table: typeof transactions | typeof holdings,
  columns: C,
): (db: Db, keys: readonly string[]) => RowOf<C>[] {
  const read = reader(name, columns, (db, columns) => selectFrom(db, columns, table).where(isRow(table)))
  return (db, keys) => {
    db.observer.load?.(name, keys.length)
    return db.snapshot(() =>
      keys.flatMap((key) => {
        const [filingId, row] = key.split('/')
        return read(db, { filingId, row: Number(row) })
      }),
    )
  }
}

/** Whether a row of an amendment stands for it. */
export const isSuperseded = (row: { leftOut?: string | null; insteadFiling: string | null }) =>
  row.leftOut === undefined ? row.insteadFiling !== null : row.leftOut === 'SUPERSEDED'
