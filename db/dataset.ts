/** What is loaded: how much, of which years, from where. No filings or rows are counted for it: see `countFiling`. */

import { count, desc, getTableColumns, max, min } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { rowsAtMost } from './filters.ts'
import type { Db } from './open.ts'
import { filingCounts, filings, insiders, issuers, quarantine } from './tables.ts'

export type FilingCountRow = typeof filingCounts.$inferSelect

/** How many filings there are of each form, year and origin: a few hundred rows at most. */
export function filingCountRows(db: Db): FilingCountRow[] {
  const statement = db.once('dataset.counts', () =>
    db.orm
      .select(getTableColumns(filingCounts))
      .from(filingCounts)
      .orderBy(filingCounts.form, filingCounts.year, filingCounts.origin)
      .prepare(),
  )
  db.observer.load?.('dataset.counts', 1)
  return db.snapshot(() => statement.all())
}

export const issuerCount = (db: Db) => rowsOf(db, 'dataset.issuers', issuers)
export const insiderCount = (db: Db) => rowsOf(db, 'dataset.insiders', insiders)
export const quarantinedCount = (db: Db) => rowsOf(db, 'dataset.quarantined', quarantine)

/** Each of these tables has an index that is small enough to count. */
function rowsOf(db: Db, name: string, table: SQLiteTable): number {
  const statement = db.once(name, () => db.orm.select({ count: count() }).from(table).prepare())
  db.observer.load?.(name, 1)
  return db.snapshot(() => statement.get()!.count)
}

/** The first or the last day of a filing; null where there is none. */
export function filedOn(db: Db, which: 'first' | 'last'): string | null {
  const name = `dataset.${which}FiledOn`
  const day = which === 'first' ? min(filings.datedOn) : max(filings.datedOn)
  const statement = db.once(name, () => db.orm.select({ day }).from(filings).prepare())
  db.observer.load?.(name, 1)
  return db.snapshot(() => statement.get()!.day)
}

/** More than are filed on any day. */
export const RECENT = 5_000

/** When the last of recent filings was accepted; null where none of them says when. */
export function acceptedAt(db: Db): string | null {
  const statement = db.once('dataset.acceptedAt', () => {
    const recent = db.orm
      .select({ acceptedAt: filings.acceptedAt })
      .from(filings)
      .orderBy(desc(filings.datedOn), desc(filings.id))
      .limit(rowsAtMost(RECENT))
      .as('recent')
    return db.orm
      .select({ at: max(recent.acceptedAt) })
      .from(recent)
      .prepare()
  })
  db.observer.load?.('dataset.acceptedAt', 1)
  return db.snapshot(() => statement.get()!.at)
}
