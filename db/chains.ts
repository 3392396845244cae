/** Chains of amendments: a filing, what amends it, and what amends that, with the rows of each. */

import { sql } from 'drizzle-orm'
import { bound, isOf } from './filters.ts'
import type { HoldingRow } from './holdings.ts'
import type { Db } from './open.ts'
import { compare } from './rules/order.ts'
import type { Comparable } from './rules/supersession.ts'
import { filings, holdings, transactions } from './tables.ts'
import type { TransactionRow } from './transactions.ts'

/** What tells whether one filing amends another. */
export const amendableColumns = {
  id: filings.id,
  form: filings.form,
  issuerCik: filings.issuerCik,
  ownerGroup: filings.ownerGroup,
  datedOn: filings.datedOn,
  period: filings.periodOfReport,
  originalFiledOn: filings.originalFiledOn,
  amendsId: filings.amendsId,
}
export interface Amendable {
  id: string
  form: string
  issuerCik: number
  ownerGroup: number
  datedOn: string
  period: string | null
  originalFiledOn: string | null
  amendsId: string | null
}

export type ChainRow = (TransactionRow | HoldingRow) & Comparable

export const isAmendment = ({ form }: Amendable) => form.endsWith('/A')

/** Orders a chain: what amends nothing first, then by day and number. */
export const byTime = (a: Amendable, b: Amendable) =>
  Number(isAmendment(a)) - Number(isAmendment(b)) || compare(a.datedOn, b.datedOn) || compare(a.id, b.id)

export const findAmendable = (db: Db, id: string): Amendable | undefined => statements(db).byId.get({ id })

/** The filing with which the chain of a filing begins: itself, where it amends nothing that is here. */
export function rootOf(db: Db, filing: Amendable): Amendable {
  const next = filing.amendsId === null ? undefined : findAmendable(db, filing.amendsId)
  return next ? rootOf(db, next) : filing
}

/** A filing with all that amends it, or amends what amends it, in their order. */
export function chainOf(db: Db, root: Amendable): Amendable[] {
  const chain = [root]
  for (const filing of chain) chain.push(...statements(db).amending.all({ id: filing.id }))
  return chain.sort(byTime)
}

/** The rows of a filing, transactions first. */
export function rowsOfFiling(db: Db, id: string): ChainRow[] {
  const { traded, held } = statements(db)
  return [...traded.all({ id }), ...held.all({ id })]
}

const statements = (db: Db) =>
  db.once('chains', () => {
    const { orm } = db
    const chained = (column: typeof filings.id | typeof filings.amendsId) =>
      orm
        .select(amendableColumns)
        .from(filings)
        .where(sql`${column} = ${bound('id', filings.id)}`)
        .prepare()
    const { filingId, row } = transactions
    return {
      byId: chained(filings.id),
      amending: chained(filings.amendsId),
      traded: orm.select().from(transactions).where(isOf(filingId)).orderBy(row).prepare(),
      held: orm.select().from(holdings).where(isOf(holdings.filingId)).orderBy(holdings.row).prepare(),
    }
  })
