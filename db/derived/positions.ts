/** Positions as rows tell them: which one each row speaks of, and what its latest row says. */
import { desc, eq } from 'drizzle-orm'
import { isDerivative } from '../codes.ts'
import { given, rowsAtMost } from '../filters.ts'
import { hash52 } from '../hash.ts'
import { putInto } from '../insert.ts'
import type { Db } from '../open.ts'
import { points } from '../points.ts'
import { decimal } from '../rules/plausibility.ts'
import { vehicleOf } from '../rules/vehicles.ts'
import { plain, titleWords } from '../rules/words.ts'
import type { FilingRows } from '../stored.ts'
import { positions } from '../tables.ts'

/** What a row says of the position that it speaks of. */
interface Told {
  row: number
  issuerCik: number
  securityTitle?: string | null | undefined
  ownership?: string | null | undefined
  natureOfOwnership?: string | null | undefined
  exercisePrice?: string | null | undefined
  expiresOn?: string | null | undefined
}

/** The position of each insider that a row of this filing speaks of: a hash of what tells it from others. */
export function positionsOf({ footnotes, references }: Pick<FilingRows, 'footnotes' | 'references'>) {
  const texts = new Map(footnotes.map(({ label, text }) => [label, text]))
  const notes = Map.groupBy(
    references.filter(({ field }) => field === 'ownership' || field === 'natureOfOwnership'),
    ({ row }) => row,
  )
  const textsOn = (row: number) =>
    [...new Set(notes.get(row)?.map(({ label }) => label))].flatMap((label) => texts.get(label) ?? [])
  return (told: Told) => {
    const words = [
      isDerivative(told.row),
      titleWords(told.securityTitle),
      told.ownership ?? null,
      told.ownership === 'D' ? null : vehicleOf(told.natureOfOwnership, textsOn(told.row)),
      plain(told.exercisePrice) ?? told.exercisePrice ?? null,
      told.expiresOn ?? null,
    ]
    return (insiderCik: number) => hash52(JSON.stringify([told.issuerCik, insiderCik, ...words]))
  }
}

/** Makes a position anew from its latest row in force, or removes it when there is none. */
export function refreshPosition(db: Db, id: number): void {
  const { latest, remove } = db.once('positions.refresh', () => statements(db))
  const found = latest.get({ id })
  if (!found) return void remove.run({ id })
  const { datedOn: _, ...told } = found
  const { lastRow: row } = found
  const isIn = { isDerivative: isDerivative(row), isOpen: isOpen(found) }
  putInto(db, positions, { ...told, id, ...isIn })
}

/** Whether anything is left; where that is not filed, something may be. */
function isOpen({ sharesAfter, valueAfter }: { sharesAfter: string | null; valueAfter: string | null }) {
  const left = decimal(sharesAfter) ?? decimal(valueAfter)
  return left === undefined || left.gt(0)
}

function statements({ orm }: Db) {
  const { on, datedOn, filingId, row } = points
  return {
    latest: orm
      .select({
        insiderCik: points.insiderCik,
        issuerCik: points.issuerCik,
        securityTitle: points.securityTitle,
        ownership: points.ownership,
        natureOfOwnership: points.natureOfOwnership,
        exercisePrice: points.exercisePrice,
        expiresOn: points.expiresOn,
        sharesAfter: points.sharesAfter,
        valueAfter: points.valueAfter,
        lastOn: on,
        // SQLite merges only by what is selected.
        datedOn,
        lastFiling: filingId,
        lastRow: row,
      })
      .from(points)
      .where(eq(points.positionId, given('id')))
      .orderBy(desc(on), desc(datedOn), desc(filingId), desc(row))
      .limit(rowsAtMost(1))
      .prepare(),
    remove: orm
      .delete(positions)
      .where(eq(positions.id, given('id')))
      .prepare(),
  }
}
