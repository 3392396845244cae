/** What a sync has taken in whole, so that it need not be asked for again. */
import { eq, max, sql } from 'drizzle-orm'
import { given } from './filters.ts'
import type { Db } from './open.ts'
import { syncMarks } from './tables.ts'

/** The mark of a look at the tickers of all companies; its version is the day. */
export const LISTINGS = 'listings'

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

/** The last source with a mark, by name, of those whose names begin so; undefined where there is none. */
export function lastSyncMark(db: Db, prefix: string): string | undefined {
  const found = db.orm
    .select({ source: max(syncMarks.source) })
    .from(syncMarks)
    .where(sql`${syncMarks.source} >= ${prefix} AND ${syncMarks.source} < ${`${prefix}\uffff`}`)
    .get()
  return found?.source ?? undefined
}
