/** Which version of insider-graph a database is of: refused where it is not ours to touch, brought up to date where it is older. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { DatabaseError } from './errors.ts'
import type { Db } from './open.ts'
import { rewriteFilings } from './rewrite.ts'

const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url))

/** Marks our databases: `insg`. */
const APPLICATION = 0x696e7367

/** The rules of `rules/` and `derived/`: raise it with them, and what they make of stored rows is derived anew. */
const DERIVED_BY = 1

const pragma = ({ orm }: Db, name: string) =>
  Object.values(orm.get<Record<string, number>>(sql.raw(`PRAGMA ${name}`)))[0]!

/** Throws `DatabaseError` for tables of another program, or of a newer version: migrations only go forward. */
export function refuseOthers(db: Db): void {
  const { file, orm } = db
  const tables = orm.get<{ count: number }>(sql`SELECT count(*) AS count FROM sqlite_master`).count
  if (pragma(db, 'application_id') !== APPLICATION && tables > 0)
    throw new DatabaseError(
      'NOT_A_DATABASE',
      `${file} is not a database of insider-graph: name another file with --db.`,
    )
  if (migratedTo(db) > newestMigration())
    throw new DatabaseError(
      'NEWER_DATABASE',
      `${file} was written by a newer version of insider-graph: update it, or name another file with --db.`,
    )
}

/** Whether an older version has written it, or none yet. */
export const isBehind = (db: Db): boolean =>
  migratedTo(db) < newestMigration() || pragma(db, 'user_version') < DERIVED_BY

/** Brings the tables, and what is derived in them, up to date; what is, it leaves alone. */
export function bringUpToDate(db: Db): void {
  // Before there are tables: who is killed between the two must not leave tables that seem to be another program's.
  if (pragma(db, 'application_id') !== APPLICATION)
    db.orm.run(sql.raw(`PRAGMA application_id = ${APPLICATION}`))
  migrate(db.orm, { migrationsFolder: MIGRATIONS })
  if (pragma(db, 'user_version') < DERIVED_BY)
    db.transaction(() => {
      if (pragma(db, 'user_version') >= DERIVED_BY) return // another process was quicker
      rewriteFilings(db)
      db.orm.run(sql.raw(`PRAGMA user_version = ${DERIVED_BY}`))
    })
}

function newestMigration(): number {
  const journal = JSON.parse(readFileSync(`${MIGRATIONS}/meta/_journal.json`, 'utf8')) as {
    entries: { when: number }[]
  }
  return journal.entries.at(-1)!.when
}

/** When the newest migration that has run was made; 0 where none has. */
function migratedTo({ orm }: Db): number {
  const known = orm.get(sql`SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'`)
  if (!known) return 0
  return (
    orm.get<{ newest: number | null }>(sql`SELECT max(created_at) AS newest FROM __drizzle_migrations`)
      .newest ?? 0
  )
}
