/** Whatever trades are parted by, the sums over the parts add up to the sums over the whole, exactly. */
import Big from 'big.js'
import fc from 'fast-check'
import type { GraphQLEnumType } from 'graphql'
import { expect, test } from 'vitest'
import { LEFT_OUT } from '../db/codes.ts'
import { schema } from '../schema/index.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { type Answer, answer } from './ask.ts'
import { SUMS } from './sums.ts'
import { filing, rows, trade, type World, world } from './world.ts'

interface Sums {
  purchases: { count: number; insiders: number }
  sales: { count: number; insiders: number }
  byPlan?: Sums[]
  leftOut?: { reason: string; count: number }[]
}

type Named = [name: string, number: string | number]

const KEYS = ['planStatus', 'reason']
const NOT_SUMS = [...KEYS, 'insiders', 'netInsiders', 'netPurchaseRatio', 'to']

/** Every number of an answer that is to add up, with its name. */
const numbersOf = (sums: object, within = ''): Named[] =>
  Object.entries(sums)
    .filter(([key]) => !NOT_SUMS.includes(key))
    .flatMap(([key, value]): Named[] => {
      if (Array.isArray(value))
        return value.flatMap((one) => numbersOf(one, KEYS.map((name) => one[name]).join('')))
      const name = `${within} ${key}`
      return typeof value === 'object' ? numbersOf(value, name) : [[name, value]]
    })

/** The exact sum of the numbers of each name; one whose sum is nothing may be missing. */
function addUp(numbers: Named[]): Record<string, string> {
  const sums = new Map<string, Big>()
  for (const [name, number] of numbers) sums.set(name, (sums.get(name) ?? new Big(0)).plus(number))
  const some = [...sums].filter(([, sum]) => !sum.eq(0))
  return Object.fromEntries(some.map(([name, sum]) => [name, sum.toFixed()]))
}

/** Holds parts against their whole. `by` tells what parts they are. */
function expectWhole(by: string, whole: Sums, parts: Sums[]): void {
  expect([by, addUp(parts.flatMap((part) => numbersOf(part)))]).toEqual([by, addUp(numbersOf(whole))])
  for (const kind of ['purchases', 'sales'] as const) {
    // Who is in several parts is one in the whole.
    const { insiders, count } = whole[kind]
    const each = parts.map((part) => part[kind].insiders)
    const [least, most] = [Math.max(Math.min(1, count), ...each), each.reduce((a, b) => a + b, 0)]
    expect([by, kind, insiders >= least && insiders <= Math.min(most, count)]).toEqual([by, kind, true])
  }
}

/** How many purchases and sales filings have in Table I. */
const tradesIn = (filings: Filing[]) =>
  filings
    .flatMap((one) => one.rows)
    .filter(({ kind, table }) => kind === 'transaction' && table === 'I')
    .filter(({ fields }) => fields.code?.value === 'P' || fields.code?.value === 'S').length

const nextDay = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

/** All days in ranges, each but the last of which ends on one of these. */
const rangesOf = (ends: string[]) =>
  [undefined, ...ends].map((day, i) =>
    [day && `from: "${nextDay(day)}"`, ends[i] && `to: "${ends[i]}"`].filter(Boolean).join(' '),
  )

const valuesOf = (name: string) =>
  (schema.getType(name) as GraphQLEnumType).getValues().map((value) => value.name)
const INTERVALS = valuesOf('CalendarInterval')

type Find = (fields: string) => Promise<Answer['data']>

const summary = (filter: string) => `transactions(first: 0, filter: {${filter}}) { summary { ...Sums } }`
const EVERY = 'includeSuperseded: true'

