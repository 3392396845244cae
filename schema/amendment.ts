/** Amendments: what amends what, what stands for what, and what changed. */
import type { RowChange as Change } from '../db/amendments.ts'
import { type AmendmentReason, ROW_FIELDS, type RowField, rowKey } from '../db/codes.ts'
import { isSuperseded } from '../db/rows.ts'
import { builder } from './builder.ts'
import { AMENDMENT_CONFIDENCE, AmendmentReasonEnum, ConfidenceEnum, FieldEnum, LeftOutEnum } from './codes.ts'
import { loaded } from './loads.ts'
import {
  Filing,
  FormRow,
  filingAmendments,
  filingChanges,
  Holding,
  holdingRows,
  Transaction,
  transactionRows,
} from './nodes.ts'
import { FiledValue, type Row, saysTheSame } from './row.ts'

const AmendmentLink = builder.objectRef<AmendmentReason>('AmendmentLink').implement({
  description: 'How it was told what an amendment amends: the form names a day of filing, and no number.',
  fields: (t) => ({
    reason: t.field({
      type: AmendmentReasonEnum,
      description: 'How it was told.',
      resolve: (reason) => reason,
    }),
    confidence: t.field({
      type: ConfidenceEnum,
      nullable: true,
      description: 'How sure it is; null where nothing was found.',
      resolve: (reason) => AMENDMENT_CONFIDENCE[reason],
    }),
  }),
})

const RowChangeKind = builder.enumType('RowChangeKind', {
  description: 'What an amendment makes of a row.',
  values: {
    ADDED: { description: 'It is new.' },
    CHANGED: { description: 'It stands for an earlier row and says something else.' },
    UNCHANGED: { description: 'It stands for an earlier row and says the same.' },
    NOT_REPEATED: {
      description: 'The amendment does not repeat it. Amendments may be partial: it stays in force.',
    },
  } as const,
})

interface FieldChange {
  field: RowField
  before: Row
  after: Row
}

const FieldChange = builder.objectRef<FieldChange>('FieldChange').implement({
  description: 'An element of a row that an amendment changed: its value, or what its footnotes say.',
  fields: (t) => ({
    field: t.expose('field', { type: FieldEnum, description: 'Which element.' }),
    before: t.field({
      type: FiledValue,
      description: 'What it was.',
      resolve: ({ before: row, field }) => ({ row, field }),
    }),
    after: t.field({
      type: FiledValue,
      description: 'What it is.',
      resolve: ({ after: row, field }) => ({ row, field }),
    }),
  }),
})

const RowChange = builder.objectRef<Change & { fields: FieldChange[] }>('RowChange').implement({
  description: 'A row before and after an amendment.',
  fields: (t) => ({
    kind: t.field({
      type: RowChangeKind,
      description: 'What became of it.',
      resolve: ({ before, after, fields }) => {
        if (!before) return 'ADDED'
        if (!after) return 'NOT_REPEATED'
        return fields.length > 0 ? 'CHANGED' : 'UNCHANGED'
      },
    }),
    before: t.field({
      type: FormRow,
      nullable: true,
      description: 'The row that was in force before; null where the amendment adds one.',
      resolve: ({ before }) => before as never,
    }),
    after: t.field({
      type: FormRow,
      nullable: true,
      description: "The amendment's row; null where it repeats none.",
      resolve: ({ after }) => after as never,
    }),
    fields: t.field({
      type: [FieldChange],
      description: "What differs, in the order of the form's columns.",
      resolve: ({ fields }) => fields,
    }),
  }),
})

builder.objectFields(Filing, (t) => ({
  amends: t.field({
    type: Filing,
    nullable: true,
    description: 'The filing that it amends; null where it amends none, or none that is here.',
    resolve: ({ amendsId }) => amendsId,
  }),
  amendedBy: t.field({
    type: [Filing],
    description: 'The filings that amend it, the oldest first.',
    ...loaded(filingAmendments, ({ id }: { id: string }) => id),
  }),
  amendmentLink: t.field({
    type: AmendmentLink,
    nullable: true,
    description: 'How it was told what it amends; null where it is no amendment.',
    resolve: ({ amendmentReason }) => amendmentReason,
  }),
  changes: t.field({
    type: [RowChange],
    description:
      'What it changed, row by row, against what was in force before it: its own rows in their order, then those that it does not repeat. Nothing where it amends nothing that is here.',
    resolve: async ({ id }, _, context) => {
      const changes = await filingChanges(context).load(id)
      return Promise.all(
        changes.map(async ({ before, after }) => {
          if (!before || !after) return { before, after, fields: [] }
          const same = await Promise.all(
            ROW_FIELDS.map((field) => saysTheSame(context, field, before, after)),
          )
          const fields = ROW_FIELDS.filter((_, i) => !same[i]).map((field) => ({ field, before, after }))
          return { before, after, fields }
        }),
      )
    },
  }),
}))

/** The key of the row that stands for one, or that reports it elsewhere. */
const insteadOf = ({ insteadFiling, insteadRow }: Row) =>
  rowKey({ filingId: insteadFiling!, row: insteadRow! })

builder.interfaceFields(Transaction, (t) => ({
  isSuperseded: t.boolean({
    description: 'Whether a row of an amendment stands for it. Lists leave it out unless it is asked for.',
    resolve: (row) => isSuperseded(row),
  }),
  supersededBy: t.field({
    type: Transaction,
    nullable: true,
    description: 'The row of an amendment that stands for it; null where none does.',
    ...loaded(transactionRows, (row: Row) => (isSuperseded(row) ? insteadOf(row) : null)),
  }),
  leftOutReason: t.expose('leftOut', {
    type: LeftOutEnum,
    nullable: true,
    description: 'Why it counts in no sum; null where it does, if it is a trade.',
  }),
  reportedElsewhere: t.field({
    type: Transaction,
    nullable: true,
    description:
      'The row of another filing that reports the same transaction, and counts in sums instead; null where none does.',
    ...loaded(transactionRows, (row: Row) =>
      'leftOut' in row && row.leftOut === 'REPORTED_ELSEWHERE' ? insteadOf(row) : null,
    ),
  }),
}))

builder.interfaceFields(Holding, (t) => ({
  isSuperseded: t.boolean({
    description: 'Whether a row of an amendment stands for it. Lists leave it out unless it is asked for.',
    resolve: (row) => isSuperseded(row),
  }),
  supersededBy: t.field({
    type: Holding,
    nullable: true,
    description: 'The row of an amendment that stands for it; null where none does.',
    ...loaded(holdingRows, (row: Row) => (isSuperseded(row) ? insteadOf(row) : null)),
  }),
}))
