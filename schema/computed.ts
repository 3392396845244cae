/** Connections through rows that are worked out whole, since no table holds them. */
import type { ObjectRef } from '@pothos/core'
import type { Position } from '../db/page.ts'
import { compareAll } from '../db/rules/order.ts'
import type { Context, Schema } from './builder.ts'
import { encodeCursor, hashOf, noCursor, placeIn } from './cursors.ts'
import { type Connection, type PagingArgs, sizeOf } from './listing.ts'
import { type FieldsOf, pageCost, pagingArgs } from './paging.ts'

/**
 * A field that leads from a parent to a page of rows that are worked out whole, since no table holds them. `placeOf`
 * gives what they are ordered by, down to a key that no two share; all of it runs in `direction`. `args` are the field's
 * own, beside those of paging; `name` is unique.
 */
export function computedField<Parent, Row extends object>(
  t: FieldsOf<Parent>,
  type: ObjectRef<Schema, Connection<Row>>,
  options: {
    name: string
    description: string
    args?: Record<string, unknown>
    direction: 'ASC' | 'DESC'
    placeOf(row: Row): Position
    rows(parent: Parent, args: never, context: Context): Worked<Row> | Promise<Worked<Row>>
    /** What the field costs beside its page. */
    cost?: number
  },
) {
  const { description, rows, cost = 1 } = options
  return t.field({
    type: type as never,
    description,
    args: { ...pagingArgs(t), ...options.args },
    complexity: (args: PagingArgs) => ({ ...pageCost(args), field: cost }),
    resolve: (parent: Parent, args: PagingArgs, context: Context) => {
      const pageFrom = computedPage(options, args)
      const found = rows(parent, args as never, context)
      return found instanceof Promise ? found.then(pageFrom) : pageFrom(found)
    },
  } as never)
}

/** Rows that were worked out: all that there are, or the first of them. */
export type Worked<Row> = readonly Row[] & { isCut?: boolean }

interface Computed<Row> {
  name: string
  direction: 'ASC' | 'DESC'
  placeOf(row: Row): Position
}

/** How the page that arguments ask for is cut from rows that are all at hand. */
function computedPage<Row extends object>({ name, direction, placeOf }: Computed<Row>, args: PagingArgs) {
  const { size, backward, first: _, last: __, after, before, ...own } = { ...args, ...sizeOf(args) }
  const told = Object.entries(own).filter(([, value]) => value != null)
  let known: string | undefined
  const mark = () => (known ??= hashOf([name, told.sort(([a], [b]) => (a < b ? -1 : 1))]))
  const [from, to] = [after, before].map((text) => (text == null ? undefined : placeIn(text, mark())))
  const sign = direction === 'ASC' ? 1 : -1
  return (rows: Worked<Row>): Connection<Row> => {
    const places = new Map(rows.map((row) => [row, placeOf(row)]))
    const all = [...rows].sort((a, b) => sign * compareAll(places.get(a)!, places.get(b)!))
    for (const place of [from, to]) if (place && all[0] && !isLike(place, placeOf(all[0]))) throw noCursor()
    const isWithin = (row: Row) =>
      (!from || sign * compareAll(placeOf(row), from) > 0) && (!to || sign * compareAll(placeOf(row), to) < 0)
    const within = from || to ? all.filter(isWithin) : all
    const page = {
      rows: backward ? within.slice(Math.max(0, within.length - size)) : within.slice(0, size),
      hasMore: within.length > size,
    }
    return {
      page: () => page,
      backward,
      isAfter: from !== undefined,
      isBefore: to !== undefined,
      cursorOf: (row) => encodeCursor(mark(), placeOf(row)),
      count: () => ({ count: all.length, isExact: rows.isCut !== true }),
    }
  }
}

const isLike = (place: Position, other: Position) =>
  place.length === other.length && place.every((part, i) => typeof part === typeof other[i])
