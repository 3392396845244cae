/** Transactions: the rows of a form's tables that say what changed. */
import { roleBits, rowNumber } from '../db/codes.ts'
import {
  allTransactions,
  grantTransactions,
  insiderTransactions,
  issuerTransactions,
  type TransactionRow,
} from '../db/transactions.ts'
import { builder } from './builder.ts'
import {
  codeFilters,
  Direction,
  ImplausibilityEnum,
  LeftOutEnum,
  Ownership,
  PlanStatusEnum,
  RoleEnum,
  Timeliness,
  TradingPatternEnum,
  TransactionCodeEnum,
  transactionCode,
} from './codes.ts'
import { refuse } from './errors.ts'
import { DateRange, DecimalRange, days, inForce, numbers, orderInput, present } from './inputs.ts'
import { GRAPH_LIMITS } from './limits.ts'
import { loaded } from './loads.ts'
import {
  DerivativeTransaction,
  Filing,
  filingTransactions,
  Insider,
  Issuer,
  NonDerivativeTransaction,
  OptionGrant,
  Transaction,
} from './nodes.ts'
import { connectionField, connectionType } from './paging.ts'
import {
  COMMON_ELEMENTS,
  DERIVATIVE_ELEMENTS,
  derivativeFields,
  detailsField,
  isDerivative,
  rowFields,
  TableEnum,
} from './row.ts'
import { summaryField } from './summary.ts'

const ELEMENTS = {
  ...COMMON_ELEMENTS,
  transactedOn: 'The day of the transaction.',
  deemedExecutedOn: 'The day on which it is deemed to have been executed.',
  code: 'The transaction code; footnotes on the coding as a whole hang here.',
  equitySwap: 'Whether an equity swap is involved.',
  timeliness: 'Whether it is reported early or late.',
  shares: 'The number of securities acquired or disposed of.',
  pricePerShare: 'The price of one.',
  direction: 'Whether they were acquired or disposed of.',
} as const

Transaction.implement({
  interfaces: [builder.nodeInterfaceRef()],
  description:
    'A transaction as a row of a filing reports it. A joint filing reports it once, for all of its owners.',
  resolveType: (row) => (isDerivative(row) ? 'DerivativeTransaction' : 'NonDerivativeTransaction'),
  fields: (t) => ({
    ...rowFields(t),
    transactedOn: t.expose('transactedOn', {
      type: 'Date',
      nullable: true,
      description: 'The day of the transaction; null where not filed.',
    }),
    deemedExecutedOn: t.expose('deemedExecutedOn', {
      type: 'Date',
      nullable: true,
      description:
        'The day on which it is deemed to have been executed, where that is another; null where not filed.',
    }),
    code: t.field({
      type: TransactionCodeEnum,
      nullable: true,
      description: 'What kind of transaction; null where not filed.',
      resolve: ({ code }) => transactionCode(code),
    }),
    secCode: t.exposeString('code', {
      nullable: true,
      description: "SEC's letter for it; null where not filed.",
    }),
    formType: t.exposeString('formType', {
      nullable: true,
      description:
        'The form on which it should be reported: 5 on a Form 4 is reported earlier than required; null where not filed.',
    }),
    isEquitySwap: t.exposeBoolean('equitySwap', {
      nullable: true,
      description: 'Whether an equity swap is involved; null where not filed.',
    }),
    timeliness: t.field({
      type: Timeliness.ref,
      nullable: true,
      description: 'What the filer says of the time of reporting; null where on time.',
      resolve: ({ timeliness }) => Timeliness.nameOf(timeliness),
    }),
    direction: t.field({
      type: Direction.ref,
      nullable: true,
      description: 'Whether securities came or went; null where not filed.',
      resolve: ({ direction }) => Direction.nameOf(direction),
    }),
    shares: t.expose('shares', {
      type: 'Decimal',
      nullable: true,
      description: 'The number of securities; null where not filed, or filed as a total value.',
    }),
    pricePerShare: t.expose('pricePerShare', {
      type: 'Decimal',
      nullable: true,
      description:
        'The price of one in dollars; null where not filed, or only in a footnote. Null is not zero.',
    }),
    value: t.expose('value', {
      type: 'Decimal',
      nullable: true,
      description:
        'What it is worth in dollars: shares × price, or the total filed, rounded to four decimals; null where a part is missing or implausible, never 0 for that.',
    }),
    implausibility: t.expose('implausibility', {
      type: ImplausibilityEnum,
      nullable: true,
      description: 'Why its numbers cannot be meant; null where they can.',
    }),
    planStatus: t.expose('planStatus', {
      type: PlanStatusEnum,
      description: 'Whether it was traded under a Rule 10b5-1 plan.',
    }),
    planAdoptedOn: t.expose('planAdoptedOn', {
      type: 'Date',
      nullable: true,
      description:
        'The day on which its Rule 10b5-1 plan was adopted, read from its footnotes or the remarks; null where they tell none, or several.',
    }),
  }),
})