/** The sums over all that `find` finds, which the filings report, once every partition of it into filters adds up to them. */
async function checked(find: Find, filings: Filing[], partitions: Record<string, string[]>): Promise<Sums> {
  const lists = Object.entries(partitions).flatMap(([name, filters]) =>
    filters.map((filter, i) => `${name}${i}: ${summary(`${EVERY}, ${filter}`)}`),
  )
  const found = await find(`whole: ${summary(EVERY)} inForce: ${summary('')} ${lists.join(' ')}`)
  const whole: Required<Sums> = found.whole.summary
  for (const [name, filters] of Object.entries(partitions)) {
    const parts = filters.map((_, i) => found[`${name}${i}`].summary)
    expectWhole(name, whole, parts)
  }
  const { purchases, sales, byPlan, leftOut } = whole
  expectWhole('plan', { purchases, sales }, byPlan)
  const others = leftOut.filter(({ reason }) => reason !== 'SUPERSEDED')
  expectWhole('being in force', { ...whole, leftOut: others }, [found.inForce.summary])
  const counts = [purchases, sales, ...leftOut].map(({ count }) => count)
  expect(counts.reduce((a, b) => a + b)).toBe(tradesIn(filings))
  return whole
}

/** The same of an issuer or insider, whose activity adds up to it, too. Of all years, half of one costs as much as may be. */
async function checkedOf(find: Find, ...rest: [Filing[], Record<string, string[]>]): Promise<Sums> {
  const whole = await checked(find, ...rest)
  const { years } = await find('years: activity(by: YEAR) { to ...Sums }')
  expectWhole('years', whole, years)
  const halves: Answer['data'][] = []
  for (const { to } of years)
    for (const half of ['from: "Y-01-01", to: "Y-06-30"', 'from: "Y-07-01", to: "Y-12-31"']) {
      const days = half.replaceAll('Y', to.slice(0, 4))
      const fields = INTERVALS.map((by) => `${by}: activity(by: ${by}, ${days}) { ...Sums }`)
      halves.push(await find(fields.join(' ')))
    }
  for (const by of INTERVALS) {
    const buckets = halves.flatMap((half) => half[by])
    expectWhole(by, whole, buckets)
  }
  return whole
}

/** Checks all that filings report, every issuer, and every insider, with ranges of days that end on these; and adds all up. */
async function check(w: World, filings: Filing[], ends: string[]): Promise<Sums> {
  const findAll: Find = (fields) => answer(w, `${SUMS} { ${fields} }`)
  const findIn =
    (parent: string): Find =>
    async (fields) =>
      (await findAll(`in: ${parent} { ${fields} }`)).in
  const list = 'first: 100) { nodes { cik } }'
  const { issuers, insiders } = await answer(w, `{ issuers(${list} insiders(${list} }`)
  const [bought, sold] = ['OPEN_MARKET_PURCHASE', 'OPEN_MARKET_SALE']
  const others = valuesOf('TransactionCode').filter((code) => code !== bought && code !== sold)
  const partitions = {
    day: rangesOf(ends).map((range) => `transactedOn: {${range}}`),
    dayOfFiling: rangesOf(ends).map((range) => `filedOn: {${range}}`),
    code: [bought, sold, others].map((codes) => `codes: [${codes}]`),
    planStatus: valuesOf('PlanStatus').map((status) => `planStatus: [${status}]`),
    table: valuesOf('FormTable').map((table) => `table: ${table}`),
  }
  const ofIssuers: Sums[] = []
  for (const { cik } of issuers.nodes) {
    const own = filings.filter(({ issuer }) => issuer.cik === Number(cik))
    ofIssuers.push(await checkedOf(findIn(`issuer(by: {cik: "${cik}"})`), own, partitions))
  }
  for (const { cik } of insiders.nodes) {
    if (cik === null) continue
    const find = findIn(`insider(by: {cik: "${cik}"})`)
    const own = filings.filter(({ owners }) => owners.some((owner) => owner.cik === Number(cik)))
    const whole = await checkedOf(find, own, partitions)
    const { edges } = (await find('issuers(first: 100) { edges { trades { ...Sums } } }')).issuers
    const pairs = edges.map(({ trades }: { trades: Sums }) => trades)
    expectWhole('issuers of an insider', whole, pairs)
  }
  const whole = await checked(findAll, filings, partitions)
  expectWhole('issuers', whole, ofIssuers)
  w.db.close()
  return whole
}

