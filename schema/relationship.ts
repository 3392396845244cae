/** What an insider is to an issuer: the edges between the two, each way. */
import { roleBits, rolesOf } from '../db/codes.ts'
import { insiderIssuers, isCurrent, issuerInsiders, type RelationshipRow } from '../db/relationships.ts'
import { isJointOnly, tieOf } from '../db/ties.ts'
import { builder } from './builder.ts'
import { RoleEnum } from './codes.ts'
import { ofInsider, ofIssuer } from './edges.ts'
import { orderInput, present } from './inputs.ts'
import { Filing, Insider, Issuer } from './nodes.ts'
import { connectionField, type Edge } from './paging.ts'
import { TieKindEnum } from './ties.ts'

const RelationshipFilter = builder.inputType('RelationshipFilter', {
  description: 'Which relationships.',
  fields: (t) => ({
    roles: t.field({ type: [RoleEnum], description: 'With any of these roles, in the latest filing.' }),
    isCurrent: t.boolean({ description: 'Only current ones, or only past ones.' }),
  }),
})

const offer = {
  filter: {
    type: RelationshipFilter,
    values: (filter: typeof RelationshipFilter.$inferInput) =>
      present({
        roles: filter.roles?.length ? roleBits(filter.roles) : null,
        isCurrent: filter.isCurrent == null ? null : Number(filter.isCurrent),
      }),
  },
  order: {
    type: orderInput('Relationship', { LAST_FILED_ON: 'The day of the latest filing of the two.' }),
    default: { field: 'LAST_FILED_ON', direction: 'DESC' as const },
  },
}

for (const { Edge } of [ofIssuer, ofInsider])
  builder.objectFields(Edge, (t) => ({
    roles: t.field({
      type: [RoleEnum],
      description: 'What the insider is to the issuer, from the latest filing.',
      resolve: ({ row }: Edge<RelationshipRow>) => rolesOf(row.roles),
    }),
    everRoles: t.field({
      type: [RoleEnum],
      description: 'What the insider ever was to the issuer, from all filings of the two.',
      resolve: ({ row }) => rolesOf(row.everRoles),
    }),
    tie: t.field({
      type: TieKindEnum,
      description: 'What ties the two, from all their filings.',
      resolve: ({ row }) => tieOf(row),
    }),
    isJointOnly: t.boolean({
      description: 'Whether every filing of the two is joint: it may be about the other owners alone.',
      resolve: ({ row }) => isJointOnly(row),
    }),
    officerTitle: t.string({
      nullable: true,
      description: "The officer's title, from the latest filing; null where none was filed.",
      resolve: ({ row }) => row.officerTitle,
    }),
    firstFiledOn: t.field({
      type: 'Date',
      description: 'The day of the first filing of the two.',
      resolve: ({ row }) => row.firstOn,
    }),
    lastFiledOn: t.field({
      type: 'Date',
      description: 'The day of the latest filing of the two.',
      resolve: ({ row }) => row.lastOn,
    }),
    filingCount: t.int({
      description: 'How many filings tie the two.',
      resolve: ({ row }) => row.filingCount,
    }),
    isCurrent: t.boolean({
      description:
        "Whether the latest filing leaves them subject to Section 16, and lies no more than two years before the issuer's latest. Many who leave file nothing.",
      resolve: ({ row }) => isCurrent(row),
    }),
    firstFiling: t.field({
      type: Filing,
      description: 'The first filing of the two.',
      resolve: ({ row }) => row.firstFiling,
    }),
    latestFiling: t.field({
      type: Filing,
      description: 'The latest filing of the two: where role and title come from.',
      resolve: ({ row }) => row.lastFiling,
    }),
  }))

builder.objectFields(Issuer, (t) => ({
  insiders: connectionField(t, ofIssuer.Connection, {
    description: 'Who reports, or reported, on it.',
    collection: issuerInsiders,
    keyOf: ({ cik }) => cik,
    offer,
  }),
}))

builder.objectFields(Insider, (t) => ({
  issuers: connectionField(t, ofInsider.Connection, {
    description: 'On which companies they report, or reported.',
    collection: insiderIssuers,
    keyOf: ({ cik }) => cik,
    offer,
  }),
}))
