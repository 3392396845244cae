/** Rows written through statements that are prepared once for each table. */
import { Column, getTableColumns, getTableName, type InferInsertModel, sql } from 'drizzle-orm'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { given } from './filters.ts'
import type { Db } from './open.ts'

type RowOf<Table extends SQLiteTable> = InferInsertModel<Table>

/** Adds rows. */
export function insertInto<Table extends SQLiteTable>(db: Db, table: Table, rows: RowOf<Table>[]): void {
  if (rows.length === 0) return
  const { statement, cells } = db.once(`insert|${getTableName(table)}`, () => ({
    statement: inserting(db, table).prepare(),
    cells: cellsOf(table),
  }))
  for (const row of rows) statement.run(cells(row))
}

/** Adds a row, or writes it over the one that has its primary key. */
export function putInto<Table extends SQLiteTable>(db: Db, table: Table, row: RowOf<Table>): void {
  const { statement, cells } = db.once(`put|${getTableName(table)}`, () => {
    const { columns, primaryKeys } = getTableConfig(table)
    const target = primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary)
    const set = Object.fromEntries(
      Object.entries(getTableColumns(table))
        .filter(([, column]) => !target.includes(column))
        .map(([name, column]) => [name, sql`excluded.${sql.identifier(column.name)}`]),
    )
    const statement = inserting(db, table)
      .onConflictDoUpdate({ target, set: set as never })
      .prepare()
    return { statement, cells: cellsOf(table) }
  })
  statement.run(cells(row))
}

function inserting(db: Db, table: SQLiteTable) {
  const values = Object.fromEntries(Object.keys(getTableColumns(table)).map((name) => [name, given(name)]))
  return db.orm.insert(table).values(values as never)
}

/**
 * What stands in the cells of a row: values as their columns write them, but for null, of which a flag would make false,
 * and JSON a text. A function written for just these columns. Throws for what has no column.
 */
function cellsOf(table: SQLiteTable): (row: object) => Record<string, unknown> {
  const columns = Object.entries(getTableColumns(table))
  const encoders = columns.map(([, column]) => encoderOf(column))
  const cells = columns.map(([name], i) =>
    encoders[i]
      ? `${name}: row.${name} == null ? null : encoders[${i}](row.${name})`
      : `${name}: row.${name} ?? null`,
  )
  const made = new Function('encoders', `return (row) => ({ ${cells.join(', ')} })`)(encoders)
  const names = new Set(columns.map(([name]) => name))
  return (row) => {
    for (const name in row)
      if (!names.has(name) && row[name as keyof typeof row] !== undefined)
        throw new TypeError(`There is no column for ${name} in ${getTableName(table)}`)
    return made(row)
  }
}

/** Most columns are written as they are. */
function encoderOf(column: Column): ((value: unknown) => unknown) | undefined {
  const isPlain = column.mapToDriverValue === Column.prototype.mapToDriverValue
  return isPlain ? undefined : (value) => column.mapToDriverValue(value)
}