NonDerivativeTransaction.implement({
  description: 'A transaction in shares or the like: a row of Table I.',
  interfaces: [Transaction],
  isTypeOf: undefined as never,
  fields: (t) => ({
    details: detailsField(t, 'NonDerivativeTransaction', ELEMENTS),
  }),
})

DerivativeTransaction.implement({
  description: 'A transaction in options and other derivative securities: a row of Table II.',
  interfaces: [Transaction],
  isTypeOf: undefined as never,
  fields: (t) => ({
    ...derivativeFields(t),
    totalValue: t.expose('totalValue', {
      type: 'Decimal',
      nullable: true,
      description:
        'The total value in dollars, filed instead of a number of securities; null where not filed.',
    }),
    details: detailsField(t, 'DerivativeTransaction', {
      ...ELEMENTS,
      ...DERIVATIVE_ELEMENTS,
      totalValue: 'The total value, filed instead of a number of securities.',
    }),
  }),
})

const TransactionFilter = builder.inputType('TransactionFilter', {
  description: 'Which transactions.',
  fields: (t) => ({
    issuer: t.field({ type: 'Cik', description: 'In the securities of this issuer.' }),
    issuers: t.field({ type: ['Cik'], description: 'In the securities of any of these issuers.' }),
    codes: t.field({ type: [TransactionCodeEnum], description: 'Of any of these kinds.' }),
    table: t.field({ type: TableEnum, description: 'Of this table.' }),
    direction: t.field({ type: Direction.ref, description: 'Acquired, or disposed of.' }),
    ownership: t.field({ type: Ownership.ref, description: 'Held directly, or indirectly.' }),
    transactedOn: t.field({
      type: DateRange,
      description: 'By day of transaction; where that is unknown or impossible, by the period of the filing.',
    }),
    filedOn: t.field({
      type: DateRange,
      description: 'By day of filing; where that is unknown, see `Filing.datedOn`.',
    }),
    value: t.field({ type: DecimalRange, description: 'By value in dollars.' }),
    roles: t.field({ type: [RoleEnum], description: 'By an owner who ticked any of these roles.' }),
    planStatus: t.field({
      type: [PlanStatusEnum],
      description: 'Of any of these; UNKNOWN too where a plan is to be left out.',
    }),
    isCounted: t.boolean({
      description: 'Whether sums count them: true for trades alone, each once; false for all else.',
    }),
    leftOutReasons: t.field({
      type: [LeftOutEnum],
      description: 'Left out of sums for any of these reasons; SUPERSEDED needs `includeSuperseded`.',
    }),
    includeSuperseded: t.boolean({
      description: "Whether rows that an amendment's stand for are among them: not by default.",
    }),
    firstPurchaseInYears: t.int({
      description:
        'Purchases of owners who had not bought of the issuer in so many years, 1 to 50: since the same day that many years before, as far as filings here tell.',
    }),
    tradingPatterns: t.field({
      type: [TradingPatternEnum],
      description: 'Purchases and sales whose owners trade in any of these ways.',
    }),
    isTenB51Plan: t.boolean({
      description:
        'Under a Rule 10b5-1 plan (by check box or footnote), or said not to be. Where nothing is said, neither.',
    }),
  }),
})

