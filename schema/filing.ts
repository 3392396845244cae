/** Filings: one Form 3, 4 or 5 as filed, with its owners and signatures. */
import { isSynthetic } from '../db/accession.ts'
import { allFilings, type FilingRow, insiderFilings, issuerFilings } from '../db/filings.ts'
import { builder } from './builder.ts'
import { FormEnum, OriginEnum, PlanStatusEnum } from './codes.ts'
import { DateRange, days, orderInput, present } from './inputs.ts'
import { Filing, Insider, Issuer } from './nodes.ts'
import { connectionField, connectionType } from './paging.ts'

const Leftover = builder.objectRef<{ path: string; text: string }>('Leftover').implement({
  description: 'Something in a document that no other field covers.',
  fields: (t) => ({
    path: t.exposeString('path', {
      description:
        'Where it stands: names of elements, from the root down; rows, owners, signatures and footnotes with their number, as `nonDerivativeTransaction[2]`.',
    }),
    text: t.exposeString('text', { description: 'What it says.' }),
  }),
})

Filing.implement({
  description: 'One Form 3, 4 or 5 as filed with the SEC.',
  fields: (t) => ({
    accessionNumber: t.expose('id', {
      type: 'AccessionNumber',
      description: "SEC's number for it, or a synthetic one where the source had lost it.",
    }),
    hasSyntheticAccession: t.boolean({
      description:
        "Whether the source had lost SEC's number, so that ours stands in: the same for the same content.",
      resolve: ({ id }) => isSynthetic(id),
    }),
    form: t.expose('form', { type: FormEnum, description: 'The form.' }),
    isAmendment: t.boolean({
      description: 'Whether it amends an earlier filing.',
      resolve: ({ form }) => form.endsWith('/A'),
    }),
    schemaVersion: t.exposeString('schemaVersion', {
      nullable: true,
      description: "The version of SEC's XML, such as `X0306`; null where the source does not say.",
    }),
    issuer: t.field({
      type: Issuer,
      description: 'Whose securities it is about.',
      resolve: ({ issuerCik }) => issuerCik,
    }),
    issuerName: t.exposeString('issuerName', {
      nullable: true,
      description: "The issuer's name in this filing; null where not filed.",
    }),
    issuerTicker: t.exposeString('issuerTicker', {
      nullable: true,
      description: 'The ticker as the filer typed it; null where not filed.',
    }),
    issuerForeignTicker: t.exposeString('issuerForeignTicker', {
      nullable: true,
      description: 'The ticker on a foreign exchange as the filer typed it; null where not filed.',
    }),
    periodOfReport: t.expose('periodOfReport', {
      type: 'Date',
      nullable: true,
      description:
        'Form 3: the day of the event. Form 4: the day of the earliest transaction. Form 5: the end of the fiscal year. Null where not filed.',
    }),
    filedOn: t.expose('filedOn', {
      type: 'Date',
      nullable: true,
      description:
        'The day that EDGAR counts as that of filing; null where the source does not say (the XML alone does not).',
    }),
    datedOn: t.expose('datedOn', {
      type: 'Date',
      description:
        'The day that lists are ordered by: of filing; where that is unknown, of signing; or else the period, or the year in its number.',
    }),
    acceptedAt: t.expose('acceptedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When EDGAR accepted it; null where the source does not say.',
    }),
    originalFiledOn: t.expose('originalFiledOn', {
      type: 'Date',
      nullable: true,
      description:
        'The day of filing of what it amends, as filed; null where it amends nothing, or does not say.',
    }),
    noSecuritiesOwned: t.exposeBoolean('noSecuritiesOwned', {
      nullable: true,
      description: 'Form 3: whether the owner holds nothing at all; null where the form does not say.',
    }),
    notSubjectToSection16: t.exposeBoolean('notSubjectToSection16', {
      nullable: true,
      description: 'Whether the owner is no longer subject to Section 16; null where the form does not say.',
    }),
    form3HoldingsReported: t.exposeBoolean('form3HoldingsReported', {
      nullable: true,
      description:
        'Form 5: whether it reports holdings that a Form 3 should have; null where the form does not say.',
    }),
    form4TransactionsReported: t.exposeBoolean('form4TransactionsReported', {
      nullable: true,
      description:
        'Form 5: whether it reports transactions that a Form 4 should have; null where the form does not say.',
    }),
    aff10b5One: t.exposeBoolean('aff10b5One', {
      nullable: true,
      description: 'The check box for Rule 10b5-1 plans; null where the form has none (before April 2023).',
    }),
    planStatus: t.expose('planStatus', {
      type: PlanStatusEnum,
      description: 'Whether any of it was traded under a Rule 10b5-1 plan.',
    }),
    remarks: t.exposeString('remarks', {
      nullable: true,
      description: 'Remarks; null where there are none.',
    }),
    leftovers: t.field({
      type: [Leftover],
      description: 'What the document holds beside its known elements.',
      resolve: ({ leftovers }) => leftovers ?? [],
    }),
    origin: t.expose('origin', {
      type: OriginEnum,
      description: 'Where this graph has it from.',
    }),
    sourceUrl: t.field({
      type: 'Url',
      nullable: true,
      description: "The filing's page at SEC; null where the accession number is synthetic.",
      resolve: ({ id, issuerCik }) =>
        isSynthetic(id)
          ? null
          : `https://www.sec.gov/Archives/edgar/data/${issuerCik}/${id.replaceAll('-', '')}/${id}-index.htm`,
    }),
  }),
})

