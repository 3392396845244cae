/** Connections: arguments → the window to read; what was read → edges, page info, count; cursors between them. */

import { createHash } from 'node:crypto'
import { createContextCache, type ObjectRef } from '@pothos/core'
import DataLoader from 'dataloader'
import {
  type AnyCollection,
  counts,
  type FilterValues,
  isPosition,
  type Page,
  type Position,
  pages,
  positionOf,
  type Window,
} from '../db/page.ts'
import { compareAll } from '../db/rules/order.ts'
import { builder, type Context, type Schema } from './builder.ts'
import { refuse } from './errors.ts'

const DEFAULT_SIZE = 20
const MAX_SIZE = 100

export const Direction = builder.enumType('OrderDirection', {
  description: 'Which way an order runs.',
  values: {
    ASC: { description: 'The least first: A before Z, the oldest day before the newest.' },
    DESC: { description: 'The greatest first: the newest day, the highest value.' },
  } as const,
})

/** One page of a connection, with ways to mark its places and to count the whole of it. */
export interface Connection<Row> {
  /** Read when something of it is asked for: who asks only how many there are pays only for that. */
  page(): Page<Row> | Promise<Page<Row>>
  backward: boolean
  /** Whether the page begins after a cursor, and whether it ends before one. */
  isAfter: boolean
  isBefore: boolean
  cursorOf(row: Row): string
  count(): number | Promise<number>
}

/** One page of a collection, with what it was read by. */
export interface CollectionPage<Row> extends Connection<Row> {
  collection: AnyCollection
  parent: Key
  order: string
  filters: FilterValues
}

export interface Edge<Row> {
  cursor: string
  row: Row
}

type Key = string | number
type FieldsOf<Parent> =
  | PothosSchemaTypes.ObjectFieldBuilder<Schema, Parent>
  | PothosSchemaTypes.QueryFieldBuilder<Schema, Parent>

interface PagingArgs {
  first?: number | null
  last?: number | null
  after?: string | null
  before?: string | null
  orderBy?: { field: string; direction: 'ASC' | 'DESC' } | null
  filter?: object | null
}

/** A connection type with its edge type; what an edge says of the relationship, its noun adds. */
export function connectionType<Row extends object>(
  name: string,
  node: unknown,
  nodeOf: (row: Row) => unknown,
) {
  const EdgeRef = builder.objectRef<Edge<Row>>(`${name}Edge`).implement({
    description: 'A place in a connection.',
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'Marks this place, for `after` and `before`.' }),
      node: t.field({
        type: node as never,
        description: 'What stands at this place.',
        resolve: ({ row }) => nodeOf(row) as never,
      }),
    }),
  })
  const ConnectionRef = builder.objectRef<Connection<Row>>(`${name}Connection`).implement({
    description: 'One page of a list, and the number of all that the filter lets through.',
    fields: (t) => ({
      edges: t.field({
        type: [EdgeRef],
        description: 'The places of this page, in order.',
        complexity: { field: 0, multiplier: 1 },
        resolve: async (connection) =>
          (await connection.page()).rows.map((row) => ({ cursor: connection.cursorOf(row), row })),
      }),
      nodes: t.field({
        type: [node] as never,
        description: 'What stands at the places of this page, in order.',
        complexity: { field: 0, multiplier: 1 },
        resolve: async (connection) => (await connection.page()).rows.map(nodeOf) as never,
      }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        description: 'Where this page stands.',
        complexity: 0,
        resolve: pageInfo,
      }),
      totalCount: t.int({
        description: 'How many there are on all pages, under the same filter.',
        resolve: (connection) => connection.count(),
      }),
    }),
  })
  return { Connection: ConnectionRef, Edge: EdgeRef }
}

/** What a connection of a noun offers: its filter and its orders. */
export interface Offer {
  filter?: { type: unknown; values(filter: never): FilterValues }
  order: { type: unknown; default: { field: string; direction: 'ASC' | 'DESC' } }
}

