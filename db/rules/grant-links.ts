/**
 * What came of the exercises that one filing reports: shares received, withheld, sold. No row says of which exercise it
 * comes; code, day, number and place tell, more or less surely. Pure.
 */
import Big from 'big.js'
import { type Confidence, rowKind } from '../codes.ts'
import { decimal } from './plausibility.ts'
import { total, wordsOf } from './words.ts'

/** SEC's codes by which a derivative security turns into what underlies it. */
const EXERCISES = ['M', 'X', 'O', 'C']

/** A transaction, as far as it is needed here. */
export interface Linkable {
  row: number
  grantId: number | null
  code: string | null
  direction: string | null
  tradedOn: string
  shares: string | null
  underlyingShares: string | null
  pricePerShare: string | null
  exercisePrice: string | null
  securityTitle: string | null
  ownership: string | null
}

export interface Link<Row> {
  kind: 'SHARES_RECEIVED' | 'WITHHELD' | 'SOLD'
  row: Row
  /** Of them, those that come of this grant; null where that cannot be told. */
  shares: string | null
  confidence: Confidence
  basis: LinkBasis
}
export type LinkBasis =
  | 'SAME_SHARES'
  | 'SAME_TOTAL'
  | 'SAME_DAY'
  | 'OTHER_DAY'
  | 'ONLY_EXERCISE'
  | 'FOLLOWING_ROW'
  | 'SEVERAL_EXERCISES'
  | 'MISMATCH'

export const isExercise = ({ row, code, direction }: Pick<Linkable, 'row' | 'code' | 'direction'>) =>
  rowKind(row) === 'DERIVATIVE_TRANSACTION' && EXERCISES.includes(code ?? '') && direction !== 'A'

/** The links of one grant in a filing that reports exercises of it; `rows` are all its transactions in force. */
export function linksOf<Row extends Linkable>(rows: readonly Row[], grantId: number): Link<Row>[] {
  const receipts = receiptsOf(rows)
  const received = receipts.flatMap((receipt) => {
    const own = receipt.of.filter((exercise) => exercise.grantId === grantId)
    const isAlone = own.length === receipt.of.length
    const part = receipt.isOnly && receipt.basis !== 'SAME_DAY' ? sharesOf(own) : null
    const shares = isAlone ? receipt.row.shares : part
    return own.length === 0 ? [] : link('SHARES_RECEIVED', receipt.row, shares, receipt)
  })
  return [...received, ...daysOf(rows, receipts).flatMap((day) => paidOn(day, grantId))]
}

/** A row that some exercise brought, with those that may have. */
interface Receipt<Row> {
  row: Row
  of: Row[]
  /** Whether these exercises brought no other row. */
  isOnly: boolean
  confidence: Confidence
  basis: LinkBasis
}

/** Rows of the code and day of an exercise: of equal numbers, then together; then of equal numbers on other days. */
function receiptsOf<Row extends Linkable>(rows: readonly Row[]): Receipt<Row>[] {
  const receipts: Receipt<Row>[] = []
  const isTaken = (row: Row) => receipts.some((receipt) => receipt.row === row || receipt.of.includes(row))
  const exercises = () => rows.filter((row) => isExercise(row) && !isTaken(row))
  const brought = () =>
    rows.filter((row) => row.direction === 'A' && EXERCISES.includes(row.code ?? '') && !isTaken(row))

  receipts.push(...equals(exercises(), brought(), (a, b) => a.tradedOn === b.tradedOn))
  const rest = Map.groupBy(exercises(), ({ code, tradedOn }) => `${code} ${tradedOn}`)
  receipts.push(...[...rest.values()].flatMap((some) => together(some, brought())))
  const others = equals(exercises(), brought(), () => true)
  return [
    ...receipts,
    ...others.map((found) => ({ ...found, confidence: 'MEDIUM', basis: 'OTHER_DAY' }) as const),
  ]
}

/** One to one; those first whose price is that of the exercise. */
function equals<Row extends Linkable>(
  exercises: Row[],
  brought: Row[],
  isNear: (a: Row, b: Row) => boolean,
): Receipt<Row>[] {
  const pairs = exercises
    .flatMap((exercise) => brought.map((row) => ({ exercise, row })))
    .filter(({ exercise, row }) => isOf(row, exercise) && isNear(row, exercise) && isAsMany(row, exercise))
    .map((pair) => ({ ...pair, isPriced: big(pair.row.pricePerShare).eq(big(pair.exercise.exercisePrice)) }))
    .sort(
      (a, b) =>
        Number(b.isPriced) - Number(a.isPriced) || a.exercise.row - b.exercise.row || a.row.row - b.row.row,
    )
  const found: Receipt<Row>[] = []
  for (const { exercise, row, isPriced } of pairs) {
    if (found.some((other) => other.row === row || other.of.includes(exercise))) continue
    const rivals = pairs.filter((pair) => pair.row === row && pair.isPriced === isPriced)
    const isClear = rivals.every((pair) => pair.exercise.grantId === exercise.grantId)
    found.push({
      row,
      of: [exercise],
      isOnly: true,
      confidence: isClear ? 'HIGH' : 'MEDIUM',
      basis: 'SAME_SHARES',
    })
  }
  return found
}

