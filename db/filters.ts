/** The conditions that filters put on rows; each is given the name under which its value is bound. */
import { Param, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'

/** `walked` is the column in whose order rows are walked, where they are; `count`, how many values a list has, up to one more than `MOST_LISTED`. */
export type Filter = (name: string, walked?: SQLiteColumn, count?: number) => SQL

export const equals =
  (column: SQLiteColumn): Filter =>
  (name) =>
    sql`${column} = ${bound(name, column)}`
export const atLeast =
  (column: SQLiteColumn): Filter =>
  (name) =>
    sql`${column} >= ${bound(name, column)}`
export const atMost =
  (column: SQLiteColumn): Filter =>
  (name) =>
    sql`${column} <= ${bound(name, column)}`
/**
 * The filter of a column that has an index of its own, where rows are not walked in another order: by that index, all that
 * match would be sorted for the sake of the first few.
 */
export const besideOrder =
  (operator: '>=' | '<=', column: SQLiteColumn): Filter =>
  (name, walked) => {
    const sign = walked === undefined || walked === column ? sql`` : sql`+`
    return sql`${sign}${column} ${sql.raw(operator)} ${bound(name, column)}`
  }

/** Its value is a list. The plus keeps the index of the order in use: one of its own would have all that match sorted. */
export const anyOf =
  (column: SQLiteColumn): Filter =>
  (name, _, count) =>
    sql`+${column} IN ${listed(name, column, count)}`
/** The same where nothing is ordered: by the index of the column. */
export const inList =
  (column: SQLiteColumn): Filter =>
  (name, _, count) =>
    sql`${column} IN ${listed(name, column, count)}`
/** Its value is a list. */
export const noneOf =
  (column: SQLiteColumn): Filter =>
  (name, _, count) =>
    sql`${column} IS NOT NULL AND ${column} NOT IN ${listed(name, column, count)}`
/** Its value is a number whose bits ask for any of them. */
export const anyBit =
  (column: SQLiteColumn): Filter =>
  (name) =>
    sql`${column} & ${sql.placeholder(name)} <> 0`
/** Its value is a text with which the column, a caseless one, starts. */
export const startsWith =
  (column: SQLiteColumn): Filter =>
  (name) =>
    sql`${column} >= ${sql.placeholder(name)} AND ${column} < ${sql.placeholder(name)} || char(1114111)`

/** A value bound under a name, as it is. */
export const given = (name: string) => sql`${sql.placeholder(name)}`
/** A value bound under a name, written as the column writes it. */
export const bound = (name: string, column: SQLiteColumn) => new Param(sql.placeholder(name), column)

/** What belongs to the filing that is bound as `id`, or is it. */
export const isOf = (column: SQLiteColumn) => sql`${column} = ${bound('id', column)}`

/** What a column writes for a value, written into a statement: partial indices match by that alone. */
export const stored = (column: SQLiteColumn, value: unknown) =>
  sql.raw(String(column.mapToDriverValue(value)))

/** Of longer lists, a statement does not say how long they are. */
export const MOST_LISTED = 8

/** A list bound under a name: value by value where it is short, else as JSON of what the column writes. */
function listed(name: string, column: SQLiteColumn, count = Number.POSITIVE_INFINITY): SQL {
  const written = (made: (values: unknown[]) => unknown) =>
    new Param(sql.placeholder(name), {
      mapToDriverValue: (values) => made(values as unknown as unknown[]) as never,
    })
  const write = (value: unknown) => column.mapToDriverValue(value)
  if (count > MOST_LISTED)
    return sql`(SELECT value FROM json_each(${written((values) => JSON.stringify(values.map(write)))}))`
  const each = Array.from({ length: count }, (_, i) => written((values) => write(values[i])))
  return sql`(${sql.join(each, sql`, `)})`
}

/**
 * How many rows a statement gives at most: written into it, or, bound as `limit`, with a plus. SQLite plans a statement
 * anew for each value that is bound as its limit, which costs more than reading the rows. (Drizzle's type knows no SQL here.)
 */
export const rowsAtMost = (count: number) => sql.raw(String(count)) as unknown as number
export const rowsUpToLimit = sql`+${sql.placeholder('limit')}` as unknown as number
