/** Statements that read rows, made once for each selection of their columns. */
import type { SQL } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Db } from './open.ts'
import { type Columns, rowsOver } from './reading.ts'

export type RowOf<Columns> = {
  [Name in keyof Columns]: Columns[Name] extends SQLiteColumn<infer Config> ? ColumnData<Config> : unknown
}
type ColumnData<Config> = Config extends { data: infer Data; notNull: infer NotNull }
  ? NotNull extends true
    ? Data
    : Data | null
  : never

/** What we use of Drizzle's query builder, whose own type follows every join. */
export interface Query {
  where(condition: SQL | undefined): Query
  innerJoin(table: SQLiteTable, on: SQL): Query
  leftJoin(table: SQLiteTable, on: SQL): Query
  groupBy(...terms: (SQL.Aliased | SQLiteColumn)[]): Query
  orderBy(...terms: (SQL | SQL.Aliased | SQLiteColumn)[]): Query
  limit(count: number): Query
  prepare(): Prepared
  toSQL(): { sql: string; params: unknown[] }
}

export interface Prepared {
  all(values: Record<string, unknown>): unknown[]
}

/** What a statement selects, by name. */
export type Selected = Record<string, SQLiteColumn | SQL | SQL.Aliased>

/** Reads rows by a statement that is made once for each selection of its columns. `name` is unique. */
export function reader<C extends Columns>(name: string, all: C, make: (db: Db, columns: Columns) => Query) {
  const rows = rowsOver(name, all)
  return (db: Db, values: Record<string, unknown>) =>
    rows(db.reading, (view) => {
      view.read ??= db.once(`${name}|${view.key}`, () => db.prepare(make(db, view.columns)))
      return view.read(values)
    }) as RowOf<C>[]
}

export const selectFrom = (db: Db, columns: Selected, table: SQLiteTable) =>
  db.orm.select(columns).from(table).$dynamic() as unknown as Query
