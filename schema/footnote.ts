/** Footnotes, and where they hang. */
import { type RowField, rowKey, rowKind } from '../db/codes.ts'
import { builder } from './builder.ts'
import { FieldEnum } from './codes.ts'
import { loaded } from './loads.ts'
import {
  DerivativeHolding,
  DerivativeTransaction,
  Filing,
  Footnote,
  FormRow,
  filingFootnotes,
  filingReferences,
  NonDerivativeHolding,
  NonDerivativeTransaction,
} from './nodes.ts'

const nodeOf = {
  NON_DERIVATIVE_TRANSACTION: NonDerivativeTransaction,
  DERIVATIVE_TRANSACTION: DerivativeTransaction,
  NON_DERIVATIVE_HOLDING: NonDerivativeHolding,
  DERIVATIVE_HOLDING: DerivativeHolding,
}

const FootnoteReference = builder
  .objectRef<{ filingId: string; row: number; field: RowField }>('FootnoteReference')
  .implement({
    description: 'A place where a footnote hangs.',
    fields: (t) => ({
      field: t.expose('field', { type: FieldEnum, description: 'The element of the row.' }),
      row: t.field({
        type: FormRow,
        description: 'The row.',
        resolve: ({ filingId, row }, _, context) => {
          const key = rowKey({ filingId, row })
          return nodeOf[rowKind(row)].getDataloader(context).load(key)
        },
      }),
    }),
  })

Footnote.implement({
  description: 'A footnote of a filing.',
  fields: (t) => ({
    label: t.exposeString('label', { description: 'The id that its filer gave it, such as `F1`.' }),
    text: t.exposeString('text', { description: 'What it says.' }),
    filing: t.field({ type: Filing, description: 'The filing.', resolve: ({ filingId }) => filingId }),
    references: t.field({
      type: [FootnoteReference],
      description: 'Where it hangs. A footnote may hang nowhere.',
      ...loaded(
        filingReferences,
        ({ filingId }: { filingId: string; label: string }) => filingId,
        (references, { label }) => references.filter((reference) => reference.label === label),
      ),
    }),
  }),
})

builder.objectFields(Filing, (t) => ({
  footnotes: t.field({
    type: [Footnote],
    description: 'Its footnotes, in order.',
    ...loaded(filingFootnotes, ({ id }: { id: string }) => id),
  }),
}))
