/** Opens a database file; the only import of the driver. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import type { Query } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import type { Reading } from './reading.ts'
import { binder, drizzleOver } from './session.ts'
import { rewriteFilings } from './write.ts'

const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url))

/** Marks our databases: `insg`. */
const APPLICATION = 0x696e7367

/** The rules of `rules/` and `derived/`: raise it with them, and `open` derives anew what they make of stored rows. */
const DERIVED_BY = 1

/** Rows kept of a kind, before they make room for others. */
const MOST_KEPT = 50_000

/** Callers choose filters and orders, and so how many statements there are: the least used make room. */
const KEPT = 1_000

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
  /** What is known of the data as it is now, by key, under a name of its own; nothing once the data has changed. */
  kept<Key, Value>(name: string): Map<Key, Value>
  /** Runs writes inside one transaction that holds the write lock from its start; inside another, as a part of it that can fail alone. */
  transaction<T>(write: () => T): T
  close(): void
}

/** An error that names what is wrong with a database file and how to mend it. */
class DatabaseError extends Error {
  readonly code: 'NOT_A_DATABASE' | 'NEWER_DATABASE' | 'CANNOT_OPEN'
  constructor(code: DatabaseError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Opens `file` (`:memory:` for one of its own), creating it and bringing its tables, and what is derived in them, up to
 * date where needed.
 * Throws `DatabaseError` for a file that is no database, that a newer version has written, or that cannot be opened.
 */
export function open(file: string, observer: Observer = {}): Db {
  const driver = connect(file)
  const orm = drizzleOver(driver, (sql) => observer.statement?.(sql))
  try {
    refuseForeign(driver, file)
    refuseNewer(driver, file)
    migrate(orm, { migrationsFolder: MIGRATIONS })
    driver.pragma(`application_id = ${APPLICATION}`)
  } catch (error) {
    driver.close()
    throw error
  }

  const kept = new Map<string, unknown>()
  const begin = driver.prepare('BEGIN')
  const beginImmediate = driver.prepare('BEGIN IMMEDIATE')
  const commit = driver.prepare('COMMIT')
  const rollback = driver.prepare('ROLLBACK')
  const savepoint = driver.prepare('SAVEPOINT part')
  const rollbackTo = driver.prepare('ROLLBACK TO part')
  const releaseTo = driver.prepare('RELEASE part')
  /** Moves when another connection has committed; `commits` when this one has. */
  const dataVersion = driver.prepare('PRAGMA data_version').pluck()
  let commits = 0

  /** The state of the data that is held, or was last; what is kept of it. */
  let version = ''
  const known = new Map<string, Map<unknown, unknown>>()
  /** Whether a read transaction is held until the event loop turns. */
  let isHeld = false
  function hold(): void {
    if (driver.inTransaction) return
    begin.run()
    isHeld = true
    setImmediate(release)
    // This begins to read: what is read from here on is of that version.
    const found = `${dataVersion.get()}.${commits}`
    if (found !== version) known.clear()
    version = found
  }
  function release(): void {
    if (isHeld && driver.open) commit.run()
    isHeld = false
  }

  /** A part of a transaction, which can fail alone. */
  function within<T>(write: () => T): T {
    savepoint.run()
    try {
      return write()
    } catch (error) {
      if (driver.inTransaction) rollbackTo.run()
      throw error
    } finally {
      if (driver.inTransaction) releaseTo.run()
    }
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
    kept<Key, Value>(name: string) {
      hold()
      if ((known.get(name)?.size ?? MOST_KEPT) >= MOST_KEPT) known.set(name, new Map())
      return known.get(name) as Map<Key, Value>
    },
    transaction(write) {
      if (isHeld) release()
      if (driver.inTransaction) return within(write)
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
  const isBehind = () => (driver.pragma('user_version', { simple: true }) as number) < DERIVED_BY
  if (isBehind())
    db.transaction(() => {
      if (!isBehind()) return // another process was quicker
      rewriteFilings(db)
      driver.pragma(`user_version = ${DERIVED_BY}`)
    })
  return db
}

function connect(file: string): Database.Database {
  let driver: Database.Database | undefined
  try {
    driver = new Database(file)
    driver.pragma('busy_timeout = 5000')
    driver.pragma('journal_mode = WAL')
    driver.pragma('synchronous = NORMAL')
    driver.pragma('foreign_keys = ON')
    return driver
  } catch (error) {
    driver?.close()
    const code = (error as { code?: string }).code
    if (code === 'SQLITE_NOTADB')
      throw new DatabaseError(
        'NOT_A_DATABASE',
        `${file} is not an SQLite database: name another file with --db.`,
      )
    throw new DatabaseError('CANNOT_OPEN', `${file} cannot be opened: ${(error as Error).message}.`)
  }
}

/** Another program's tables are not to be mixed with ours. */
function refuseForeign(driver: Database.Database, file: string): void {
  if (driver.pragma('application_id', { simple: true }) === APPLICATION) return
  const { tables } = driver.prepare('SELECT count(*) AS tables FROM sqlite_master').get() as {
    tables: number
  }
  if (tables > 0)
    throw new DatabaseError(
      'NOT_A_DATABASE',
      `${file} is not a database of insider-graph: name another file with --db.`,
    )
}

/** Migrations only go forward: tables that a newer version made are not ours to touch. */
function refuseNewer(driver: Database.Database, file: string): void {
  const journal = JSON.parse(readFileSync(`${MIGRATIONS}/meta/_journal.json`, 'utf8')) as {
    entries: { when: number }[]
  }
  const ours = journal.entries.at(-1)!.when
  const known = driver.prepare("SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'").get()
  if (!known) return
  const { newest } = driver.prepare('SELECT max(created_at) AS newest FROM __drizzle_migrations').get() as {
    newest: number
  }
  if (newest > ours)
    throw new DatabaseError(
      'NEWER_DATABASE',
      `${file} was written by a newer version of insider-graph: update it, or name another file with --db.`,
    )
}
