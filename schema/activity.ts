/** Activity: what was traded in each interval of time. */
import { insiderTrades, issuerTrades, type Tally, TradeSums, tallies } from '../db/activity.ts'
import type { AnyCollection, FilterValues } from '../db/page.ts'
import { type Interval, intervalOf, intervalsOf, mostIntervals, type Span } from '../db/rules/intervals.ts'
import { builder, type Schema } from './builder.ts'
import { ofInsider, ofIssuer } from './edges.ts'
import { refuse } from './errors.ts'
import { present } from './inputs.ts'
import { GRAPH_LIMITS } from './limits.ts'
import { loaded, loaderOf } from './loads.ts'
import { Insider, Issuer, SharedIssuer } from './nodes.ts'
import { daysFrom, pairTrades, TradeSumsRef } from './summary.ts'

const MAX_BUCKETS = GRAPH_LIMITS.activityIntervals.value
/** Since then insiders must file electronically; what has no other bounds is taken to begin there. */
const FIRST_DAY = '2003-06-30'

const CalendarInterval = builder.enumType('CalendarInterval', {
  description: 'An interval of the calendar.',
  values: {
    DAY: { description: 'A day.' },
    WEEK: { description: 'A week from Monday to Sunday (ISO 8601).' },
    MONTH: { description: 'A month.' },
    QUARTER: { description: 'A quarter of a calendar year.' },
    YEAR: { description: 'A calendar year.' },
  } satisfies Record<Interval, object>,
})

class Bucket extends TradeSums implements Span {
  readonly from: string
  readonly to: string

  constructor(tallies: readonly Tally[], { from, to }: Span) {
    super(tallies)
    this.from = from
    this.to = to
  }
}

const ActivityBucket = builder.objectRef<Bucket>('ActivityBucket').implement({
  description: 'What was traded in one interval of the calendar, by day of trade.',
  interfaces: [TradeSumsRef],
  isTypeOf: undefined as never,
  fields: (t) => ({
    from: t.expose('from', {
      type: 'Date',
      description: 'Its first day; no earlier than what was asked for.',
    }),
    to: t.expose('to', { type: 'Date', description: 'Its last day; no later than what was asked for.' }),
  }),
})

interface ActivityArgs {
  by: Interval
  from?: string | null
  to?: string | null
  includeEmpty: boolean
}

/** A field with a parent's trades by interval: one batched load for all parents of its kind, whatever the interval. */
function activityField<Parent extends { cik: number }>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Schema, Parent>,
  options: { description: string; collection: AnyCollection; args?: Record<string, unknown> },
) {
  const { collection, description } = options
  return t.field({
    type: [ActivityBucket],
    description: `${description} By interval, the earliest first; at most ${MAX_BUCKETS} of them.`,
    args: {
      by: t.arg({ type: CalendarInterval, required: true, description: 'How long each is.' }),
      from: t.arg({ type: 'Date', description: 'The first day; by default, that of the first trade.' }),
      to: t.arg({ type: 'Date', description: 'The last day; by default, that of the last trade.' }),
      includeEmpty: t.arg.boolean({
        defaultValue: false,
        required: true,
        description: 'Whether intervals without any trade are among them.',
      }),
      ...options.args,
    },
    complexity: (args: ActivityArgs) => ({ field: 1, multiplier: mostBuckets(args) }),
    ...loaded(
      (context, args: ActivityArgs & { issuer?: number | null }) => {
        const filters: FilterValues = { ...daysFrom(args.from, args.to), ...present({ issuer: args.issuer }) }
        return loaderOf(context, ['activity', collection.name, filters], (ciks: readonly number[]) =>
          tallies(context.db, collection, ciks, filters, { isDaily: true }),
        )
      },
      ({ cik }: Parent) => cik,
      (daily, _, args) => bucketsOf(daily, args),
    ),
  } as never)
}

function mostBuckets({ by, from, to }: ActivityArgs): number {
  const days = { from: from ?? FIRST_DAY, to: to ?? new Date().toJSON().slice(0, 10) }
  return Math.min(MAX_BUCKETS, Math.max(1, mostIntervals(by, days)))
}

/** Puts tallies, which come by day, into their intervals. */
function bucketsOf(tallies: Tally[], { by, from, to, includeEmpty }: ActivityArgs): Bucket[] {
  const traded: Span[] = []
  const within = new Map<string, Tally[]>()
  let span: Span | undefined
  let inSpan: Tally[] = []
  for (const tally of tallies) {
    if (!span || tally.day! > span.to) {
      span = intervalOf(by, tally.day!)
      inSpan = []
      traded.push(span)
      within.set(span.from, inSpan)
    }
    inSpan.push(tally)
  }
  const [first, last] = [from ?? tallies[0]?.day, to ?? tallies.at(-1)?.day]
  const spans =
    includeEmpty && first && last ? intervalsOf(by, { from: first, to: last }, MAX_BUCKETS + 1) : traded
  if (spans.length > MAX_BUCKETS)
    throw refuse(
      'BAD_USER_INPUT',
      `More than ${MAX_BUCKETS} intervals: ask for longer ones, or for fewer days with \`from\` and \`to\`.`,
    )
  return spans.map(
    (span) =>
      new Bucket(within.get(span.from) ?? [], {
        from: from && from > span.from ? from : span.from,
        to: to && to < span.to ? to : span.to,
      }),
  )
}

builder.objectFields(Issuer, (t) => ({
  activity: activityField(t, {
    description: 'What insiders traded in its shares.',
    collection: issuerTrades,
  }),
}))

builder.objectFields(Insider, (t) => ({
  activity: activityField(t, {
    description: 'What they traded, alone or jointly filed.',
    collection: insiderTrades,
    args: {
      issuer: t.arg({ type: 'Cik', description: 'In the shares of this issuer; by default, of any.' }),
    },
  }),
}))

for (const { Edge } of [ofIssuer, ofInsider])
  builder.objectFields(Edge, (t) => ({ trades: pairTrades(t, ({ row }) => row) }))

builder.objectFields(SharedIssuer, (t) => ({ trades: pairTrades(t, (shared) => shared) }))
