/** Opens a database file; the only import of SQLite's driver. A replica's file is opened by libSQL's. */
import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Query } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { DatabaseError, explained, sqliteCode } from './errors.ts'
import { Isolation } from './isolation.ts'
import type { Outbox } from './outbox.ts'
import type { Reading } from './reading.ts'
import { isReplica, libsql, syncedAt } from './replica.ts'
import { binder, drizzleOver } from './session.ts'
import { bringUpToDate, refuseOthers } from './versions.ts'

/** Callers choose filters and orders, and so how many statements there are: the least used make room. */
const KEPT = 1_000

/** Of a copy that is made: 4 MB, after which others get a turn. */
const PAGES_AT_ONCE = 1_000

/** What tests and metrics may watch: every statement as it runs, every batched load with its number of keys. */
export interface Observer {
  statement?(sql: string): void
  load?(name: string, keys: number): void
}

export interface Db {
  readonly file: string
  readonly orm: BetterSQLite3Database
  /** A select of Drizzle's as a statement that gives rows as arrays, as SQLite does; values are bound by their names. */
  prepare(query: { toSQL(): Query }): (values: Record<string, unknown>) => unknown[][]
  readonly observer: Observer
  /** What is known of the operation for which this is the database: it reads only what it looks at. */
  readonly reading?: Reading
  /** A value made once for this database: how every statement is prepared once. The 1,000 used last are kept. */
  once<T>(key: string, make: () => T): T
  /**
   * Runs reads inside a read transaction that stays open until the event loop turns. Batched loads follow each other
   * within one turn, so that an operation has one view of the data, whoever writes meanwhile, and one lock.
   */
  snapshot<T>(read: () => T): T
  /** Tells one state of the data from another, whoever has written it: that of the view which is held from then on. */
  version(): string
  /** When what is read here was last all that the primary has; null where it follows none. */
  syncedAt(): Date | null
  /** What is known of the data as it is now, by key, under a name of its own; nothing once the data has changed. */
  kept<Key, Value>(name: string): Map<Key, Value>
  /**
   * Writes the database, as it is now, into a file that is new or empty, whoever writes meanwhile. The copy has all in
   * that one file, so that it can be read where nothing may be written beside it.
   */
  copyTo(file: string, onProgress: (done: number, total: number) => void): Promise<void>
  /** Runs writes inside one transaction that holds the write lock from its start; inside another, as a part of it, which fails with it. */
  transaction<T>(write: () => T): T
  /** What a primary is still to be told of what was written. */
  readonly outbox: Outbox
  close(): void
}

/**
 * Opens `file` (`:memory:` for one of its own), creating it and bringing its tables, and what is derived in them, up to
 * date where needed.
 * Throws `DatabaseError` for a file that is no database, that a newer version has written, or that cannot be opened.
 */
export function open(file: string, observer: Observer = {}): Db {
  if (isReplica(file))
    throw new DatabaseError(
      'REPLICA',
      `${file} is a replica, which only its primary changes: write the primary's database, or bring that one up to date.`,
    )
  const db = connect(file, observer, {}, [
    'journal_mode = WAL',
    'synchronous = NORMAL',
    'foreign_keys = ON',
    // Pages that a batch of filings changes stay in memory until it ends, and go to the file a few batches at a time.
    'cache_size = -65536',
    'wal_autocheckpoint = 8000',
  ])
  try {
    bringUpToDate(db)
    return db
  } catch (error) {
    db.close()
    throw explained(error, file)
  }
}

/**
 * Opens a database that is there to be read only, as it is: an older version may have written it (`isBehind`).
 * Throws `DatabaseError` as `open` does.
 */
export const openToRead = (file: string, observer: Observer = {}): Db =>
  connect(file, observer, { readonly: true }, ['query_only = ON'])

function connect(file: string, observer: Observer, options: Database.Options, pragmas: string[]): Db {
  let driver: Database.Database | undefined
  try {
    // Another SQLite than the one that writes a replica would not see its locks.
    driver = isReplica(file) ? new (libsql())(file) : new Database(file, options)
    driver.pragma('busy_timeout = 5000')
    for (const pragma of pragmas) driver.pragma(pragma)
    const db = wrapped(driver, file, observer)
    refuseOthers(db)
    return db
  } catch (error) {
    driver?.close()
    // SQLite keeps notes beside a database in use, even for who only reads: a copy made by `copyTo` can do without.
    const needsNotes =
      options.readonly && /CANTOPEN|READONLY/.test(`${sqliteCode(error)}`) && existsSync(file)
    const told = explained(error, file)
    if (told instanceof DatabaseError && !needsNotes) throw told
    const remedy = needsNotes
      ? 'where nothing may be written beside it, put a copy that "insider-graph backup" has made'
      : 'name another file with --db'
    const reason = `${file} cannot be opened (${(error as Error).message})`
    throw new DatabaseError('CANNOT_OPEN', `${reason}: ${remedy}.`, error)
  }
}

function wrapped(driver: Database.Database, file: string, observer: Observer): Db {
  const isolation = new Isolation(driver)
  const orm = drizzleOver(driver, {
    told: (sql) => observer.statement?.(sql),
    write: (sql, bound, run) => isolation.write(sql, bound, run),
  })
  const kept = new Map<string, unknown>()
  return {
    file,
    orm,
    observer,
    outbox: isolation.outbox,
    prepare(query) {
      const { sql, params } = query.toSQL()
      const statement = driver.prepare<unknown[], unknown[]>(sql).raw()
      const bind = binder(params)
      return (values) => {
        observer.statement?.(sql)
        return statement.all(...bind(values))
      }
    },
    once<T>(key: string, make: () => T): T {
      const known = kept.get(key) as T | undefined
      if (known !== undefined && kept.size < KEPT / 2) return known // which are used least does not matter yet
      const value = known ?? make()
      kept.delete(key)
      kept.set(key, value)
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
      return value
    },
    snapshot(read) {
      isolation.hold()
      return read()
    },
    version: () => isolation.version(),
    syncedAt: () => (isReplica(file) ? syncedAt(file) : null),
    kept: (name) => isolation.kept(name),
    async copyTo(target, onProgress) {
      if (isReplica(file))
        throw new DatabaseError('REPLICA', `${file} is a replica: copy the primary's database.`)
      await isolation.view(async () => {
        // What others commit from here on is not copied, and does not make the copying begin anew.
        driver.pragma('schema_version')
        const { totalPages } = await driver.backup(target, {
          progress({ totalPages, remainingPages }) {
            onProgress(totalPages - remainingPages, totalPages)
            return PAGES_AT_ONCE
          },
        })
        onProgress(totalPages, totalPages)
      })
      const copy = new Database(target)
      copy.pragma('journal_mode = DELETE')
      copy.close()
    },
    transaction: (write) => isolation.transaction(write),
    close() {
      isolation.release()
      driver.close()
    },
  }
}
