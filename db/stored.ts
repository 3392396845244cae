/** A stored filing as the rows that it put into the tables: to be written again with what a header adds. */
import { type InferInsertModel, sql } from 'drizzle-orm'
import type { GrantKey } from './derived/grants.ts'
import { bound } from './filters.ts'
import type { Db } from './open.ts'
import {
  filingOwners,
  filings,
  footnoteReferences,
  footnotes,
  holdings,
  signatures,
  transactions,
} from './tables.ts'

/** A row of Table I or II; one of Table II says which derivative security it speaks of. */
type Reported<Row> = Row & { grant?: GrantKey | undefined }

/** Everything that one filing puts into the tables. */
export interface FilingRows {
  filing: InferInsertModel<typeof filings>
  owners: InferInsertModel<typeof filingOwners>[]
  transactions: Reported<InferInsertModel<typeof transactions>>[]
  holdings: Reported<InferInsertModel<typeof holdings>>[]
  footnotes: InferInsertModel<typeof footnotes>[]
  references: InferInsertModel<typeof footnoteReferences>[]
  signatures: InferInsertModel<typeof signatures>[]
}

type Without<Row, Columns extends string> = Omit<Row, Columns> & Partial<Record<Columns, unknown>>

/** The same before `derive` has added what it derives. */
export interface RawRows extends Omit<FilingRows, 'transactions' | 'holdings'> {
  transactions: Without<FilingRows['transactions'][number], 'issuerCik' | 'datedOn' | 'tradedOn' | 'roles'>[]
  holdings: Without<FilingRows['holdings'][number], 'issuerCik' | 'datedOn' | 'roles'>[]
}

/** What a submission's header tells and the document does not. */
export interface Header {
  filedOn?: string | undefined
  acceptedAt?: string | undefined
  /** Whether the day of filing comes from a header, and not from whoever brought the document. */
  isDayFromHeader: boolean
}

/** The rows of a filing that is stored. */
export function storedRows(db: Db, id: string): FilingRows {
  const parts = db.once('stored.rows', () => {
    const of = <T extends typeof filingOwners>(table: T) =>
      db.orm
        .select()
        .from(table as never)
        .where(sql`${table.filingId} = ${bound('id', table.filingId)}`)
        .prepare()
    return {
      filing: db.orm
        .select()
        .from(filings)
        .where(sql`${filings.id} = ${bound('id', filings.id)}`)
        .prepare(),
      owners: of(filingOwners),
      transactions: of(transactions as never),
      holdings: of(holdings as never),
      footnotes: of(footnotes as never),
      references: of(footnoteReferences as never),
      signatures: of(signatures as never),
    }
  })
  const { filing, ...children } = parts
  return {
    filing: filing.get({ id })!,
    ...Object.fromEntries(Object.entries(children).map(([name, statement]) => [name, statement.all({ id })])),
  } as FilingRows
}

/** The same rows under another header: the day of filing, and whatever stood in for it. */
export function redated(rows: FilingRows, header: Header): RawRows {
  const datedOn = header.filedOn ?? rows.filing.datedOn
  return { ...rows, filing: { ...rows.filing, ...header, datedOn } }
}
