/**
 * One transaction in several filings: owners up a chain (a fund, its manager, the manager's director; husband and wife)
 * may each file the same purchase or sale. Rows are held to be one where they agree in everything, in what is held after
 * it too, and nothing says that they are held through different hands. Who holds directly speaks for all; every owner
 * still sees their own row as theirs.
 */
import { eq } from 'drizzle-orm'
import { given } from '../filters.ts'
import type { Db } from '../open.ts'
import { ownersOfTransaction } from '../row-owners.ts'
import { isRow } from '../rows.ts'
import { isOne } from '../rules/twins.ts'
import { transactions } from '../tables.ts'
import { type Touched, touch } from './touched.ts'

interface Twin {
  filingId: string
  row: number
  ownership: string | null
  natureOfOwnership: string | null
  datedOn: string
  ownerGroup: number
  leftOut: string | null
  insteadFiling: string | null
  insteadRow: number | null
}

/** Finds anew which of the rows with each key counts; adds to `touched` what that changes. */
export function recountTwins(db: Db, keys: Iterable<number>, touched: Touched): void {
  const { twins, mark } = statements(db)
  for (const key of keys) {
    const rows = twins.all({ key }).filter(({ leftOut }) => leftOut !== 'SUPERSEDED')
    const instead = speakers(db, rows)
    for (const row of rows) {
      const speaker = instead.get(row)
      const leftOut = speaker ? 'REPORTED_ELSEWHERE' : null
      const [insteadFiling, insteadRow] = [speaker?.filingId ?? null, speaker?.row ?? null]
      if (row.leftOut === leftOut && row.insteadFiling === insteadFiling && row.insteadRow === insteadRow)
        continue
      mark.run({
        filingId: row.filingId,
        row: row.row,
        leftOut: leftOut && transactions.leftOut.mapToDriverValue(leftOut),
        insteadFiling: insteadFiling && transactions.filingId.mapToDriverValue(insteadFiling),
        insteadRow,
      })
      touch(db, row.filingId, touched)
    }
  }
}

/** The row that counts instead of each row that does not. Who holds directly speaks first, then by day and number. */
function speakers(db: Db, rows: Twin[]): Map<Twin, Twin> {
  const instead = new Map<Twin, Twin>()
  if (new Set(rows.map(({ filingId }) => filingId)).size < 2) return instead
  const owners = ownersOfGroups(db, rows)
  const shareOwner = (a: Twin, b: Twin) =>
    owners.get(a.ownerGroup)!.some((owner) => owners.get(b.ownerGroup)!.includes(owner))
  const rank = (row: Twin) => `${row.ownership === 'D' ? 0 : 1} ${row.datedOn} ${row.filingId} ${row.row}`
  /** Who speaks, and of which filings already: one row of a filing stands for one row of another. */
  const speaking = new Map<Twin, Set<string>>()
  for (const [, row] of rows.map((row) => [rank(row), row] as const).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [speaker, heard] =
      [...speaking].find(
        ([other, filings]) => !filings.has(row.filingId) && isOne(row, other, shareOwner(row, other)),
      ) ?? []
    if (speaker) {
      instead.set(row, speaker)
      heard!.add(row.filingId)
    } else speaking.set(row, new Set([row.filingId]))
  }
  return instead
}

function ownersOfGroups(db: Db, rows: Twin[]): Map<number, number[]> {
  const groups = new Map(rows.map((row) => [row.ownerGroup, row]))
  return new Map([...groups].map(([group, row]) => [group, ownersOfTransaction(db, row)]))
}

const statements = (db: Db) => db.once('twins', () => prepared(db))

function prepared({ orm }: Db) {
  const t = transactions
  return {
    twins: orm
      .select({
        filingId: t.filingId,
        row: t.row,
        ownership: t.ownership,
        natureOfOwnership: t.natureOfOwnership,
        datedOn: t.datedOn,
        ownerGroup: t.ownerGroup,
        leftOut: t.leftOut,
        insteadFiling: t.insteadFiling,
        insteadRow: t.insteadRow,
      })
      .from(t)
      .where(eq(t.twinKey, given('key')))
      .prepare(),
    mark: orm
      .update(t)
      .set({
        leftOut: given('leftOut'),
        insteadFiling: given('insteadFiling'),
        insteadRow: given('insteadRow'),
      })
      .where(isRow(t))
      .prepare(),
  }
}
