/** What trades add up to: the types of sums over them, and the fields by which connections and pairs have them. */
import Big from 'big.js'
import { type Both, insiderTrades, type Totals, TradeSums, tallies } from '../db/activity.ts'
import type { TransactionRow } from '../db/transactions.ts'
import { builder, type Schema } from './builder.ts'
import { LeftOutEnum, PlanStatusEnum } from './codes.ts'
import { refuse } from './errors.ts'
import { DateRange, present } from './inputs.ts'
import type { CollectionPage, Connection } from './listing.ts'
import { loaded, loaderOf } from './loads.ts'

const TradeTotals = builder.objectRef<Totals>('TradeTotals').implement({
  description: 'What trades of one kind add up to. Sums are exact.',
  fields: (t) => ({
    count: t.exposeInt('count', {
      description: 'How many there are: rows of filings, each economic transaction once.',
    }),
    shares: t.expose('shares', {
      type: 'Decimal',
      description:
        "How many shares, as filed: all classes of an issuer's stock together, whatever their worth, and not adjusted for splits. Decimals of a share beyond the fourth are rounded.",
    }),
    value: t.expose('value', { type: 'Decimal', description: 'Shares × price in dollars.' }),
    insiders: t.exposeInt('insiders', {
      description:
        "How many different insiders traded: those who file jointly are one. Among one insider's own trades, 1 or 0.",
    }),
  }),
})

const bothFields = <Parent extends Both>(t: PothosSchemaTypes.FieldBuilder<Schema, Parent>) => ({
  purchases: t.field({
    type: TradeTotals,
    description: 'Open-market and private purchases: code P in Table I.',
    resolve: ({ purchases }: Both) => purchases,
  }),
  sales: t.field({
    type: TradeTotals,
    description: 'Open-market and private sales: code S in Table I.',
    resolve: ({ sales }: Both) => sales,
  }),
})

const NetPurchaseRatio = builder.objectRef<Both>('NetPurchaseRatio').implement({
  description:
    '(Purchases − sales) / (purchases + sales), rounded to six decimals: 1 where all is bought, -1 where all is sold.',
  fields: (t) => {
    const ratio = (by: 'count' | 'shares' | 'value', description: string) =>
      t.field({
        type: 'Decimal',
        nullable: true,
        description,
        resolve: (both) => ratioOf(both, by),
      })
    return {
      byCount: ratio('count', 'By the number of trades; null where there are none.'),
      byShares: ratio('shares', 'By shares; null where none were traded.'),
      byValue: ratio('value', 'By value; null where nothing was paid.'),
    }
  },
})

function ratioOf({ purchases, sales }: Both, by: 'count' | 'shares' | 'value'): string | null {
  const [bought, sold] = [new Big(purchases[by]), new Big(sales[by])]
  const all = bought.plus(sold)
  return all.eq(0) ? null : bought.minus(sold).div(all).round(6).toFixed()
}

const PlanTrades = builder.objectRef<TradeSums['byPlan'][number]>('PlanTrades').implement({
  description: 'What trades of one plan status add up to.',
  fields: (t) => ({
    planStatus: t.expose('planStatus', {
      type: PlanStatusEnum,
      description: 'Whether they were traded under a Rule 10b5-1 plan.',
    }),
    ...bothFields(t),
  }),
})

const LeftOutCount = builder.objectRef<TradeSums['leftOut'][number]>('LeftOutCount').implement({
  description: 'How many purchases and sales are left out of sums for one reason.',
  fields: (t) => ({
    reason: t.expose('reason', { type: LeftOutEnum, description: 'Why.' }),
    count: t.exposeInt('count', { description: 'How many rows.' }),
  }),
})