/** What exercises of one code and day brought together. */
function together<Row extends Linkable>(exercises: Row[], brought: Row[]): Receipt<Row>[] {
  const rows = brought.filter((row) =>
    exercises.every((exercise) => isOf(row, exercise) && row.tradedOn === exercise.tradedOn),
  )
  // Fractions are often paid in cash.
  const fractions = exercises.filter(({ shares }) => !big(shares).mod(1).eq(0)).length
  const missing = big(sharesOf(exercises))
    .minus(big(sharesOf(rows)))
    .abs()
  const isTotal = missing.eq(0) || missing.lt(fractions)
  const isAlone = new Set(exercises.map(({ grantId }) => grantId)).size === 1
  const [alone, among] = isTotal ? (['HIGH', 'MEDIUM'] as const) : (['MEDIUM', 'LOW'] as const)
  return rows.map((row) => ({
    row,
    of: exercises,
    isOnly: rows.length === 1,
    confidence: isAlone ? alone : among,
    basis: isTotal ? 'SAME_TOTAL' : 'SAME_DAY',
  }))
}

/** A day of exercises: what they brought, and what was withheld (F) or sold (S) then, or later and before the next. */
interface Day<Row> {
  day: string
  exercises: Row[]
  received: Receipt<Row>[]
  paid: Row[]
  /** All of Table I, in its order. */
  table: Row[]
}

function daysOf<Row extends Linkable>(rows: readonly Row[], receipts: Receipt<Row>[]): Day<Row>[] {
  const table = rows.filter(isShares).sort((a, b) => a.row - b.row)
  const days = [...Map.groupBy(rows.filter(isExercise), ({ tradedOn }) => tradedOn)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  return days.map(([day, exercises], i) => {
    const next = days[i + 1]?.[0]
    const isOfDay = ({ tradedOn }: Row) => tradedOn >= day && (!next || tradedOn < next)
    const received = receipts.filter(
      ({ row, of }) => isShares(row) && of.some((exercise) => exercises.includes(exercise)),
    )
    return { day, exercises, received, paid: table.filter((row) => isPaid(row) && isOfDay(row)), table }
  })
}

function paidOn<Row extends Linkable>(day: Day<Row>, grantId: number): Link<Row>[] {
  const { exercises, received, paid } = day
  const isOwn = (exercise: Row) => exercise.grantId === grantId
  if (!exercises.some(isOwn)) return []
  const isAlone = exercises.every(isOwn)
  const places = received.map(({ row }) => placeOf(row))
  const fitting = paid.filter((row) => places.includes(placeOf(row)))
  const brought = big(sharesOf(received.map(({ row }) => row)))
  const behind = { F: rowsBehind(day, 'F'), S: rowsBehind(day, 'S') }

  return paid.flatMap((row) => {
    const isSale = row.code === 'S'
    const kind = isSale ? 'SOLD' : 'WITHHELD'
    const rest = brought.minus(big(sharesOf(isSale ? fitting : fitting.filter(({ code }) => code === 'F'))))
    if (isAlone && fitting.includes(row) && rest.gte(0)) {
      const isSure = row.tradedOn === day.day && (!isSale || rest.lt(1))
      return link(kind, row, row.shares, { confidence: isSure ? 'HIGH' : 'MEDIUM', basis: 'ONLY_EXERCISE' })
    }
    const of = behind[isSale ? 'S' : 'F'].get(row)
    if (of?.every(isOwn)) return link(kind, row, row.shares, { confidence: 'MEDIUM', basis: 'FOLLOWING_ROW' })
    if (of && !of.some(isOwn)) return []
    return link(kind, row, null, { confidence: 'LOW', basis: isAlone ? 'MISMATCH' : 'SEVERAL_EXERCISES' })
  })
}

/** Of rows that stand behind one that exercises brought, these exercises; only where each that any brought has such. */
function rowsBehind<Row extends Linkable>({ received, table }: Day<Row>, code: string): Map<Row, Row[]> {
  const found = received.map(({ row, of }) => {
    const after = table.slice(table.indexOf(row) + 1)
    const end = after.findIndex((other) => !isPaid(other) || other.tradedOn !== row.tradedOn)
    const paid = (end < 0 ? after : after.slice(0, end)).filter((other) => placeOf(other) === placeOf(row))
    const isEnough = big(sharesOf(paid)).lte(big(row.shares))
    return { of, paid: isEnough ? paid.filter((other) => other.code === code) : [] }
  })
  if (found.some(({ paid }) => paid.length === 0)) return new Map()
  return new Map(found.flatMap(({ of, paid }) => paid.map((row) => [row, of] as const)))
}

const link = <Row>(
  kind: Link<Row>['kind'],
  row: Row,
  shares: string | null,
  { confidence, basis }: Pick<Link<Row>, 'confidence' | 'basis'>,
): Link<Row>[] => [{ kind, row, shares, confidence, basis }]

const isShares = ({ row }: Linkable) => rowKind(row) === 'NON_DERIVATIVE_TRANSACTION'
const isPaid = (row: Linkable) =>
  isShares(row) && (row.code === 'F' || row.code === 'S') && row.direction !== 'A'
const placeOf = ({ securityTitle, ownership }: Linkable) => `${wordsOf(securityTitle)} ${ownership}`

/** What a grant brings is not of itself. */
const isOf = (row: Linkable, exercise: Linkable) =>
  row.code === exercise.code && row.grantId !== exercise.grantId

/** Fractions are often paid in cash. */
const isAsMany = (row: Linkable, { shares, underlyingShares }: Linkable) =>
  row.shares !== null &&
  [shares, underlyingShares].some((many) => many !== null && big(many).minus(big(row.shares)).abs().lt(1))

const sharesOf = (rows: readonly Linkable[]) => total(rows.map(({ shares }) => shares))
const big = (text: string | null) => decimal(text) ?? new Big(0)
