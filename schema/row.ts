/** What transactions and holdings share, as rows of a form's tables: place, security, ownership, details. */

import { type RowField, rowKind, rowOrdinal } from '../db/codes.ts'
import type { FootnoteReferenceRow, FootnoteRow } from '../db/filings.ts'
import type { HoldingRow } from '../db/holdings.ts'
import { implausibleFields } from '../db/rules/plausibility.ts'
import { plain } from '../db/rules/words.ts'
import type { TransactionRow } from '../db/transactions.ts'
import { builder, type Context, type Schema } from './builder.ts'
import { FiledStatus, ImplausibilityEnum, Ownership } from './codes.ts'
import { type Loader, loaded, loaderOf } from './loads.ts'
import {
  Filing,
  FilingOwner,
  Footnote,
  filingFootnotes,
  filingOwners,
  filingReferences,
  grantsById,
  Issuer,
  OptionGrant,
} from './nodes.ts'

export type Row = TransactionRow | HoldingRow

/** Whether a row stands in Table II. */
export const isDerivative = ({ row }: { row: number }) => rowKind(row).startsWith('DERIVATIVE')

export const TableEnum = builder.enumType('FormTable', {
  description: 'The tables of a form.',
  values: {
    I: { description: 'Non-derivative securities: shares and the like.' },
    II: { description: 'Derivative securities: options, warrants, convertibles, units.' },
  } as const,
})

/** One element of one row. */
export interface Element {
  row: Row
  field: RowField
}

export const FiledValue = builder.objectRef<Element>('FiledValue').implement({
  description: 'One element of a row, just as it was filed, with the footnotes that hang on it.',
  fields: (t) => ({
    text: t.string({
      nullable: true,
      description: 'The text as filed, also where it is no value of its kind; null where there is none.',
      resolve: ({ row, field }) => filedText(row, field),
    }),
    status: t.field({
      type: FiledStatus,
      description: 'What kind of thing was filed.',
      ...loaded(filingMarks, ofElement, (marks, { row, field }) => {
        if (implausible(row)[field]) return 'IMPLAUSIBLE'
        if (filedValue(row, field) !== null) return 'REPORTED'
        if (row.asFiled?.[field] !== undefined) return 'UNREADABLE'
        return marksOn(marks, row, field).length > 0 ? 'FOOTNOTE_ONLY' : 'ABSENT'
      }),
    }),
    implausibility: t.field({
      type: ImplausibilityEnum,
      nullable: true,
      description: 'Why its value cannot be meant; null where it can, or there is none.',
      resolve: ({ row, field }) => implausible(row)[field] ?? null,
    }),
    footnotes: t.field({
      type: [Footnote],
      description: 'The footnotes that hang on it, as its filer ordered them.',
      ...loaded(filingMarks, ofElement, (marks, { row, field }) => footnotesAt(marksOn(marks, row, field))),
    }),
    footnoteLabels: t.stringList({
      description:
        'The labels of the footnotes that hang on it: also of those that the filing does not have.',
      ...loaded(filingMarks, ofElement, (marks, { row, field }) =>
        marksOn(marks, row, field).map(({ label }) => label),
      ),
    }),
  }),
})

/** Asked for every element of a row, worked out once for it. */
function implausible(row: Row): ReturnType<typeof implausibleFields> {
  const known = implausibles.get(row) ?? implausibleFields(row, row.datedOn)
  implausibles.set(row, known)
  return known
}
const implausibles = new WeakMap<Row, ReturnType<typeof implausibleFields>>()

const filedText = (row: Row, field: RowField) => row.asFiled?.[field] ?? filedValue(row, field)

/** Whether an element says the same in two rows, however a number is written, in its footnotes too, whatever their labels. */
export async function saysTheSame(context: Context, field: RowField, a: Row, b: Row): Promise<boolean> {
  const notes = async (row: Row) =>
    marksOn(await filingMarks(context).load(row.filingId), row, field).map(({ footnotes }) =>
      footnotes.map(({ text }) => text),
    )
  const said = (row: Row) => plain(filedValue(row, field)) ?? filedValue(row, field) ?? filedText(row, field)
  if (said(a) !== said(b)) return false
  return JSON.stringify(await notes(a)) === JSON.stringify(await notes(b))
}

