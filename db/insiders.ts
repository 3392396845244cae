import { getTableColumns } from 'drizzle-orm'
import { startsWith } from './filters.ts'
import { byKeys, childrenOf, keptByKey } from './keyed.ts'
import type { Collection } from './page.ts'
import type { RowOf } from './reader.ts'
import { insiderNames, insiders } from './tables.ts'

const columns = getTableColumns(insiders)
export type InsiderRow = RowOf<typeof columns>

export const allInsiders = {
  name: 'insiders',
  from: insiders,
  columns,
  orders: {
    NAME: { columns: [insiders.name, insiders.cik], walks: [['nameStartsWith']] },
    LAST_FILED_ON: { columns: [insiders.lastOn, insiders.cik] },
  },
  filters: { nameStartsWith: startsWith(insiders.name) },
} satisfies Collection<typeof columns>

export const insidersByCik = keptByKey(
  'insiders',
  'cik',
  byKeys('insiders.byCik', { from: insiders, columns, key: insiders.cik }),
)

/** The names that each insider had, in the order in which they appeared. */
export const namesOfInsiders = childrenOf('insiders.names', {
  from: insiderNames,
  columns: getTableColumns(insiderNames),
  key: 'insiderCik',
  orderBy: [insiderNames.firstOn, insiderNames.text],
})
