/** Attributes of issuers: what EDGAR says of them beside their filings, and when it was seen to say so. */
import type { IssuerAttribute as Kind } from '../db/codes.ts'
import { attributesOfIssuers, type IssuerAttributeRow } from '../db/issuer-attributes.ts'
import { builder, type Schema } from './builder.ts'
import { described } from './codes.ts'
import { loaded, loader } from './loads.ts'
import { Issuer } from './nodes.ts'

const attributes = loader(attributesOfIssuers)

/** Kinds of which an issuer has one at a time. */
type SingleKind = Exclude<Kind, 'LISTING'>
type SingleRow = IssuerAttributeRow & { kind: SingleKind }
const isSingle = (row: IssuerAttributeRow): row is SingleRow => row.kind !== 'LISTING'

const KindEnum = described<SingleKind>('IssuerAttributeKind', 'What an attribute of an issuer tells.', {
  SIC: 'Its industry: the code of the Standard Industrial Classification under which SEC keeps it.',
  STATE_OF_INCORPORATION: 'The state or country under whose law it is.',
  BUSINESS_STATE: 'The state or country of its business address.',
  FISCAL_YEAR_END: 'The day on which its fiscal year ends.',
})

/** When an attribute was seen, which both types have. */
const seenFields = <Row extends IssuerAttributeRow>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Schema, Row>,
) => ({
  firstSeenOn: t.field({
    type: 'Date',
    description: 'The first day on which a `sync` saw EDGAR say so; it may have been so for long.',
    resolve: ({ firstOn }) => firstOn,
  }),
  lastSeenOn: t.field({
    type: 'Date',
    description: 'The last day on which a `sync` saw EDGAR say so.',
    resolve: ({ lastOn }) => lastOn,
  }),
  isCurrent: t.boolean({
    description:
      "Whether the latest look at the issuer found this too; a look at all companies' tickers counts for listings alone.",
    resolve: ({ isCurrent }) => isCurrent,
  }),
})

const Listing = builder.objectRef<IssuerAttributeRow>('Listing').implement({
  description: 'A security of an issuer by its ticker, as EDGAR lists it.',
  fields: (t) => ({
    ticker: t.exposeString('value', {
      description: "The ticker. It is no key: it may have been another's before.",
    }),
    exchange: t.string({
      nullable: true,
      description: 'The exchange, such as `Nasdaq`, `NYSE` or `OTC`; null where EDGAR names none.',
      resolve: ({ detail }) => detail || null,
    }),
    ...seenFields(t),
  }),
})

const IssuerAttribute = builder.objectRef<SingleRow>('IssuerAttribute').implement({
  description: 'What EDGAR says of an issuer beside its filings. It is dated, and no key.',
  fields: (t) => ({
    kind: t.expose('kind', { type: KindEnum, description: 'What it tells.' }),
    value: t.exposeString('value', {
      description: "EDGAR's code, such as `3571`, `DE` or `2M`; of the end of a fiscal year, `MM-DD`.",
    }),
    description: t.string({
      nullable: true,
      description: 'The code in words, as EDGAR has them; null where there are none.',
      resolve: ({ detail }) => detail || null,
    }),
    ...seenFields(t),
  }),
})

builder.objectFields(Issuer, (t) => {
  const current = (kind: SingleKind, description: string) =>
    t.field({
      type: IssuerAttribute,
      nullable: true,
      description: `${description}; null where it has none, or no \`sync\` asked EDGAR for it.`,
      ...loaded(
        attributes,
        ({ cik }: { cik: number }) => cik,
        (all) => all.filter(isSingle).findLast((row) => row.kind === kind && row.isCurrent),
      ),
    })
  return {
    listings: t.field({
      type: [Listing],
      description:
        'The tickers and exchanges under which EDGAR lists it, and did, as they appeared; none where no `sync` asked. `tickers` are those that filers typed.',
      ...loaded(
        attributes,
        ({ cik }: { cik: number }) => cik,
        (all) => all.filter(({ kind }) => kind === 'LISTING'),
      ),
    }),
    sic: current('SIC', 'Its industry now, by SIC'),
    stateOfIncorporation: current('STATE_OF_INCORPORATION', 'The state or country under whose law it is now'),
    businessState: current('BUSINESS_STATE', 'The state or country of its business address now'),
    fiscalYearEnd: current('FISCAL_YEAR_END', 'The day on which its fiscal year ends now'),
    attributes: t.field({
      type: [IssuerAttribute],
      description:
        'Its industry, states and ends of the fiscal year, as they are and as they were: kind by kind, as they appeared; none where no `sync` asked EDGAR for them.',
      ...loaded(
        attributes,
        ({ cik }: { cik: number }) => cik,
        (all) => all.filter(isSingle),
      ),
    }),
  }
})
