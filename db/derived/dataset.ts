/** How many filings there are, kept as they come and go, so that nobody has to count them. */
import { eq, sql } from 'drizzle-orm'
import { bound } from '../filters.ts'
import type { Db } from '../open.ts'
import { filingCounts, filings, holdings, transactions } from '../tables.ts'

/** Counts a stored filing in (1) or out (-1), with its rows. */
export function countFiling(db: Db, id: string, by: 1 | -1): void {
  const { add, clear } = db.once('dataset.count', () => statements(db))
  add.run({ id, by })
  if (by < 0) clear.run()
}

function statements({ orm }: Db) {
  const by = sql`${sql.placeholder('by')}`
  const rowsOf = (table: typeof transactions | typeof holdings) =>
    sql`${by} * (SELECT count(*) FROM ${table} WHERE ${table.filingId} = ${bound('id', table.filingId)})`
  const added = (column: 'filings' | 'transactions' | 'holdings') =>
    sql`${filingCounts[column]} + excluded.${sql.identifier(column)}`
  return {
    add: orm
      .insert(filingCounts)
      .select(
        orm
          .select({
            form: filings.form,
            year: sql`CAST(substr(${filings.datedOn}, 1, 4) AS INTEGER)`.as('year'),
            origin: filings.origin,
            filings: by.as('filings'),
            transactions: rowsOf(transactions).as('transactions'),
            holdings: rowsOf(holdings).as('holdings'),
          })
          .from(filings)
          .where(sql`${filings.id} = ${bound('id', filings.id)}`) as never,
      )
      .onConflictDoUpdate({
        target: [filingCounts.form, filingCounts.year, filingCounts.origin],
        set: {
          filings: added('filings'),
          transactions: added('transactions'),
          holdings: added('holdings'),
        },
      })
      .prepare(),
    /** There are a few hundred rows at most. */
    clear: orm.delete(filingCounts).where(eq(filingCounts.filings, 0)).prepare(),
  }
}
