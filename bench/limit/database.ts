/** The database as the limit reads it: read-only, rows raw, one read transaction until the event loop turns. */
import Database from 'better-sqlite3'

/** A statement whose rows are lists of values. */
interface Statement<Row extends unknown[]> {
  get(...values: unknown[]): Row | undefined
  all(...values: unknown[]): Row[]
}

export interface Reads {
  prepare<Row extends unknown[]>(sql: string): Statement<Row>
  snapshot<T>(read: () => T): T
}

/** The data that answers an operation, by its name. */
export type Answers = Record<string, (variables: never) => unknown>

export function connect(file: string): Reads {
  const driver = new Database(file, { readonly: true })
  const begin = driver.prepare('BEGIN')
  const commit = driver.prepare('COMMIT')
  const release = () => void commit.run()
  return {
    prepare: (sql) => driver.prepare(sql).raw() as never,
    snapshot(read) {
      if (!driver.inTransaction) {
        begin.run()
        setImmediate(release)
      }
      return read()
    },
  }
}
