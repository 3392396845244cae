/** First purchases and trading patterns, against brute force over all rows, in whatever order filings come. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Db } from '../db/open.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { answer, ask } from './ask.ts'
import { filing, put, rows, trade, world } from './world.ts'

interface Plain {
  key: string
  trade: 'P' | 'S'
  issuer: number
  day: string
  counts: boolean
  owners: number[]
  previous: string | null
  pattern: string | null
}

const PATTERNS = ['ROUTINE', 'OPPORTUNISTIC', 'UNCLASSIFIED']

/** All purchases and sales, by what they are and by what is kept of their past. */
const plain = (db: Db): Plain[] =>
  db.orm
    .all<
      Record<string, string | number | null>
    >(sql`SELECT t.accession || '/' || t.row AS key, t.code AS trade, t.issuer_cik AS issuer,
      t.traded_on AS day, coalesce(t.left_out, 1) = 1 AS counts, t.previous_purchase_on AS previous, t.pattern AS pattern,
      (SELECT json_group_array(o.insider_cik) FROM filing_owners o WHERE o.accession = t.accession) AS owners
      FROM transactions t WHERE t.code IN ('P', 'S') AND t.row < 2000000`)
    .map(
      (row) =>
        ({
          ...row,
          counts: row.counts === 1,
          owners: JSON.parse(row.owners as string),
          pattern: row.pattern === null ? null : PATTERNS[row.pattern as number],
        }) as unknown as Plain,
    )

function previousByHand(row: Plain, all: Plain[]): string | null {
  if (!row.counts || row.trade !== 'P') return null
  const earlier = all.filter(
    (other) =>
      other.counts &&
      other.trade === 'P' &&
      other.issuer === row.issuer &&
      other.day < row.day &&
      other.owners.some((owner) => row.owners.includes(owner)),
  )
  return earlier.length === 0
    ? null
    : earlier
        .map(({ day }) => day)
        .sort()
        .at(-1)!
}

function patternByHand(owner: number, year: number, all: Plain[]): string {
  const traded = new Set(
    all.filter((row) => row.counts && row.owners.includes(owner)).map(({ day }) => day.slice(0, 7)),
  )
  const past = [year - 1, year - 2, year - 3].map((past) =>
    ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map((month) =>
      traded.has(`${past}-${month}`),
    ),
  )
  if (!past.every((months) => months.includes(true))) return 'UNCLASSIFIED'
  return past[0]!.some((_, month) => past.every((months) => months[month])) ? 'ROUTINE' : 'OPPORTUNISTIC'
}

function patternOfRow(row: Plain, all: Plain[]): string | null {
  if (!row.counts) return null
  const theirs = row.owners.map((owner) => patternByHand(owner, Number(row.day.slice(0, 4)), all))
  return PATTERNS.find((pattern) => theirs.includes(pattern))!
}

function expectHistory(db: Db): Plain[] {
  const all = plain(db)
  for (const row of all) {
    expect([row.key, row.previous], 'previous purchase').toEqual([row.key, previousByHand(row, all)])
    expect([row.key, row.pattern], 'pattern').toEqual([row.key, patternOfRow(row, all)])
  }
  return all
}

const accession = (i: number) => `0000000100-24-${String(i + 1).padStart(6, '0')}`

/** Owners few, months few, years many, so that patterns come about. */
const someTrade = fc
  .record({
    code: fc.constantFrom('P' as const, 'P' as const, 'S' as const),
    day: fc
      .tuple(
        fc.integer({ min: 2018, max: 2023 }),
        fc.constantFrom('03-04', '03-05', '03-31', '04-01', '11-30'),
      )
      .map(([year, day]) => `${year}-${day}`),
    price: fc.constantFrom('1', '1', '1', ''),
  })
  .map(({ code, day, price }) => {
    const [kind, table, { pricePerShare, ...values }] = trade(code, '10', price, day)
    return [kind, table, { ...values, ...(pricePerShare && { pricePerShare }), sharesAfter: '100' }] as const
  })

const someFiling = fc.record({
  owners: fc.constantFrom([900], [901], [900, 901], [901, 902], [902]),
  issuer: fc.constantFrom(100, 100, 101),
  trades: fc.array(someTrade, { minLength: 1, maxLength: 4 }),
  filedOn: fc.constantFrom('2024-03-05', '2024-03-06'),
  form: fc.constantFrom('4' as const, '4' as const, '4/A' as const),
})

