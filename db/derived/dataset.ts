/** How many filings and transactions there are, kept as they come and go, so that nobody has to count them. */
import { and, eq, sql } from 'drizzle-orm'
import { given, isOf } from '../filters.ts'
import type { Db } from '../open.ts'
import { filingCounts, filings, holdings, transactionDays, transactions } from '../tables.ts'

type Count = typeof filingCounts.$inferInsert
type DayCount = typeof transactionDays.$inferInsert

/** What is counted in and out until it is written. */
export interface Counts {
  /** By form, year and origin. */
  filings: Map<string, Count>
  /** Transactions in force, by day and code. */
  days: Map<string, DayCount>
}

export const nothingCounted = (): Counts => ({ filings: new Map(), days: new Map() })

type CountedFiling = Pick<typeof filings.$inferInsert, 'form' | 'datedOn' | 'origin'>
type CountedTransaction = Pick<typeof transactions.$inferInsert, 'code' | 'tradedOn' | 'leftOut'>

/** Counts a filing in (1) or out (-1), with its rows. */
export function count(
  counts: Counts,
  { form, datedOn, origin }: CountedFiling,
  transactions: CountedTransaction[],
  holdings: number,
  by: 1 | -1,
): void {
  const year = Number(datedOn.slice(0, 4))
  const key = `${form} ${year} ${origin}`
  const known = counts.filings.get(key) ?? { form, year, origin, filings: 0, transactions: 0, holdings: 0 }
  known.filings += by
  known.transactions += by * transactions.length
  known.holdings += by * holdings
  counts.filings.set(key, known)
  for (const row of transactions) if (row.leftOut !== 'SUPERSEDED') countInForce(counts, row, by)
}

/** Counts a transaction that is in force from now on (1), or no longer (-1). */
export function countInForce({ days }: Counts, { code, tradedOn }: CountedTransaction, by: 1 | -1): void {
  const key = `${tradedOn} ${code ?? ''}`
  const known = days.get(key)
  if (known) known.count += by
  else days.set(key, { code: code ?? '', tradedOn, count: by })
}

/** Counts a stored filing out. */
export function countOut(db: Db, counts: Counts, id: string): void {
  const { filing, rows } = db.once('dataset.filing', () => {
    const { form, datedOn, origin } = filings
    const held = sql<number>`(SELECT count(*) FROM ${holdings} WHERE ${isOf(holdings.filingId)})`
    const { code, tradedOn, leftOut } = transactions
    return {
      filing: db.orm.select({ form, datedOn, origin, held }).from(filings).where(isOf(filings.id)).prepare(),
      rows: db.orm
        .select({ code, tradedOn, leftOut })
        .from(transactions)
        .where(isOf(transactions.filingId))
        .prepare(),
    }
  })
  const { held, ...of } = filing.get({ id })!
  count(counts, of, rows.all({ id }), held, -1)
}

/** Adds what was counted to what is stored. */
export function writeCounts(db: Db, counts: Counts): void {
  const { add, clear, addDay, clearDay } = db.once('dataset.count', () => statements(db))
  for (const { origin, ...count } of counts.filings.values())
    add.run({ ...count, origin: filingCounts.origin.mapToDriverValue(origin) })
  if (counts.filings.size > 0) clear.run()
  for (const day of counts.days.values()) {
    if (day.count !== 0) addDay.run(day)
    if (day.count < 0) clearDay.run(day)
  }
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
    addDay: db.orm
      .insert(transactionDays)
      .values({ code: given('code'), tradedOn: given('tradedOn'), count: given('count') } as never)
      .onConflictDoUpdate({
        target: [transactionDays.code, transactionDays.tradedOn],
        set: { count: sql`${transactionDays.count} + excluded.count` },
      })
      .prepare(),
    clearDay: db.orm
      .delete(transactionDays)
      .where(
        and(
          eq(transactionDays.code, given('code')),
          eq(transactionDays.tradedOn, given('tradedOn')),
          eq(transactionDays.count, 0),
        ),
      )
      .prepare(),
  }
}
