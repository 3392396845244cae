/** Rows by their keys, or by the key of what they belong to: each read is one batched load. */
import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { bound, given } from './filters.ts'
import type { Db } from './open.ts'
import { type RowOf, reader, selectFrom } from './reader.ts'
import { type Columns, copied } from './reading.ts'

interface Source<C extends Columns> {
  from: SQLiteTable
  columns: C
}

/** A read of the rows whose key is among some: one statement over the whole list. */
export function byKeys<C extends Columns>(
  name: string,
  source: Source<C> & { key: SQLiteColumn },
): (db: Db, keys: readonly (string | number)[]) => RowOf<C>[] {
  const { from, columns, key } = source
  const readWhere = (way: string, condition: SQL) =>
    reader(`${way}|${name}`, columns, (db, columns) => selectFrom(db, columns, from).where(condition))
  // For one key, the walk through a list of JSON costs more than the row.
  const one = readWhere('key', sql`${key} = ${given('keys')}`)
  const some = readWhere('keys', sql`${key} IN (SELECT value FROM json_each(${given('keys')}))`)
  return (db, keys) => {
    db.observer.load?.(name, keys.length)
    const stored = keys.map((each) => key.mapToDriverValue(each))
    return db.snapshot(() =>
      stored.length === 1 ? one(db, { keys: stored[0] }) : some(db, { keys: JSON.stringify(stored) }),
    )
  }
}

/**
 * A load by key of what much else leads to: an operation that is run again finds rows where another has read them, for as
 * long as the data is the same.
 */
export function keptByKey<Field extends string, Key, Row extends Record<Field, Key>>(
  name: string,
  key: Field,
  load: (db: Db, keys: readonly Key[]) => Row[],
): (db: Db, keys: readonly Key[]) => Row[] {
  return (db, keys) => {
    if (!db.reading) return load(db, keys)
    const kept = db.kept<Key, Row>(name)
    const missing = keys.filter((key) => !kept.has(key))
    if (missing.length > 0) {
      const { reading: _, ...whole } = db
      for (const row of load(whole, missing)) kept.set(row[key], copied(row))
    }
    return keys.map((key) => kept.get(key)).filter((row) => row !== undefined)
  }
}

/** A read of the rows that belong to each of several keys, in the order of the keys: one statement, run once for each in one snapshot. */
export function childrenOf<C extends Columns>(
  name: string,
  source: Source<C> & { key: keyof C & string; orderBy: SQLiteColumn[] },
): <Key extends string | number>(db: Db, keys: readonly Key[]) => RowOf<C>[][] {
  const { from, columns, orderBy } = source
  const key = columns[source.key]!
  const read = reader(name, columns, (db, columns) =>
    selectFrom(db, columns, from)
      .where(sql`${key} = ${bound('key', key)}`)
      .orderBy(...orderBy),
  )
  return (db, keys) => {
    db.observer.load?.(name, keys.length)
    return db.snapshot(() => keys.map((key) => read(db, { key })))
  }
}
