/** What a write has touched, and so what is to be made anew at its end. */
import { isOf } from '../filters.ts'
import type { Db } from '../open.ts'
import { holdingOwners, holdings, transactionOwners, transactions } from '../tables.ts'

export interface Touched {
  grants: Set<number>
  positions: Set<number>
  /** Keys of rows that may be one transaction in several filings. */
  twins: Set<number>
  /** Days on which an insider bought or sold an issuer's shares, by `insider issuer day`. */
  trades: Map<string, TradeDay>
  /** Issuers of whose shares somebody bought some: CIKs. */
  bought: Set<number>
}

export interface TradeDay {
  insiderCik: number
  issuerCik: number
  day: string
}

export const nothingTouched = (): Touched => ({
  grants: new Set(),
  positions: new Set(),
  twins: new Set(),
  trades: new Map(),
  bought: new Set(),
})

/** What rows of a filing, and the edges from its owners to them, tell of what they touch. */
export interface Touching {
  rows: {
    issuerCik?: number
    trade?: string | null | undefined
    grantId?: number | null
    twinKey?: number | null
  }[]
  traded: (Omit<TradeDay, 'day'> & {
    tradedOn: string
    trade?: string | null | undefined
    positionId: number
  })[]
  held: { positionId: number }[]
}

export function touchBy({ rows, traded, held }: Touching, touched: Touched): void {
  for (const { issuerCik, trade, grantId, twinKey } of rows) {
    if (trade === 'P') touched.bought.add(issuerCik!)
    if (grantId != null) touched.grants.add(grantId)
    if (twinKey != null) touched.twins.add(twinKey)
  }
  for (const { insiderCik, issuerCik, tradedOn, trade, positionId } of traded) {
    touched.positions.add(positionId)
    if (trade != null)
      touched.trades.set(`${insiderCik} ${issuerCik} ${tradedOn}`, { insiderCik, issuerCik, day: tradedOn })
  }
  for (const { positionId } of held) touched.positions.add(positionId)
}

/** Adds what the stored rows of a filing touch. */
export function touch(db: Db, id: string, touched: Touched): void {
  const { transacted, stated, traded, held } = db.once('touched', () => statements(db))
  const rows = [...transacted.all({ id }), ...stated.all({ id })]
  touchBy({ rows, traded: traded.all({ id }), held: held.all({ id }) }, touched)
}

function statements({ orm }: Db) {
  const { insiderCik, issuerCik, tradedOn, trade, positionId } = transactionOwners
  const { grantId, twinKey } = transactions
  return {
    transacted: orm
      .select({ issuerCik: transactions.issuerCik, trade: transactions.trade, grantId, twinKey })
      .from(transactions)
      .where(isOf(transactions.filingId))
      .prepare(),
    stated: orm.select({ grantId: holdings.grantId }).from(holdings).where(isOf(holdings.filingId)).prepare(),
    traded: orm
      .select({ insiderCik, issuerCik, tradedOn, trade, positionId })
      .from(transactionOwners)
      .where(isOf(transactionOwners.filingId))
      .prepare(),
    held: orm
      .select({ positionId: holdingOwners.positionId })
      .from(holdingOwners)
      .where(isOf(holdingOwners.filingId))
      .prepare(),
  }
}
