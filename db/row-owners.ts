import type { Db } from './open.ts'
import { isRow } from './rows.ts'
import { transactionOwners } from './tables.ts'

/** Who reports a transaction: CIKs, ascending. For use within a snapshot or a write. */
export function ownersOfTransaction(db: Db, { filingId, row }: { filingId: string; row: number }): number[] {
  const statement = db.once('transaction.owners', () => {
    const { insiderCik: cik } = transactionOwners
    return db.orm
      .select({ cik })
      .from(transactionOwners)
      .where(isRow(transactionOwners))
      .orderBy(cik)
      .prepare()
  })
  return statement.all({ filingId, row }).map(({ cik }) => cik)
}
