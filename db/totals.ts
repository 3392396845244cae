/**
 * How many rows there are under filters. Counting looks at so many rows of a list at most, and says whether those were all:
 * what a caller asks for must not take as long as all that was ever filed is large.
 */
import { and, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { rowsAtMost } from './filters.ts'
import type { Db } from './open.ts'
import {
  type AnyCollection,
  conditionsOf,
  type FilterValues,
  matching,
  type Order,
  select,
  shapeOf,
} from './page.ts'

export interface Total {
  count: number
  /** Whether all rows were looked at; else there are at least so many. */
  isExact: boolean
}

/** Rows that counting looks at: where an index holds all that it asks for, and where each row is to be read. */
export const MOST_LOOKED_AT = { index: 300_000, table: 50_000 }

/** How many rows each parent has under the filters, whatever the page; the order tells which it leaves out. */
export function totals(
  db: Db,
  collection: AnyCollection,
  parents: readonly (string | number)[],
  order: string,
  filters: FilterValues,
  most = MOST_LOOKED_AT,
): Total[] {
  const name = `${collection.name}.count`
  const shape = [name, order, shapeOf(filters), most.index, most.table].join('|')
  const total = db.once(shape, () =>
    isKept(collection, order, filters)
      ? keptCount(db, collection, filters)
      : isNearlyAll(collection, order, filters)
        ? allBut(db, collection, filters)
        : among(db, collection, order, filters, most, parents[0]!),
  )
  db.observer.load?.(name, parents.length)
  return db.snapshot(() => parents.map((parent) => total({ ...filters, parent })))
}

type Count = (values: Record<string, unknown>) => Total

const isKept = ({ kept, orders }: AnyCollection, order: string, filters: FilterValues) =>
  kept !== undefined &&
  !orders[order]!.where &&
  kept.always in filters &&
  Object.keys(filters).every((name) => name in kept.filters)

function keptCount(db: Db, { kept }: AnyCollection, filters: FilterValues): Count {
  const { from, count, filters: all } = kept!
  const where = and(...conditionsOf(all, filters))
  const read = sumOf(db, from, count, where)
  return (values) => ({ count: read(values)[0]![0] as number, isExact: true })
}

const sumOf = (db: Db, from: SQLiteTable, count: SQLiteColumn, where?: SQL) =>
  db.prepare(
    db.orm
      .select({ count: sql`coalesce(sum(${count}), 0)` })
      .from(from)
      .where(where),
  )

/** Whether all rows of the table are asked for, but for some that an index tells. */
const isNearlyAll = (
  { parent, orders, rarelyNot = {} }: AnyCollection,
  order: string,
  filters: FilterValues,
) => !parent && !orders[order]!.where && Object.keys(filters).every((name) => name in rarelyNot)

/** How many rows a whole table has, but for those that filters leave out. */
function allBut(db: Db, collection: AnyCollection, filters: FilterValues): Count {
  const { size } = collection
  const count = (where?: SQL) => db.prepare(select(db, collection, { count: sql`count(*)` }).where(where))
  const all = size ? sumOf(db, size.table, size) : count()
  const rare = Object.keys(filters).map((name) => count(collection.rarelyNot![name]))
  const told = (one: typeof all) => one({})[0]![0] as number
  return () => ({ count: rare.reduce((rest, one) => rest - told(one), told(all)), isExact: true })
}

/** How many there are among the rows that come last in an order. */
function among(
  db: Db,
  collection: AnyCollection,
  order: string,
  filters: FilterValues,
  { index, table }: typeof MOST_LOOKED_AT,
  parent: string | number,
): Count {
  const covered = lookingAt(db, collection, order, filters, index)
  const { sql, params } = covered.toSQL()
  const plan = db.prepare({ toSQL: () => ({ sql: `EXPLAIN QUERY PLAN ${sql}`, params }) })
  const isCovered = plan({ ...filters, parent }).every(
    ([, , , step]) => !/USING (INDEX|INTEGER PRIMARY KEY)|^SCAN \w+$/.test(`${step}`),
  )
  const most = isCovered ? index : table
  const read = db.prepare(isCovered ? covered : lookingAt(db, collection, order, filters, table))
  return (values) => {
    const [[lookedAt, count]] = read(values) as [[number, number]]
    return { count, isExact: lookedAt <= most }
  }
}

/** One row more than `most` is looked at: then these are not all. */
function lookingAt(db: Db, collection: AnyCollection, order: string, filters: FilterValues, most: number) {
  const asked = collection.orders[order]!
  const [walkedIn, walk] = walkFor(collection, asked, filters)
  const { columns } = walkedIn
  const those = (isWalked: boolean) =>
    Object.fromEntries(Object.entries(filters).filter(([name]) => walk.includes(name) === isWalked))
  const walked = those(true)
  const rest = conditionsOf(collection.filters, those(false))
  if (asked.where && walkedIn !== asked) rest.push(asked.where)
  const fits = rest.length > 0 ? sql`(${and(...rest)})` : sql`1`
  const { sql: text, params } = select(db, collection, { fits: fits.as('fits') })
    .where(and(...matching(collection, walkedIn, walked, columns[0])))
    .orderBy(...columns.map((column) => sql`${column} DESC`))
    .limit(rowsAtMost(most + 1))
    .toSQL()
  return {
    toSQL: () => ({ sql: `select count(*), count(*) filter (where fits) from (${text})`, params }),
  }
}

/** The order in which to walk, and by which filters: another than that asked for may have those of some days, or values, in a row. */
function walkFor(
  { parent, orders }: AnyCollection,
  asked: Order,
  filters: FilterValues,
): [Order, readonly string[]] {
  const isGiven = (name: string | undefined) => name !== undefined && name in filters
  const { walks = [[]] } = asked
  if (parent) return [asked, walks.at(-1)!]
  const own = walks.find(([first]) => isGiven(first))
  if (own) return [asked, own]
  // A filter of what is ordered by leaves out whatever that order does.
  const other = Object.values(orders).find((order) => order.walks?.at(-1)?.some(isGiven))
  return other ? [other, other.walks!.at(-1)!] : [asked, walks.at(-1)!]
}