/** A field that leads from a parent to a page of a collection: one batched load for all parents of its kind. */
export function connectionField<Parent, Row extends object>(
  t: FieldsOf<Parent>,
  type: ObjectRef<Schema, Connection<Row>>,
  options: { description: string; collection: AnyCollection; keyOf: (parent: Parent) => Key; offer: Offer },
) {
  const { collection, keyOf, offer } = options
  /** What holds without a filter: the same for each of many parents. */
  let unfiltered: FilterValues | undefined
  const valuesOf = (filter: object) => offer.filter?.values(filter as never) ?? {}
  return t.field({
    type: type as never,
    description: options.description,
    args: {
      ...pagingArgs(t),
      ...(offer.filter && {
        filter: t.arg({
          type: offer.filter.type as never,
          description:
            'What to keep. All fields must hold; of a list, any of its values. An empty list is as good as none.',
        }),
      }),
      orderBy: t.arg({
        type: offer.order.type as never,
        description: `The order, by default ${offer.order.default.field} ${offer.order.default.direction}.`,
      }),
    },
    complexity: pageCost,
    resolve: (parent: Parent, args: PagingArgs, context: Context) => {
      unfiltered ??= Object.freeze(valuesOf({}))
      const filters = args.filter ? valuesOf(args.filter) : unfiltered
      const window = windowOf(collection, args, offer, filters)
      return collectionPage(context, collection, keyOf(parent), window, filters)
    },
  } as never)
}

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
    rows(parent: Parent, args: never, context: Context): Row[] | Promise<Row[]>
    /** What the field costs beside its page. */
    cost?: number
  },
) {
  const { name, description, placeOf, rows, direction, cost = 1 } = options
  return t.field({
    type: type as never,
    description,
    args: { ...pagingArgs(t), ...options.args },
    complexity: (args: PagingArgs) => ({ ...pageCost(args), field: cost }),
    resolve: async (parent: Parent, args: PagingArgs, context: Context): Promise<Connection<Row>> => {
      const { size, backward, first: _, last: __, after, before, ...own } = { ...args, ...sizeOf(args) }
      const told = Object.entries(own).filter(([, value]) => value != null)
      const mark = hashOf([name, told.sort(([a], [b]) => (a < b ? -1 : 1))])
      const [from, to] = [after, before].map((text) => (text == null ? undefined : placeIn(text, mark)))
      const sign = direction === 'ASC' ? 1 : -1
      const all = [...(await rows(parent, args as never, context))].sort(
        (a, b) => sign * compareAll(placeOf(a), placeOf(b)),
      )
      for (const place of [from, to]) if (place && all[0] && !isLike(place, placeOf(all[0]))) throw noCursor()
      const within = all.filter(
        (row) =>
          (!from || sign * compareAll(placeOf(row), from) > 0) &&
          (!to || sign * compareAll(placeOf(row), to) < 0),
      )
      const page = {
        rows: backward ? within.slice(Math.max(0, within.length - size)) : within.slice(0, size),
        hasMore: within.length > size,
      }
      return {
        page: () => page,
        backward,
        isAfter: from !== undefined,
        isBefore: to !== undefined,
        cursorOf: (row) => encodeCursor(mark, placeOf(row)),
        count: () => all.length,
      }
    },
  } as never)
}

/** A cursor's place, or a refusal where it is of another field or other arguments. */
function placeIn(text: string, mark: string): Position {
  const [found, ...place] = decodeCursor(text)
  if (found !== mark) throw foreignCursor()
  return place as Position
}

const isLike = (place: Position, other: Position) =>
  place.length === other.length && place.every((part, i) => typeof part === typeof other[i])

const pagingArgs = <Parent>(t: FieldsOf<Parent>) => ({
  first: t.arg.int({
    description: `How many from the start, or after \`after\`: 0 to ${MAX_SIZE}; ${DEFAULT_SIZE} by default.`,
  }),
  after: t.arg.string({ description: 'The cursor after which the page begins.' }),
  last: t.arg.int({ description: `How many up to the end, or before \`before\`: 0 to ${MAX_SIZE}.` }),
  before: t.arg.string({ description: 'The cursor before which the page ends.' }),
})

const pageCost = ({ first, last }: PagingArgs) => ({
  field: 1,
  multiplier: Math.max(1, first ?? last ?? DEFAULT_SIZE),
})

