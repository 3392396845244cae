/** What earlier trades of an insider tell of one: whether it is their first purchase, and how regularly they trade. */
import { patternsOfInsiders } from '../db/history.ts'
import type { TransactionRow } from '../db/transactions.ts'
import { builder } from './builder.ts'
import { TradingPatternEnum } from './codes.ts'
import { loaded, loaderOf } from './loads.ts'
import { Insider, Transaction } from './nodes.ts'

/** What another filing reports too is still what its owners bought. */
const isPurchase = ({ trade, leftOut }: TransactionRow) =>
  trade === 'P' && (leftOut === null || leftOut === 'REPORTED_ELSEWHERE')

builder.interfaceFields(Transaction, (t) => ({
  previousPurchaseOn: t.field({
    type: 'Date',
    nullable: true,
    description:
      "Of a purchase in Table I whose `leftOutReason` is null or REPORTED_ELSEWHERE: the latest day before it on which any of its owners made such a purchase of the issuer's shares. Null where filings here tell of none, and on all else.",
    resolve: ({ previousPurchaseOn }) => previousPurchaseOn,
  }),
  isFirstPurchase: t.boolean({
    nullable: true,
    description:
      "Of a purchase in Table I whose `leftOutReason` is null or REPORTED_ELSEWHERE: whether none of its owners had bought the issuer's shares on an earlier day, as far as filings here tell. Null on all else.",
    resolve: (row) => (isPurchase(row) ? row.previousPurchaseOn === null : null),
  }),
  tradingPattern: t.field({
    type: TradingPatternEnum,
    nullable: true,
    description:
      'Of a purchase or sale in Table I whose `leftOutReason` is null or REPORTED_ELSEWHERE: how regularly its owners traded before its year; of several, ROUTINE if any did, or else OPPORTUNISTIC. Null on all else.',
    resolve: ({ pattern }) => pattern,
  }),
}))

builder.objectFields(Insider, (t) => ({
  tradingPattern: t.field({
    type: TradingPatternEnum,
    description: 'How regularly they traded in the three years before a year.',
    args: { year: t.arg.int({ required: true, description: 'The year at whose start to tell.' }) },
    ...loaded(
      (context, { year }: { year: number }) =>
        loaderOf(context, ['insiders.patterns', year], (ciks: readonly number[]) =>
          patternsOfInsiders(context.db, ciks, year),
        ),
      ({ cik }: { cik: number }) => cik,
    ),
  }),
}))
