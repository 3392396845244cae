/** Issuers: the companies whose insiders report. */
import { allIssuers, type IssuerRow, issuerByTicker } from '../db/issuers.ts'
import { builder } from './builder.ts'
import { orderInput, present } from './inputs.ts'
import { loaded } from './loads.ts'
import { NamedPeriod } from './names.ts'
import { Issuer, issuerNames } from './nodes.ts'
import { connectionField, connectionType } from './paging.ts'

Issuer.implement({
  description: 'A company whose insiders report what they hold of it.',
  fields: (t) => ({
    cik: t.expose('cik', { type: 'Cik', description: "SEC's number for the company." }),
    name: t.exposeString('name', {
      description: 'Its latest name, as EDGAR wrote it; empty where no filing names it.',
    }),
    ticker: t.exposeString('ticker', {
      nullable: true,
      description:
        "Its latest ticker, in capitals and without an exchange; null where filers never typed one. A ticker is no key: it may have been another's before.",
    }),
    formerNames: t.field({
      type: [NamedPeriod],
      description: 'The names that it had before, with the days on which filings first and last used them.',
      ...loaded(
        issuerNames,
        ({ cik }: IssuerRow) => cik,
        (names, { name }) => names.filter(({ kind, text }) => kind === 'NAME' && text !== name),
      ),
    }),
    tickers: t.field({
      type: [NamedPeriod],
      description: 'Every ticker that it had, with the days on which filings first and last used them.',
      ...loaded(
        issuerNames,
        ({ cik }: IssuerRow) => cik,
        (names) => names.filter(({ kind }) => kind === 'TICKER'),
      ),
    }),
    firstFiledOn: t.expose('firstOn', {
      type: 'Date',
      description: 'The day of the first filing about it here; where unknown, see `Filing.datedOn`.',
    }),
    lastFiledOn: t.expose('lastOn', {
      type: 'Date',
      description: 'The day of the latest filing about it here; where unknown, see `Filing.datedOn`.',
    }),
  }),
})

const IssuerBy = builder.inputType('IssuerBy', {
  description: 'By which key to find an issuer.',
  isOneOf: true,
  fields: (t) => ({
    cik: t.field({ type: 'Cik', description: "SEC's number for it." }),
    ticker: t.string({ description: 'A ticker, in either case: the issuer that filed under it last.' }),
  }),
})

const IssuerFilter = builder.inputType('IssuerFilter', {
  description: 'Which issuers.',
  fields: (t) => ({
    nameStartsWith: t.string({ description: 'How the latest name begins; letters A to Z in either case.' }),
  }),
})

const { Connection: IssuerConnection } = connectionType('Issuer', Issuer, (row: IssuerRow) => row)

const offer = {
  filter: {
    type: IssuerFilter,
    values: ({ nameStartsWith }: typeof IssuerFilter.$inferInput) => present({ nameStartsWith }),
  },
  order: {
    type: orderInput('Issuer', {
      NAME: 'The latest name.',
      LAST_FILED_ON: 'The day of the latest filing.',
    }),
    default: { field: 'NAME', direction: 'ASC' as const },
  },
}

builder.queryFields((t) => ({
  issuer: t.field({
    type: Issuer,
    nullable: true,
    description: 'The issuer with this key; null when there is none.',
    args: { by: t.arg({ type: IssuerBy, required: true, description: 'The key.' }) },
    resolve: (_, { by }, { db }) => (by.cik != null ? by.cik : issuerByTicker(db, by.ticker!)),
  }),
  issuers: connectionField(t, IssuerConnection, {
    description: 'All issuers.',
    collection: allIssuers,
    keyOf: () => 0,
    offer,
  }),
}))