function filedValue(row: Row, field: RowField): string | null {
  const value = (row as unknown as Record<string, string | boolean | null>)[field]
  return value == null ? null : String(value)
}

/** A reference to a footnote, with the footnotes of that label: one as a rule, none where the filer forgot it. */
interface Mark {
  field: RowField
  label: string
  footnotes: FootnoteRow[]
}

/** The marks of a filing, by row. */
type Marks = Map<number, Mark[]>

function filingMarks(context: Context): Loader<string, Marks> {
  return loaderOf(context, ['filings.marks'], (filingIds: readonly string[]) => {
    const references = filingReferences(context).loadAll(filingIds)
    const footnotes = filingFootnotes(context).loadAll(filingIds)
    return filingIds.map((_, i) => marksOfFiling(references[i]!, footnotes[i]!))
  })
}

function marksOfFiling(
  references: readonly FootnoteReferenceRow[],
  footnotes: readonly FootnoteRow[],
): Marks {
  const byLabel = Map.groupBy(footnotes, ({ label }) => label)
  const marks: Marks = new Map()
  for (const { row, field, label } of references) {
    const mark = { field, label, footnotes: byLabel.get(label) ?? [] }
    const known = marks.get(row)
    if (known) known.push(mark)
    else marks.set(row, [mark])
  }
  return marks
}

/** The marks on a row, or on one element of it. */
function marksOn(marks: Marks, { row }: Row, field?: RowField): Mark[] {
  const known = marks.get(row) ?? []
  return field ? known.filter((mark) => mark.field === field) : known
}

const ofElement = ({ row }: Element) => row.filingId

const footnotesAt = (marks: Mark[]) => [...new Set(marks.flatMap(({ footnotes }) => footnotes))]

/** A type with a field for each of a row's elements, by which a value's footnotes are found. */
function detailsType(name: string, description: string, fields: Partial<Record<RowField, string>>) {
  return builder.objectRef<Row>(name).implement({
    description,
    fields: (t) =>
      Object.fromEntries(
        Object.entries(fields).map(([field, text]) => [
          field,
          t.field({
            type: FiledValue,
            complexity: 0,
            description: text,
            resolve: (row) => ({ row, field: field as RowField }),
          }),
        ]),
      ),
  })
}

/** The field `details` of a kind of rows. */
export function detailsField<R extends Row>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Schema, R>,
  kind: string,
  elements: Partial<Record<RowField, string>>,
) {
  return t.field({
    type: detailsType(`${kind}Details`, `The elements of a ${kind}, each with its footnotes.`, elements),
    complexity: 0,
    description: 'Its elements one by one, each as filed and with its footnotes: what a null is, they tell.',
    resolve: (row) => row,
  })
}

/** Elements that every row of either table has. */
export const COMMON_ELEMENTS = {
  securityTitle: 'The title of the security.',
  formType: 'The form on which it should be reported.',
  sharesAfter: 'What is held, in a transaction after it.',
  valueAfter: 'The value of what is held, in a transaction after it.',
  ownership: 'How it is held.',
  natureOfOwnership: 'Through whom or what it is held.',
} as const

/** Elements that only rows of Table II have. */
export const DERIVATIVE_ELEMENTS = {
  exercisePrice: 'The conversion or exercise price.',
  exercisableOn: 'The day from which it can be exercised.',
  expiresOn: 'The day on which it expires.',
  underlyingTitle: 'The title of the underlying security.',
  underlyingShares: 'The number of underlying securities.',
  underlyingValue: 'The value of the underlying securities.',
} as const

