/** Everything that is derived, made anew from the filings that are stored. */
import { count, notInArray, sql } from 'drizzle-orm'
import { type Changes, insertFiling, noChanges, remove, settleCounts, settleRows } from './changes.ts'
import { derive } from './derived/document.ts'
import { writeParties } from './derived/parties.ts'
import { touch } from './derived/touched.ts'
import { DatabaseError, sqliteCode } from './errors.ts'
import { rowsAtMost } from './filters.ts'
import type { Db } from './open.ts'
import { mergeWords, NAMED, rebuildWords } from './search-index.ts'
import { storedRows } from './stored.ts'
import {
  filingCounts,
  filingOwners,
  filings,
  footnoteReferences,
  footnotes,
  holdingOwners,
  holdings,
  insiderNames,
  insiders,
  issuerNames,
  issuers,
  optionGrants,
  positions,
  relationships,
  signatures,
  transactionDays,
  transactionOwners,
  transactions,
} from './tables.ts'

/** Tables of which no row is a filing's own. */
const DERIVED = [
  issuers,
  issuerNames,
  insiders,
  insiderNames,
  relationships,
  positions,
  optionGrants,
  filingCounts,
  transactionDays,
]

/** Tables of which every row is a filing's own. */
const PARTS = [
  filingOwners,
  transactions,
  transactionOwners,
  holdings,
  holdingOwners,
  footnotes,
  footnoteReferences,
  signatures,
]

/**
 * Derives everything anew: after the rules have changed by which it is derived, or when it has been damaged. Rows of no
 * filing go. As slow as writing all filings; all of it, or nothing.
 */
export function rewriteFilings(db: Db, onProgress: (done: number, total: number) => void = () => {}): void {
  db.transaction(() => {
    // Grants go before the rows that name them are written again.
    db.orm.run(sql`PRAGMA defer_foreign_keys = ON`)
    // Names cannot be taken out of an index that lacks them.
    for (const named of NAMED) rebuildWords(db, named)
    for (const table of DERIVED) db.orm.delete(table).run()
    const known = db.orm.select({ id: filings.id }).from(filings)
    for (const table of PARTS) db.orm.delete(table).where(notInArray(table.filingId, known)).run()

    const total = 2 * db.orm.select({ count: count() }).from(filings).get()!.count
    let done = 0
    function each(act: (id: string, changes: Changes) => void, settle: (changes: Changes) => void): void {
      let changes = noChanges(db)
      for (const id of storedIds(db)) {
        try {
          act(id, changes)
          if (changes.written.size === AT_ONCE) {
            settle(changes)
            changes = noChanges(db)
          }
        } catch (error) {
          if (sqliteCode(error)) throw error
          const reason = `The filing ${id} cannot be made sense of (${(error as Error).message})`
          throw new DatabaseError('DAMAGED_DATABASE', `${reason}: remove it, and ingest it again.`, error)
        }
        onProgress(++done, total)
      }
      settle(changes)
    }
    each(
      (id, changes) => {
        const rows = derive(storedRows(db, id))
        remove(db, id)
        insertFiling(db, rows, changes)
      },
      (changes) => {
        writeParties(db, changes.parties)
        settleCounts(db, changes)
      },
    )
    each(
      (id, changes) => {
        touch(db, id, changes.touched)
        changes.written.add(id)
      },
      (changes) => {
        settleRows(db, changes)
        settleCounts(db, changes)
      },
    )
    mergeWords(db)
  })
}

/** Bounds what is collected of filings. */
const AT_ONCE = 1_000

/** The numbers of all filings, a thousand at a time: filings may be written again meanwhile. */
function* storedIds(db: Db): Generator<string> {
  const { id } = filings
  const statement = db.once('rewrite.ids', () =>
    db.orm
      .select({ id })
      .from(filings)
      .where(sql`${id} > ${sql.placeholder('after')}`)
      .orderBy(id)
      .limit(rowsAtMost(1_000))
      .prepare(),
  )
  let after: unknown = Number.MIN_SAFE_INTEGER
  for (;;) {
    const found = statement.all({ after })
    if (found.length === 0) return
    for (const { id } of found) yield id
    after = id.mapToDriverValue(found.at(-1)!.id)
  }
}
