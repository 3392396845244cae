/** Insiders: the people and entities that report. */
import { allInsiders, type InsiderRow } from '../db/insiders.ts'
import { builder } from './builder.ts'
import { orderInput, present } from './inputs.ts'
import { loaded } from './loads.ts'
import { NamedPeriod } from './names.ts'
import { Insider, insiderNames } from './nodes.ts'
import { connectionField, connectionType } from './paging.ts'

Insider.implement({
  description:
    'A person or an entity that reports what it holds: a director, an officer, an owner of over 10 %.',
  fields: (t) => ({
    cik: t.field({
      type: 'Cik',
      nullable: true,
      description: "SEC's number for them; null where the source had lost it.",
      resolve: ({ cik }) => (cik > 0 ? cik : null),
    }),
    name: t.exposeString('name', {
      description:
        'Their latest name, as filed: people mostly as `LAST FIRST MIDDLE`. Filings do not tell people from entities.',
    }),
    formerNames: t.field({
      type: [NamedPeriod],
      description: 'The names that they had before, with the days on which filings first and last used them.',
      ...loaded(
        insiderNames,
        ({ cik }: InsiderRow) => cik,
        (names, { name }) => names.filter(({ text }) => text !== name),
      ),
    }),
    firstFiledOn: t.expose('firstOn', {
      type: 'Date',
      description: 'The day of their first filing here; where unknown, see `Filing.datedOn`.',
    }),
    lastFiledOn: t.expose('lastOn', {
      type: 'Date',
      description: 'The day of their latest filing here; where unknown, see `Filing.datedOn`.',
    }),
  }),
})

const InsiderBy = builder.inputType('InsiderBy', {
  description: 'By which key to find an insider.',
  isOneOf: true,
  fields: (t) => ({
    cik: t.field({ type: 'Cik', description: "SEC's number for them." }),
  }),
})

const InsiderFilter = builder.inputType('InsiderFilter', {
  description: 'Which insiders.',
  fields: (t) => ({
    nameStartsWith: t.string({
      description: 'How the latest name begins; letters A to Z in either case: the last name first.',
    }),
  }),
})

const { Connection: InsiderConnection } = connectionType('Insider', Insider, (row: InsiderRow) => row)

const offer = {
  filter: {
    type: InsiderFilter,
    values: ({ nameStartsWith }: typeof InsiderFilter.$inferInput) => present({ nameStartsWith }),
  },
  order: {
    type: orderInput('Insider', {
      NAME: 'The latest name.',
      LAST_FILED_ON: 'The day of the latest filing.',
    }),
    default: { field: 'NAME', direction: 'ASC' as const },
  },
}

builder.queryFields((t) => ({
  insider: t.field({
    type: Insider,
    nullable: true,
    description: 'The insider with this key; null when there is none.',
    args: { by: t.arg({ type: InsiderBy, required: true, description: 'The key.' }) },
    resolve: (_, { by }) => by.cik,
  }),
  insiders: connectionField(t, InsiderConnection, {
    description: 'All insiders.',
    collection: allInsiders,
    keyOf: () => 0,
    offer,
  }),
}))
