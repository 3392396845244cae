import { sql } from 'drizzle-orm'
import type { Db } from '../db/open.ts'

/**
 * Everything in the database, but for ids that mean nothing outside, for where and when a filing was read, for the
 * order of arrival, and for what a primary is told.
 */
export function dump(db: Db): Record<string, string[]> {
  const tables = db.orm.all<{ name: string }>(
    sql`SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name <> 'sqlite_schema'
        AND name NOT IN ('sequences', 'sync_marks', 'publication', 'outbox') ORDER BY name`,
  )
  const keys = new Map(
    db.orm
      .all<{ id: number; key: string }>(sql`SELECT id, key FROM option_grants`)
      .map(({ id, key }) => [id, key]),
  )
  return Object.fromEntries(
    tables.map(({ name }) => {
      const found = db.orm.all<Record<string, unknown>>(sql`SELECT * FROM ${sql.identifier(name)}`)
      const texts = found.map(({ source: _, arrival: __, ...row }) => {
        if ('grant_id' in row && row.grant_id !== null) row.grant_id = keys.get(row.grant_id as number)
        if (name === 'option_grants') row.id = null
        return JSON.stringify(row)
      })
      return [name, texts.sort()]
    }),
  )
}
