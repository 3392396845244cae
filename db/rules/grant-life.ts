/**
 * An option grant's life, as the rows that speak of it tell: what happened, in order; how much of it was granted,
 * exercised, withheld, sold; what is left, and how it ended. The sums are stored, the events told when asked for. Pure.
 */

import type { Confidence } from '../codes.ts'
import { type Balance, type Balanced, balanceOf } from './grant-balance.ts'
import { type Linkable, type LinkBasis, linksOf } from './grant-links.ts'
import { compareAll } from './order.ts'
import { total } from './words.ts'

interface LifeRow {
  filingId: string
  row: number
  datedOn: string
}
export type LifeTransaction = LifeRow & Linkable & Omit<Balanced, 'form'>
/** With the form that states it, and the day of which it speaks. */
export type LifeHolding = LifeRow & Omit<Balanced, 'code' | 'direction' | 'shares'> & { heldOn: string }

/** What a life is told from: rows in force, at least one of them the grant's, in any order. */
export interface GrantRows<T, H> {
  id: number
  transactions: readonly T[]
  holdings: readonly H[]
  /** Of each filing that reports an exercise of it, all transactions. */
  beside: readonly (readonly T[])[]
}

/** In the order in which they follow each other on one day. */
const KINDS = [
  'GRANTED',
  'ACQUIRED',
  'VESTING_STATED',
  'EXERCISED',
  'SHARES_RECEIVED',
  'WITHHELD',
  'SOLD',
  'DISPOSED',
  'TRANSFERRED',
  'CANCELLED',
  'EXPIRED',
  'OTHER',
] as const
type EventKind = (typeof KINDS)[number]

export interface LifeEvent<T, H> {
  kind: EventKind
  on: string | null
  /** Of this grant; null where that cannot be told. */
  shares: string | null
  /** The row that tells it; null where none does. */
  row: T | H | null
  confidence: Confidence
  basis: LinkBasis | 'ROW' | 'EXPIRY'
}

export interface Life<T, H> {
  events: LifeEvent<T, H>[]
  grantedOn: string | null
  granted: string | null
  exercised: string | null
  withheld: string | null
  sold: string | null
  remaining: string | null
  remainingBasis: Balance['basis']
  status: 'OUTSTANDING' | 'EXERCISED' | 'EXPIRED' | 'CANCELLED' | 'TRANSFERRED' | 'UNKNOWN'
  /** The day on which what is left expires. */
  lapsesOn: string | null
  /** What the first row is. */
  knownFrom: 'GRANT' | 'HOLDING' | 'EXERCISE' | 'TRANSACTION'
}

/** What a row says of vesting: its day, and all of it as a text, so that it is told once however often it is said. */
export interface Vesting {
  on: string | null
  text: string
}

export function lifeOf<T extends LifeTransaction, H extends LifeHolding>(
  grant: GrantRows<T, H>,
  vestingOf: (row: T | H) => Vesting | null = () => null,
): Life<T, H> {
  const told = toldBy(grant)
  const [first, last] = [told[0]!, told.at(-1)!]
  const events = [
    ...told.flatMap(happened),
    ...vestingsOf(told, vestingOf),
    ...grant.beside.flatMap((rows) =>
      linksOf(rows, grant.id).map((link) => ({ ...link, day: link.row.tradedOn, on: link.row.tradedOn })),
    ),
  ].sort((a, b) => compareAll([...inTime(a), rank(a), a.row.row], [...inTime(b), rank(b), b.row.row]))
  const sum = (kind: EventKind) =>
    total(
      events.filter((event) => event.kind === kind && event.confidence !== 'LOW').map(({ shares }) => shares),
    )

  const { remaining, basis, isLeft } = balanceOf(told.map(({ balanced }) => balanced))
  const isOutstanding = remaining === null ? isLeft === true : Number(remaining) > 0
  const { expiresOn } = last.row // the same in all, being part of the key
  const ending = Number(remaining ?? NaN) === 0 && last.kind ? ENDINGS[last.kind] : undefined
  return {
    events: events.map(({ day: _, ...event }) => event),
    grantedOn: told.find(({ kind }) => kind === 'GRANTED')?.day ?? null,
    granted: sum('GRANTED'),
    exercised: sum('EXERCISED'),
    withheld: sum('WITHHELD'),
    sold: sum('SOLD'),
    remaining,
    remainingBasis: basis,
    status: isOutstanding ? 'OUTSTANDING' : (ending ?? 'UNKNOWN'),
    // Who still reports it after its expiry has mistyped the day.
    lapsesOn: isOutstanding && expiresOn !== null && expiresOn >= last.day ? expiresOn : null,
    knownFrom: first.kind === null ? 'HOLDING' : (KNOWN_FROM[first.kind] ?? 'TRANSACTION'),
  }
}

