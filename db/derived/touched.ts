/** What a write has touched, and so what is to be made anew once its rows are in place. */
import { sql } from 'drizzle-orm'
import { bound } from '../filters.ts'
import type { Db } from '../open.ts'
import { holdingOwners, holdings, transactionOwners, transactions } from '../tables.ts'

export interface Touched {
  grants: Set<number>
  positions: Set<number>
  /** Keys of rows that may be one transaction in several filings. */
  twins: Set<number>
  /** Days on which an insider bought or sold an issuer's shares, by `insider issuer day`. */
  trades: Map<string, TradeDay>
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
})

/** Adds what the stored rows of a filing touch. */
export function touch(db: Db, filingId: string, touched: Touched): void {
  const { grants, twins, traded, held } = db.once('touched', () => statements(db))
  for (const statement of grants)
    for (const { id } of statement.all({ id: filingId })) if (id !== null) touched.grants.add(id)
  for (const { twinKey } of twins.all({ id: filingId })) if (twinKey !== null) touched.twins.add(twinKey)
  for (const { insiderCik, issuerCik, tradedOn, trade, positionId } of traded.all({ id: filingId })) {
    touched.positions.add(positionId)
    if (trade !== null)
      touched.trades.set(`${insiderCik} ${issuerCik} ${tradedOn}`, { insiderCik, issuerCik, day: tradedOn })
  }
  for (const { positionId } of held.all({ id: filingId })) touched.positions.add(positionId)
}

function statements({ orm }: Db) {
  const of = (
    table: typeof transactions | typeof holdings | typeof transactionOwners | typeof holdingOwners,
  ) => sql`${table.filingId} = ${bound('id', table.filingId)}`
  const { insiderCik, issuerCik, tradedOn, trade, positionId } = transactionOwners
  return {
    grants: [transactions, holdings].map((table) =>
      orm.selectDistinct({ id: table.grantId }).from(table).where(of(table)).prepare(),
    ),
    twins: orm
      .selectDistinct({ twinKey: transactions.twinKey })
      .from(transactions)
      .where(of(transactions))
      .prepare(),
    traded: orm
      .selectDistinct({ insiderCik, issuerCik, tradedOn, trade, positionId })
      .from(transactionOwners)
      .where(of(transactionOwners))
      .prepare(),
    held: orm
      .selectDistinct({ positionId: holdingOwners.positionId })
      .from(holdingOwners)
      .where(of(holdingOwners))
      .prepare(),
  }
}
