/** Filters, against brute force over every row: the same rows, whatever fields are combined. */

import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TRANSACTION_CODES } from '../db/codes.ts'
import { answer, ask } from './ask.ts'
import { sampleWorld } from './world.ts'

const world = sampleWorld()

const globalId = (text: string) => Buffer.from(text).toString('base64url')

interface Plain {
  key: string
  code: string | null
  direction: string | null
  ownership: string | null
  table: 'I' | 'II'
  traded: string
  dated: string
  value: number | null
  roles: number
  plan: number
  superseded: 0 | 1
  counted: 0 | 1
}

const all = world.db.orm.all<Plain>(sql`SELECT accession || '/' || row AS key, code, direction, ownership,
  CASE WHEN row < 3000000 THEN 'I' ELSE 'II' END AS "table", traded_on AS traded, dated_on AS dated, value, roles,
  plan_status AS plan, coalesce(left_out = 0, 0) AS superseded,
  code IN ('P', 'S') AND row < 2000000 AND left_out IS NULL AS counted FROM transactions`)
const inForce = all.filter(({ superseded }) => !superseded)

const CODES = {
  OPEN_MARKET_PURCHASE: 'P',
  OPEN_MARKET_SALE: 'S',
  GRANT_OR_AWARD: 'A',
  EXEMPT_EXERCISE: 'M',
  GIFT: 'G',
}
const ROLES = ['DIRECTOR', 'OFFICER', 'TEN_PERCENT_OWNER', 'OTHER']
/** Mostly absent, so that what is combined leaves something. */
const some = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const day = fc.constantFrom(
  '2012-01-01',
  '2020-03-20',
  '2023-01-15',
  '2023-03-14',
  '2023-05-01',
  '2024-01-01',
)

const days = fc
  .record({ from: some(day), to: some(day) })
  .filter(({ from, to }) => !from || !to || from <= to)

const filters = fc.record({
  codes: some(fc.subarray(Object.keys(CODES) as (keyof typeof CODES)[], { minLength: 1 })),
  table: some(fc.constantFrom('I', 'II')),
  direction: some(fc.constantFrom('ACQUIRED', 'DISPOSED')),
  ownership: some(fc.constantFrom('DIRECT', 'INDIRECT')),
  transactedOn: some(days),
  filedOn: some(days),
  value: some(
    fc.record({
      atLeast: some(fc.constantFrom('1000', '250000.5')),
      atMost: some(fc.constantFrom('5000000')),
    }),
  ),
  roles: some(fc.subarray(ROLES, { minLength: 1 })),
  isTenB51Plan: some(fc.boolean()),
  includeSuperseded: some(fc.boolean()),
  isCounted: some(fc.boolean()),
})

type Filter = typeof filters extends fc.Arbitrary<infer T> ? T : never

function isWanted(row: Plain, filter: Filter): boolean {
  const within = (value: string, range: { from?: string | undefined; to?: string | undefined } | undefined) =>
    (!range?.from || value >= range.from) && (!range?.to || value <= range.to)
  const { atLeast, atMost } = filter.value ?? {}
  return (
    (!filter.codes || filter.codes.some((code) => CODES[code] === row.code)) &&
    (!filter.table || filter.table === row.table) &&
    (!filter.direction || filter.direction[0] === row.direction) &&
    (!filter.ownership || filter.ownership[0] === row.ownership) &&
    within(row.traded, filter.transactedOn) &&
    within(row.dated, filter.filedOn) &&
    (!atLeast || (row.value !== null && row.value >= Number(atLeast) * 10_000)) &&
    (!atMost || (row.value !== null && row.value <= Number(atMost) * 10_000)) &&
    (!filter.roles || filter.roles.some((role) => row.roles & (1 << ROLES.indexOf(role)))) &&
    (filter.includeSuperseded || !row.superseded) &&
    (filter.isCounted === undefined || Boolean(row.counted) === filter.isCounted) &&
    (filter.isTenB51Plan === undefined || (filter.isTenB51Plan ? row.plan >= 2 : row.plan === 1))
  )
}

test('any combination of filters counts what brute force counts', async () => {
  let nonEmpty = 0
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const data = await answer(
        world,
        'query ($filter: TransactionFilter) { transactions(first: 100, filter: $filter) { totalCount nodes { id } } }',
        { filter },
      )
      const wanted = all.filter((row) => isWanted(row, filter))
      if (wanted.length > 0) nonEmpty++
      expect(data.transactions.totalCount).toBe(wanted.length)
      expect(data.transactions.nodes).toHaveLength(Math.min(100, wanted.length))
    }),
    { numRuns: 300 },
  )
  expect(nonEmpty).toBeGreaterThan(30)
  expect(inForce.length).toBeLessThan(all.length)
})

test('every code and UNRECOGNIZED: all but rows without a code', async () => {
  const every = TRANSACTION_CODES.map(({ name }) => name)
  const { transactions } = await answer(
    world,
    `{ transactions(filter: {codes: [${every}, UNRECOGNIZED]}) { totalCount } }`,
  )
  expect(transactions.totalCount).toBe(inForce.filter(({ code }) => code !== null).length)
})

test('a plus before a number, and a point at its end, are no trouble', async () => {
  const { data, errors } = await ask(
    world,
    '{ a: transactions(filter: {value: {atLeast: "+5"}}) { totalCount } b: transactions(filter: {value: {atLeast: "5."}}) { totalCount } c: transactions(filter: {value: {atLeast: ".5", atMost: "999999999999999.5"}}) { totalCount } }',
  )
  expect(errors).toEqual([])
  expect(data.a).toEqual(data.b)
})

