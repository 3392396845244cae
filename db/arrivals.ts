/** The order in which accession numbers came here, for those who want to hear of each that is new. */
import { sql } from 'drizzle-orm'
import type { Db } from './open.ts'
import { sequences } from './tables.ts'

/** A place in that order, given once only; for use within the transaction that writes the filing. */
export function nextArrival(db: Db): number {
  const statement = db.once('arrivals.next', () =>
    db.orm
      .insert(sequences)
      .values({ name: 'arrival', value: 1 })
      .onConflictDoUpdate({ target: sequences.name, set: { value: sql`${sequences.value} + 1` } })
      .returning({ value: sequences.value })
      .prepare(),
  )
  return statement.get().value
}
