import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import { rowsAtMost, startsWith } from './filters.ts'
import { byKeys, childrenOf, keptByKey } from './keyed.ts'
import type { Db } from './open.ts'
import type { Collection } from './page.ts'
import type { RowOf } from './reader.ts'
import { issuerNames, issuers } from './tables.ts'

const columns = getTableColumns(issuers)
export type IssuerRow = RowOf<typeof columns>

export const allIssuers = {
  name: 'issuers',
  from: issuers,
  columns,
  orders: {
    NAME: { columns: [issuers.name, issuers.cik], walks: [['nameStartsWith']] },
    LAST_FILED_ON: { columns: [issuers.lastOn, issuers.cik] },
  },
  filters: { nameStartsWith: startsWith(issuers.name) },
} satisfies Collection<typeof columns>

export const issuersByCik = keptByKey(
  'issuers',
  'cik',
  byKeys('issuers.byCik', { from: issuers, columns, key: issuers.cik }),
)

/** The issuer that used a ticker last; one ticker may have had several issuers. */
export function issuerByTicker(db: Db, ticker: string): IssuerRow | undefined {
  const statement = db.once('issuers.byTicker', () =>
    db.orm
      .select(columns)
      .from(issuerNames)
      .innerJoin(issuers, eq(issuers.cik, issuerNames.issuerCik))
      .where(and(eq(issuerNames.kind, 'TICKER'), eq(issuerNames.text, sql.placeholder('ticker'))))
      .orderBy(desc(issuerNames.lastOn), issuers.cik)
      .limit(rowsAtMost(1))
      .prepare(),
  )
  db.observer.load?.('issuers.byTicker', 1)
  return db.snapshot(() => statement.get({ ticker: ticker.trim().toUpperCase() }))
}

/** The names and tickers that each issuer had, in the order in which they appeared. */
export const namesOfIssuers = childrenOf('issuers.names', {
  from: issuerNames,
  columns: getTableColumns(issuerNames),
  key: 'issuerCik',
  orderBy: [issuerNames.firstOn, issuerNames.text],
})
