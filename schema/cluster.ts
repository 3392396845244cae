/** Cluster buys: several insiders who buy shares of one issuer within days of each other. */

import { type ClusterQuery, Clusters, clustersOfIssuers, placeOf } from '../db/clusters.ts'
import { rolesOf, rowKey } from '../db/codes.ts'
import { lastPurchaseOn } from '../db/purchases.ts'
import { LONGEST_WINDOW } from '../db/rules/apart.ts'
import {
  type Cluster,
  type ClusterMember,
  costOf,
  type Purchase,
  tenThousandths,
} from '../db/rules/clusters.ts'
import { addDays, daysBetween } from '../db/rules/days.ts'
import { total } from '../db/rules/words.ts'
import type { TransactionRow } from '../db/transactions.ts'
import { builder, type Context } from './builder.ts'
import { RoleEnum } from './codes.ts'
import { computedField, type Walked, type Worked } from './computed.ts'
import { refuse } from './errors.ts'
import { DateRange, days } from './inputs.ts'
import { GRAPH_LIMITS } from './limits.ts'
import { loaderOf } from './loads.ts'
import { Filing, Insider, Issuer, Transaction, transactionRows } from './nodes.ts'
import { connectionType } from './paging.ts'

/** How far back clusters are looked for where nothing is said, and how many days at most; days of a window at most. */
const USUAL_DAYS = 90
const MOST_DAYS = GRAPH_LIMITS.clusterDays.value
const MOST_INSIDERS = GRAPH_LIMITS.clusterInsiders.value

const rowsOf = (purchases: readonly Purchase[], context: Context) =>
  Promise.all(purchases.map((purchase) => transactionRows(context).load(rowKey(purchase))))

/** All have a number of shares, or they would not count. */
const sharesOf = (rows: readonly TransactionRow[]) => total(rows.map(({ quantity }) => quantity))!

const Member = builder.objectRef<ClusterMember>('ClusterBuyMember').implement({
  description: 'One of the buyers of a cluster: an insider, or several who report jointly.',
  fields: (t) => ({
    insiders: t.field({
      type: [Insider],
      description: 'Who it is. Owners whom a joint filing among the purchases looked at names are one buyer.',
      resolve: ({ insiders }) => insiders,
    }),
    roles: t.field({
      type: [RoleEnum],
      description: 'What they ticked in these filings.',
      resolve: async ({ purchases }, _, context) =>
        rolesOf((await rowsOf(purchases, context)).reduce((bits, { roles }) => bits | roles, 0)),
    }),
    firstOn: t.field({
      type: 'Date',
      description: 'The day of their first purchase in the cluster.',
      resolve: ({ purchases }) => purchases[0]!.day,
    }),
    lastOn: t.field({
      type: 'Date',
      description: 'The day of their last.',
      resolve: ({ purchases }) => purchases.at(-1)!.day,
    }),
    shares: t.field({
      type: 'Decimal',
      description: 'The shares that they bought, of whichever class.',
      resolve: async ({ purchases }, _, context) => sharesOf(await rowsOf(purchases, context)),
    }),
    value: t.field({
      type: 'Decimal',
      description: 'What they paid in dollars.',
      resolve: ({ purchases }) => costOf(purchases),
    }),
    transactions: t.field({
      type: [Transaction],
      description: 'Their purchases in the cluster, the oldest first.',
      resolve: ({ purchases }, _, context) => rowsOf(purchases, context),
    }),
    filings: t.field({
      type: [Filing],
      description: 'The filings that report them.',
      resolve: ({ purchases }) => [...new Set(purchases.map(({ filingId }) => filingId))],
    }),
  }),
})

const ClusterBuy = builder.objectRef<Cluster>('ClusterBuy').implement({
  description: 'Several insiders who bought shares of one issuer within days of each other.',
  fields: (t) => ({
    issuer: t.field({ type: Issuer, description: 'Whose shares.', resolve: ({ issuerCik }) => issuerCik }),
    firstOn: t.expose('firstOn', { type: 'Date', description: 'The day of the first purchase.' }),
    lastOn: t.expose('lastOn', { type: 'Date', description: 'The day of the last.' }),
    completedOn: t.expose('completedOn', {
      type: 'Date',
      description:
        'The first day on which enough of them had bought for enough. By FILED_ON, the day on which it could be known.',
    }),
    insiderCount: t.int({
      description: 'How many bought; those who report jointly are one.',
      resolve: ({ members }) => members.length,
    }),
    shares: t.field({
      type: 'Decimal',
      description: 'The shares that they bought, of whichever class.',
      resolve: async ({ purchases }, _, context) => sharesOf(await rowsOf(purchases, context)),
    }),
    value: t.field({
      type: 'Decimal',
      description: 'What they paid in dollars.',
      resolve: ({ purchases }) => costOf(purchases),
    }),
    members: t.field({
      type: [Member],
      description: 'Who bought, in the order in which they began.',
      resolve: ({ members }) => members,
    }),
  }),
})

