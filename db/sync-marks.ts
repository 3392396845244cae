/** What a sync has taken in whole, or how far it is, so that it need not ask for that again. */
import { eq } from 'drizzle-orm'
import { given } from './filters.ts'
import type { Db } from './open.ts'
import { syncMarks } from './tables.ts'

/** The mark of a look at the tickers of all companies; its version is the day. */
export const LISTINGS = 'listings'
/** The mark of whoever follows EDGAR; its version is the first day of which not all may be here. */
export const WATCH = 'watch'

export type SyncMark = typeof syncMarks.$inferSelect

/** The mark of a source; undefined where it was never taken in whole. */
export function syncMark(db: Db, source: string): SyncMark | undefined {
  const statement = db.once('marks.get', () =>
    db.orm
      .select()
      .from(syncMarks)
      .where(eq(syncMarks.source, given('source')))
      .prepare(),
  )
  return statement.get({ source })
}

/** Says that a source was taken in whole now; `version` tells this state of it from others. */
export function setSyncMark(db: Db, source: string, version: string | null = null): void {
  const mark = { source, version, takenAt: new Date().toISOString() }
  db.orm.insert(syncMarks).values(mark).onConflictDoUpdate({ target: syncMarks.source, set: mark }).run()
}
