/**
 * Drizzle's statements over the driver, without what Drizzle does anew at each run: how values are bound, which decoder a
 * column has and how a row becomes an object is found once, when a statement is prepared.
 */
import { Column, is, noopDecoder, Param, Placeholder, type Query, SQL } from 'drizzle-orm'
import { BetterSQLite3Database, BetterSQLiteSession } from 'drizzle-orm/better-sqlite3'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'

export type Driver = ConstructorParameters<typeof BetterSQLiteSession>[0]
type Values = Record<string, unknown>
type Prepare = BetterSQLiteSession<Record<string, never>, Record<string, never>>['prepareQuery']
type Prepared = ReturnType<Prepare>
type Fields = NonNullable<Parameters<Prepare>[1]>

/** Hears of each statement as it runs, and runs those that write. */
interface Hearing {
  told(sql: string): void
  write<T extends { changes: number }>(sql: string, bound: unknown[], run: () => T): T
}

/** Drizzle over an open database. */
export function drizzleOver(driver: Driver, hearing: Hearing): BetterSQLite3Database {
  const dialect = new SQLiteSyncDialect()
  const Orm = BetterSQLite3Database as unknown as new (...args: unknown[]) => BetterSQLite3Database
  return new Orm('sync', dialect, new Session(driver, dialect, hearing), undefined)
}

class Session extends BetterSQLiteSession<Record<string, never>, Record<string, never>> {
  readonly #hearing: Hearing

  constructor(driver: Driver, dialect: SQLiteSyncDialect, hearing: Hearing) {
    super(driver, dialect, undefined, { logger: { logQuery: (sql) => hearing.told(sql) } })
    this.#hearing = hearing
  }

  override prepareQuery(...given: Parameters<Prepare>): never {
    const prepared = super.prepareQuery(...given)
    const [query, fields] = given
    return quickened(prepared, query, fields, this.#hearing) as never
  }
}

/** A prepared statement whose ways to run are made for just its parameters and columns. */
function quickened(prepared: Prepared, query: Query, fields: Fields | undefined, hearing: Hearing): Prepared {
  const { sql } = query
  const { stmt: statement } = prepared as unknown as {
    stmt: {
      readonly?: boolean // libSQL does not tell: it only reads here
      raw(): unknown
      all(...bound: unknown[]): unknown[][]
      get(...bound: unknown[]): unknown[] | undefined
      run(...bound: unknown[]): { changes: number }
    }
  }
  const bind = binder(query.params)
  const bound = (values: Values = {}) => {
    hearing.told(sql)
    return bind(values)
  }
  const refuse = () => {
    throw new Error(`What writes gives no rows here, since nobody would be told of it: ${sql}`)
  }
  const isWrite = statement.readonly === false && !/^\s*(PRAGMA|BEGIN)/i.test(sql)
  if (!fields) {
    const run = isWrite
      ? (values?: Values) => {
          const given = bound(values)
          return hearing.write(sql, given, () => statement.run(...given))
        }
      : (values?: Values) => statement.run(...bound(values))
    return Object.assign(prepared, isWrite ? { run, all: refuse, get: refuse, values: refuse } : { run })
  }
  if (isWrite) refuse()
  const objectOf = objectMaker(fields)
  statement.raw()
  return Object.assign(prepared, {
    all: (values?: Values) => statement.all(...bound(values)).map(objectOf),
    get(values?: Values) {
      const row = statement.get(...bound(values))
      return row && objectOf(row)
    },
  })
}

/**
 * How a statement's parameters are bound: a placeholder by its name, written as its column writes it; all else is what it is. A
 * function written for just these parameters.
 */
export function binder(params: readonly unknown[]): (values: Values) => unknown[] {
  const placed = params.map((param, i) => {
    if (is(param, Placeholder)) return boundTo(param.name)
    if (!is(param, Param) || !is(param.value, Placeholder)) return `params[${i}]`
    return `params[${i}].encoder.mapToDriverValue(${boundTo(param.value.name)})`
  })
  const made = `return (values) => [${placed.join(', ')}]`
  return new Function('params', 'unbound', made)(params, unbound)
}

const boundTo = (name: string) =>
  `(values[${JSON.stringify(name)}] === undefined ? unbound(${JSON.stringify(name)}) : values[${JSON.stringify(name)}])`

function unbound(name: string): never {
  throw new Error(`No value is bound to ${name}`)
}

type Decode = ((value: never) => unknown) | undefined

/**
 * Makes an object of a row, with objects in it where whole tables are selected: a function written for just these columns, so
 * that all its objects are of one shape. (Nothing here is joined where it may be missing.)
 */
function objectMaker(fields: Fields): (row: unknown[]) => object {
  const decoders = fields.map(({ field }) => decoderOf(field))
  const cells = fields.map(({ path }, i) => {
    const cell = decoders[i] ? `row[${i}] === null ? null : decoders[${i}](row[${i}])` : `row[${i}]`
    return { path, member: `${JSON.stringify(path.at(-1))}: ${cell}` }
  })
  const members = [...Map.groupBy(cells, ({ path: [name] }) => name)].map(([name, within]) =>
    within[0]!.path.length === 1
      ? within[0]!.member
      : `${JSON.stringify(name)}: { ${within.map(({ member }) => member).join(', ')} }`,
  )
  return new Function('decoders', `return (row) => ({ ${members.join(', ')} })`)(decoders)
}

/** How a cell is decoded; undefined where it is as SQLite gives it. */
function decoderOf(field: unknown): Decode {
  if (is(field, Column)) return columnDecoder(field)
  const { decoder } = (is(field, SQL) ? field : (field as SQL.Aliased).sql) as unknown as {
    decoder: { mapFromDriverValue: (value: never) => unknown }
  }
  if (decoder === noopDecoder) return undefined
  if (is(decoder, Column)) return columnDecoder(decoder)
  return (value) => decoder.mapFromDriverValue(value)
}

/** Most columns are as SQLite gives them. */
export function columnDecoder(column: Column): Decode {
  const isPlain = column.mapFromDriverValue === Column.prototype.mapFromDriverValue
  return isPlain ? undefined : (value) => column.mapFromDriverValue(value)
}
