/** Which version of insider-graph a database is of: refused where it is not ours to touch, brought up to date where it is older. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { APPLICATION } from './application.ts'
import { DatabaseError } from './errors.ts'
import type { Db } from './open.ts'
import { rewriteFilings } from './rewrite.ts'

const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url))

/** The rules of `rules/` and `derived/`: raise it with them, and what they make of stored rows is derived anew. */
const DERIVED_BY = 2

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

/**
 * Brings the tables, and what is derived in them, up to date: all of it in one transaction, so that whoever is killed
 * leaves what was there, and of several who begin at once one does it.
 */
export function bringUpToDate(db: Db): void {
  if (!isBehind(db)) return
  db.transaction(() => {
    db.orm.run(sql.raw(`PRAGMA application_id = ${APPLICATION}`))
    runMigrations(db)
    if (pragma(db, 'user_version') >= DERIVED_BY) return
    rewriteFilings(db)
    db.orm.run(sql.raw(`PRAGMA user_version = ${DERIVED_BY}`))
  })
}

/** As Drizzle's own migrator does, which begins a transaction that another process may be quicker than. */
function runMigrations(db: Db): void {
  const { orm } = db
  orm.run(
    sql`CREATE TABLE IF NOT EXISTS __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`,
  )
  const last = migratedTo(db)
  for (const { sql: statements, hash, folderMillis } of readMigrationFiles({
    migrationsFolder: MIGRATIONS,
  })) {
    if (folderMillis <= last) continue
    for (const statement of statements) orm.run(sql.raw(statement))
    orm.run(sql`INSERT INTO __drizzle_migrations (hash, created_at) VALUES (${hash}, ${folderMillis})`)
  }
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
