/** How many filings there are, kept as they come and go, so that nobody has to count them. */
import { eq, sql } from 'drizzle-orm'
import { given, isOf } from '../filters.ts'
import type { Db } from '../open.ts'
import { filingCounts, filings, holdings, transactions } from '../tables.ts'

type Count = typeof filingCounts.$inferInsert

/** What is counted in and out until it is written, by form, year and origin. */
export type Counts = Map<string, Count>

/** Counts a filing in (1) or out (-1), with its rows. */
export function count(
  counts: Counts,
  { form, datedOn, origin }: Pick<typeof filings.$inferInsert, 'form' | 'datedOn' | 'origin'>,
  rows: { transactions: number; holdings: number },
  by: 1 | -1,
): void {
  const year = Number(datedOn.slice(0, 4))
  const key = `${form} ${year} ${origin}`
  const known = counts.get(key) ?? { form, year, origin, filings: 0, transactions: 0, holdings: 0 }
  known.filings += by
  known.transactions += by * rows.transactions
  known.holdings += by * rows.holdings
  counts.set(key, known)
}

/** Counts a stored filing out. */
export function countOut(db: Db, counts: Counts, id: string): void {
  const filing = db.once('dataset.filing', () => {
    const rowsOf = (table: typeof transactions | typeof holdings) =>
      sql<number>`(SELECT count(*) FROM ${table} WHERE ${isOf(table.filingId)})`
    const { form, datedOn, origin } = filings
    const rows = { transactions: rowsOf(transactions), holdings: rowsOf(holdings) }
    return db.orm
      .select({ form, datedOn, origin, ...rows })
      .from(filings)
      .where(isOf(filings.id))
      .prepare()
  })
  const { form, datedOn, origin, ...rows } = filing.get({ id })!
  count(counts, { form, datedOn, origin }, rows, -1)
}

/** Adds what was counted to what is stored. */
export function writeCounts(db: Db, counts: Counts): void {
  const { add, clear } = db.once('dataset.count', () => statements(db))
  for (const { origin, ...count } of counts.values())
    add.run({ ...count, origin: filingCounts.origin.mapToDriverValue(origin) })
  if (counts.size > 0) clear.run()
}

function statements(db: Db) {
  const { form, year, origin } = filingCounts
  const added = (column: 'filings' | 'transactions' | 'holdings') =>
    sql`${filingCounts[column]} + excluded.${sql.identifier(column)}`
  const names = ['form', 'year', 'origin', 'filings', 'transactions', 'holdings']
  return {
    add: db.orm
      .insert(filingCounts)
      .values(Object.fromEntries(names.map((name) => [name, given(name)])) as never)
      .onConflictDoUpdate({
        target: [form, year, origin],
        set: {
          filings: added('filings'),
          transactions: added('transactions'),
          holdings: added('holdings'),
        },
      })
      .prepare(),
    /** There are a few hundred rows at most. */
    clear: db.orm.delete(filingCounts).where(eq(filingCounts.filings, 0)).prepare(),
  }
}