const By = builder.enumType('PurchaseDay', {
  description: 'The day by which purchases lie together.',
  values: {
    TRANSACTED_ON: { description: 'That of the purchase; where that is unknown, the period of the filing.' },
    FILED_ON: {
      description:
        'That of filing, when the world could know of it; where that is unknown, see `Filing.datedOn`.',
    },
  } as const,
})

const { Connection } = connectionType('ClusterBuy', ClusterBuy, (cluster: Cluster) => cluster)

interface Args {
  on?: { from?: string | null; to?: string | null } | null
  window: number
  minInsiders: number
  minValue: string
  by: ClusterQuery['by']
}

const RULE =
  'Where enough insiders buy for enough within a window of days, their purchases are a cluster; windows that share a purchase make one. Only purchases in Table I that count are looked at (`leftOutReason` is null), and none by the issuer itself. By its last day, the latest first; then by issuer.'

function clusterField<Parent>(
  t: Parameters<typeof computedField<Parent, Cluster>>[0],
  field: {
    name: string
    description: string
    on: string
    /** Sliding a window over the days of a busy issuer can take most of a second. */
    cost: number
    rows: (
      parent: Parent,
      args: Args,
      context: Context,
    ) => Worked<Cluster> | Walked<Cluster> | Promise<Cluster[]>
  },
) {
  return computedField<Parent, Cluster>(t, Connection, {
    ...field,
    args: {
      on: t.arg({ type: DateRange, description: field.on }),
      window: t.arg.int({
        defaultValue: 14,
        required: true,
        description: `How many days a window has, the first and the last included: 1 to ${LONGEST_WINDOW}.`,
      }),
      minInsiders: t.arg.int({
        defaultValue: 3,
        required: true,
        description: `How many must have bought, owners who report jointly being one: 2 to ${MOST_INSIDERS}.`,
      }),
      minValue: t.arg({
        type: 'Decimal',
        defaultValue: '0',
        required: true,
        description: 'For how many dollars each must have bought within the window.',
      }),
      by: t.arg({ type: By, required: true, defaultValue: 'TRANSACTED_ON', description: 'By which day.' }),
    },
    direction: 'DESC',
    placeOf,
    cost: field.cost,
  })
}

/** The rule that arguments ask for, if they may. */
function ruleOf({ on, window, minInsiders, minValue, by }: Args): Omit<ClusterQuery, 'from' | 'to'> {
  days('on', on)
  if (window < 1 || window > LONGEST_WINDOW)
    throw refuse('BAD_USER_INPUT', `A window has 1 to ${LONGEST_WINDOW} days, not ${window}.`)
  if (minInsiders < 2 || minInsiders > MOST_INSIDERS)
    throw refuse('BAD_USER_INPUT', `minInsiders is 2 to ${MOST_INSIDERS}, not ${minInsiders}.`)
  return { by, window, minInsiders, minValue: tenThousandths(minValue) }
}

builder.queryFields((t) => ({
  clusterBuys: clusterField(t, {
    name: 'clusterBuys',
    description: `The clusters among all purchases of some days. ${RULE} A page is found by looking through as many days as it takes; \`totalCount\` takes all of them, and is worked out only when it is asked for.`,
    on: `The days to look at, at most ${MOST_DAYS}: purchases on others have no part in any cluster. Without an end, up to the last purchase that is here; without a start, ${USUAL_DAYS} days.`,
    cost: 1_000,
    rows: (_, args, context) => {
      const { on } = args
      const query = ruleOf(args)
      const to = on?.to ?? lastPurchaseOn(context.db, args.by)
      if (to === undefined) return []
      const from = on?.from ?? addDays(to, 1 - USUAL_DAYS)
      const length = daysBetween(from, to) + 1
      if (length > MOST_DAYS)
        throw refuse(
          'BAD_USER_INPUT',
          `\`on\` spans at most ${MOST_DAYS} days, not ${length}: ask for them in parts.`,
        )
      return loaderOf(context, ['clusterBuys', { ...query, from, to, minValue: args.minValue }], (keys) =>
        keys.map(() => new Clusters(context.db, { ...query, from, to })),
      ).loadAll([0])[0]!
    },
  }),
}))

builder.objectFields(Issuer, (t) => ({
  clusterBuys: clusterField(t, {
    name: 'issuer.clusterBuys',
    description: `The clusters among purchases of its shares. ${RULE}`,
    on: 'The days to look at, by default all: purchases on others have no part in any cluster.',
    cost: 200,
    rows: ({ cik }, args, context) => {
      const query = { ...ruleOf(args), from: args.on?.from ?? '', to: args.on?.to ?? '9999-12-31' }
      return loaderOf(context, ['issuer.clusterBuys', { ...query, minValue: args.minValue }], (ciks) =>
        clustersOfIssuers(context.db, query, ciks as number[]),
      ).load(cik)
    },
  }),
}))