const FilingFilter = builder.inputType('FilingFilter', {
  description: 'Which filings.',
  fields: (t) => ({
    forms: t.field({ type: [FormEnum], description: 'Of any of these forms.' }),
    filedOn: t.field({
      type: DateRange,
      description: 'By day of filing; where that is unknown, see `Filing.datedOn`.',
    }),
    periodOfReport: t.field({ type: DateRange, description: 'By the period that they report on.' }),
    isLate: t.boolean({
      description: 'Late, or on time: see `Filing.isLate`. Where that is null, neither.',
    }),
  }),
})

const { Connection: FilingConnection } = connectionType('Filing', Filing, (row: FilingRow) => row)

const offer = {
  filter: {
    type: FilingFilter,
    values: ({ forms, filedOn, periodOfReport, isLate }: typeof FilingFilter.$inferInput) => ({
      ...(forms?.length === 1 ? { form: forms[0]! } : present({ forms })),
      ...days('filed', filedOn),
      ...days('period', periodOfReport),
      ...(isLate != null && { [isLate ? 'late' : 'onTime']: 1 }),
    }),
  },
  order: {
    type: orderInput('Filing', {
      FILED_ON: 'The day of filing; where that is unknown, see `Filing.datedOn`.',
      PERIOD_OF_REPORT: 'The period reported on. Filings without one are left out.',
    }),
    default: { field: 'FILED_ON', direction: 'DESC' as const },
  },
}

builder.queryFields((t) => ({
  filing: t.field({
    type: Filing,
    nullable: true,
    description: 'The filing with this accession number; null when there is none.',
    args: {
      accessionNumber: t.arg({
        type: 'AccessionNumber',
        required: true,
        description: "SEC's number for it.",
      }),
    },
    resolve: (_, { accessionNumber }) => accessionNumber,
  }),
  filings: connectionField(t, FilingConnection, {
    description: 'All filings.',
    collection: allFilings,
    keyOf: () => 0,
    offer,
  }),
}))

builder.objectFields(Issuer, (t) => ({
  filings: connectionField(t, FilingConnection, {
    description: 'The filings about its securities.',
    collection: issuerFilings,
    keyOf: ({ cik }) => cik,
    offer,
  }),
}))

builder.objectFields(Insider, (t) => ({
  filings: connectionField(t, FilingConnection, {
    description: 'The filings that name them as an owner.',
    collection: insiderFilings,
    keyOf: ({ cik }) => cik,
    offer,
  }),
}))
