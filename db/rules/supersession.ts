/** Which row of an amendment stands for which row of what it amends. Pure. */

import { type RowField, rowKind, rowOrdinal } from '../codes.ts'
import { compareAll } from './order.ts'
import { plain, wordsOf } from './words.ts'

/** A row of a filing, transaction or holding, as far as it is compared. */
export type Comparable = { filingId: string; row: number } & {
  [field in RowField]?: string | boolean | null | undefined
}

const NUMBERS: readonly RowField[] = ['exercisePrice', 'shares', 'totalValue', 'pricePerShare', 'sharesAfter']
const TITLES: readonly RowField[] = ['securityTitle', 'natureOfOwnership']

/** What makes a transaction that one, and a holding that one; an amendment mends one of them, rarely two. */
const TRANSACTION = [
  'securityTitle',
  'transactedOn',
  'code',
  'shares',
  'totalValue',
  'pricePerShare',
  'exercisePrice',
  'expiresOn',
] as const satisfies RowField[]
const HOLDING = [
  'securityTitle',
  'ownership',
  'natureOfOwnership',
  'exercisePrice',
  'expiresOn',
] as const satisfies RowField[]

/** What tells the better of two that could be it. */
const REST = [
  'direction',
  'sharesAfter',
  'valueAfter',
  'ownership',
  'natureOfOwnership',
  'exercisableOn',
  'underlyingTitle',
  'underlyingShares',
  'deemedExecutedOn',
] as const satisfies RowField[]

interface Pair<Row> {
  older: Row
  newer: Row
  /** How many of what makes the row differ; then how many of the rest; then how far apart they stand. */
  distance: [number, number, number]
}

/**
 * The older row for which each newer row stands, one to one, the likest first. Rows are of one kind and table, and at
 * most one part of what makes them differs: a day, a code, a number. Where both filings have as many rows of a kind,
 * the amendment restates them all, and what is left over is paired in its order if title and code agree.
 */
function successors<Row extends Comparable>(older: Row[], newer: Row[]): Map<Row, Row> {
  const pairs = older
    .flatMap((old) => newer.flatMap((row) => pairOf(old, row) ?? []))
    .sort(
      (a, b) => compareAll(a.distance, b.distance) || a.older.row - b.older.row || a.newer.row - b.newer.row,
    )
  const taken = new Set<Row>()
  const found = new Map<Row, Row>()
  const take = (old: Row, row: Row) => {
    if (taken.has(old) || taken.has(row)) return
    taken.add(old).add(row)
    found.set(old, row)
  }
  for (const pair of pairs) take(pair.older, pair.newer)
  for (const [kind, rows] of Map.groupBy(newer, ({ row }) => rowKind(row))) {
    const olds = older.filter(({ row }) => rowKind(row) === kind)
    if (olds.length !== rows.length) continue
    const left = rows.filter((row) => !taken.has(row))
    for (const old of olds.filter((row) => !taken.has(row))) {
      const next = left.find(
        (row) => !taken.has(row) && isSame(old, row, 'securityTitle') && isSame(old, row, 'code'),
      )
      if (next) take(old, next)
    }
  }
  return found
}

/** How many rows of one filing stand, almost unchanged, in another. */
export const likeness = (older: Comparable[], newer: Comparable[]) => successors(older, newer).size

/** Two rows as a pair, unless they are of another kind, or more than one part of what makes them differs. */
function pairOf<Row extends Comparable>(older: Row, newer: Row): Pair<Row> | undefined {
  const [a, b] = [saidBy(older), saidBy(newer)]
  if (a.kind !== b.kind) return undefined
  const made = differences(a.makes, b.makes)
  if (made > 1) return undefined
  const apart = Math.abs(rowOrdinal(older.row) - rowOrdinal(newer.row))
  return { older, newer, distance: [made, differences(a.rest, b.rest), apart] }
}

const differences = (a: unknown[], b: unknown[]) =>
  a.reduce<number>((count, value, i) => (value === b[i] ? count : count + 1), 0)

/** What a row says, in the form in which it is compared: worked out once, since it is compared with many. */
interface Said {
  kind: string
  makes: unknown[]
  rest: unknown[]
}
const known = new WeakMap<Comparable, Said>()

function saidBy(row: Comparable): Said {
  const kind = rowKind(row.row)
  const of = (fields: readonly RowField[]) => fields.map((field) => normal(row[field], field))
  const said = known.get(row) ?? {
    kind,
    makes: of(kind.endsWith('HOLDING') ? HOLDING : TRANSACTION),
    rest: of(REST),
  }
  known.set(row, said)
  return said
}

function isSame(a: Comparable, b: Comparable, field: RowField): boolean {
  return normal(a[field], field) === normal(b[field], field)
}

function normal(value: string | boolean | null | undefined, field: RowField): unknown {
  if (value == null) return null
  if (NUMBERS.includes(field)) return plain(String(value)) ?? value
  return TITLES.includes(field) ? wordsOf(String(value)) : value
}

/** One filing of a chain: the rows in force before it, its own, and which of the former each of the latter replaces. */
export interface Link<Row> {
  before: Row[]
  rows: Row[]
  replaced: Map<Row, Row>
}

/** Goes through the filings of a chain in their order; what a filing does not replace stays in force. */
export function unfold<Row extends Comparable>(filings: Row[][]): Link<Row>[] {
  let inForce: Row[] = []
  return filings.map((rows) => {
    const link = { before: inForce, rows, replaced: successors(inForce, rows) }
    inForce = [...inForce.filter((row) => !link.replaced.has(row)), ...rows]
    return link
  })
}
