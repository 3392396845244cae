/** Pages of collections: arguments → the window to read; the pages, counts and cursors that it gives. */
import type { Db } from '../db/open.ts'
import {
  type AnyCollection,
  type FilterValues,
  isPosition,
  type Page,
  type Position,
  pages,
  positionOf,
  type Window,
} from '../db/page.ts'
import { type Total, totals } from '../db/totals.ts'
import type { Context } from './builder.ts'
import { decodeCursor, encodeCursor, foreignCursor, hashOf, noCursor } from './cursors.ts'
import { refuse } from './errors.ts'
import { GRAPH_LIMITS } from './limits.ts'
import { type Loader, loaderOf } from './loads.ts'

export const DEFAULT_SIZE = GRAPH_LIMITS.defaultPageSize.value
export const MAX_SIZE = GRAPH_LIMITS.pageSize.value

export type Key = string | number

/** One page of a connection, with ways to mark its places and to count the whole of it. */
export interface Connection<Row> {
  /** Read when something of it is asked for: who asks only how many there are pays only for that. */
  page(): Page<Row> | Promise<Page<Row>>
  backward: boolean
  /** Whether the page begins after a cursor, and whether it ends before one. */
  isAfter: boolean
  isBefore: boolean
  cursorOf(row: Row): string
  count(): Total | Promise<Total>
}

/** One page of a collection, with what it was read by. */
export interface CollectionPage<Row> extends Connection<Row> {
  collection: AnyCollection
  parent: Key
  order: string
  filters: FilterValues
}

export interface PagingArgs {
  first?: number | null
  last?: number | null
  after?: string | null
  before?: string | null
  orderBy?: { field: string; direction: 'ASC' | 'DESC' } | null
  filter?: object | null
}

/** What a connection of a noun offers: its filter and its orders. */
export interface Offer {
  filter?: { type: unknown; values(filter: never): FilterValues }
  order: { type: unknown; default: { field: string; direction: 'ASC' | 'DESC' } }
}

type Row = Record<string, unknown>

/**
 * The pages of one field, under one window and filter, of any number of parents. Lists with the same window and filter are
 * one batched load wherever in the operation they stand. (By path would not do: under several types, one path can have
 * several arguments.)
 */
export class Listing {
  readonly collection: AnyCollection
  readonly window: Window
  readonly filters: FilterValues
  readonly #context: Context
  /** All parents, where they are known: then none has to wait for the others. */
  readonly #parents: readonly Key[] | undefined
  #pages: Loader<Key, Page<Row>> | undefined
  #counts: Loader<Key, Total> | undefined
  #mark: string | undefined

  constructor(
    context: Context,
    collection: AnyCollection,
    window: Window,
    filters: FilterValues,
    parents: readonly Key[] | undefined,
  ) {
    this.#context = context
    this.collection = collection
    this.window = window
    this.filters = filters
    this.#parents = parents
  }

  pageOf(parent: Key): Page<Row> | Promise<Page<Row>> {
    this.#pages ??= this.#loader('page', (db, keys) =>
      pages(db, this.collection, keys, this.window, this.filters),
    )
    return this.#parents ? this.#pages.among(this.#parents, parent) : this.#pages.load(parent)
  }

  countOf(parent: Key): Total | Promise<Total> {
    this.#counts ??= this.#loader('count', (db, keys) =>
      totals(db, this.collection, keys, this.window.order, this.filters),
    )
    return this.#parents ? this.#counts.among(this.#parents, parent) : this.#counts.load(parent)
  }

  #loader<Value>(what: string, load: (db: Db, keys: readonly Key[]) => Value[]) {
    const { collection, window, filters } = this
    return loaderOf<Key, Value>(
      this.#context,
      [what, collection.name, what === 'page' ? window : window.order, filters],
      (keys) => load(this.#context.db, keys),
    )
  }

  cursorOf(row: Row): string {
    const { collection, window, filters } = this
    this.#mark ??= fingerprint(collection, window, filters)
    return encodeCursor(this.#mark, positionOf(collection, window.order, row))
  }
}

/** One parent's page of a listing. */
export class ListedPage implements CollectionPage<Row> {
  readonly #listing: Listing
  readonly parent: Key

  constructor(listing: Listing, parent: Key) {
    this.#listing = listing
    this.parent = parent
  }

  get collection() {
    return this.#listing.collection
  }
  get filters() {
    return this.#listing.filters
  }
  get order() {
    return this.#listing.window.order
  }
  get backward() {
    return this.#listing.window.backward
  }
  get isAfter() {
    return this.#listing.window.after !== undefined
  }
  get isBefore() {
    return this.#listing.window.before !== undefined
  }
  page() {
    return this.#listing.pageOf(this.parent)
  }
  count() {
    return this.#listing.countOf(this.parent)
  }
  cursorOf(row: Row) {
    return this.#listing.cursorOf(row)
  }
}

export function windowOf(
  collection: AnyCollection,
  args: PagingArgs,
  offer: Offer,
  filters: FilterValues,
): Window {
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

function parseCursor(text: string, collection: AnyCollection, mark: string, order: string): Position {
  const [found, ...place] = decodeCursor(text)
  if (!isPosition(collection.orders[order]!, place)) throw noCursor()
  if (found !== mark) throw foreignCursor()
  return place
}

export function sizeOf({ first, last }: PagingArgs): { size: number; backward: boolean } {
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
