/** What amends what, and what an amendment changed. */
import { byTime, type ChainRow, chainOf, findAmendable, isAmendment, rootOf, rowsOfFiling } from './chains.ts'
import { type FilingRow, filingColumns } from './filings.ts'
import { childrenOf } from './keyed.ts'
import type { Db } from './open.ts'
import { unfold } from './rules/supersession.ts'
import { filings } from './tables.ts'

/** The amendments of each filing, the oldest first. */
export const amendmentsOfFilings = childrenOf('filings.amendedBy', {
  from: filings,
  columns: filingColumns,
  key: 'amendsId',
  orderBy: [filings.datedOn, filings.id],
}) as (db: Db, ids: readonly string[]) => FilingRow[][]

/** A row before and after an amendment: without `before` it is new, without `after` the amendment does not repeat it. */
export interface RowChange {
  before: ChainRow | undefined
  after: ChainRow | undefined
}

/**
 * What each amendment makes of the rows that were in force before it: row by row, in its order, then what it does not
 * repeat. Nothing for a filing that amends nothing that is here.
 */
export function changesOfFilings(db: Db, ids: readonly string[]): RowChange[][] {
  db.observer.load?.('filings.changes', ids.length)
  return db.snapshot(() => ids.map((id) => changesOf(db, id)))
}

function changesOf(db: Db, id: string): RowChange[] {
  const filing = findAmendable(db, id)
  if (!filing || !isAmendment(filing) || filing.amendsId === null) return []
  const chain = chainOf(db, rootOf(db, filing)).filter((other) => byTime(other, filing) <= 0)
  const { before, rows, replaced } = unfold(chain.map((other) => rowsOfFiling(db, other.id))).at(-1)!
  const olds = new Map([...replaced].map(([old, row]) => [row, old]))
  return [
    ...rows.map((after) => ({ before: olds.get(after), after })),
    ...before.filter((row) => !replaced.has(row)).map((row) => ({ before: row, after: undefined })),
  ]
}
