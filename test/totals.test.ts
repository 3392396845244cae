/** Counting looks at so many rows at most, and says so: what it says is exact is what plain SQL counts. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allFilings } from '../db/filings.ts'
import { allHoldings } from '../db/holdings.ts'
import type { AnyCollection, FilterValues } from '../db/page.ts'
import { MOST_LOOKED_AT, totals } from '../db/totals.ts'
import { allTransactions, issuerTransactions } from '../db/transactions.ts'
import { answer, ask } from './ask.ts'
import { filing, sampleWorld, world } from './world.ts'

const sample = sampleWorld()

const one = (collection: AnyCollection, filters: FilterValues, most?: { index: number; table: number }) =>
  totals(sample.db, collection, [0], Object.keys(collection.orders)[0]!, filters, most)[0]!

const count = (from: string) =>
  sample.db.orm.get<{ n: number }>(sql.raw(`SELECT count(*) AS n FROM ${from}`)).n

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const filters = fc.record({
  code: maybe(fc.constantFrom('P', 'S', 'M', 'A')),
  transactedFrom: maybe(fc.constantFrom('2012-01-01', '2023-01-15')),
  ownership: maybe(fc.constantFrom('D', 'I')),
  roles: maybe(fc.constantFrom(1, 2, 4)),
  isCounted: maybe(fc.constantFrom(0, 1)),
})
const CONDITIONS: Record<string, (value: unknown) => string> = {
  code: (code) => `code = '${code}'`,
  transactedFrom: (day) => `traded_on >= '${day}'`,
  ownership: (letter) => `ownership = '${letter}'`,
  roles: (bits) => `roles & ${bits} <> 0`,
  isCounted: (is) => `(trade IS NOT NULL AND left_out IS NULL) = ${is}`,
}

test('of the rows looked at, those that match are counted; all of them where there are no more', () => {
  fc.assert(
    fc.property(filters, fc.integer({ min: 1, max: 400 }), (given, most) => {
      const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      const where = (names: string[]) =>
        names.map((name) => CONDITIONS[name]!((asked as Record<string, unknown>)[name])).join(' AND ') ||
        'true'
      const names = Object.keys(asked) as (keyof typeof given)[]
      const walked = names.filter((name) => ['code', 'transactedFrom'].includes(name))
      const rest = names.filter((name) => !walked.includes(name))
      const looked = `(SELECT * FROM transactions WHERE ${where(walked)}
        ORDER BY traded_on DESC, accession DESC, row DESC LIMIT ${most + 1}) WHERE ${where(rest)}`
      const isExact = names.length === 0 || count(`transactions WHERE ${where(walked)}`) <= most
      expect(one(allTransactions, asked as FilterValues, { index: most, table: most })).toEqual({
        count: names.length === 0 ? count('transactions') : count(looked),
        isExact,
      })
    }),
  )
})

test('what is kept of each code and day is what plain SQL counts, whatever was amended', async () => {
  const kept = sample.db.orm.all(sql`SELECT * FROM transaction_days ORDER BY code, traded_on`)
  expect(kept).toEqual(
    sample.db.orm.all(sql`SELECT coalesce(code, '') AS code, traded_on, count(*) AS count FROM transactions
      WHERE left_out IS NOT 0 GROUP BY 1, 2 ORDER BY 1, 2`),
  )
  const few = { index: 1, table: 1 }
  const asked = { inForce: 1, codes: ['P', 'S'], transactedFrom: '2020-01-01', transactedTo: '2023-12-31' }
  expect(one(allTransactions, asked, few)).toEqual({
    count: count(`transactions WHERE left_out IS NOT 0 AND code IN ('P', 'S')
      AND traded_on BETWEEN '2020-01-01' AND '2023-12-31'`),
    isExact: true,
  })
})

test('a list without a filter is counted whole, however long', () => {
  const few = { index: 1, table: 1 }
  expect(one(allTransactions, { inForce: 1 }, few)).toEqual({
    count: count('transactions WHERE left_out IS NOT 0'),
    isExact: true,
  })
  expect(one(allHoldings, { inForce: 1 }, few)).toEqual({
    count: count('holdings WHERE instead_filing IS NULL'),
    isExact: true,
  })
  expect(one(allFilings, {}, few)).toEqual({ count: count('filings'), isExact: true })
})

test('rows of some days, or values, are counted in whichever order they lie together', () => {
  const few = { index: 40, table: 40 }
  const day = sample.db.orm.get<{ day: string }>(
    sql`SELECT dated_on AS day FROM transactions ORDER BY dated_on LIMIT 1 OFFSET 20`,
  ).day
  expect(one(allTransactions, { filedTo: day }, few)).toEqual({
    count: count(`transactions WHERE dated_on <= '${day}'`),
    isExact: true,
  })
  const value = sample.db.orm.get<{ value: number }>(
    sql`SELECT value FROM transactions ORDER BY value DESC LIMIT 1 OFFSET 20`,
  ).value
  expect(one(allTransactions, { valueFrom: `${value / 10_000}` }, few)).toEqual({
    count: count(`transactions WHERE value >= ${value}`),
    isExact: true,
  })
  const period = '2012-12-31'
  expect(one(allFilings, { periodTo: period }, few)).toEqual({
    count: count(`filings WHERE period_of_report <= '${period}'`),
    isExact: true,
  })
})

test('what an order leaves out is not counted, whatever order it is counted in', () => {
  const day = '2010-01-01'
  const inOrder = (collection: AnyCollection, order: string, asked: FilterValues) =>
    totals(sample.db, collection, [0], order, asked)[0]!.count
  for (const [name, column] of [
    ['transactedFrom', 'traded_on'],
    ['filedFrom', 'dated_on'],
  ] as const) {
    const all = count(`transactions WHERE ${column} >= '${day}'`)
    const valued = count(`transactions WHERE ${column} >= '${day}' AND value IS NOT NULL`)
    expect(valued).toBeLessThan(all)
    expect(inOrder(allTransactions, 'VALUE', { [name]: day })).toBe(valued)
    expect(inOrder(allTransactions, 'TRANSACTED_ON', { [name]: day })).toBe(all)
  }
  const w = world([filing(), filing({ accession: '0000000100-24-000077', filedOn: '2024-03-05' })])
  w.db.orm.run(sql`UPDATE filings SET period_of_report = NULL WHERE rowid = (SELECT max(rowid) FROM filings)`)
  expect(totals(w.db, allFilings, [0], 'PERIOD_OF_REPORT', { filedFrom: '2020-01-01' })[0]!.count).toBe(1)
})

test('of a parent, its own are counted', () => {
  const cik = sample.db.orm.get<{ cik: number }>(
    sql`SELECT issuer_cik AS cik FROM transactions GROUP BY 1 ORDER BY count(*) DESC`,
  ).cik
  const [all, some] = [
    { index: 1e6, table: 1e6 },
    { index: 2, table: 2 },
  ].map((most) => totals(sample.db, issuerTransactions, [cik], 'TRANSACTED_ON', { code: 'S' }, most)[0])
  expect(all).toEqual({
    count: count(`transactions WHERE issuer_cik = ${cik} AND code = 'S'`),
    isExact: true,
  })
  expect(some).toMatchObject({ isExact: false })
})

test('a row of an amendment in force leaves out the one that it stands for', async () => {
  const found = await answer(
    sample,
    `{ now: transactions { totalCount isTotalCountExact }
       ever: transactions(filter: { includeSuperseded: true }) { totalCount } }`,
  )
  expect(found.ever.totalCount - found.now.totalCount).toBe(count('transactions WHERE left_out = 0'))
  expect(found.now.isTotalCountExact).toBe(true)
})

test('what an index holds is counted without reading rows', async () => {
  const counted = async (filter: string) => {
    const { sql: ran } = await ask(sample, `{ transactions(first: 0, filter: ${filter}) { totalCount } }`)
    return /limit (\d+)/.exec(ran.findLast((text) => text.includes('filter (where fits)'))!)![1]
  }
  expect(await counted('{ codes: [OPEN_MARKET_SALE], roles: [DIRECTOR], value: { atLeast: "5" } }')).toBe(
    `${MOST_LOOKED_AT.index + 1}`,
  )
  expect(await counted('{ codes: [OPEN_MARKET_SALE, GIFT], ownership: INDIRECT }')).toBe(
    `${MOST_LOOKED_AT.index + 1}`,
  )
  expect(await counted('{ tradingPatterns: [ROUTINE] }')).toBe(`${MOST_LOOKED_AT.table + 1}`)
})

test('a search that weighs only some of what matches says so', async () => {
  const w = world(
    Array.from({ length: 210 }, (_, i) =>
      filing({
        accession: `0000000100-24-${String(i + 1).padStart(6, '0')}`,
        owners: [{ cik: 900 + i, name: `SMITH ANNE ${i}` }],
      }),
    ),
  )
  const found = await answer(
    w,
    '{ many: search(query: "smith") { totalCount isTotalCountExact } one: search(query: "anne 7") { isTotalCountExact } }',
  )
  expect(found).toEqual({
    many: { totalCount: 50, isTotalCountExact: false },
    one: { isTotalCountExact: true },
  })
})