test('the sample', async () => {
  const filings = sampleFilings().map(({ filing }) => filing)
  const ends = ['2015-12-31', '2023-05-02', '2024-12-31']
  const { purchases, sales } = await check(world(filings), filings, ends)
  expect(Math.min(purchases.count, sales.count)).toBeGreaterThan(10)
})

const DAYS = ['2023-11-20', '2023-12-31', '2024-01-01', '2024-01-31', '2024-02-29', '2024-03-04']

const number = (i: number) => `0000000100-24-${String(i + 1).padStart(6, '0')}`

test('more dollars, to the hundredth of a cent, than a float tells apart', async () => {
  const filings = Array.from({ length: 25 }, (_, i) =>
    filing({
      accession: number(i),
      owners: [{ cik: 900 + (i % 2) }],
      rows: rows(trade('S', '99999.9', '999999.9951', DAYS[i % DAYS.length])),
    }),
  )
  expect(await check(world(filings), filings, DAYS)).toMatchObject({ netValue: '-2499997487750.0125' })
})

const row = fc.record({
  table: fc.constantFrom<('I' | 'II')[]>('I', 'I', 'I', 'II'),
  code: fc.constantFrom('P', 'P', 'S', 'S', 'A'),
  // one that cannot be, for which the period counts
  transactedOn: fc.constantFrom(...DAYS, '2034-01-01'),
  shares: fc.constantFrom({ value: '100' }, { value: '33.3333' }, { value: '0.00005' }, {}),
  // the last but one is a total
  pricePerShare: fc.constantFrom({ value: '22.5307' }, { value: '3.49785' }, { value: '1600000' }, {}),
  sharesAfter: fc.constantFrom('5000', '6000'),
})

/** A filing, amendments of a price in it, and filings of others up the chain who report its trades, too. */
const owners = fc.subarray([900, 901, 902], { minLength: 1, maxLength: 2 })
const reported = fc.record({
  issuer: fc.constantFrom(100, 200),
  period: fc.constantFrom(...DAYS),
  plan: fc.constantFrom({ aff10b5One: true }, { aff10b5One: false }, {}),
  lines: fc.array(row, { minLength: 1, maxLength: 3 }),
  owners,
  above: fc.array(owners, { maxLength: 2 }),
  amended: fc.array(fc.constantFrom('22.5307', '1600000'), { maxLength: 2 }),
})
type Given = Parameters<typeof rows>[0]
type Reported = typeof reported extends fc.Arbitrary<infer T> ? T : never

function filingsOf({ issuer, period, plan, lines, owners, above, amended }: Reported): Filing[] {
  const by = (ciks: number[], ownership: 'D' | 'I', of: Reported['lines']) =>
    filing({
      ...plan,
      periodOfReport: period,
      issuer: { cik: issuer },
      owners: ciks.map((cik) => ({ cik })),
      rows: rows(...of.map(({ table, ...line }): Given => ['transaction', table, { ...line, ownership }])),
    })
  const [first, ...others] = lines
  return [
    by(owners, 'D', lines),
    ...above.map((ciks) => by(ciks, 'I', lines)),
    ...amended.map((value, i) => ({
      ...by(owners, 'D', [{ ...first!, pricePerShare: { value } }, ...others]),
      form: '4/A' as const,
      filedOn: `2024-03-1${i}`,
      originalFiledOn: '2024-03-05',
    })),
  ]
}

test('any trades: of several issuers and owners, alone or jointly, amended, or reported up a chain', async () => {
  const seen = new Set<string>()
  const ends = fc.subarray([...DAYS, '2024-03-05', '2024-03-10'])
  await fc.assert(
    fc.asyncProperty(fc.array(reported, { minLength: 1, maxLength: 4 }), ends, async (all, days) => {
      const filings = all.flatMap(filingsOf).map((one, i) => ({ ...one, accession: number(i) }))
      const { leftOut } = await check(world(filings), filings, days)
      for (const { reason } of leftOut!) seen.add(reason)
    }),
    { numRuns: 20 },
  )
  expect([...seen].sort()).toEqual([...LEFT_OUT].sort())
})
