import { getTableColumns, sql } from 'drizzle-orm'
import { countsForOwners, inForce, isCounted, isSuperseded } from './counting.ts'
import { anyBit, anyOf, atLeast, atMost, besideOrder, equals, inList, noneOf, stored } from './filters.ts'
import { childrenOf } from './keyed.ts'
import type { Collection } from './page.ts'
import type { RowOf } from './reader.ts'
import { ofTransaction, rowsByKey } from './rows.ts'
import { filingCounts, transactionDays, transactionOwners, transactions } from './tables.ts'

const columns = getTableColumns(transactions)
export type TransactionRow = RowOf<typeof columns>

/** Purchases that count, of owners who had not bought in so many years; the code spares reading rows of others. */
const isFirstPurchaseIn = (
  years: string,
) => sql`+${transactions.code} = 'P' AND ${transactions.trade} = ${stored(transactions.trade, 'P')}
  AND ${countsForOwners} AND (${transactions.previousPurchaseOn} IS NULL OR ${transactions.previousPurchaseOn} <
  printf('%04d', substr(${transactions.tradedOn}, 1, 4) - ${sql.placeholder(years)}) || substr(${transactions.tradedOn}, 5))`

const shared = {
  from: transactions,
  columns,
  orders: {
    TRANSACTED_ON: {
      columns: [transactions.tradedOn, transactions.filingId, transactions.row],
      walks: [
        ['issuer', 'transactedFrom', 'transactedTo'],
        ['code', 'transactedFrom', 'transactedTo'],
        ['transactedFrom', 'transactedTo'],
      ],
    },
    FILED_ON: {
      columns: [transactions.datedOn, transactions.filingId, transactions.row],
      walks: [
        ['issuer', 'filedFrom', 'filedTo'],
        ['filedFrom', 'filedTo'],
      ],
    },
    VALUE: {
      columns: [transactions.value, transactions.filingId, transactions.row],
      where: sql`${transactions.value} IS NOT NULL`,
      walks: [
        ['issuer', 'valueFrom', 'valueTo'],
        ['code', 'valueFrom', 'valueTo'],
        ['valueFrom', 'valueTo'],
      ],
    },
  },
  filters: {
    issuer: equals(transactions.issuerCik),
    issuers: anyOf(transactions.issuerCik),
    leftOutReasons: anyOf(transactions.leftOut),
    /** 1 or 0. */
    isCounted: (name: string) => sql`${isCounted} = ${sql.placeholder(name)}`,
    code: equals(transactions.code),
    codes: anyOf(transactions.code),
    notCodes: noneOf(transactions.code),
    direction: equals(transactions.direction),
    notDirection: noneOf(transactions.direction),
    ownership: equals(transactions.ownership),
    notOwnership: noneOf(transactions.ownership),
    firstRow: atLeast(transactions.row),
    lastRow: atMost(transactions.row),
    transactedFrom: atLeast(transactions.tradedOn),
    transactedTo: atMost(transactions.tradedOn),
    filedFrom: atLeast(transactions.datedOn),
    filedTo: atMost(transactions.datedOn),
    valueFrom: besideOrder('>=', transactions.value),
    valueTo: besideOrder('<=', transactions.value),
    roles: anyBit(transactions.roles),
    planStatuses: anyOf(transactions.planStatus),
    patterns: anyOf(transactions.pattern),
    firstPurchaseInYears: isFirstPurchaseIn,
    /** Without rows that an amendment's stand for; it has no value. */
    inForce: () => inForce,
  },
  rarelyNot: { inForce: isSuperseded },
}

export const allTransactions = {
  ...shared,
  name: 'transactions',
  size: filingCounts.transactions,
  kept: {
    from: transactionDays,
    count: transactionDays.count,
    always: 'inForce',
    filters: {
      inForce: () => sql`true`,
      code: equals(transactionDays.code),
      codes: inList(transactionDays.code),
      transactedFrom: atLeast(transactionDays.tradedOn),
      transactedTo: atMost(transactionDays.tradedOn),
    },
  },
} satisfies Collection<typeof columns>

export const issuerTransactions = {
  ...shared,
  name: 'issuer.transactions',
  parent: transactions.issuerCik,
} satisfies Collection<typeof columns>

export const grantTransactions = {
  ...shared,
  name: 'grant.transactions',
  parent: transactions.grantId,
} satisfies Collection<typeof columns>

/** An insider's transactions, in the orders of the edge, where they lie beside each other. */
export const insiderTransactions = {
  ...shared,
  name: 'insider.transactions',
  from: transactionOwners,
  joins: [
    {
      table: transactions,
      on: ofTransaction,
    },
  ],
  parent: transactionOwners.insiderCik,
  orders: {
    TRANSACTED_ON: {
      columns: [transactionOwners.tradedOn, transactionOwners.filingId, transactionOwners.row],
    },
    FILED_ON: { columns: [transactionOwners.datedOn, transactionOwners.filingId, transactionOwners.row] },
    VALUE: {
      columns: [transactionOwners.value, transactionOwners.filingId, transactionOwners.row],
      where: sql`${transactionOwners.value} IS NOT NULL`,
    },
  },
} satisfies Collection<typeof columns>

export const transactionsOfFilings = childrenOf('filings.transactions', {
  from: transactions,
  columns,
  key: 'filingId',
  orderBy: [transactions.row],
})

export const transactionsByKey = rowsByKey('transactions.byKey', transactions, columns)
