import { getTableColumns, getTableName, type InferInsertModel } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { given } from './filters.ts'
import type { Db } from './open.ts'

/**
 * Inserts rows through a statement prepared once for each table. Values are written as their columns write them, but
 * for null: Drizzle's own placeholders would make `false` of a flag's null, and text of a JSON column's.
 */
export function insertInto<Table extends SQLiteTable>(
  db: Db,
  table: Table,
  rows: InferInsertModel<Table>[],
): void {
  if (rows.length === 0) return
  const { columns, statement } = db.once(`insert|${getTableName(table)}`, () => {
    const columns = Object.entries(getTableColumns(table))
    const values = Object.fromEntries(columns.map(([name]) => [name, given(name)]))
    return {
      columns,
      statement: db.orm
        .insert(table)
        .values(values as never)
        .prepare(),
    }
  })
  for (const row of rows as Record<string, unknown>[]) {
    const lost = Object.keys(row).find((name) => row[name] !== undefined && !(name in getTableColumns(table)))
    if (lost) throw new TypeError(`There is no column for ${lost} in ${getTableName(table)}`)
    statement.run(
      Object.fromEntries(
        columns.map(([name, column]) => [
          name,
          row[name] == null ? null : column.mapToDriverValue(row[name]),
        ]),
      ),
    )
  }
}
