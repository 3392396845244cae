/** Rows of a form's tables, transactions and holdings alike, by the key that SEC's documents give them. */

import { and, eq, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { bound, given } from './filters.ts'
import type { Db } from './open.ts'
import type { RowOf } from './page.ts'
import { holdingOwners, holdings, transactionOwners, transactions } from './tables.ts'

type Rows = typeof transactions | typeof holdings | typeof transactionOwners

/** One row, by what is bound as `filingId` and `row`. */
export const isRow = (table: Rows) =>
  and(sql`${table.filingId} = ${bound('filingId', table.filingId)}`, eq(table.row, given('row')))

/** The transaction, or the holding, of an owner's edge to it. */
export const ofTransaction = sql`${transactions.filingId} = ${transactionOwners.filingId} AND ${transactions.row} = ${transactionOwners.row}`
export const ofHolding = sql`${holdings.filingId} = ${holdingOwners.filingId} AND ${holdings.row} = ${holdingOwners.row}`

/** The rows with these keys, where there are such: one statement, run once for each key in one snapshot. */
export function rowsByKey<C extends Record<string, SQLiteColumn>>(
  db: Db,
  name: string,
  table: typeof transactions | typeof holdings,
  columns: C,
  keys: readonly string[],
): RowOf<C>[] {
  const statement = db.once(name, () => db.orm.select(columns).from(table).where(isRow(table)).prepare())
  db.observer.load?.(name, keys.length)
  return db.snapshot(() =>
    keys.flatMap((key) => {
      const [filingId, row] = key.split('/') as [string, string]
      return statement.all({ filingId, row: Number(row) }) as unknown as RowOf<C>[]
    }),
  )
}

/** Whether a row of an amendment stands for it. */
export const isSuperseded = (row: { leftOut?: string | null; insteadFiling: string | null }) =>
  row.leftOut === undefined ? row.insteadFiling !== null : row.leftOut === 'SUPERSEDED'