/** What everything that sums trades has. */
export const TradeSumsRef = builder.interfaceRef<TradeSums>('TradeSums').implement({
  description:
    "What trades add up to. A trade is a purchase or sale in Table I (code P or S) whose shares and price are filed and plausible. Each economic transaction counts once: a joint filing is not counted for every owner, an amended row only as amended, and what several filings up a chain of ownership report, in one of them. Among one insider's own trades, it counts once too, even where another's filing is the one that otherwise counts.",
  fields: (t) => ({
    ...bothFields(t),
    netShares: t.field({
      type: 'Decimal',
      description: 'Shares bought less shares sold.',
      resolve: ({ purchases, sales }) => purchases.sharesLess(sales),
    }),
    netValue: t.field({
      type: 'Decimal',
      description: 'Dollars bought for less dollars sold for.',
      resolve: ({ purchases, sales }) => purchases.valueLess(sales),
    }),
    netInsiders: t.int({
      description: 'How many insiders bought less how many sold; who did both counts on both sides.',
      resolve: ({ purchases, sales }) => purchases.insiders - sales.insiders,
    }),
    netPurchaseRatio: t.field({
      type: NetPurchaseRatio,
      description: 'The net purchase ratio.',
      resolve: (both) => both,
    }),
    byPlan: t.field({
      type: [PlanTrades],
      description: 'The same by plan status, trades under plans apart from discretionary ones.',
      resolve: ({ byPlan }) => byPlan,
    }),
    leftOut: t.field({
      type: [LeftOutCount],
      description: 'How many purchases and sales in Table I are in none of the sums, by reason.',
      resolve: ({ leftOut }) => leftOut,
    }),
  }),
})

const TradeSummary = builder.objectRef<TradeSums>('TradeSummary').implement({
  description: 'What trades add up to.',
  interfaces: [TradeSumsRef],
  isTypeOf: undefined as never,
})

/** Days from one to another, as filters; backwards, a refusal. */
export function daysFrom(from: string | null | undefined, to: string | null | undefined) {
  if (from && to && from > to)
    throw refuse('BAD_USER_INPUT', `From ${from} to ${to} is no range: pass the earlier day as \`from\`.`)
  return present({ from, to })
}

/** The sums over a connection's trades, under its filter, whatever the page. */
export const summaryField = (t: PothosSchemaTypes.ObjectFieldBuilder<Schema, Connection<TransactionRow>>) =>
  t.field({
    type: TradeSummary,
    description:
      'What the purchases and sales among them add up to, on all pages, under the same filter. Rows that an amendment replaces are in no sum, even where the filter includes them.',
    resolve: (connection, _, context) => {
      const { collection, parent, order, filters } = connection as CollectionPage<TransactionRow>
      return loaderOf(
        context,
        ['summary', collection.name, order, filters],
        (parents: readonly (string | number)[]) =>
          tallies(context.db, collection, parents, filters, { order }).map((tally) => new TradeSums(tally)),
      ).load(parent)
    },
  })

/** An insider and an issuer. */
export interface Pair {
  insiderCik: number
  issuerCik: number
}

/** The sums over one insider's trades in one issuer's shares. */
export const pairTrades = <Parent>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Schema, Parent>,
  pairOf: (parent: Parent) => Pair,
) =>
  t.field({
    type: TradeSummary,
    description: "What the insider's trades in the issuer's shares add up to, alone or jointly filed.",
    args: { on: t.arg({ type: DateRange, description: 'Traded on these days; by default, ever.' }) },
    ...loaded(
      (context, { on }: { on?: typeof DateRange.$inferInput | null | undefined }) => {
        const filters = daysFrom(on?.from, on?.to)
        return loaderOf(context, ['pair', filters], (pairs: readonly string[]) =>
          tallies(context.db, insiderTrades, pairs.map(parse), filters).map((tally) => new TradeSums(tally)),
        )
      },
      (parent: Parent) => {
        const { insiderCik, issuerCik } = pairOf(parent)
        return `${insiderCik} ${issuerCik}`
      },
    ),
  })

/** A pair's key as the parent, an insider, and the filter by issuer. */
function parse(pair: string) {
  const [parent, issuer] = pair.split(' ').map(Number) as [number, number]
  return { parent, issuer }
}
