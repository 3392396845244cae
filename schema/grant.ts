/** Option grants: what the rows of Table II that speak of one derivative security tell together. */
import {
  allOptionGrants,
  type GrantStatus,
  insiderOptionGrants,
  issuerOptionGrants,
  type OptionGrantRow,
  statusOf,
} from '../db/grants.ts'
import { builder } from './builder.ts'
import { described } from './codes.ts'
import { DateRange, days, orderInput, present } from './inputs.ts'
import { lastDayOf } from './last-day.ts'
import { Insider, Issuer, OptionGrant } from './nodes.ts'
import { connectionField, connectionType } from './paging.ts'

const StatusEnum = described<GrantStatus>(
  'OptionGrantStatus',
  'What has become of an option grant, as far as filings here tell.',
  {
    OUTSTANDING: 'The latest filing that speaks of it leaves something of it.',
    EXERCISED: 'Nothing is left: the last of it was exercised or converted.',
    EXPIRED: 'Nothing is left: the last of it expired (codes E, H).',
    EXPIRED_INFERRED:
      'No filing says so, but something was left at its expiry, and filings about the issuer go on here past that day.',
    CANCELLED: 'Nothing is left: the last of it was returned to the issuer (code D), as in a merger.',
    TRANSFERRED: 'Nothing is left: the last of it was sold, given away or passed on.',
    SUPERSEDED:
      'All rows that speak of it are replaced by those of amendments, which speak of another. It is in no list.',
    UNKNOWN:
      'No filing says what is left of it, or how it ended. So it is past an expiry after which no filing here is about the issuer; and of units without a price past the day that stands as their expiry: as a rule they were settled on it.',
  },
)

const KnownFromEnum = described<NonNullable<OptionGrantRow['knownFrom']>>(
  'OptionGrantKnownFrom',
  'What the first row is that speaks of an option grant. Only of what is known from its award is the whole life here.',
  {
    GRANT: 'An award (code A).',
    HOLDING: 'A holding: it was awarded, or had come otherwise, before.',
    EXERCISE: 'An exercise or conversion: it was awarded, or had come otherwise, before.',
    TRANSACTION: 'Another transaction, such as a purchase.',
  },
)

const RemainingBasisEnum = described<NonNullable<OptionGrantRow['remainingBasis']>>(
  'RemainingBasis',
  'How it is known what is left of an option grant.',
  {
    REPORTED: 'The latest filing states it as what is owned after its transactions, or held.',
    COMPUTED:
      'What came, less what went: the latest row states nothing, or the rest of one award of several, or more than there can be.',
  },
)

