/**
 * What is left of a grant, as its rows tell by what is owned after them. Most filers count the one line that a row
 * speaks of; some count all of its class, which the forms do not say. Pure.
 */
import Big from 'big.js'
import { decimal } from './plausibility.ts'
import { wordsOf } from './words.ts'

/** A row of Table II, transaction or holding, as far as it is needed here. */
export interface Balanced {
  filingId: string
  /** Of a holding, the form that states it: a Form 3 states all there is. Null on a transaction. */
  form: string | null
  code: string | null
  direction: string | null
  shares: string | null
  sharesAfter: string | null
  exercisePrice: string | null
  expiresOn: string | null
  ownership: string | null
  natureOfOwnership: string | null
}

export interface Balance {
  remaining: string | null
  /** Whether the latest filing says so, or all rows together; null with `remaining`. */
  basis: 'REPORTED' | 'COMPUTED' | null
  /** Whether the latest filing leaves anything; null where it does not say. */
  isLeft: boolean | null
}

/** `rows` are those in force, in their order, at least one. */
export function balanceOf(rows: readonly Balanced[]): Balance {
  const { filingId } = rows.at(-1)!
  const latest = rows.filter((row) => row.filingId === filingId)
  const { lines } = linesOf(latest)
  const isLeft = lines.length === 0 ? null : lines.some((line) => line.left.gt(0))
  const left = rows.every(isOption) ? leftOfOption(rows, latest) : leftOfUnits(rows)
  return left
    ? { remaining: left.shares.toFixed(), basis: left.basis, isLeft }
    : { remaining: null, basis: null, isLeft }
}

type Left = { shares: Big; basis: 'REPORTED' | 'COMPUTED' } | undefined

/** A price and an expiry have one grant. Where filings are missing between its rows, the latest still speaks of all of it. */
function leftOfOption(rows: readonly Balanced[], latest: readonly Balanced[]): Left {
  const [all, now] = [linesOf(rows), linesOf(latest)]
  const isAwarded = isAward(rows[0]!) && rows.every(({ form }) => form === null)
  const sum = isAwarded ? sumOf(rows.map(movedBy)) : undefined
  const computed: Left = sum?.gte(0) ? { shares: sum, basis: 'COMPUTED' } : undefined
  if (all.countsClass) return computed
  if (all.isClear && all.lines.length > 1 && all.lines.every((line) => line.isWhole))
    return together(all.lines)

  const awards = all.lines.filter((line) => line.isAwarded)
  const isComplete = countPlaces(latest) === countPlaces(rows) && now.lines.length >= awards.length
  if (!now.isClear || !isComplete || hasEcho(latest)) return computed
  const shares = sumOf(now.lines.map(({ left }) => left))!
  // Who reports more than all awards leave counts other grants with it, or has mistyped.
  return computed && shares.gt(computed.shares) ? computed : { shares, basis: 'REPORTED' }
}

/** Units have neither price nor expiry: the awards of many days go by one title, and a row speaks of one, or of all. */
function leftOfUnits(rows: readonly Balanced[]): Left {
  const { lines, isClear, countsClass } = linesOf(rows)
  if (!isClear) return undefined
  if (lines.length === 1) return { shares: lines[0]!.left, basis: 'REPORTED' }
  if (lines.every((line) => line.isWhole) || lines.every(({ left }) => left.eq(0))) return together(lines)
  const isAll = countsClass && countPlaces(rows) === 1
  return isAll ? { shares: decimal(rows.at(-1)!.sharesAfter)!, basis: 'REPORTED' } : undefined
}

/** Rows each of which goes on from where the one before it ended. */
interface Line {
  left: Big
  filingId: string
  place: string
  isAwarded: boolean
  /** Whether it is known from its beginning. */
  isWhole: boolean
}

interface Lines {
  lines: Line[]
  /** Whether each row says by how much it changed what is left. */
  isClear: boolean
  /** An award that leaves more than it brought counts its class, unless others begin beside what is there. */
  countsClass: boolean
}

function linesOf(rows: readonly Balanced[]): Lines {
  const lines: Line[] = []
  let [isClear, isAbove, isBeside] = [true, false, false]
  for (const row of rows) {
    const left = decimal(row.sharesAfter)
    const moved = movedBy(row)
    if (!left || !moved) {
      isClear = false
      continue
    }
    const before = left.minus(moved)
    const place = placeOf(row)
    const from = lines.filter((line) => line.left.gt(0) && line.left.minus(before).abs().lt(ROUNDING))
    // A filing that lists two holdings means two.
    const free = row.form === null ? from : from.filter((line) => line.filingId !== row.filingId)
    const line = free.find((other) => other.place === place) ?? free[0]
    const now = { left, filingId: row.filingId, place }
    if (line) {
      Object.assign(line, now)
      continue
    }
    const isAwarded = isAward(row)
    if (isAwarded && before.gt(0)) isAbove = true
    if (isAwarded && !before.gt(0) && lines.some((other) => other.left.gt(0))) isBeside = true
    lines.push({ ...now, isAwarded, isWhole: isAwarded ? !before.gt(0) : row.form?.[0] === '3' })
  }
  return { lines, isClear, countsClass: isAbove && !isBeside }
}

/** Some filers round what is left of fractions. */
const ROUNDING = 1

const together = (lines: Line[]): Left => ({
  shares: sumOf(lines.map(({ left }) => left))!,
  basis: 'COMPUTED',
})

/** Whether two transactions of a filing leave as much: its filer has given what was left in the end to both, perhaps. */
function hasEcho(rows: readonly Balanced[]): boolean {
  const ends = rows.filter(({ form, sharesAfter }) => form === null && decimal(sharesAfter)?.gt(0))
  return new Set(ends.map((row) => `${placeOf(row)} ${row.sharesAfter}`)).size < ends.length
}

const placeOf = ({ ownership, natureOfOwnership }: Balanced) => `${ownership} ${wordsOf(natureOfOwnership)}`
const countPlaces = (rows: readonly Balanced[]) => new Set(rows.map(placeOf)).size

/** By how much a row changes what is held; undefined where it does not say. */
function movedBy({ form, direction, shares }: Balanced): Big | undefined {
  if (form !== null) return new Big(0)
  const moved = decimal(shares)
  return direction === 'A' ? moved : moved?.neg()
}

const sumOf = (numbers: (Big | undefined)[]) =>
  numbers.reduce((sum, number) => number && sum?.plus(number), new Big(0) as Big | undefined)

const isAward = ({ code, direction }: Balanced) => code === 'A' && direction === 'A'

/** Units have no price, or one of zero. */
export const isPriced = (exercisePrice: string | null) => Boolean(decimal(exercisePrice)?.gt(0))

const isOption = ({ exercisePrice, expiresOn }: Balanced) => expiresOn !== null && isPriced(exercisePrice)
