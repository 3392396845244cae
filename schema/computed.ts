/** Connections through rows that are worked out, since no table holds them: whole, or as far as a page goes. */
import type { ObjectRef } from '@pothos/core'
import type { Between, Page, Position } from '../db/page.ts'
import { compareAll } from '../db/rules/order.ts'
import type { Total } from '../db/totals.ts'
import type { Context, Schema } from './builder.ts'
import { encodeCursor, hashOf, noCursor, placeIn } from './cursors.ts'
import { type Connection, type PagingArgs, sizeOf } from './listing.ts'
import { type FieldsOf, pageCost, pagingArgs } from './paging.ts'

/**
 * A field that leads from a parent to a page of rows that are worked out. `placeOf`
 * gives what they are ordered by, down to a key that no two share; all of it runs in `direction`. `args` are the field's
 * own, beside those of paging; `name` is unique.
 */
export function computedField<Parent, Row extends Found, Found extends object = Row>(
  t: FieldsOf<Parent>,
  type: ObjectRef<Schema, Connection<Row>>,
  options: {
    name: string
    description: string
    args?: Record<string, unknown>
    direction: 'ASC' | 'DESC'
    placeOf(row: Found): Position
    rows(parent: Parent, args: never, context: Context): Rows<Found> | Promise<Rows<Found>>
    /** What is read of the rows of a page, once it is known which these are. */
    shown?(found: Found[], context: Context): Row[]
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
      const pageFrom = computedPage<Row, Found>(options, args, context)
      const found = rows(parent, args as never, context)
      return found instanceof Promise ? found.then(pageFrom) : pageFrom(found)
    },
  } as never)
}

/** Rows that were worked out: all that there are, or the first of them. */
export type Worked<Row> = readonly Row[] & { isCut?: boolean }

/** Rows of which a page can be worked out without the others. */
export interface Walked<Row> {
  /** Whether a row could stand there. */
  isPlace(place: Position): boolean
  page(between: Between): Page<Row>
  count(): Total
}

type Rows<Row> = Worked<Row> | Walked<Row>

interface Computed<Row, Found> {
  name: string
  direction: 'ASC' | 'DESC'
  placeOf(row: Found): Position
  shown?(found: Found[], context: Context): Row[]
}

/** How the page that arguments ask for is made of what was found. */
function computedPage<Row extends Found, Found extends object>(
  computed: Computed<Row, Found>,
  args: PagingArgs,
  context: Context,
) {
  const { size, backward } = sizeOf(args)
  let known: string | undefined
  const mark = () => (known ??= markOf(computed.name, args))
  const placeAt = (cursor: string | null | undefined) =>
    cursor == null ? undefined : placeIn(cursor, mark())
  const [after, before] = [placeAt(args.after), placeAt(args.before)]
  return (found: Rows<Found>): Connection<Row> => {
    const rows = 'page' in found ? found : walkedOver(found, computed)
    for (const place of [after, before]) if (place && !rows.isPlace(place)) throw noCursor()
    const read = (): Page<Row> => {
      const page = rows.page({ size, backward, after, before })
      return { ...page, rows: computed.shown?.(page.rows, context) ?? (page.rows as Row[]) }
    }
    let page: Page<Row> | undefined
    return {
      page: () => (page ??= read()),
      backward,
      isAfter: after !== undefined,
      isBefore: before !== undefined,
      cursorOf: (row) => encodeCursor(mark(), computed.placeOf(row)),
      count: () => rows.count(),
    }
  }
}

/** What cursors carry: a field, and its arguments beside those of paging. */
function markOf(name: string, { first: _, last: __, after: ___, before: ____, ...own }: PagingArgs): string {
  const told = Object.entries(own).filter(([, value]) => value != null)
  return hashOf([name, told.sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** Pages of rows that are all at hand. */
function walkedOver<Row extends object>(
  found: Worked<Row>,
  { direction, placeOf }: Pick<Computed<Row, Row>, 'direction' | 'placeOf'>,
): Walked<Row> {
  const sign = direction === 'ASC' ? 1 : -1
  return {
    isPlace: (place) => !found[0] || isLike(place, placeOf(found[0])),
    page({ size, backward, after, before }: Between): Page<Row> {
      const places = new Map(found.map((row) => [row, placeOf(row)]))
      const isWithin = (row: Row) =>
        (!after || sign * compareAll(places.get(row)!, after) > 0) &&
        (!before || sign * compareAll(places.get(row)!, before) < 0)
      const all = after || before ? found.filter(isWithin) : [...found]
      all.sort((a, b) => sign * compareAll(places.get(a)!, places.get(b)!))
      const rows = backward ? all.slice(Math.max(0, all.length - size)) : all.slice(0, size)
      return { rows, hasMore: all.length > size }
    },
    count: () => ({ count: found.length, isExact: found.isCut !== true }),
  }
}

const isLike = (place: Position, other: Position) =>
  place.length === other.length && place.every((part, i) => typeof part === typeof other[i])