/** The fields that both interfaces have, transactions and holdings. */
export function rowFields<R extends Row>(t: PothosSchemaTypes.InterfaceFieldBuilder<Schema, R>) {
  const text = (column: keyof Row & string, description: string) =>
    t.string({ nullable: true, description, resolve: (row) => row[column] as string | null })
  const decimal = (column: keyof Row & string, description: string) =>
    t.field({ type: 'Decimal', nullable: true, description, resolve: (row) => row[column] as string | null })
  return {
    filing: t.field({
      type: Filing,
      description: 'The filing that reports it.',
      resolve: ({ filingId }) => filingId,
    }),
    issuer: t.field({
      type: Issuer,
      description: 'Whose security it is.',
      resolve: ({ issuerCik }) => issuerCik,
    }),
    owners: t.field({
      type: [FilingOwner],
      description: 'Who reports it: of a joint filing, all of its owners.',
      ...loaded(filingOwners, ({ filingId }: R) => filingId),
    }),
    table: t.field({
      type: TableEnum,
      description: 'The table of the form that it stands in.',
      resolve: (row) => (isDerivative(row) ? 'II' : 'I'),
    }),
    ordinal: t.int({
      description: 'Its place among the rows of its kind and table: with the accession number, its key.',
      resolve: ({ row }) => rowOrdinal(row),
    }),
    line: t.int({
      nullable: true,
      description: 'Its line in the table as printed; null where the source had lost it.',
      resolve: ({ line }) => line,
    }),
    securityTitle: text('securityTitle', 'The title of the security; null where not filed.'),
    sharesAfter: decimal(
      'sharesAfter',
      'What is held, in a transaction after it; null where not filed, or filed as a value.',
    ),
    valueAfter: decimal(
      'valueAfter',
      'The value in dollars of what is held, in a transaction after it; null where not filed, or filed as shares.',
    ),
    ownership: t.field({
      type: Ownership.ref,
      nullable: true,
      description: 'How it is held; null where not filed.',
      resolve: ({ ownership }) => Ownership.nameOf(ownership),
    }),
    natureOfOwnership: text(
      'natureOfOwnership',
      'Through whom or what it is held; null where held directly, or not filed.',
    ),
    footnotes: t.field({
      type: [Footnote],
      description: 'The footnotes that hang anywhere on it; `details` tells on which element.',
      ...loaded(
        filingMarks,
        ({ filingId }: R) => filingId,
        (marks, row) => footnotesAt(marksOn(marks, row)),
      ),
    }),
  }
}

/** The fields that only rows of Table II have. */
export function derivativeFields<R extends Row>(t: PothosSchemaTypes.ObjectFieldBuilder<Schema, R>) {
  const decimal = (column: keyof Row & string, description: string) =>
    t.field({ type: 'Decimal', nullable: true, description, resolve: (row) => row[column] as string | null })
  const date = (column: keyof Row & string, description: string) =>
    t.field({ type: 'Date', nullable: true, description, resolve: (row) => row[column] as string | null })
  return {
    exercisePrice: decimal(
      'exercisePrice',
      'The conversion or exercise price in dollars; null where not filed, or only in a footnote.',
    ),
    exercisableOn: date(
      'exercisableOn',
      'The day from which it can be exercised; null where not filed, or only in a footnote.',
    ),
    expiresOn: date('expiresOn', 'The day on which it expires; null where not filed, or only in a footnote.'),
    underlyingTitle: t.string({
      nullable: true,
      description: 'The title of the underlying security; null where not filed.',
      resolve: ({ underlyingTitle }) => underlyingTitle,
    }),
    underlyingShares: decimal(
      'underlyingShares',
      'The number of underlying securities; null where not filed, or filed as a value.',
    ),
    underlyingValue: decimal(
      'underlyingValue',
      'The value of the underlying securities; null where not filed, or filed as shares.',
    ),
    optionGrant: t.field({
      type: OptionGrant,
      description: 'The option grant, or other derivative security, that it speaks of.',
      ...loaded(
        grantsById,
        ({ grantId }: R) => grantId,
        (grant) => grant!,
      ),
    }),
  }
}