const made = (
  parts: typeof someFiling extends fc.Arbitrary<infer Parts> ? Parts : never,
  i: number,
): Filing =>
  filing({
    accession: accession(i),
    filedOn: parts.filedOn,
    form: parts.form,
    ...(parts.form === '4/A' && { originalFiledOn: '2024-03-05' }),
    issuer: { cik: parts.issuer },
    owners: parts.owners.map((cik) => ({ cik, isDirector: true })),
    rows: rows(
      ...parts.trades
        .map(([kind, table, values]) => [kind, table, values] as const)
        .map((one) => [...one] as never),
    ),
  })

describe('what is kept of the past of trades', () => {
  test('is what brute force finds, after every filing and every replacement, amendments and twins among them', () => {
    const patterns = new Set<string | null>()
    let leftOut = 0
    fc.assert(
      fc.property(
        fc.array(someFiling, { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(fc.nat(11), someFiling), { maxLength: 4 }),
        (filings, replacements) => {
          const { db } = world()
          for (const [i, parts] of filings.entries()) put(db, made(parts, i))
          const all = expectHistory(db)
          for (const [at, parts] of replacements) {
            put(db, made(parts, at % filings.length))
            expectHistory(db)
          }
          for (const { pattern, counts } of all) {
            patterns.add(pattern)
            if (!counts) leftOut++
          }
          db.close()
        },
      ),
      { numRuns: 60 },
    )
    expect([...patterns].filter(Boolean).sort()).toEqual([...PATTERNS].sort())
    expect(leftOut).toBeGreaterThan(0)
  })

  test('costs no more to keep the longer it is', () => {
    const bought = (i: number, day: string) =>
      filing({ accession: accession(i), rows: rows(trade('P', String(i + 1), '1', day)) })
    const day = (i: number) =>
      `2020-${String(Math.floor(i / 20) + 1).padStart(2, '0')}-${String((i % 20) + 10)}`
    const costAfter = (count: number) => {
      const w = world(Array.from({ length: count }, (_, i) => bought(i, day(i))))
      put(w.db, bought(500, '2020-01-09'))
      return w.sql.length
    }
    expect(costAfter(240)).toBe(costAfter(30))
  })
})

describe('first purchases', () => {
  const bought = (i: number, day: string, more: Parameters<typeof filing>[0] = {}) =>
    filing({ accession: accession(i), rows: rows(trade('P', '10', '2', day)), ...more })
  const HISTORY = `{ transactions(orderBy: {field: TRANSACTED_ON, direction: ASC}) { nodes {
    transactedOn previousPurchaseOn isFirstPurchase tradingPattern } } }`

  test('are those before which none is told, of any owner', async () => {
    const joint = [{ cik: 900 }, { cik: 901 }]
    const w = world([
      bought(0, '2020-02-03', { owners: [{ cik: 901 }] }),
      bought(1, '2021-02-03', { issuer: { cik: 101 } }),
      bought(2, '2023-03-01'),
      bought(3, '2024-03-01', { owners: joint }),
      filing({ accession: accession(4), rows: rows(trade('S', '10', '2', '2024-03-02')) }),
    ])
    const first = { previousPurchaseOn: null, isFirstPurchase: true, tradingPattern: 'UNCLASSIFIED' }
    expect((await answer(w, HISTORY)).transactions.nodes).toEqual([
      { transactedOn: '2020-02-03', ...first },
      { transactedOn: '2021-02-03', ...first },
      { transactedOn: '2023-03-01', ...first },
      { ...first, transactedOn: '2024-03-01', previousPurchaseOn: '2023-03-01', isFirstPurchase: false },
      { ...first, transactedOn: '2024-03-02', isFirstPurchase: null },
    ])
  })

  test('a purchase without a price is no trade that counts', async () => {
    const [kind, table, { pricePerShare: _, ...values }] = trade('P', '10', '2', '2024-03-01')
    const w = world([
      filing({ accession: accession(0), rows: rows([kind, table, values]) }),
      bought(1, '2024-03-04'),
    ])
    expect((await answer(w, HISTORY)).transactions.nodes).toMatchObject([
      { previousPurchaseOn: null, isFirstPurchase: null, tradingPattern: null },
      { previousPurchaseOn: null, isFirstPurchase: true },
    ])
  })

  test.each([
    [1, ['2024-02-29', '2022-02-28', '2020-02-28']],
    [2, ['2020-02-28']],
    [3, ['2020-02-28']],
    [50, ['2020-02-28']],
  ])('in %i years', async (years, expected) => {
    const days = ['2020-02-28', '2022-02-28', '2022-03-01', '2024-02-29', '2024-03-01']
    const w = world(days.map((day, i) => bought(i, day)))
    const { transactions, issuer, insider } = await answer(
      w,
      `query ($years: Int!) { transactions(filter: {firstPurchaseInYears: $years}) { totalCount nodes { transactedOn } }
        issuer(by: {cik: "100"}) { transactions(filter: {firstPurchaseInYears: $years}) { nodes { transactedOn } } }
        insider(by: {cik: "900"}) { transactions(filter: {firstPurchaseInYears: $years}) { nodes { transactedOn } } } }`,
      { years },
    )
    const nodes = expected.map((transactedOn) => ({ transactedOn }))
    expect(transactions).toEqual({ totalCount: nodes.length, nodes })
    expect([issuer, insider]).toEqual(Array(2).fill({ transactions: { nodes } }))
  })

  test.each([0, -1, 51])('in %i years are refused', async (years) => {
    const { errors } = await ask(
      world(),
      'query ($years: Int) { transactions(filter: {firstPurchaseInYears: $years}) { totalCount } }',
      { years },
    )
    expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT')
  })
})

describe('trading patterns', () => {
  const traded = (...days: string[]) =>
    days.map((day, i) => filing({ accession: accession(i), rows: rows(trade('S', '10', '2', day)) }))
  const PATTERN = `{ insider(by: {cik: "900"}) { before: tradingPattern(year: 2022) then: tradingPattern(year: 2023)
    after: tradingPattern(year: 2024) } }`

  test.each([
    ['the same month thrice', ['2020-03-01', '2021-03-31', '2022-03-15'], 'ROUTINE'],
    [
      'one month of several',
      ['2020-01-01', '2020-05-01', '2021-05-31', '2021-06-01', '2022-05-02'],
      'ROUTINE',
    ],
    ['other months', ['2020-03-01', '2021-03-31', '2022-04-15'], 'OPPORTUNISTIC'],
    ['a year without', ['2019-03-01', '2020-03-01', '2022-03-15'], 'UNCLASSIFIED'],
  ])('%s', async (_, days, then) => {
    expect((await answer(world(traded(...days)), PATTERN)).insider).toEqual({
      before: 'UNCLASSIFIED',
      then,
      after: 'UNCLASSIFIED',
    })
  })

  test('of many insiders are one load', async () => {
    const w = world(traded('2020-03-01', '2021-03-31').concat(bySeveral(30)))
    const { data, loads } = await ask(w, '{ insiders(first: 50) { nodes { tradingPattern(year: 2022) } } }')
    expect(data.insiders.nodes).toHaveLength(31)
    expect(loads).toEqual(['insiders', 'insiders.patterns'])
  })

  const bySeveral = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      filing({
        accession: accession(100 + i),
        owners: [{ cik: 1000 + i }],
        rows: rows(trade('P', '1', '1')),
      }),
    )

  test('with first purchases, in one operation', async () => {
    const w = world([
      ...traded('2021-03-01', '2022-03-31', '2023-04-15'),
      filing({
        accession: accession(10),
        rows: rows(trade('P', '10', '2', '2024-03-04'), trade('P', '9', '2', '2024-03-05')),
      }),
      filing({
        accession: accession(11),
        owners: [{ cik: 901 }],
        rows: rows(trade('P', '8', '2', '2024-03-04')),
      }),
    ])
    const found = await answer(
      w,
      `{ transactions(filter: {firstPurchaseInYears: 10, tradingPatterns: [OPPORTUNISTIC]}) { totalCount nodes {
        shares tradingPattern isFirstPurchase issuer { name } owners { name } filing { accessionNumber } } } }`,
    )
    expect(found.transactions.totalCount).toBe(1)
    expect(found.transactions.nodes[0]).toMatchObject({
      shares: '10',
      tradingPattern: 'OPPORTUNISTIC',
      isFirstPurchase: true,
    })
  })
})
