/** Which lines of the tables of a data set belong together, and in which order: as numbers, without an object for each. */

import { setImmediate } from 'node:timers/promises'
import { packAccession, unpackAccession } from '../../db/accession.ts'
import { isoDay } from '../edgar/data-set.ts'
import { ACCESSION } from '../edgar/data-set-columns.ts'
import { readCells } from '../edgar/data-set-layout.ts'
import { readDay } from '../edgar/values.ts'
import { MAX_LINES, type Table } from './tables.ts'

/** After so many lines or filings, others get a turn. */
export const TURN = 1000

/** One submission: its lines in each table, of which the first table is SUBMISSION. */
export interface Submission {
  /** Absent where it is no valid one. */
  accession?: string
  /** Its accession number stands in several lines of SUBMISSION. */
  isRepeated: boolean
  parts: { table: Table; lines: number[] }[]
}

/** The tables of a data set, joined. */
export interface Join {
  submissions: number
  /** How many lines of the other tables belong to no submission. */
  orphans: number
  /** By day of filing, amendments behind the others of their day, then by accession number. */
  inOrder(): Generator<Submission>
}

/** Joins the other tables to that of submissions. */
export async function joinTables(submission: Table, others: Table[]): Promise<Join> {
  const ranked = await rankSubmissions(submission)
  const parts: Part[] = []
  for (const table of others) parts.push(await partOf(table, ranked.ranks))
  return {
    submissions: ranked.lines.length,
    orphans: parts.reduce((sum, { orphans }) => sum + orphans, 0),
    inOrder: () => inOrder(submission, ranked, parts),
  }
}

function* inOrder(table: Table, { lines, keys, repeated }: Ranked, others: Part[]): Generator<Submission> {
  const ends = others.map(() => 0)
  for (const [rank, line] of lines.entries()) {
    const parts = others.map(({ table, lines }, i) => {
      const from = ends[i]!
      while (lines[ends[i]!]! < (rank + 1) * MAX_LINES) ends[i]!++
      return { table, lines: Array.from(lines.subarray(from, ends[i]), (at) => at % MAX_LINES) }
    })
    const key = keys[line]!
    yield {
      ...(key >= 0 && { accession: unpackAccession(key) }),
      isRepeated: repeated.has(key),
      parts: [{ table, lines: [line] }, ...parts],
    }
  }
}

interface Ranked {
  /** Lines of SUBMISSION, in the order of their filings: the place in it is a submission's rank. */
  lines: Uint32Array
  /** By line, the accession number as one integer; negative where it is none. */
  keys: Float64Array
  /** By accession number, the rank. */
  ranks: Map<number, number>
  /** Accession numbers that several lines have. */
  repeated: Set<number>
}

async function rankSubmissions(table: Table): Promise<Ranked> {
  const { places } = table.layout
  const keys = new Float64Array(table.count).fill(-1)
  const days = new Uint32Array(table.count)
  const found = new Uint32Array(table.count)
  let count = 0
  for (let line = 1; line < table.count; line++) {
    if (line % TURN === 0) await setImmediate()
    const text = table.text(line)
    if (text === '') continue
    const cells = readCells(text)
    const cell = (name: string) => cells[places.get(name) ?? -1]?.trim() ?? ''
    const day = readDay(isoDay(cell('FILING_DATE'))) ?? '9999-12-31'
    keys[line] = keyOf(cell(ACCESSION))
    days[line] = Number(day.replaceAll('-', '')) * 10 + (cell('DOCUMENT_TYPE').endsWith('/A') ? 1 : 0)
    found[count++] = line
  }
  const lines = found.subarray(0, count).sort((a, b) => days[a]! - days[b]! || keys[a]! - keys[b]! || a - b)
  const ranks = new Map<number, number>()
  const repeated = new Set<number>()
  for (const [rank, line] of lines.entries()) {
    const key = keys[line]!
    if (ranks.has(key)) repeated.add(key)
    else if (key >= 0) ranks.set(key, rank)
  }
  return { lines, keys, ranks, repeated }
}

/** A table and its lines, in the order of their submissions: each as rank × MAX_LINES + line, which sorts as it is. */
interface Part {
  table: Table
  lines: Float64Array
  orphans: number
}

async function partOf(table: Table, ranks: Ranked['ranks']): Promise<Part> {
  const place = table.layout.places.get(ACCESSION)!
  const lines = new Float64Array(table.count)
  let [count, orphans] = [0, 0]
  for (let line = 1; line < table.count; line++) {
    if (line % TURN === 0) await setImmediate()
    const text = table.text(line)
    if (text === '') continue
    const rank = ranks.get(keyOf((readCells(text, place + 1)[place] ?? '').trim()))
    if (rank === undefined) orphans++
    else lines[count++] = rank * MAX_LINES + line
  }
  return { table, lines: lines.subarray(0, count).sort(), orphans }
}

/** Negative for what is no accession number of EDGAR's. */
const keyOf = (accession: string) => packAccession(accession) ?? -1
