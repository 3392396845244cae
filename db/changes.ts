/**
 * Filings put in and taken away with all that hangs on them alone, and what that changes beside them: collected while filings
 * come and go, and written once at the end of a write.
 */
import { lastArrival, setLastArrival } from './arrivals.ts'
import { addNeighbours, type Neighbours, relink } from './derived/amendments.ts'
import { refreshApart } from './derived/apart.ts'
import { type Counts, count, countOut, nothingCounted, writeCounts } from './derived/dataset.ts'
import * as grants from './derived/grants.ts'
import * as parties from './derived/parties.ts'
import { noParties, type Parties } from './derived/parties.ts'
import { positionsOf, refreshPosition } from './derived/positions.ts'
import { nothingTouched, type Touched, touch, touchBy } from './derived/touched.ts'
import { refreshTrades } from './derived/trades.ts'
import { recountTwins } from './derived/twins.ts'
import { isOf } from './filters.ts'
import { insertInto } from './insert.ts'
import type { Db } from './open.ts'
import type { FilingRows } from './stored.ts'
import {
  filingOwners,
  filings,
  footnoteReferences,
  footnotes,
  holdingOwners,
  holdings,
  signatures,
  transactionOwners,
  transactions,
} from './tables.ts'

/** What filings that come and go change beside their own rows, until it is written. */
export interface Changes {
  /** Those that are here in the end. */
  written: Set<string>
  /** Of those that went. */
  neighbours: Neighbours
  touched: Touched
  parties: Parties
  counts: Counts
  /** The last that was given, and whether that is to be written. */
  arrival: number
  hasArrived: boolean
}

export const noChanges = (db: Db): Changes => ({
  written: new Set(),
  neighbours: { amendments: [], roots: [] },
  touched: nothingTouched(),
  parties: noParties(),
  counts: nothingCounted(),
  arrival: lastArrival(db),
  hasArrived: false,
})

/** A place in the order of arrival, given once only. */
export function nextArrival(changes: Changes): number {
  changes.hasArrived = true
  return ++changes.arrival
}

/** Inserts a filing and all that hangs on it alone. */
export function insertFiling(db: Db, rows: FilingRows, changes: Changes): void {
  const { filing, owners } = rows
  const ciks = [...new Set(owners.map((owner) => owner.insiderCik))]
  const withGrant = <Row extends { grant?: grants.GrantKey | undefined }>({ grant, ...row }: Row) => ({
    ...row,
    grantId: grant ? grants.grantId(db, grant, ciks, filing.datedOn) : null,
  })
  const transacted = rows.transactions.map(withGrant)
  const stated = rows.holdings.map(withGrant)
  const heldOn = filing.periodOfReport ?? filing.datedOn
  const positionOf = positionsOf(rows)
  const traded = transacted.flatMap((transaction) => {
    const { filingId, row, issuerCik, tradedOn, datedOn, value, trade } = transaction
    const edge = { filingId, row, issuerCik, tradedOn, datedOn, value, trade }
    const ofInsider = positionOf(transaction)
    return ciks.map((insiderCik) => ({ ...edge, insiderCik, positionId: ofInsider(insiderCik) }))
  })
  const held = stated.flatMap((holding) => {
    const edge = { filingId: holding.filingId, row: holding.row, datedOn: holding.datedOn, heldOn }
    const ofInsider = positionOf(holding)
    return ciks.map((insiderCik) => ({ ...edge, insiderCik, positionId: ofInsider(insiderCik) }))
  })

  insertInto(db, filings, [filing])
  insertInto(db, filingOwners, owners)
  insertInto(db, transactions, transacted)
  insertInto(db, holdings, stated)
  insertInto(db, transactionOwners, traded)
  insertInto(db, holdingOwners, held)
  insertInto(db, footnotes, rows.footnotes)
  insertInto(db, footnoteReferences, rows.references)
  insertInto(db, signatures, rows.signatures)

  changes.written.add(filing.id)
  parties.addFiling(changes.parties, filing, owners)
  touchBy({ rows: [...transacted, ...stated], traded, held }, changes.touched)
  count(changes.counts, filing, transacted, stated.length, 1)
}

/** Removes a filing; adds to `changes` what others derived from it. */
export function removeFiling(db: Db, id: string, changes: Changes): void {
  changes.written.delete(id)
  touch(db, id, changes.touched)
  addNeighbours(db, id, changes.neighbours)
  parties.removeFiling(db, changes.parties, id)
  countOut(db, changes.counts, id)
  remove(db, id)
}

export function remove(db: Db, id: string): void {
  const statement = db.once('write.remove', () => db.orm.delete(filings).where(isOf(filings.id)).prepare())
  statement.run({ id })
}

/** Writes what all filings that came and went change beside themselves. */
export function settle(db: Db, changes: Changes): void {
  parties.writeParties(db, changes.parties)
  settleRows(db, changes)
  settleCounts(db, changes)
}

/** Makes anew what rows of several filings tell together, once they are in place. */
export function settleRows(db: Db, { written, neighbours, touched, counts }: Changes): void {
  for (const id of written) addNeighbours(db, id, neighbours)
  relink(db, neighbours, touched, counts)
  recountTwins(db, touched.twins, touched)
  grants.refreshGrants(db, [...touched.grants])
  for (const id of touched.positions) refreshPosition(db, id)
  refreshTrades(db, touched.trades.values())
  refreshApart(db, touched.bought)
}

export function settleCounts(db: Db, { counts, arrival, hasArrived }: Changes): void {
  writeCounts(db, counts)
  if (hasArrived) setLastArrival(db, arrival)
}
