/** Cursors over the order in which filings came here: the same for every filter, so that they outlive a change of it. */
import { databaseId, lastArrival } from '../db/arrivals.ts'
import type { Db } from '../db/open.ts'
import { refuse } from './errors.ts'

export const arrivalCursor = (db: Db, place: number) =>
  Buffer.from(`arrival:${databaseId(db)}:${place}`).toString('base64url')

/** The place that a cursor marks. Throws where it is none, of another database, or of a place that has never been given here. */
export function placeOf(db: Db, cursor: string): number {
  const [, id, digits] =
    /^arrival:(\d{1,15}):(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  const place = Number(digits)
  if (digits !== undefined && Number(id) !== databaseId(db))
    throw refuse(
      'INVALID_CURSOR',
      'That cursor is of another database. Query again, then listen from `dataset.arrivalCursor`.',
    )
  if (digits === undefined || arrivalCursor(db, place) !== cursor)
    throw refuse('INVALID_CURSOR', 'That is not an `arrivalCursor`: pass one that this API gave.')
  if (place > lastArrival(db))
    throw refuse(
      'INVALID_CURSOR',
      'No filing here has come so late: the database is older than that cursor. Query again, then listen from `dataset.arrivalCursor`.',
    )
  return place
}