test('UNRECOGNIZED finds letters that are none of SEC’s', async () => {
  const { transactions } = await answer(
    world,
    '{ transactions(filter: {codes: [UNRECOGNIZED]}) { totalCount } }',
  )
  expect(transactions.totalCount).toBe(0)
})

test('an empty list filters nothing; a direction that was not filed is not UNRECOGNIZED', async () => {
  const data = await answer(
    world,
    `{ all: transactions { totalCount } empty: transactions(filter: {codes: [], roles: [], planStatus: []}) { totalCount }
       odd: transactions(filter: {direction: UNRECOGNIZED, ownership: UNRECOGNIZED}) { totalCount } }`,
  )
  expect(data.empty).toEqual(data.all)
  expect(data.odd.totalCount).toBe(0)
})

test('plans left out: not YES, not stated, though nothing may be said of it', async () => {
  const { transactions } = await answer(
    world,
    '{ transactions(filter: {planStatus: [NO, UNKNOWN]}) { totalCount } }',
  )
  expect(transactions.totalCount).toBe(inForce.filter(({ plan }) => plan < 2).length)
})

test('by issuer, within what one insider reports', async () => {
  const { insider } = await answer(
    world,
    `{ insider(by: {cik: "1519339"}) { all: transactions { totalCount }
       here: transactions(filter: {issuer: "1271024"}) { totalCount nodes { issuer { cik } } } } }`,
  )
  expect(insider.here.totalCount).toBeGreaterThan(0)
  expect(insider.here.totalCount).toBeLessThan(insider.all.totalCount)
  expect(new Set(insider.here.nodes.map((node: { issuer: { cik: string } }) => node.issuer.cik))).toEqual(
    new Set(['0001271024']),
  )
})

test('relationships: by role and by whether they are current', async () => {
  const { issuer } = await answer(
    world,
    `{ issuer(by: {cik: "19617"}) {
      all: insiders { totalCount } officers: insiders(filter: {roles: [OFFICER]}) { totalCount edges { roles } }
      current: insiders(filter: {isCurrent: true}) { totalCount edges { isCurrent } }
      past: insiders(filter: {isCurrent: false}) { totalCount edges { isCurrent } } } }`,
  )
  expect(issuer.officers.edges.every(({ roles }: { roles: string[] }) => roles.includes('OFFICER'))).toBe(
    true,
  )
  expect(issuer.officers.totalCount).toBeGreaterThan(0)
  expect(issuer.current.edges.every((edge: { isCurrent: boolean }) => edge.isCurrent)).toBe(true)
  expect(issuer.past.edges.some((edge: { isCurrent: boolean }) => edge.isCurrent)).toBe(false)
  expect(issuer.current.totalCount + issuer.past.totalCount).toBe(issuer.all.totalCount)
})

test('names by how they begin, in either case, and not as a pattern', async () => {
  const count = async (text: string) =>
    (await answer(world, `{ issuers(filter: {nameStartsWith: "${text}"}) { totalCount } }`)).issuers
      .totalCount
  expect(await count('net')).toBe(1)
  expect(await count('%')).toBe(0)
})

test.each([
  '{ issuer(by: {cik: "x"}) { id } }',
  '{ issuer(by: {cik: "1", ticker: "A"}) { id } }',
  '{ filing(accessionNumber: "12") { id } }',
  '{ transactions(filter: {transactedOn: {from: "2023-02-30"}}) { totalCount } }',
  '{ transactions(filter: {value: {atLeast: "many"}}) { totalCount } }',
  '{ node(id: "SXNzdWVyOng") { id } }',
  '{ node(id: "RmlsaW5nOjEyMw") { id } }',
  `{ node(id: "${globalId('Foo:1')}") { id } }`,
  `{ node(id: "${globalId('Holding:1')}") { id } }`,
  `{ node(id: "${globalId('NonDerivativeTransaction:0000000001-24-000001/3000001')}") { id } }`,
  `{ nodes(ids: [${Array(101).fill(`"${globalId('Issuer:1')}"`)}]) { id } }`,
])('%s is refused in words', async (operation) => {
  const { errors } = await ask(world, operation)
  expect(errors).toHaveLength(1)
  expect(errors[0]!.message).not.toMatch(/undefined|SQLITE|RangeError/)
  expect(errors[0]!.extensions.code ?? 'GRAPHQL_VALIDATION_FAILED').toMatch(
    /^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/,
  )
})

test('what is not there is null', async () => {
  const data = await answer(
    world,
    `{ issuer(by: {cik: "1"}) { id } insider(by: {cik: "1"}) { id } filing(accessionNumber: "0000000001-24-000001") { id }
       byTicker: issuer(by: {ticker: "NOSUCH"}) { id } node(id: "${Buffer.from('Issuer:1').toString('base64url')}") { id } }`,
  )
  expect(data).toEqual({ issuer: null, insider: null, filing: null, byTicker: null, node: null })
})

test('what sums leave out can be listed by its reason', async () => {
  const { transactions } = await answer(world, `{ transactions { summary { leftOut { reason count } } }  }`)
  expect(transactions.summary.leftOut.length).toBeGreaterThan(1)
  for (const { reason, count } of transactions.summary.leftOut) {
    const some = await answer(world, `{ transactions(filter: {leftOutReasons: [${reason}]}) { totalCount } }`)
    expect([reason, some.transactions.totalCount]).toEqual([reason, count])
  }
})

test.each([
  'transactions(filter: {transactedOn: {from: "2023-02-01", to: "2023-01-31"}})',
  'transactions(filter: {value: {atLeast: "5", atMost: "4.9"}})',
  'filings(filter: {filedOn: {from: "2023-02-01", to: "2023-01-31"}})',
])('%s is a range the wrong way round', async (field) => {
  const { errors } = await ask(world, `{ ${field} { totalCount } }`)
  expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT')
})