const ENDINGS: { [kind in EventKind]?: Life<never, never>['status'] } = {
  EXERCISED: 'EXERCISED',
  WITHHELD: 'EXERCISED',
  EXPIRED: 'EXPIRED',
  CANCELLED: 'CANCELLED',
  DISPOSED: 'TRANSFERRED',
  TRANSFERRED: 'TRANSFERRED',
}
const KNOWN_FROM: { [kind in EventKind]?: Life<never, never>['knownFrom'] } = {
  GRANTED: 'GRANT',
  EXERCISED: 'EXERCISE',
}

/** A row of the grant on its day; of a holding, nothing has happened. */
interface Told<T, H> {
  day: string
  row: T | H
  kind: EventKind | null
  balanced: Balanced
}

function toldBy<T extends LifeTransaction, H extends LifeHolding>(grant: GrantRows<T, H>): Told<T, H>[] {
  const told = [
    ...grant.transactions.map((row) => {
      const { code, direction, shares } = row
      const balanced = balancedBy(row, { form: null, code, direction, shares })
      return { day: row.tradedOn, row, kind: kindOf(row), balanced }
    }),
    ...grant.holdings.map((row) => ({
      day: row.heldOn,
      row,
      kind: null,
      balanced: balancedBy(row, { form: row.form, code: null, direction: null, shares: null }),
    })),
  ]
  return told.sort((a, b) => compareAll([...inTime(a), a.row.row], [...inTime(b), b.row.row]))
}

type Shared = 'filingId' | 'sharesAfter' | 'exercisePrice' | 'expiresOn' | 'ownership' | 'natureOfOwnership'

/** Part by part: a row that was read has none of its own to be spread. */
const balancedBy = (row: Pick<Balanced, Shared>, own: Omit<Balanced, Shared>): Balanced => ({
  filingId: row.filingId,
  sharesAfter: row.sharesAfter,
  exercisePrice: row.exercisePrice,
  expiresOn: row.expiresOn,
  ownership: row.ownership,
  natureOfOwnership: row.natureOfOwnership,
  ...own,
})

/** What became of a derivative security that went, by SEC's code. */
const GONE: Record<string, EventKind> = {
  M: 'EXERCISED',
  X: 'EXERCISED',
  O: 'EXERCISED',
  C: 'EXERCISED',
  F: 'WITHHELD',
  E: 'EXPIRED',
  H: 'EXPIRED',
  D: 'CANCELLED',
  S: 'DISPOSED',
  P: 'DISPOSED',
  U: 'DISPOSED',
  G: 'TRANSFERRED',
  W: 'TRANSFERRED',
  Z: 'TRANSFERRED',
}

function kindOf({ code, direction }: LifeTransaction): EventKind {
  if (direction === 'A') return code === 'A' ? 'GRANTED' : 'ACQUIRED'
  return GONE[code ?? ''] ?? 'OTHER'
}

const happened = <T, H>({ day, row, kind, balanced }: Told<T, H>) =>
  kind ? [{ kind, day, on: day, row, shares: balanced.shares, ...CERTAIN }] : []

function vestingsOf<T, H>(told: Told<T, H>[], vestingOf: (row: T | H) => Vesting | null) {
  const known = new Set<string>()
  return told.flatMap(({ day, row }) => {
    const vesting = vestingOf(row)
    if (!vesting || known.has(vesting.text)) return []
    known.add(vesting.text)
    return [{ kind: 'VESTING_STATED' as const, day, on: vesting.on, row, shares: null, ...CERTAIN }]
  })
}

const CERTAIN = { confidence: 'HIGH', basis: 'ROW' } as const

const inTime = ({ day, row }: { day: string; row: LifeRow }) => [day, row.datedOn, row.filingId]
const rank = ({ kind }: { kind: EventKind }) => KINDS.indexOf(kind)
