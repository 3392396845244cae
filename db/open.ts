/** Opens a database file; the only import of the drivers: SQLite's, and libSQL's for the file of a replica. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import Database from 'better-sqlite3'
import type { Query } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { DatabaseError, explained, sqliteCode } from './errors.ts'
import type { Reading } from './reading.ts'
import { isReplica, syncedAt } from './replica.ts'
import { binder, drizzleOver } from './session.ts'
import { bringUpToDate, refuseOthers } from './versions.ts'

const require = createRequire(import.meta.url)

/** Rows kept of a kind, before they make room for others. */
const MOST_KEPT = 50_000

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

/** Where a replica takes its data from. */
export interface Primary {
  url: string
  token?: string | undefined
}

/**
 * Makes `file` a replica of a primary, or goes on with one: each call of what is returned brings all that is new there, in
 * one step for whoever reads the file. It blocks, for seconds where the primary is away, and then throws. One process at a
 * time may follow into a file: throws `DatabaseError` where another does.
 */
export function followInto(file: string, { url, token }: Primary): () => void {
  const Libsql = libsql()
  const lock = new Libsql(`${file}-lock`)
  try {
    lock.exec('BEGIN EXCLUSIVE') // ends with this process, however that ends
    locks.push(lock)
  } catch (error) {
    lock.close()
    throw new DatabaseError(
      'REPLICA',
      `Another process follows a primary into ${file}: give each server a file of its own.`,
      error,
    )
  }
  let replica: Follower | undefined
  return () => {
    replica ??= new Libsql(file, { syncUrl: url, authToken: token }) as Follower // throws where the primary is away
    replica.sync()
  }
}

/** A connection that nobody names any more would be closed. */
const locks: Database.Database[] = []

type Follower = Database.Database & { sync(): void }
type Libsql = new (
  file: string,
  options?: { syncUrl: string; authToken: string | undefined },
) => Database.Database

/** Loaded only where there is a replica. Its connections are as better-sqlite3's, but know no way to open read-only. */
const libsql = (): Libsql => require('libsql')

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
  const orm = drizzleOver(driver, (sql) => observer.statement?.(sql))
  const kept = new Map<string, unknown>()
  const begin = driver.prepare('BEGIN')
  const beginImmediate = driver.prepare('BEGIN IMMEDIATE')
  const commit = driver.prepare('COMMIT')
  const rollback = driver.prepare('ROLLBACK')
  /** Moves when another connection has committed; `commits` when this one has. */
  const dataVersion = driver.prepare<[], [number]>('PRAGMA data_version').raw()
  let commits = 0

  /** The state of the data that is held, or was last; what is kept of it. */
  let version = ''
  const known = new Map<string, Map<unknown, unknown>>()
  /** Whether a read transaction is held until the event loop turns. */
  let isHeld = false
  function hold(): void {
    if (isHeld || driver.inTransaction) return
    begin.run()
    isHeld = true
    setImmediate(release)
    // This begins to read: what is read from here on is of that version.
    const found = `${dataVersion.get()![0]}.${commits}`
    if (found !== version) known.clear()
    version = found
  }
  function release(): void {
    // An error of SQLite's own may have ended it.
    if (isHeld && driver.open && driver.inTransaction) commit.run()
    isHeld = false
  }

  const db: Db = {
    file,
    orm,
    observer,
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
      if (kept.size < KEPT / 2 && kept.has(key)) return kept.get(key) as T // which are used least does not matter yet
      const value = kept.has(key) ? (kept.get(key) as T) : make()
      kept.delete(key)
      kept.set(key, value)
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
      return value
    },
    snapshot(read) {
      hold()
      return read()
    },
    version() {
      hold()
      return version
    },
    syncedAt: () => (isReplica(file) ? syncedAt(file) : null),
    kept<Key, Value>(name: string) {
      hold()
      if ((known.get(name)?.size ?? MOST_KEPT) >= MOST_KEPT) known.set(name, new Map())
      return known.get(name) as Map<Key, Value>
    },
    async copyTo(target, onProgress) {
      if (isReplica(file))
        throw new DatabaseError('REPLICA', `${file} is a replica: copy the primary's database.`)
      if (isHeld) release()
      const isOwn = !driver.inTransaction
      if (isOwn) begin.run()
      try {
        // What others commit from here on is not copied, and does not make the copying begin anew.
        driver.pragma('schema_version')
        const { totalPages } = await driver.backup(target, {
          progress({ totalPages, remainingPages }) {
            onProgress(totalPages - remainingPages, totalPages)
            return PAGES_AT_ONCE
          },
        })
        onProgress(totalPages, totalPages)
      } finally {
        if (isOwn) commit.run()
      }
      const copy = new Database(target)
      copy.pragma('journal_mode = DELETE')
      copy.close()
    },
    transaction(write) {
      if (isHeld) release()
      if (driver.inTransaction) return write()
      beginImmediate.run()
      try {
        const result = write()
        commit.run()
        commits++
        return result
      } catch (error) {
        if (driver.inTransaction) rollback.run()
        throw error
      }
    },
    close() {
      release()
      driver.close()
    },
  }
  return db
}
