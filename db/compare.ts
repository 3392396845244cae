/** Compares what is derived in a database with what was derived anew in another that is attached to it as `anew`. */
import { type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { rowsAtMost } from './filters.ts'
import type { Db } from './open.ts'
import {
  filingCounts,
  filingOwners,
  filings,
  holdingOwners,
  holdings,
  insiderNames,
  insiders,
  issuerNames,
  issuers,
  optionGrantOwners,
  optionGrants,
  positions,
  relationships,
  transactionDays,
  transactionOwners,
  transactions,
} from './tables.ts'

/** The tables that hold what is derived, in whole or in some columns. */
const TABLES = [
  issuers,
  issuerNames,
  insiders,
  insiderNames,
  relationships,
  filings,
  filingOwners,
  transactions,
  transactionOwners,
  holdings,
  holdingOwners,
  optionGrants,
  optionGrantOwners,
  positions,
  filingCounts,
  transactionDays,
]

/** Of each kind of difference, so many rows are shown. */
const SHOWN = 3

/** A sentence for each way in which a table differs: how many rows, in which columns, and the first of them. */
export function compareTables(db: Db, onProgress: (done: number, total: number) => void): string[] {
  return TABLES.flatMap((table, i) => {
    onProgress(i, TABLES.length)
    return differencesOf(db, sidesOf(table))
  })
}

interface Sides {
  name: string
  /** The table as it is, and as it was derived anew. */
  here: SQL
  anew: SQL
  key: SQLiteColumn[]
  others: SQLiteColumn[]
}

/** The number of a grant is whatever was free: grants are told by their key, wherever one is named. */
function sidesOf(table: SQLiteTable): Sides {
  const { name, columns, primaryKeys } = getTableConfig(table)
  const isGrants = name === 'option_grants'
  const compared = columns.filter((column) => !(isGrants && column.primary))
  const shown = (schema: string) => {
    const one = ({ name }: SQLiteColumn) =>
      name === 'grant_id'
        ? `(SELECT g.key FROM ${schema}.option_grants g WHERE g.id = t.grant_id) AS grant_id`
        : `t."${name}"`
    return sql.raw(`(SELECT ${compared.map(one).join(', ')} FROM ${schema}."${name}" t)`)
  }
  const key = isGrants
    ? compared.filter((column) => column.name === 'key')
    : (primaryKeys[0]?.columns ?? columns.filter((column) => column.primary))
  const others = compared.filter((column) => !key.includes(column))
  return { name, here: shown('main'), anew: shown('anew'), key, others }
}

function differencesOf(db: Db, { name, here, anew, key, others }: Sides): string[] {
  const isSame = sql.join(
    key.map((column) => sql`${of('a', column)} = ${of('b', column)}`),
    sql` AND `,
  )
  const only = (one: SQL, other: SQL) =>
    sql`FROM ${one} a WHERE NOT EXISTS (SELECT 1 FROM ${other} b WHERE ${isSame})`
  const all = (side: 'a' | 'b') =>
    sql.join(
      others.map((column) => of(side, column)),
      sql`, `,
    )
  const told = (rows: SQL, how: string) => {
    const { count } = db.orm.get<{ count: number }>(sql`SELECT count(*) AS count ${rows}`)
    const some = count === 1 ? '1 row' : `${count} rows`
    return count === 0 ? [] : [`${name}: ${some} ${how}: ${shown(db, key, rows)}.`]
  }
  const missing = told(only(anew, here), 'missing')
  const surplus = told(only(here, anew), 'that no filing tells of')
  if (others.length === 0) return [...missing, ...surplus]
  const differing = sql`FROM ${here} a JOIN ${anew} b ON ${isSame} WHERE (${all('a')}) IS NOT (${all('b')})`
  return [...missing, ...surplus, ...told(differing, `wrong in ${differingColumns(db, others, differing)}`)]
}

const of = (side: 'a' | 'b', { name }: SQLiteColumn) => sql.raw(`${side}."${name}"`)

function differingColumns({ orm }: Db, columns: SQLiteColumn[], differing: SQL): string {
  const any = columns.map(
    (column) => sql`max(${of('a', column)} IS NOT ${of('b', column)}) AS ${sql.identifier(column.name)}`,
  )
  const found = orm.get<Record<string, number | null>>(sql`SELECT ${sql.join(any, sql`, `)} ${differing}`)
  return columns
    .map(({ name }) => name)
    .filter((name) => found[name] === 1)
    .join(', ')
}

/** The first rows, by their keys. */
function shown({ orm }: Db, key: SQLiteColumn[], rows: SQL): string {
  const columns = sql.join(
    key.map((column) => of('a', column)),
    sql`, `,
  )
  const first = orm.values<unknown[]>(sql`SELECT ${columns} ${rows} LIMIT ${rowsAtMost(SHOWN)}`)
  const words = first.map((values) =>
    key.map((column, i) => `${column.name} ${column.mapFromDriverValue(values[i])}`).join(' '),
  )
  return words.join('; ')
}
