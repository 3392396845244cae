/** Connections: what was read → edges, page info, count. */

import type { ObjectRef } from '@pothos/core'
import type { AnyCollection, FilterValues, Page } from '../db/page.ts'
import { MOST_LOOKED_AT, type Total } from '../db/totals.ts'
import { builder, type Context, type Schema } from './builder.ts'
import {
  type Connection,
  DEFAULT_SIZE,
  type Key,
  ListedPage,
  Listing,
  MAX_SIZE,
  type Offer,
  type PagingArgs,
  windowOf,
} from './listing.ts'

export const Direction = builder.enumType('OrderDirection', {
  description: 'Which way an order runs.',
  values: {
    ASC: { description: 'The least first: A before Z, the oldest day before the newest.' },
    DESC: { description: 'The greatest first: the newest day, the highest value.' },
  } as const,
})

export interface Edge<Row> {
  cursor: string
  row: Row
}

/** A row of a page. */
class Place<Row> implements Edge<Row> {
  readonly #connection: Connection<Row>
  readonly row: Row

  constructor(connection: Connection<Row>, row: Row) {
    this.#connection = connection
    this.row = row
  }

  get cursor(): string {
    return this.#connection.cursorOf(this.row)
  }
}

/** What comes of a page, at once where it is at hand. */
function pageOf<Row, Made>(
  connection: Connection<Row>,
  make: (page: Page<Row>) => Made,
): Made | Promise<Made> {
  const page = connection.page()
  return page instanceof Promise ? page.then(make) : make(page)
}

/** What comes of a count, at once where it is at hand. */
function totalOf<Row, Made>(connection: Connection<Row>, make: (total: Total) => Made): Made | Promise<Made> {
  const total = connection.count()
  return total instanceof Promise ? total.then(make) : make(total)
}

export type FieldsOf<Parent> =
  | PothosSchemaTypes.ObjectFieldBuilder<Schema, Parent>
  | PothosSchemaTypes.QueryFieldBuilder<Schema, Parent>

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
        resolve: (connection) =>
          pageOf(connection, ({ rows }) => rows.map((row) => new Place(connection, row))),
      }),
      nodes: t.field({
        type: [node] as never,
        description: 'What stands at the places of this page, in order.',
        complexity: { field: 0, multiplier: 1 },
        resolve: (connection) => pageOf(connection, ({ rows }) => rows.map(nodeOf)) as never,
      }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        description: 'Where this page stands.',
        complexity: 0,
        resolve: pageInfo,
      }),
      totalCount: t.int({
        description:
          'How many there are on all pages, under the same filter; at least, where `isTotalCountExact` is false.',
        resolve: (connection) => totalOf(connection, ({ count }) => count),
      }),
      isTotalCountExact: t.boolean({
        description: `Whether \`totalCount\` counts all there are: of long lists, ${MOST_LOOKED_AT.index.toLocaleString('en')} at most are looked at, or ${MOST_LOOKED_AT.table.toLocaleString('en')} where each is to be read for the filter. A list without a filter is always counted.`,
        resolve: (connection) => totalOf(connection, ({ isExact }) => isExact),
      }),
    }),
  })
  return { Connection: ConnectionRef, Edge: EdgeRef }
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
  const listingOf = (args: PagingArgs, context: Context, parents?: readonly Key[]) => {
    unfiltered ??= Object.freeze(valuesOf({}))
    const filters = args.filter ? valuesOf(args.filter) : unfiltered
    const window = windowOf(collection, args, offer, filters)
    return new Listing(context, collection, window, filters, parents)
  }
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
    resolve: (parent: Parent, args: PagingArgs, context: Context) =>
      new ListedPage(listingOf(args, context), keyOf(parent)),
    extensions: {
      together: (parents: readonly Parent[], args: PagingArgs, context: Context) => {
        const keys = parents.map(keyOf)
        const listing = listingOf(args, context, keys)
        return keys.map((key) => new ListedPage(listing, key))
      },
    },
  } as never)
}

export const pagingArgs = <Parent>(t: FieldsOf<Parent>) => ({
  first: t.arg.int({
    description: `How many from the start, or after \`after\`: 0 to ${MAX_SIZE}; ${DEFAULT_SIZE} by default.`,
  }),
  after: t.arg.string({ description: 'The cursor after which the page begins.' }),
  last: t.arg.int({ description: `How many up to the end, or before \`before\`: 0 to ${MAX_SIZE}.` }),
  before: t.arg.string({ description: 'The cursor before which the page ends.' }),
})

export const pageCost = ({ first, last }: PagingArgs) => ({
  field: 1,
  multiplier: Math.max(1, first ?? last ?? DEFAULT_SIZE),
})

function pageInfo<Row extends object>(connection: Connection<Row>) {
  const { backward, isAfter, isBefore } = connection
  return pageOf(connection, ({ rows, hasMore }) => {
    const [start, end] = [rows[0], rows.at(-1)]
    return {
      hasNextPage: isBefore || (!backward && hasMore),
      hasPreviousPage: isAfter || (backward && hasMore),
      startCursor: start ? connection.cursorOf(start) : null,
      endCursor: end ? connection.cursorOf(end) : null,
    }
  })
}
