/**
 * The rows in force that speak of positions, transactions and holdings as one set. SQLite reads both edge tables in the
 * order of their indices and merges them as it goes, so that a page or the latest row costs no more than its rows.
 */

import { sql } from 'drizzle-orm'
import { QueryBuilder, unionAll } from 'drizzle-orm/sqlite-core'
import { inForce } from './counting.ts'
import { ofHolding, ofTransaction } from './rows.ts'
import { holdingOwners, holdings, transactionOwners, transactions } from './tables.ts'

/** What rows of either kind say of a position. */
function toldBy(table: typeof transactions | typeof holdings) {
  const { issuerCik, securityTitle, ownership, natureOfOwnership, exercisePrice, expiresOn } = table
  const { sharesAfter, valueAfter } = table
  return {
    issuerCik,
    securityTitle,
    ownership,
    natureOfOwnership,
    exercisePrice,
    expiresOn,
    sharesAfter,
    valueAfter,
  }
}

const builder = new QueryBuilder()

const traded = builder
  .select({
    positionId: transactionOwners.positionId,
    on: transactionOwners.tradedOn,
    datedOn: transactionOwners.datedOn,
    filingId: transactionOwners.filingId,
    row: transactionOwners.row,
    insiderCik: transactionOwners.insiderCik,
    ...toldBy(transactions),
    shares: transactions.shares,
    direction: transactions.direction,
  })
  .from(transactionOwners)
  .innerJoin(transactions, sql`${ofTransaction} AND ${inForce}`)

/** As a transaction's columns are: SQLite merges only where both sides agree in that. */
const none = sql<string | null>`CAST(NULL AS TEXT)`

const held = builder
  .select({
    positionId: holdingOwners.positionId,
    on: holdingOwners.heldOn,
    datedOn: holdingOwners.datedOn,
    filingId: holdingOwners.filingId,
    row: holdingOwners.row,
    insiderCik: holdingOwners.insiderCik,
    ...toldBy(holdings),
    shares: none,
    direction: none,
  })
  .from(holdingOwners)
  .innerJoin(holdings, sql`${ofHolding} AND ${holdings.insteadFiling} IS NULL`)

export const points = unionAll(traded, held).as('points')
