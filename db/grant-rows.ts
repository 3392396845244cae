/** What the lives of option grants are told from: their rows, and the transactions beside their exercises. */
import { eq, getTableColumns, sql } from 'drizzle-orm'
import type { HoldingRow } from './holdings.ts'
import { childrenOf } from './keyed.ts'
import type { Db } from './open.ts'
import { isSuperseded } from './rows.ts'
import type { GrantRows } from './rules/grant-life.ts'
import { isExercise } from './rules/grant-links.ts'
import { filings, holdings, transactions } from './tables.ts'
import { type TransactionRow, transactionsOfFilings } from './transactions.ts'

/** A holding with the form that states it, and the day of which it speaks. */
export type HeldRow = HoldingRow & { form: string; heldOn: string }

/** All rows of a grant, also those that an amendment's stand for. */
export interface AllRows {
  transactions: TransactionRow[]
  holdings: HeldRow[]
}

export function rowsOfGrants(db: Db, ids: readonly number[]): AllRows[] {
  const traded = tradedOf(db, ids)
  const held = heldOf(db, ids)
  return ids.map((_, i) => ({ transactions: traded[i]!, holdings: held[i]! }))
}

/** What `lifeOf` takes of each grant that has a row in force. */
export function grantRows(
  db: Db,
  ids: readonly number[],
  rows = rowsOfGrants(db, ids),
): (GrantRows<TransactionRow, HeldRow> | undefined)[] {
  const inForce = rows.map((all, i) => ({
    id: ids[i]!,
    transactions: all.transactions.filter((row) => !isSuperseded(row)),
    holdings: all.holdings.filter((row) => !isSuperseded(row)),
  }))
  const exercised = inForce.map(({ transactions }) => [
    ...new Set(transactions.filter(isExercise).map(({ filingId }) => filingId)),
  ])
  const wanted = [...new Set(exercised.flat())]
  const found = new Map(transactionsOfFilings(db, wanted).map((beside, i) => [wanted[i]!, beside]))
  return inForce.map((grant, i) =>
    grant.transactions.length + grant.holdings.length === 0
      ? undefined
      : {
          ...grant,
          beside: exercised[i]!.map((id) => found.get(id)!.filter((row) => !isSuperseded(row))),
        },
  )
}

const tradedOf = childrenOf('grants.transactions', {
  from: transactions,
  columns: getTableColumns(transactions),
  key: 'grantId',
  orderBy: [],
})

function heldOf(db: Db, ids: readonly number[]): HeldRow[][] {
  const statement = db.once('grants.holdings', () =>
    db.orm
      .select({
        ...getTableColumns(holdings),
        form: filings.form,
        heldOn: sql<string>`coalesce(${filings.periodOfReport}, ${holdings.datedOn})`,
      })
      .from(holdings)
      .innerJoin(filings, eq(filings.id, holdings.filingId))
      .where(sql`${holdings.grantId} IN (SELECT value FROM json_each(${sql.placeholder('ids')}))`)
      .prepare(),
  )
  db.observer.load?.('grants.holdings', ids.length)
  const found = Map.groupBy(
    db.snapshot(() => statement.all({ ids: JSON.stringify(ids) })),
    ({ grantId }) => grantId,
  )
  return ids.map((id) => found.get(id) ?? [])
}
