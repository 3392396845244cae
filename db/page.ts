/**
 * Reads of collections for many parents at once: keyset pages, and what is worked out over their rows. Each is one batched load with
 * one prepared statement, made once per shape (which filters, which order, which way) and kept with the database.
 */
import { and, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { bound, type Filter, MOST_LISTED, rowsUpToLimit } from './filters.ts'
import type { Db } from './open.ts'
import { type Prepared, type Query, type RowOf, reader, type Selected, selectFrom } from './reader.ts'
import type { Columns } from './reading.ts'

/** A total order: the last columns are the key, so that no two rows are equal. */
export interface Order {
  columns: SQLiteColumn[]
  /** What the order's index covers, when that is not every row: an order by value leaves out rows without one. */
  where?: SQL
  /** Filters by which an index can be walked in this order: those of the first list whose first is asked for, or of the last. */
  walks?: readonly (readonly string[])[]
}

/** A set of rows that can be paged: all of a noun, or those of one parent. */
export interface Collection<Columns extends Record<string, SQLiteColumn>> {
  /** Unique; names the statements and the loads that tests count. */
  name: string
  columns: Columns
  from: SQLiteTable
  /** A row that is joined aside is there for each, and told by its key: SQLite leaves it out where nothing of it is asked for. */
  joins?: { table: SQLiteTable; on: SQL; isAside?: boolean }[]
  /** The column that holds the parent's key; without it, the collection is the noun's whole. */
  parent?: SQLiteColumn
  orders: Record<string, Order>
  filters: Record<string, Filter>
  /** What is kept in a table of counts, and sums up to the number of all rows: counting those of a large table takes a while. */
  size?: SQLiteColumn
  /** What a filter leaves out, where that is rare and has an index of its own. */
  rarelyNot?: Record<string, SQL>
  /** Counts that are kept for filters among `filters`, `always` being one of them: the sum of `count` in a table. */
  kept?: { from: SQLiteTable; count: SQLiteColumn; always: string; filters: Record<string, Filter> }
}

export type Position = (string | number)[]

/** One page: so many rows from the start or, `backward`, up to the end of what lies between two positions. */
export interface Between {
  size: number
  backward: boolean
  after?: Position | undefined
  before?: Position | undefined
}

/** The same of a collection, in one of its orders. */
export interface Window extends Between {
  order: string
  direction: 'ASC' | 'DESC'
}

export type AnyCollection = Collection<Record<string, SQLiteColumn>>

/** Values of the filters that apply, by name. */
export type FilterValues = Record<string, string | number | readonly (string | number)[]>

export interface Page<Row> {
  rows: Row[]
  /** Whether rows lie beyond the end at which reading stopped. */
  hasMore: boolean
}

/** A page for each parent, in the parents' order. Rows come in the order asked for, backward pages too. */
export function pages<C extends Record<string, SQLiteColumn>>(
  db: Db,
  collection: Collection<C>,
  parents: readonly (string | number)[],
  window: Window,
  filters: FilterValues,
): Page<RowOf<C>>[] {
  const { order, direction, backward, after, before } = window
  const shape = `page|${collection.name}|${order}|${direction}|${backward}|${!!after}|${!!before}|${shapeOf(filters)}`
  const read = db.once(shape, () => pageReader(shape, collection, window, filters))
  const values = {
    ...filters,
    ...named('after', window.after),
    ...named('before', window.before),
    limit: window.size + 1,
  }
  db.observer.load?.(collection.name, parents.length)
  return db.snapshot(() =>
    parents.map((parent) => {
      const found = read(db, { ...values, parent })
      const rows = found.slice(0, window.size)
      return { rows: window.backward ? rows.reverse() : rows, hasMore: found.length > window.size }
    }),
  )
}

/** Reads the pages of one shape: of the filters and the window's places, it keeps only which there are. */
function pageReader<C extends Columns>(
  shape: string,
  collection: Collection<C>,
  { order: name, direction, backward, after, before }: Window,
  filters: FilterValues,
) {
  const order = collection.orders[name]!
  const { columns: ordered } = order
  const [onward, back] = direction === 'ASC' ? [sql`>`, sql`<`] : [sql`<`, sql`>`]
  const conditions = matching(collection, order, filters, ordered[0])
  if (after) conditions.push(sql`${tuple(ordered)} ${onward} ${position(ordered, 'after')}`)
  if (before) conditions.push(sql`${tuple(ordered)} ${back} ${position(ordered, 'before')}`)
  const way = (direction === 'DESC') !== backward ? sql`DESC` : sql`ASC`
  return reader(shape, collection.columns, (db, columns) =>
    select(db, collection, columns)
      .where(and(...conditions))
      .orderBy(...ordered.map((column) => sql`${column} ${way}`))
      .limit(rowsUpToLimit),
  )
}

/** What a statement has to say of filters: which there are, and of lists, how long they are. */
export function shapeOf(filters: FilterValues): string {
  let shape = ''
  for (const name of Object.keys(filters).sort()) shape += `${name}${countIn(filters[name]) ?? ''},`
  return shape
}

/** How many values a filter has; undefined where it is no list. */
const countIn = (value: unknown) =>
  Array.isArray(value) ? Math.min(value.length, MOST_LISTED + 1) : undefined

/** What is worked out over the rows that agree in `by`, in whose order it comes; without that, over all together. */
export interface Aggregate {
  name: string
  columns: Selected
  by?: (SQLiteColumn | SQL.Aliased)[]
  where?: SQL
}

/** A parent's key; or the same as `parent`, beside values of filters that each parent has for itself. */
export type Parent = string | number | Record<string, string | number>

/** What is worked out over each parent's rows under the filters, whatever the page. */
export function aggregates<Row>(
  db: Db,
  collection: AnyCollection,
  aggregate: Aggregate,
  parents: readonly Parent[],
  order: string,
  filters: FilterValues,
): Row[][] {
  const { columns, by = [], where } = aggregate
  const name = `${collection.name}.${aggregate.name}`
  const values = parents.map((parent) => ({
    ...filters,
    ...(typeof parent === 'object' ? parent : { parent }),
  }))
  const { parent: _, ...all } = values[0] as FilterValues
  const shape = [name, collection.orders[order]!.where ? order : '', shapeOf(all)]
  const statement = db.once(shape.join('|'), (): Prepared => {
    const conditions = matching(collection, collection.orders[order]!, all)
    return select(db, collection, columns)
      .where(and(...conditions, where))
      .groupBy(...by)
      .orderBy(...by)
      .prepare()
  })
  db.observer.load?.(name, parents.length)
  return db.snapshot(() => values.map((each) => statement.all(each) as Row[]))
}

export function select(db: Db, collection: AnyCollection, columns: Selected): Query {
  const query = selectFrom(db, columns, collection.from)
  for (const { table, on, isAside } of collection.joins ?? [])
    if (isAside) query.leftJoin(table, on)
    else query.innerJoin(table, on)
  return query
}

export function matching(
  collection: AnyCollection,
  order: Order,
  filters: FilterValues,
  walked?: SQLiteColumn,
): SQL[] {
  const { parent } = collection
  return [
    parent && sql`${parent} = ${bound('parent', parent)}`,
    order.where,
    ...conditionsOf(collection.filters, filters, walked),
  ].filter((condition) => condition !== undefined)
}

/** What filters ask for, one condition for each. */
export const conditionsOf = (
  known: Readonly<Record<string, Filter>>,
  filters: FilterValues,
  walked?: SQLiteColumn,
): SQL[] => Object.keys(filters).map((name) => known[name]!(name, walked, countIn(filters[name])))

/** A row value: `(a, b) < (?, ?)` costs the same at any depth, where the same written with OR does not. */
const tuple = (columns: SQLiteColumn[]) => sql`(${sql.join(columns, sql`, `)})`

const position = (columns: SQLiteColumn[], name: string) =>
  sql`(${sql.join(
    columns.map((column, i) => sql`${bound(`${name}${i}`, column)}`),
    sql`, `,
  )})`

const named = (name: string, values: Position = []) =>
  Object.fromEntries(values.map((value, i) => [`${name}${i}`, value]))

/** Where a row stands in an order: what a cursor holds. */
export function positionOf(collection: AnyCollection, order: string, row: Record<string, unknown>): Position {
  const fields = Object.entries(collection.columns)
  return collection.orders[order]!.columns.map((column) => {
    const [field] = fields.find(([, { name }]) => name === column.name)!
    return row[field] as string | number
  })
}

/** Whether a cursor's values could stand in an order: as many as it has columns, each as that column's values are. */
export function isPosition(order: Order, values: unknown): values is Position {
  if (!Array.isArray(values) || values.length !== order.columns.length) return false
  return order.columns.every((column, i) => {
    if (column.dataType === 'number') return Number.isSafeInteger(values[i])
    if (typeof values[i] !== 'string' || values[i].length > LONGEST) return false
    try {
      return column.mapToDriverValue(values[i]) !== undefined
    } catch {
      return false
    }
  })
}

/** No name, day or number that is ordered by is longer. */
const LONGEST = 300
