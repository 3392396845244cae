/** What is loaded: how much, of which years, from where, how fresh. */
import { readFileSync } from 'node:fs'
import { lastArrival } from '../db/arrivals.ts'
import { ORIGINS } from '../db/codes.ts'
import {
  acceptedAt,
  type FilingCountRow,
  filedOn,
  filingCountRows,
  insiderCount,
  issuerCount,
  quarantinedCount,
  RECENT,
} from '../db/dataset.ts'
import { arrivalCursor } from './arrival-cursor.ts'
import { builder, type Schema } from './builder.ts'
import { FormEnum, OriginEnum } from './codes.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** Counts of filings, which several types have; `rowsOf` tells what they are summed from. */
const countFields = <Parent>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Schema, Parent>,
  rowsOf: (parent: Parent) => readonly FilingCountRow[],
) => {
  const sum = (column: 'filings' | 'transactions' | 'holdings', description: string) =>
    t.int({
      description,
      resolve: (parent) => rowsOf(parent).reduce((total, row) => total + row[column], 0),
    })
  return {
    filingCount: sum('filings', 'How many filings.'),
    transactionCount: sum(
      'transactions',
      'How many transactions they report; those for which an amendment stands too.',
    ),
    holdingCount: sum(
      'holdings',
      'How many holdings they report beside transactions; those for which an amendment stands too.',
    ),
  }
}

const FilingCount = builder.objectRef<FilingCountRow>('FilingCount').implement({
  description: 'How many filings there are of one form, year and origin.',
  fields: (t) => ({
    form: t.expose('form', { type: FormEnum, description: 'Their form.' }),
    year: t.exposeInt('year', { description: 'Their year: that of `Filing.datedOn`.' }),
    origin: t.expose('origin', { type: OriginEnum, description: 'Where they come from.' }),
    ...countFields(t, (row) => [row]),
  }),
})

const Source = builder.objectRef<readonly [FilingCountRow, ...FilingCountRow[]]>('Source').implement({
  description: 'How many filings come from one kind of source.',
  fields: (t) => ({
    origin: t.field({
      type: OriginEnum,
      description: 'Where they come from.',
      resolve: ([{ origin }]) => origin,
    }),
    ...countFields(t, (rows) => rows),
  }),
})

const Replica = builder.objectRef<Date>('Replica').implement({
  description: 'How old the data is of a server that follows another database.',
  fields: (t) => ({
    syncedAt: t.field({
      type: 'DateTime',
      description: 'When it last held all that its primary had.',
      resolve: (at) => at.toISOString(),
    }),
    ageSeconds: t.int({
      description: 'How many seconds ago that was: more than a few where the primary cannot be reached.',
      resolve: (at) => Math.max(0, Math.round((Date.now() - at.getTime()) / 1_000)),
    }),
  }),
})

const Dataset = builder.objectRef<FilingCountRow[]>('Dataset').implement({
  description: 'What is loaded here, and how fresh it is.',
  fields: (t) => ({
    version: t.string({
      description: 'The version of insider-graph that serves it.',
      resolve: () => version,
    }),
    ...countFields(t, (rows) => rows),
    issuerCount: t.int({
      description: 'How many issuers.',
      resolve: (_, __, { db }) => issuerCount(db),
    }),
    insiderCount: t.int({
      description: 'How many insiders.',
      resolve: (_, __, { db }) => insiderCount(db),
    }),
    quarantinedCount: t.int({
      description: 'How many documents, or whole archives, were set aside since they could not be read.',
      resolve: (_, __, { db }) => quarantinedCount(db),
    }),
    counts: t.field({
      type: [FilingCount],
      description: 'How many filings there are of each form, year and origin, in this order.',
      resolve: (rows) => rows,
    }),
    sources: t.field({
      type: [Source],
      description:
        'How many filings come from each kind of source, the weakest first: a stronger one replaces it.',
      resolve: (rows) =>
        ORIGINS.flatMap((origin) => {
          const [first, ...others] = rows.filter((row) => row.origin === origin)
          return first ? [[first, ...others] as const] : []
        }),
    }),
    firstFiledOn: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The first `Filing.datedOn`: the day of filing, where that is known; null where there is none.',
      resolve: (_, __, { db }) => filedOn(db, 'first'),
    }),
    lastFiledOn: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The last `Filing.datedOn`: the day of filing, where that is known; null where there is none.',
      resolve: (_, __, { db }) => filedOn(db, 'last'),
    }),
    lastAcceptedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: `When EDGAR accepted the latest filing, of the last ${RECENT.toLocaleString('en')} by day; null where none of them says when.`,
      resolve: (_, __, { db }) => acceptedAt(db),
    }),
    replica: t.field({
      type: Replica,
      nullable: true,
      description: 'How old the data is, where it is a replica of a primary; null where it follows none.',
      extensions: { isPassing: true },
      resolve: (_, __, { db }) => db.syncedAt(),
    }),
    arrivalCursor: t.string({
      description:
        'The place of the last filing that came: whoever listens from it, with `filingAdded(since:)`, misses nothing that comes after this answer.',
      resolve: (_, __, { db }) => arrivalCursor(db, lastArrival(db)),
    }),
  }),
})

builder.queryFields((t) => ({
  dataset: t.field({
    type: Dataset,
    description: 'What is loaded here.',
    resolve: (_, __, { db }) => filingCountRows(db),
  }),
}))
