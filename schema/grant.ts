/** Option grants: what the rows of Table II that speak of one derivative security tell together. */
import {
  allOptionGrants,
  insiderOptionGrants,
  issuerOptionGrants,
  type OptionGrantRow,
} from '../db/grants.ts'
import { builder } from './builder.ts'
import { DateRange, days, orderInput } from './inputs.ts'
import { Insider, Issuer, OptionGrant } from './nodes.ts'
import { connectionField, connectionType } from './paging.ts'

OptionGrant.implement({
  description:
    'An option grant, or another derivative security, of one issuer in the hands of one owner, or of several who report jointly. Rows of Table II speak of the same one when they agree in title, exercise price and expiry; where a form leaves price and expiry open, as for most restricted stock units, awards of different days count as one.',
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
  }),
})

const { Connection } = connectionType('OptionGrant', OptionGrant, (row: OptionGrantRow) => row)

const offer = {
  filter: {
    type: OptionGrantFilter,
    values: ({ grantedOn, expiresOn }: typeof OptionGrantFilter.$inferInput) => ({
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
