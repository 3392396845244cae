import { getTableColumns, sql } from 'drizzle-orm'
import { atLeast, atMost, equals, noneOf } from './filters.ts'
import { childrenOf } from './keyed.ts'
import type { Collection } from './page.ts'
import type { RowOf } from './reader.ts'
import { ofHolding, rowsByKey } from './rows.ts'
import { filingCounts, holdingOwners, holdings } from './tables.ts'

const columns = getTableColumns(holdings)
export type HoldingRow = RowOf<typeof columns>

const shared = {
  from: holdings,
  columns,
  orders: {
    FILED_ON: {
      columns: [holdings.datedOn, holdings.filingId, holdings.row],
      walks: [
        ['issuer', 'filedFrom', 'filedTo'],
        ['filedFrom', 'filedTo'],
      ],
    },
  },
  filters: {
    issuer: equals(holdings.issuerCik),
    ownership: equals(holdings.ownership),
    notOwnership: noneOf(holdings.ownership),
    firstRow: atLeast(holdings.row),
    lastRow: atMost(holdings.row),
    filedFrom: atLeast(holdings.datedOn),
    filedTo: atMost(holdings.datedOn),
    /** Without rows that an amendment's stand for; it has no value. */
    inForce: () => sql`${holdings.insteadFiling} IS NULL`,
  },
  rarelyNot: { inForce: sql`${holdings.insteadFiling} IS NOT NULL` },
}

export const allHoldings = {
  ...shared,
  name: 'holdings',
  size: filingCounts.holdings,
} satisfies Collection<typeof columns>

export const issuerHoldings = {
  ...shared,
  name: 'issuer.holdings',
  parent: holdings.issuerCik,
} satisfies Collection<typeof columns>

export const grantHoldings = {
  ...shared,
  name: 'grant.holdings',
  parent: holdings.grantId,
} satisfies Collection<typeof columns>

/** An insider's holdings, in the order of the edge, where they lie beside each other. */
export const insiderHoldings = {
  ...shared,
  name: 'insider.holdings',
  from: holdingOwners,
  joins: [
    {
      table: holdings,
      on: ofHolding,
    },
  ],
  parent: holdingOwners.insiderCik,
  orders: { FILED_ON: { columns: [holdingOwners.datedOn, holdingOwners.filingId, holdingOwners.row] } },
} satisfies Collection<typeof columns>

export const holdingsOfFilings = childrenOf('filings.holdings', {
  from: holdings,
  columns,
  key: 'filingId',
  orderBy: [holdings.row],
})

export const holdingsByKey = rowsByKey('holdings.byKey', holdings, columns)
