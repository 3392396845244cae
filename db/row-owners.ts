import { and, eq, sql } from 'drizzle-orm'
import { bound } from './filters.ts'
import type { Db } from './open.ts'
import { transactionOwners } from './tables.ts'

/** Who reports a transaction: CIKs, ascending. For use within a snapshot or a write. */
export function ownersOfTransaction(db: Db, { filingId, row }: { filingId: string; row: number }): number[] {
  const statement = db.once('transaction.owners', () => {
    const { filingId, row, insiderCik: cik } = transactionOwners
    return db.orm
      .select({ cik })
      .from(transactionOwners)
      .where(and(sql`${filingId} = ${bound('filingId', filingId)}`, eq(row, sql.placeholder('row'))))
      .orderBy(cik)
      .prepare()
  })
  return statement.all({ filingId, row }).map(({ cik }) => cik)
}
