/** How far each purchase lies from the nearest by others, so that who looks for clusters need not look at those that are alone. */
import { and, eq } from 'drizzle-orm'
import { given, stored } from '../filters.ts'
import type { Db } from '../open.ts'
import { isRow } from '../rows.ts'
import { apartAmong } from '../rules/apart.ts'
import { transactions } from '../tables.ts'

/** Makes it anew for the purchases of issuers' shares: these are few, also where filings are many. */
export function refreshApart(db: Db, issuers: Iterable<number>): void {
  const { purchases, set } = db.once('apart', () => prepared(db))
  for (const issuerCik of issuers) {
    const all = purchases.all({ issuerCik })
    const counted = all.filter(({ leftOut }) => leftOut === null)
    const apart = (dayOf: (row: (typeof all)[number]) => string) =>
      apartAmong(
        counted.map((row) => ({ day: dayOf(row), group: row.group })),
        issuerCik,
      )
    const [traded, filed] = [apart(({ tradedOn }) => tradedOn), apart(({ datedOn }) => datedOn)]
    const place = new Map(counted.map((row, i) => [row, i]))
    for (const row of all) {
      const i = place.get(row)
      const [tradedApart, filedApart] = i === undefined ? [null, null] : [traded[i]!, filed[i]!]
      if (tradedApart === row.tradedApart && filedApart === row.filedApart) continue
      set.run({ filingId: row.filingId, row: row.row, tradedApart, filedApart })
    }
  }
}

function prepared({ orm }: Db) {
  const { filingId, row, issuerCik, trade, leftOut, tradedOn, datedOn, tradedApart, filedApart } =
    transactions
  const { ownerGroup: group } = transactions
  return {
    purchases: orm
      .select({ filingId, row, tradedOn, datedOn, group, leftOut, tradedApart, filedApart })
      .from(transactions)
      .where(and(eq(issuerCik, given('issuerCik')), eq(trade, stored(trade, 'P'))))
      .prepare(),
    set: orm
      .update(transactions)
      .set({ tradedApart: given('tradedApart'), filedApart: given('filedApart') })
      .where(isRow(transactions))
      .prepare(),
  }
}