/** The two filters on plans, each of which may be absent. */
function planStatuses({ planStatus, isTenB51Plan }: typeof TransactionFilter.$inferInput) {
  if (isTenB51Plan == null) return planStatus
  const wanted = isTenB51Plan ? (['YES', 'STATED_IN_FOOTNOTE'] as const) : (['NO'] as const)
  return wanted.filter((status) => !planStatus || planStatus.includes(status))
}

function yearsOf({ firstPurchaseInYears: years }: typeof TransactionFilter.$inferInput) {
  if (years != null && (years < 1 || years > MAX_YEARS))
    throw refuse('BAD_USER_INPUT', `firstPurchaseInYears is 1 to ${MAX_YEARS}, not ${years}.`)
  return years
}
const MAX_YEARS = GRAPH_LIMITS.firstPurchaseYears.value

const { Connection } = connectionType('Transaction', Transaction, (row: TransactionRow) => row)
builder.objectFields(Connection, (t) => ({ summary: summaryField(t) }))

const offer = {
  filter: {
    type: TransactionFilter,
    values: (filter: typeof TransactionFilter.$inferInput) => ({
      ...inForce(filter.includeSuperseded),
      ...codeFilters(filter.codes),
      ...Direction.filter(filter.direction),
      ...Ownership.filter(filter.ownership),
      ...(filter.table === 'I' && { lastRow: rowNumber('DERIVATIVE_TRANSACTION', 0) }),
      ...(filter.table === 'II' && { firstRow: rowNumber('DERIVATIVE_TRANSACTION', 0) }),
      ...present({
        issuer: filter.issuer,
        issuers: filter.issuers,
        isCounted: filter.isCounted == null ? null : Number(filter.isCounted),
        leftOutReasons: filter.leftOutReasons,
        roles: filter.roles?.length ? roleBits(filter.roles) : null,
      }),
      ...days('transacted', filter.transactedOn),
      ...days('filed', filter.filedOn),
      ...numbers('value', filter.value),
      ...present({
        planStatuses: planStatuses(filter),
        patterns: filter.tradingPatterns,
        firstPurchaseInYears: yearsOf(filter),
      }),
    }),
  },
  order: {
    type: orderInput('Transaction', {
      TRANSACTED_ON: 'The day of the transaction; where that is unknown, the period of the filing.',
      FILED_ON: 'The day of filing; where that is unknown, see `Filing.datedOn`.',
      VALUE: 'The value in dollars. Transactions without one are left out.',
    }),
    default: { field: 'TRANSACTED_ON', direction: 'DESC' as const },
  },
}

builder.queryFields((t) => ({
  transactions: connectionField(t, Connection, {
    description: 'All transactions.',
    collection: allTransactions,
    keyOf: () => 0,
    offer,
  }),
}))

builder.objectFields(Issuer, (t) => ({
  transactions: connectionField(t, Connection, {
    description: 'The transactions in its securities.',
    collection: issuerTransactions,
    keyOf: ({ cik }) => cik,
    offer,
  }),
}))

builder.objectFields(Insider, (t) => ({
  transactions: connectionField(t, Connection, {
    description: 'The transactions that they report, alone or jointly.',
    collection: insiderTransactions,
    keyOf: ({ cik }) => cik,
    offer,
  }),
}))

builder.objectFields(Filing, (t) => ({
  transactions: t.field({
    type: [Transaction],
    description: 'The transactions that it reports: Table I, then Table II, each in its order.',
    ...loaded(filingTransactions, ({ id }: { id: string }) => id),
  }),
}))

builder.objectFields(OptionGrant, (t) => ({
  transactions: connectionField(t, Connection, {
    description: 'The transactions of Table II that speak of it: grant, exercises, expiry.',
    collection: grantTransactions,
    keyOf: ({ id }) => id,
    offer,
  }),
}))
