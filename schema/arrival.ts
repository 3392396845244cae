/** Filings as they come: the subscription, and the cursors by which it goes on after a break. */
import { lastArrival } from '../db/arrivals.ts'
import type { FilingRow } from '../db/filings.ts'
import { arrivalCursor, placeOf } from './arrival-cursor.ts'
import { builder } from './builder.ts'
import { FormEnum } from './codes.ts'
import { refuse } from './errors.ts'
import { DateRange, days, present } from './inputs.ts'
import { GRAPH_LIMITS } from './limits.ts'
import { Filing } from './nodes.ts'

const LONGEST_LIST = GRAPH_LIMITS.arrivalParties.value

builder.objectField(Filing, 'arrivalCursor', (t) =>
  t.string({
    description:
      'Its place in the order in which filings came here: `filingAdded(since:)` goes on after it. Whoever has queried listens from `Dataset.arrivalCursor`.',
    resolve: ({ arrival }, _, { db }) => arrivalCursor(db, arrival),
  }),
)

const FilingAddedFilter = builder.inputType('FilingAddedFilter', {
  description: 'Which of the filings that come.',
  fields: (t) => ({
    forms: t.field({ type: [FormEnum], description: 'Of any of these forms.' }),
    issuers: t.field({
      type: ['Cik'],
      description: `About securities of any of these issuers, at most ${LONGEST_LIST}.`,
    }),
    insiders: t.field({
      type: ['Cik'],
      description: `That name any of these insiders as an owner, at most ${LONGEST_LIST}.`,
    }),
    filedOn: t.field({
      type: DateRange,
      description:
        'By day of filing; where that is unknown, see `Filing.datedOn`. Old filings come too, when they are taken in late.',
    }),
    isLate: t.boolean({
      description: 'Late, or on time: see `Filing.isLate`. Where that is null, neither.',
    }),
  }),
})

function valuesOf({ forms, issuers, insiders, filedOn, isLate }: typeof FilingAddedFilter.$inferInput) {
  for (const [name, list] of Object.entries({ forms, issuers, insiders }))
    if (list && list.length > LONGEST_LIST)
      throw refuse(
        'BAD_USER_INPUT',
        `At most ${LONGEST_LIST} ${name}, not ${list.length}: listen to the others in another subscription.`,
      )
  return {
    ...present({ forms, issuers, insiders }),
    ...days('filed', filedOn),
    ...(isLate != null && { [isLate ? 'late' : 'onTime']: 1 }),
  }
}

builder.subscriptionFields((t) => ({
  filingAdded: t.field({
    type: Filing,
    description:
      'Each filing that comes, as it is when it is told: once for each accession number, also where a better document replaces it later.',
    args: {
      filter: t.arg({
        type: FilingAddedFilter,
        description:
          'What to keep. All fields must hold; of a list, any of its values. An empty list is as good as none.',
      }),
      since: t.arg.string({
        description:
          'The `arrivalCursor` of the last filing that was told, under whatever filter, or that of the dataset: all that came after it comes first. Without it, only what comes from now on.',
      }),
    },
    subscribe: (_, { filter, since }, { db, arrivals }) => {
      const filters = valuesOf(filter ?? {})
      return arrivals.after(since == null ? lastArrival(db) : placeOf(db, since), filters)
    },
    resolve: (filing: FilingRow) => filing,
  }),
}))
