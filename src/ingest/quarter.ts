/** SEC's quarterly data set, from its ZIP to its filings in order: eight tables, each in no order of its own, joined. */

import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { readSubmissionRows, type SubmissionRows } from '../edgar/data-set.ts'
import { TABLE_NAMES, type TableName } from '../edgar/data-set-columns.ts'
import { readCells } from '../edgar/data-set-layout.ts'
import type { Reading, RefusalCode } from '../edgar/filing.ts'
import { type Join, joinTables, type Submission, TURN } from './joining.ts'
import { readTables, Table, UnusableDataSet } from './tables.ts'

/** What a data set tells of one submission; `source` is `2024q3_form345.zip!0001107843-24-000123`. */
export type DataSetFiling = { source: string } & Reading

/** A data set that is open: what is in it, and its filings. */
export interface DataSet {
  /** Names of the tables that are not there. */
  missing: TableName[]
  /** `SUBMISSION.AFF10B5ONE`: columns that nobody here knows, and columns that are not there. */
  unknownColumns: string[]
  missingColumns: string[]
  /** How many filings and refusals there will be: one for each row of SUBMISSION. */
  submissions: number
  /** Rows of the other tables that belong to no submission, and are left out. */
  orphans: number
  /**
   * By day of filing, amendments behind the others of their day, then by accession number. A submission that lacks a
   * key, or one of whose rows is broken, is refused whole: MISSING_KEY, MALFORMED_ROW.
   */
  filings(): AsyncGenerator<DataSetFiling>
}

/**
 * Opens a data set. Its tables are held as bytes, and numbers say which lines of them belong together.
 * @throws {UnusableDataSet} UNREADABLE, BROKEN_ARCHIVE, TOO_LARGE; NOT_OWNERSHIP without a table of submissions;
 * MISSING_KEY where a table has no accession numbers.
 */
export async function openDataSet(file: string): Promise<DataSet> {
  const found = await readTables(file)
  if (!found.has('SUBMISSION'))
    throw new UnusableDataSet(
      'NOT_OWNERSHIP',
      'The ZIP has no SUBMISSION.tsv: it is no set of Forms 3, 4, 5.',
    )
  const tables = TABLE_NAMES.flatMap((name) => {
    const bytes = found.get(name)
    return bytes ? new Table(name, bytes) : []
  })
  const [submission, ...others] = tables as [Table, ...Table[]]
  const join = await joinTables(submission, others)

  const columns = (which: 'unknown' | 'missing') =>
    tables.flatMap(({ name, layout }) => layout[which].map((column) => `${name}.${column}`))
  return {
    missing: TABLE_NAMES.filter((name) => !found.has(name)),
    unknownColumns: columns('unknown'),
    missingColumns: columns('missing'),
    submissions: join.submissions,
    orphans: join.orphans,
    filings: () => filings(basename(file), join),
  }
}

async function* filings(archive: string, join: Join): AsyncGenerator<DataSetFiling> {
  let turn = 0
  for (const submission of join.inOrder()) {
    if (turn++ % TURN === 0) await setImmediate()
    const { accession, parts } = submission
    const inner = accession ?? `SUBMISSION.tsv:${parts[0]!.lines[0]! + 1}`
    yield { source: `${archive}!${inner}`, ...readParts(submission) }
  }
}

function readParts({ accession, isRepeated, parts }: Submission): Reading {
  if (accession === undefined) return refuse('MISSING_KEY', 'The row has no valid ACCESSION_NUMBER.')
  if (isRepeated) return refuse('MALFORMED_ROW', 'SUBMISSION.tsv has several rows with its ACCESSION_NUMBER.')
  const tables = new Map<TableName, SubmissionRows>()
  for (const { table, lines } of parts) {
    const { name, layout } = table
    const rows = lines.map((line) => readCells(table.text(line)))
    const odd = rows.findIndex((cells) => cells.length !== layout.width)
    if (odd >= 0) {
      const found = `has ${rows[odd]!.length} columns instead of ${layout.width}`
      return refuse('MALFORMED_ROW', `Line ${lines[odd]! + 1} of ${name}.tsv ${found}.`)
    }
    tables.set(name, { layout, rows })
  }
  return readSubmissionRows(accession, tables)
}

const refuse = (code: RefusalCode, message: string): Reading => ({ refusal: { code, message } })