function sizeOf({ first, last }: PagingArgs): { size: number; backward: boolean } {
  if (first != null && last != null)
    throw refuse('PAGE_SIZE', 'Pass either first or last: a page goes one way.')
  const size = first ?? last ?? DEFAULT_SIZE
  if (size < 0 || size > MAX_SIZE)
    throw refuse(
      'PAGE_SIZE',
      `A page has 0 to ${MAX_SIZE} items, not ${size}: ask for fewer and follow the cursors.`,
    )
  return { size, backward: last != null }
}

type Load<Value> = DataLoader<Key, Value>

const loaders = createContextCache(() => new Map<string, Load<unknown>>())

/**
 * The loader of one operation for what `parts` name: a list with the same window and filter is one batched load wherever
 * in the operation it stands. (By path would not do: under several types, one path can have several arguments.)
 */
export function loaderOf<Value>(
  context: Context,
  parts: unknown[],
  load: (keys: readonly Key[]) => Value[],
): Load<Value> {
  const name = JSON.stringify(parts)
  const known = loaders(context)
  if (!known.has(name)) known.set(name, new DataLoader<Key, Value>(async (keys) => load(keys)))
  return known.get(name) as Load<Value>
}

function collectionPage(
  context: Context,
  collection: AnyCollection,
  parent: Key,
  window: Window,
  filters: FilterValues,
): CollectionPage<Record<string, unknown>> {
  const { order } = window
  let mark: string | undefined
  return {
    page: () => pageLoader(context, collection, window, filters).load(parent),
    collection,
    parent,
    order,
    filters,
    backward: window.backward,
    isAfter: window.after !== undefined,
    isBefore: window.before !== undefined,
    cursorOf: (row) => {
      mark ??= fingerprint(collection, window, filters)
      return encodeCursor(mark, positionOf(collection, order, row))
    },
    count: () => countLoader(context, collection, order, filters).load(parent),
  }
}

const pageLoader = (context: Context, collection: AnyCollection, window: Window, filters: FilterValues) =>
  loaderOf(context, ['page', collection.name, window, filters], (parents) =>
    pages(context.db, collection, parents, window, filters),
  )

const countLoader = (context: Context, collection: AnyCollection, order: string, filters: FilterValues) =>
  loaderOf(context, ['count', collection.name, order, filters], (parents) =>
    counts(context.db, collection, parents, order, filters),
  )

function windowOf(collection: AnyCollection, args: PagingArgs, offer: Offer, filters: FilterValues): Window {
  const { field: order, direction } = args.orderBy ?? offer.order.default
  const cursor = (text: string | null | undefined) =>
    text == null
      ? undefined
      : parseCursor(text, collection, fingerprint(collection, { order, direction }, filters), order)
  return { order, direction, ...sizeOf(args), after: cursor(args.after), before: cursor(args.before) }
}

/** A cursor holds for one field in one order under one filter: it carries a mark of them, and its place. */
const fingerprint = (
  collection: AnyCollection,
  order: { order: string; direction: string },
  filters: FilterValues,
) => hashOf([collection.name, order.order, order.direction, Object.entries(filters).sort()])

const hashOf = (parts: unknown[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 8)

const encodeCursor = (mark: string, place: Position) =>
  Buffer.from(JSON.stringify([mark, ...place])).toString('base64url')

function decodeCursor(text: string): unknown[] {
  let content: unknown
  try {
    content = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    content = undefined
  }
  if (!Array.isArray(content)) throw noCursor()
  return content
}

const noCursor = () => refuse('INVALID_CURSOR', 'That is not a cursor: pass one that this API gave.')
const foreignCursor = () =>
  refuse('INVALID_CURSOR', 'That cursor is of another field, order or filter: start again without it.')

function parseCursor(text: string, collection: AnyCollection, mark: string, order: string): Position {
  const [found, ...place] = decodeCursor(text)
  if (!isPosition(collection.orders[order]!, place)) throw noCursor()
  if (found !== mark) throw foreignCursor()
  return place
}

async function pageInfo<Row extends object>(connection: Connection<Row>) {
  const { backward, isAfter, isBefore, cursorOf } = connection
  const page = await connection.page()
  const [start, end] = [page.rows[0], page.rows.at(-1)]
  return {
    hasNextPage: isBefore || (!backward && page.hasMore),
    hasPreviousPage: isAfter || (backward && page.hasMore),
    startCursor: start ? cursorOf(start) : null,
    endCursor: end ? cursorOf(end) : null,
  }
}
