/** Activity: trades by interval of the calendar. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Interval, intervalOf } from '../db/rules/intervals.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { answer, ask } from './ask.ts'
import { expected, SUMS, type Told, toldBy } from './sums.ts'
import { filing, rows, trade, world } from './world.ts'

const UNITS = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const satisfies Interval[]
const number = (n: number) => `0000000100-24-${String(n).padStart(6, '0')}`
const later = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toJSON().slice(0, 10)

const traded = (...days: string[]) =>
  world(
    days.map((day, i) =>
      filing({
        accession: number(i + 1),
        filedOn: later(day, 1),
        periodOfReport: day,
        rows: rows(trade('P', String(2 ** i), '1', day)),
      }),
    ),
  )

describe('intervals', () => {
  test.each<[Interval, string, string, string]>([
    ['DAY', '2024-02-29', '2024-02-29', '2024-02-29'],
    ['WEEK', '2024-12-29', '2024-12-23', '2024-12-29'],
    ['WEEK', '2024-12-30', '2024-12-30', '2025-01-05'],
    ['WEEK', '2021-01-03', '2020-12-28', '2021-01-03'],
    ['MONTH', '2024-02-10', '2024-02-01', '2024-02-29'],
    ['MONTH', '2023-02-28', '2023-02-01', '2023-02-28'],
    ['QUARTER', '2024-03-31', '2024-01-01', '2024-03-31'],
    ['QUARTER', '2024-11-30', '2024-10-01', '2024-12-31'],
    ['YEAR', '2024-07-04', '2024-01-01', '2024-12-31'],
    ['YEAR', '0022-07-04', '0022-01-01', '0022-12-31'],
  ])('the %s of %s is from %s to %s', (by, day, from, to) =>
    expect(intervalOf(by, day)).toEqual({ from, to }),
  )

  test('hold their days, and follow each other without a gap', () => {
    const day = fc.integer({ min: 0, max: 40_000 }).map((days) => later('1934-06-06', days))
    fc.assert(
      fc.property(fc.constantFrom(...UNITS), day, (by, day) => {
        const { from, to } = intervalOf(by, day)
        expect(from <= day && day <= to).toBe(true)
        expect(intervalOf(by, from)).toEqual({ from, to })
        expect(intervalOf(by, to)).toEqual({ from, to })
        expect(intervalOf(by, later(to, 1)).from).toBe(later(to, 1))
      }),
    )
  })
})

const ask_ = (args: string) =>
  `{ issuer(by: {cik: "100"}) { activity(${args}) { from to purchases { shares } } } }`

async function buckets(w: ReturnType<typeof world>, args: string): Promise<string[]> {
  const { issuer } = await answer(w, ask_(args))
  return issuer.activity.map(
    ({ from, to, purchases }: { from: string; to: string; purchases: { shares: string } }) =>
      `${from} ${to} ${purchases.shares}`,
  )
}

describe('an issuer’s activity', () => {
  const w = traded('2024-05-31', '2023-12-31', '2024-01-01', '2024-01-31', '2024-06-03')

  test.each([
    [
      'by: DAY, from: "2024-01-31"',
      ['2024-01-31 2024-01-31 8', '2024-05-31 2024-05-31 1', '2024-06-03 2024-06-03 16'],
    ],
    ['by: WEEK, to: "2024-01-07"', ['2023-12-25 2023-12-31 2', '2024-01-01 2024-01-07 4']],
    [
      'by: MONTH',
      [
        '2023-12-01 2023-12-31 2',
        '2024-01-01 2024-01-31 12',
        '2024-05-01 2024-05-31 1',
        '2024-06-01 2024-06-30 16',
      ],
    ],
    ['by: QUARTER', ['2023-10-01 2023-12-31 2', '2024-01-01 2024-03-31 12', '2024-04-01 2024-06-30 17']],
    ['by: YEAR', ['2023-01-01 2023-12-31 2', '2024-01-01 2024-12-31 29']],
    ['by: YEAR, from: "2024-01-02", to: "2024-06-02"', ['2024-01-02 2024-06-02 9']],
    ['by: MONTH, from: "2030-01-01"', []],
    ['by: MONTH, from: "2030-01-01", includeEmpty: true', []],
    [
      'by: QUARTER, to: "2024-01-15", includeEmpty: true',
      ['2023-10-01 2023-12-31 2', '2024-01-01 2024-01-15 4'],
    ],
    [
      'by: QUARTER, from: "2024-05-01", to: "2024-12-01", includeEmpty: true',
      ['2024-05-01 2024-06-30 17', '2024-07-01 2024-09-30 0', '2024-10-01 2024-12-01 0'],
    ],
    [
      'by: MONTH, from: "2024-01-31", includeEmpty: true',
      [
        '2024-01-31 2024-01-31 8',
        '2024-02-01 2024-02-29 0',
        '2024-03-01 2024-03-31 0',
        '2024-04-01 2024-04-30 0',
        '2024-05-01 2024-05-31 1',
        '2024-06-01 2024-06-30 16',
      ],
    ],
  ])('%s', async (args, expected) => expect(await buckets(w, args)).toEqual(expected))

  test.each([
    ['by: MONTH, from: "2024-02-01", to: "2024-01-31"', 'pass the earlier day'],
    ['by: DAY, from: "2021-01-01", to: "2023-09-28", includeEmpty: true', 'fewer days'],
    ['by: WEEK, from: "0001-01-01", to: "9999-12-31", includeEmpty: true', 'longer ones'],
  ])('%s is refused', async (args, message) => {
    const { errors } = await ask(w, ask_(args))
    expect(errors[0]!.message).toContain(message)
    expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT')
  })

  test.each([
    ['9999-12-27', '9999-12-31'],
    ['0000-01-01', '0000-01-02'],
  ])('a week at an end of the calendar: %s to %s', async (from, to) => {
    const args = `by: WEEK, from: "${from}", to: "${to}", includeEmpty: true`
    expect(await buckets(w, args)).toEqual([`${from} ${to} 0`])
  })

  test('a thousand intervals are not too many', async () => {
    expect(
      await buckets(w, 'by: DAY, from: "2021-01-01", to: "2023-09-27", includeEmpty: true'),
    ).toHaveLength(1000)
  })

  test('costs by how many intervals there can be', async () => {
    const of = (args: string) =>
      `{ issuers(first: 100) { nodes { activity(${args}) { from to purchases { value } } } } }`
    const { errors } = await ask(w, of('by: MONTH'))
    expect(errors[0]!.extensions.code).toBe('QUERY_TOO_COMPLEX')
    expect((await ask(w, of('by: MONTH, from: "2024-01-01", to: "2024-12-31"'))).errors).toEqual([])
  })
})

test('an insider’s activity, in any issuer’s shares or in one’s', async () => {
  const at = (n: number, issuer: number, code: 'P' | 'S', shares: string) =>
    filing({ accession: number(n), issuer: { cik: issuer }, rows: rows(trade(code, shares, '1')) })
  const { insider } = await answer(
    world([at(1, 100, 'P', '5'), at(2, 200, 'S', '3'), at(3, 200, 'S', '4')]),
    `{ insider(by: {cik: "900"}) { all: activity(by: MONTH) { from netShares }
      one: activity(by: MONTH, issuer: "200") { netShares sales { count insiders } } none: activity(by: DAY, issuer: "300") { from } } }`,
  )
  expect(insider).toEqual({
    all: [{ from: '2024-03-01', netShares: '-2' }],
    one: [{ netShares: '-7', sales: { count: 2, insiders: 1 } }],
    none: [],
  })
})

test('any interval, for however many parents: one load; an issuer’s from its index alone', async () => {
  const w = world(
    Array.from({ length: 30 }, (_, i) =>
      filing({
        accession: number(i + 1),
        issuer: { cik: 100 + i },
        owners: [{ cik: 900 + (i % 5) }],
        rows: rows(trade('P', '10', '1.50')),
      }),
    ),
  )
  const of = (args: string) =>
    `month: activity(by: MONTH${args}) { netValue } year: activity(by: YEAR${args}) { netValue }`
  const ever = await ask(w, `{ issuers { nodes { ${of('')} } } }`)
  expect(ever.errors).toEqual([])
  const some = await ask(
    w,
    `{ issuers { nodes { ${of(', from: "2024-01-01", to: "2024-06-30"')} } } insiders { nodes { ${of(', issuer: "100"')} } } }`,
  )
  expect(some.errors).toEqual([])
  expect(ever.loads).toEqual(['issuers', 'issuer.trades.daily'])
  expect(some.loads.sort()).toEqual(['insider.trades.daily', 'insiders', 'issuer.trades.daily', 'issuers'])

  const plans = [...ever.sql, ...some.sql]
    .filter((text) => text.includes('from "transactions"'))
    .map((text) =>
      w.db.orm
        .all<{ detail: string }>(sql.raw(`EXPLAIN QUERY PLAN ${text.replaceAll('?', "'1'")}`))
        .map(({ detail }) => detail),
    )
  expect(plans).toEqual([
    [expect.stringMatching(/^SEARCH transactions USING COVERING INDEX trades_by_issuer \(issuer_cik=\?\)$/)],
    [
      expect.stringMatching(
        /^SEARCH transactions USING COVERING INDEX trades_by_issuer \(issuer_cik=\? AND traded_on/,
      ),
    ],
  ])
})

test('every issuer of the sample, month by month: what its filings add up to', async () => {
  const filings = sampleFilings().map(({ filing }) => filing)
  const w = world(filings)
  const told = toldBy(w, filings)
  for (const cik of new Set(told.map(({ issuer }) => issuer))) {
    const { issuer } = await answer(
      w,
      `${SUMS} { issuer(by: {cik: "${cik}"}) { activity(by: MONTH) { from ...Sums } } }`,
    )
    const months = Map.groupBy(
      told.filter(({ issuer }) => issuer === cik),
      ({ day }) => `${day.slice(0, 7)}-01`,
    )
    const wanted = [...months].sort().map(([from, month]) => ({ from, ...expected(month) }))
    expect(issuer.activity).toEqual(wanted)
  }
})

interface Bucket {
  from: string
  to: string
  purchases: { count: number }
  sales: { count: number }
  leftOut: { count: number }[]
}

/** A trade, and who reports it: first who holds directly, then owners above them, together or apart. */
const event = fc.record({
  issuer: fc.constantFrom(100, 200),
  day: fc.integer({ min: 0, max: 500 }).map((days) => later('2023-08-20', days)),
  code: fc.constantFrom('P', 'S'),
  shares: fc.constantFrom('0', '1', '100', '2500.5', '33.3333', '999999.99995'),
  price: fc.constantFrom('0', '1', '22.5307', '3.49785', undefined),
  box: fc.constantFrom(true, false, undefined),
  reports: fc.array(fc.subarray([900, 901, 902, 903], { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 3,
  }),
})
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never

const filingsOf = (events: Event[]): Filing[] =>
  events
    .flatMap(({ reports, ...rest }, i) => reports.map((owners, place) => ({ ...rest, owners, place, i })))
    .map(({ issuer, day, code, shares, price, box, owners, place, i }, n) =>
      filing({
        accession: number(n + 1),
        filedOn: later(day, 1),
        periodOfReport: day,
        issuer: { cik: issuer },
        owners: owners.map((cik) => ({ cik })),
        ...(box !== undefined && { aff10b5One: box }),
        rows: rows([
          'transaction',
          'I',
          {
            transactedOn: day,
            code,
            shares,
            ...(price !== undefined && { pricePerShare: price }),
            sharesAfter: String(1000 + i),
            ownership: place === 0 ? 'D' : 'I',
          },
        ]),
      }),
    )

/** The rows of one insider, or of all, of which one counts for each event. */
const toldIn = (events: Event[], insider?: number): Told[] =>
  events.flatMap(({ reports, price, box, ...rest }) =>
    reports
      .filter((owners) => insider === undefined || owners.includes(insider))
      .map((owners, place) => ({
        ...rest,
        owners,
        price,
        plan: box === undefined ? 'UNKNOWN' : box ? 'YES' : 'NO',
        leftOut: price === undefined ? 'NO_PRICE' : place > 0 ? 'REPORTED_ELSEWHERE' : null,
      })),
  )

test('any trades, in any days, by any interval: each bucket is the sum over its days, and all are the whole', async () => {
  const days = fc
    .tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 250 }))
    .map(([from, length]) => [later('2023-07-01', from), later('2023-07-01', from + length)] as const)
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 15 }),
      days,
      fc.constantFrom(...UNITS),
      fc.boolean(),
      async (events, [from, to], by, includeEmpty) => {
        const w = world(filingsOf(events))
        const check = (buckets: Bucket[], told: Told[], isOneInsiders: boolean) => {
          const within = told.filter(({ day }) => from <= day && day <= to)
          let counted = 0
          for (const [i, bucket] of buckets.entries()) {
            const { from, to, ...sums } = bucket
            const here = within.filter(({ day }) => from <= day && day <= to)
            expect(sums).toEqual(expected(here, isOneInsiders))
            expect(includeEmpty || here.length > 0).toBe(true)
            if (i > 0) expect(from > buckets[i - 1]!.to).toBe(true)
            counted += here.length
          }
          expect(counted).toBe(within.length)
          if (includeEmpty) expect([buckets[0]!.from, buckets.at(-1)!.to]).toEqual([from, to])
          return expected(within, isOneInsiders)
        }
        const range = `from: "${from}", to: "${to}"`
        const parts = `activity(by: ${by}, ${range}, includeEmpty: ${includeEmpty}) { from to ...Sums }
          transactions(first: 0, filter: {transactedOn: {${range}}}) { summary { ...Sums } }`
        for (const cik of new Set(events.map(({ issuer }) => issuer))) {
          const { issuer } = await answer(
            w,
            `${SUMS} { issuer(by: {cik: "${cik}"}) { ${parts}
              insiders(first: 4) { edges { node { cik } trades(on: {${range}}) { ...Sums } } } } }`,
          )
          const own = events.filter(({ issuer }) => issuer === cik)
          expect(issuer.transactions.summary).toEqual(check(issuer.activity, toldIn(own), false))
          for (const { node, trades } of issuer.insiders.edges) {
            const pair = toldIn(own, Number(node.cik)).filter(({ day }) => from <= day && day <= to)
            expect(trades).toEqual(expected(pair, true))
          }
        }
        for (const cik of new Set(events.flatMap(({ reports }) => reports.flat()))) {
          const { insider } = await answer(w, `${SUMS} { insider(by: {cik: "${cik}"}) { ${parts} } }`)
          expect(insider.transactions.summary).toEqual(check(insider.activity, toldIn(events, cik), true))
        }
        w.db.close()
      },
    ),
    { numRuns: 40 },
  )
})
