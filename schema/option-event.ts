/** The events in the life of an option grant. */
import { eventsOfGrants, type OptionEvent } from '../db/grant-events.ts'
import { builder } from './builder.ts'
import { ConfidenceEnum, described } from './codes.ts'
import { loaderOf } from './loads.ts'
import { Footnote, OptionGrant, Transaction } from './nodes.ts'

const EventKindEnum = described<OptionEvent['kind']>('OptionEventKind', 'What happened to an option grant.', {
  GRANTED: 'It was awarded (code A).',
  ACQUIRED: 'It came otherwise: by purchase, gift, conversion.',
  VESTING_STATED: 'A form states when it vests, or can be exercised; the footnotes have the terms.',
  EXERCISED: 'It was exercised, converted or settled (codes M, X, O, C).',
  SHARES_RECEIVED:
    'The shares that an exercise brought: acquired in the same filing, by the same code, on the same day.',
  WITHHELD: 'Shares were withheld or delivered for taxes or the exercise price (code F).',
  SOLD: 'Shares were sold (code S) on the day of an exercise, or after it in the same filing.',
  DISPOSED: 'It was itself sold or tendered (codes S, P, U); an option that obliges is opened so.',
  TRANSFERRED: 'It was given away or passed on (codes G, W, Z).',
  CANCELLED: 'It was returned to the issuer (code D).',
  EXPIRED: 'It expired (codes E, H), or must have: its day has passed.',
  OTHER: 'Something else, as a rule in a footnote.',
})

const EventBasisEnum = described<OptionEvent['basis']>(
  'OptionEventBasis',
  'By what an event was told to be of an option grant.',
  {
    ROW: 'The row is one of the grant itself: it agrees in title, price and expiry.',
    SAME_SHARES:
      'The shares are as many as were exercised, or as underlie them. MEDIUM where they fit another grant as well.',
    SAME_TOTAL:
      'The shares of that day are together as many as were exercised. MEDIUM where several grants were.',
    SAME_DAY: 'Only the code and the day agree: MEDIUM, or LOW where several grants were exercised.',
    OTHER_DAY: 'The shares are as many as were exercised, but of another day: MEDIUM.',
    ONLY_EXERCISE:
      'No other grant was exercised, and it brought shares enough. MEDIUM where only a part of them was sold, or on a later day.',
    FOLLOWING_ROW:
      'The row stands behind that of the shares received, as others do behind those of other exercises: MEDIUM.',
    SEVERAL_EXERCISES: 'Several grants were exercised, and no row says of which one it is: LOW.',
    MISMATCH: 'More shares than the exercise brought, or of another title or ownership: LOW.',
    EXPIRY: 'Its expiry lies before the day of the latest filing here: MEDIUM.',
  },
)

const OptionEventRef = builder.objectRef<OptionEvent>('OptionEvent').implement({
  description:
    'Something that happened to an option grant. Those of LOW confidence count in none of its sums; the others do.',
  fields: (t) => ({
    kind: t.expose('kind', { type: EventKindEnum, description: 'What happened.' }),
    on: t.expose('on', {
      type: 'Date',
      nullable: true,
      description:
        'The day on which it happened; of a vesting, from which it can be exercised. Null where only footnotes tell.',
    }),
    shares: t.expose('shares', {
      type: 'Decimal',
      nullable: true,
      description:
        'How many of the grant, or shares that came of it; null where that is not filed, or cannot be told from those of other grants.',
    }),
    pricePerShare: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The price of one in dollars; null where not filed, or only in a footnote.',
      resolve: ({ kind, transaction }) =>
        kind === 'VESTING_STATED' ? null : (transaction?.pricePerShare ?? null),
    }),
    transaction: t.field({
      type: Transaction,
      nullable: true,
      description:
        'The transaction that reports it; of a vesting, that states it. Null where a holding states it, or where it is inferred.',
      resolve: ({ transaction }) => transaction,
    }),
    footnotes: t.field({
      type: [Footnote],
      description:
        'The footnotes on the row that tells it; of a vesting, those on the exercisable day and on the expiry alone.',
      resolve: ({ footnotes }) => footnotes,
    }),
    confidence: t.expose('confidence', {
      type: ConfidenceEnum,
      description: 'How sure it is that this is of this grant.',
    }),
    basis: t.expose('basis', { type: EventBasisEnum, description: 'By what that was told.' }),
  }),
})

builder.objectFields(OptionGrant, (t) => ({
  events: t.field({
    type: [OptionEventRef],
    description:
      'Its life, in order of days: award, vesting as stated, exercise and what came of it, end. A vesting stands where it is first stated.',
    resolve: ({ id }, _, context) =>
      loaderOf(context, ['grants.events'], (ids) => eventsOfGrants(context.db, ids as number[])).load(id),
  }),
}))