OptionGrant.implement({
  description:
    'An option grant, or another derivative security, of one issuer in the hands of one owner, or of several who report jointly. Rows of Table II speak of the same one when they agree in title, exercise price and expiry. Where a form leaves price and expiry open, as for most restricted stock units and performance shares, the awards of different days go by one title and count as one: each row then speaks of one award or of all of them, as its filer pleases, and what is left can often not be told. Its sums leave out rows that an amendment replaces.',
  fields: (t) => ({
    issuer: t.field({
      type: Issuer,
      description: 'Whose security it is.',
      resolve: ({ issuerCik }) => issuerCik,
    }),
    insiders: t.field({
      type: [Insider],
      description: 'Whose it is: several where they report jointly.',
      resolve: ({ holders }) => holders.split(' ').map(Number),
    }),
    title: t.exposeString('title', {
      nullable: true,
      description: 'Its latest title; null where not filed.',
    }),
    exercisePrice: t.expose('exercisePrice', {
      type: 'Decimal',
      nullable: true,
      description:
        'The conversion or exercise price in dollars; null where not filed, or only in a footnote.',
    }),
    exercisableOn: t.expose('exercisableOn', {
      type: 'Date',
      nullable: true,
      description: 'The day from which it can be exercised; null where not filed, or only in a footnote.',
    }),
    expiresOn: t.expose('expiresOn', {
      type: 'Date',
      nullable: true,
      description: 'The day on which it expires; null where not filed, or only in a footnote.',
    }),
    underlyingTitle: t.exposeString('underlyingTitle', {
      nullable: true,
      description: 'The title of the underlying security; null where not filed.',
    }),
    grantedOn: t.expose('grantedOn', {
      type: 'Date',
      nullable: true,
      description:
        'The day of the first award (code A) of it; null where it is known only from a holding or from what came later.',
    }),
    granted: t.expose('granted', {
      type: 'Decimal',
      nullable: true,
      description: 'The number awarded, as far as filings here report; null where none does.',
    }),
    exercised: t.expose('exercised', {
      type: 'Decimal',
      nullable: true,
      description:
        'The number exercised or converted (codes M, X, O, C), as far as filings here report; null where none does.',
    }),
    withheld: t.expose('withheld', {
      type: 'Decimal',
      nullable: true,
      description:
        'The number of shares withheld or delivered for taxes or the exercise price (code F), as far as they can be told to be of this grant; null where none can.',
    }),
    sold: t.expose('sold', {
      type: 'Decimal',
      nullable: true,
      description:
        'The number of shares sold on exercise (code S), as far as they can be told to be of this grant; null where none can.',
    }),
    remaining: t.expose('remaining', {
      type: 'Decimal',
      nullable: true,
      description:
        'What is left of it; null where that cannot be told, as of units whose rows each speak of another award. Of units, it may count one award or all.',
    }),
    remainingBasis: t.expose('remainingBasis', {
      type: RemainingBasisEnum,
      nullable: true,
      description: 'How that is known; null where it is not.',
    }),
    status: t.field({
      type: StatusEnum,
      description: 'What has become of it.',
      resolve: async (row, _, context) => {
        const { lastOn } = await Issuer.getDataloader(context).load(row.issuerCik)
        return statusOf(row, lastDayOf(context), lastOn)
      },
    }),
    knownFrom: t.expose('knownFrom', {
      type: KnownFromEnum,
      nullable: true,
      description: 'What the first row is that speaks of it; null where all are superseded.',
    }),
    firstReportedOn: t.expose('firstOn', {
      type: 'Date',
      description: 'The day of the first filing that speaks of it.',
    }),
    lastReportedOn: t.expose('lastOn', {
      type: 'Date',
      description: 'The day of the latest filing that speaks of it.',
    }),
  }),
})

const OptionGrantFilter = builder.inputType('OptionGrantFilter', {
  description: 'Which option grants.',
  fields: (t) => ({
    grantedOn: t.field({ type: DateRange, description: 'By the day of the first award.' }),
    expiresOn: t.field({ type: DateRange, description: 'By the day of expiry.' }),
    statuses: t.field({
      type: [StatusEnum],
      description: 'Of any of these. None that is SUPERSEDED is in any list.',
    }),
  }),
})

const { Connection } = connectionType('OptionGrant', OptionGrant, (row: OptionGrantRow) => row)

const offer = {
  filter: {
    type: OptionGrantFilter,
    values: ({ grantedOn, expiresOn, statuses }: typeof OptionGrantFilter.$inferInput) => ({
      ...present({ statuses }),
      ...days('granted', grantedOn),
      ...days('expires', expiresOn),
    }),
  },
  order: {
    type: orderInput('OptionGrant', {
      LAST_REPORTED_ON: 'The day of the latest filing that speaks of it.',
      EXPIRES_ON: 'The day of expiry. Those without one are left out.',
    }),
    default: { field: 'LAST_REPORTED_ON', direction: 'DESC' as const },
  },
}

builder.queryFields((t) => ({
  optionGrants: connectionField(t, Connection, {
    description: 'All option grants.',
    collection: allOptionGrants,
    keyOf: () => 0,
    offer,
  }),
}))

builder.objectFields(Issuer, (t) => ({
  optionGrants: connectionField(t, Connection, {
    description: 'The option grants in its securities.',
    collection: issuerOptionGrants,
    keyOf: ({ cik }) => cik,
    offer,
  }),
}))

builder.objectFields(Insider, (t) => ({
  optionGrants: connectionField(t, Connection, {
    description: 'Their option grants, alone or jointly.',
    collection: insiderOptionGrants,
    keyOf: ({ cik }) => cik,
    offer,
  }),
}))
