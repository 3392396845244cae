/** Any connection, any order, any page size, either way: the same rows, once each, in the order that plain SQL gives. */

import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answer, ask } from './ask.ts'
import { sampleWorld } from './world.ts'

const world = sampleWorld()
const JPMORGAN = 'issuer(by: {cik: "19617"})'
const NATERA = 'issuer(by: {cik: "1604821"})'
const MUSK = 'insider(by: {cik: "1494730"})'
const BRIN = 'insider(by: {cik: "1295032"})'
const BOTHA = 'insider(by: {cik: "1222287"})'

interface Case {
  /** Where the connection stands, and what of a node to compare. */
  path: string[]
  field: string
  node: string
  filter?: string
  orders: string[]
}

const CASES: Case[] = [
  { path: [], field: 'issuers', node: 'id', orders: ['NAME', 'LAST_FILED_ON'] },
  { path: [], field: 'insiders', node: 'id', orders: ['NAME', 'LAST_FILED_ON'] },
  { path: [], field: 'filings', node: 'id', orders: ['FILED_ON', 'PERIOD_OF_REPORT'] },
  { path: [], field: 'transactions', node: 'id', orders: ['TRANSACTED_ON', 'FILED_ON', 'VALUE'] },
  {
    path: [],
    field: 'transactions',
    node: 'id',
    filter: '{codes: [OPEN_MARKET_SALE, EXEMPT_EXERCISE], table: I}',
    orders: ['TRANSACTED_ON', 'FILED_ON', 'VALUE'],
  },
  { path: [], field: 'holdings', node: 'id', orders: ['FILED_ON'] },
  { path: [], field: 'optionGrants', node: 'id', orders: ['LAST_REPORTED_ON', 'EXPIRES_ON'] },
  { path: [JPMORGAN], field: 'transactions', node: 'id', orders: ['TRANSACTED_ON', 'FILED_ON', 'VALUE'] },
  { path: [JPMORGAN], field: 'filings', node: 'id', orders: ['FILED_ON', 'PERIOD_OF_REPORT'] },
  { path: [JPMORGAN], field: 'insiders', node: 'id', orders: ['LAST_FILED_ON'] },
  { path: [NATERA], field: 'optionGrants', node: 'id', orders: ['LAST_REPORTED_ON', 'EXPIRES_ON'] },
  { path: [MUSK], field: 'transactions', node: 'id', orders: ['TRANSACTED_ON', 'FILED_ON', 'VALUE'] },
  { path: [MUSK], field: 'filings', node: 'id', orders: ['FILED_ON', 'PERIOD_OF_REPORT'] },
  { path: [BRIN], field: 'holdings', node: 'id', orders: ['FILED_ON'] },
  { path: [MUSK], field: 'issuers', node: 'id', orders: ['LAST_FILED_ON'] },
  { path: [BOTHA], field: 'optionGrants', node: 'id', orders: ['LAST_REPORTED_ON', 'EXPIRES_ON'] },
]

interface Found {
  totalCount: number
  nodes: { id: string }[]
  edges: { cursor: string }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

async function page({ path, field, node, filter }: Case, order: string, args: string): Promise<Found> {
  const call = `${field}(${args} orderBy: ${order}${filter ? ` filter: ${filter}` : ''})`
  const body = `${call} { totalCount nodes { ${node} } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`
  const data = await answer(
    world,
    `{ ${path.map((step) => `${step} {`).join(' ')} ${body} ${'}'.repeat(path.length)} }`,
  )
  return path.length > 0 ? Object.values<Record<string, Found>>(data)[0]![field]! : data[field]
}

async function walk(
  one: Case,
  order: string,
  size: number,
  forward: boolean,
): Promise<{ ids: string[]; total: number }> {
  const ids: string[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < 400; pages++) {
    const at = cursor ? `${forward ? 'after' : 'before'}: "${cursor}"` : ''
    const found = await page(one, order, `${forward ? 'first' : 'last'}: ${size} ${at}`)
    const here = found.nodes.map(({ id }) => id)
    ids[forward ? 'push' : 'unshift'](...here)
    expect(found.pageInfo[forward ? 'hasPreviousPage' : 'hasNextPage']).toBe(cursor !== null)
    expect(found.pageInfo.startCursor).toBe(found.edges[0]?.cursor ?? null)
    if (!found.pageInfo[forward ? 'hasNextPage' : 'hasPreviousPage']) return { ids, total: found.totalCount }
    cursor = forward ? found.pageInfo.endCursor : found.pageInfo.startCursor
  }
  throw new Error('paging does not end')
}

describe.each(CASES)('$path $field $filter', (one) => {
  test.each(one.orders)('%s: forward and backward, any page size, the same rows once each', async (field) => {
    for (const direction of ['ASC', 'DESC']) {
      const order = `{field: ${field}, direction: ${direction}}`
      const all = await walk(one, order, 100, true)
      expect(all.ids.length).toBeGreaterThan(1)
      expect(new Set(all.ids).size).toBe(all.ids.length)
      expect(all.total).toBe(all.ids.length)
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.boolean(), async (size, forward) => {
          const walked = await walk(one, order, size, forward)
          expect(walked).toEqual(all)
        }),
        { numRuns: 3 },
      )
    }
  })

  test.each(one.orders)('%s: descending is ascending backwards', async (field) => {
    const up = await walk(one, `{field: ${field}, direction: ASC}`, 100, true)
    const down = await walk(one, `{field: ${field}, direction: DESC}`, 100, true)
    expect(down.ids).toEqual(up.ids.reverse())
  })
})

test('the order is that of plain SQL', async () => {
  const nodes = await answer(
    world,
    `{ transactions(first: 100, orderBy: {field: VALUE, direction: DESC}) { nodes { value filing { accessionNumber } table ordinal } } }`,
  )
  const rows = world.db.orm.all<{ value: number }>(
    sql`SELECT value FROM transactions WHERE value IS NOT NULL AND left_out IS NOT 0 ORDER BY value DESC, accession DESC, row DESC LIMIT 100`,
  )
  expect(
    nodes.transactions.nodes.map(({ value }: { value: string }) => Math.round(Number(value) * 10_000)),
  ).toEqual(rows.map(({ value }) => value))
})

describe('what a page cannot be is refused, with a code and a way to mend it', () => {
  const refused = async (operation: string) => {
    const { errors } = await ask(world, operation)
    expect(errors).toHaveLength(1)
    return [errors[0]!.extensions.code, errors[0]!.message]
  }

  test.each(['first: 101', 'first: -1', 'last: 101', 'first: 5, last: 5'])('%s', async (args) => {
    expect(await refused(`{ issuers(${args}) { nodes { id } } }`)).toEqual([
      'PAGE_SIZE',
      expect.stringMatching(/\w/),
    ])
  })

  test.each(['zz', '', 'W10', 'bnVsbA', Buffer.from('["x",1,2]').toString('base64url')])(
    'cursor "%s"',
    async (cursor) => {
      expect(await refused(`{ issuers(after: "${cursor}") { nodes { id } } }`)).toEqual([
        'INVALID_CURSOR',
        expect.stringContaining('cursor'),
      ])
    },
  )

  test('a cursor of another order, direction, filter or list', async () => {
    const { issuers, filings } = await answer(
      world,
      `{ issuers(first: 1, orderBy: {field: NAME, direction: ASC}) { edges { cursor } } filings(first: 1) { edges { cursor } } }`,
    )
    const cursor = issuers.edges[0].cursor
    for (const operation of [
      `{ issuers(after: "${cursor}", orderBy: {field: LAST_FILED_ON, direction: ASC}) { nodes { id } } }`,
      `{ issuers(after: "${cursor}", orderBy: {field: NAME, direction: DESC}) { nodes { id } } }`,
      `{ issuers(after: "${cursor}", filter: {nameStartsWith: "A"}) { nodes { id } } }`,
      `{ insiders(after: "${cursor}") { nodes { id } } }`,
      `{ issuers(after: "${filings.edges[0].cursor}") { nodes { id } } }`,
    ])
      expect((await refused(operation))[0]).toBe('INVALID_CURSOR')
  })

  test('a cursor whose value would be a number of a million digits', async () => {
    const { transactions } = await answer(
      world,
      '{ transactions(first: 1, orderBy: {field: VALUE, direction: ASC}) { edges { cursor } } }',
    )
    const place = JSON.parse(Buffer.from(transactions.edges[0].cursor, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify([place[0], '1e999999', ...place.slice(2)])).toString(
      'base64url',
    )
    const { errors } = await ask(
      world,
      `{ transactions(first: 1, after: "${forged}", orderBy: {field: VALUE, direction: ASC}) { nodes { id } } }`,
    )
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['INVALID_CURSOR'])
  })

  test('a cursor whose values were tampered with', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const cursor = Buffer.from(JSON.stringify(value)).toString('base64url')
        const { errors } = await ask(world, `{ filings(after: "${cursor}") { nodes { id } } }`)
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(['INVALID_CURSOR'])
      }),
    )
  })
})

test('first: 0 gives no rows and the count of all', async () => {
  const { issuers } = await answer(
    world,
    '{ issuers(first: 0) { totalCount nodes { id } pageInfo { hasNextPage } } }',
  )
  expect(issuers).toEqual({ totalCount: 42, nodes: [], pageInfo: { hasNextPage: true } })
})

test('a page bounded by a cursor on its far side knows that more follows', async () => {
  const { filings } = await answer(world, '{ filings(first: 10) { edges { cursor } } }')
  const at = (i: number) => filings.edges[i].cursor
  const info = 'pageInfo { hasNextPage hasPreviousPage }'
  const data = await answer(
    world,
    `{ before: filings(first: 2, before: "${at(5)}") { ${info} } after: filings(last: 100, after: "${at(5)}") { ${info} }
       between: filings(first: 100, after: "${at(2)}", before: "${at(5)}") { ${info} nodes { id } } }`,
  )
  expect(data.before.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false })
  expect(data.after.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true })
  expect(data.between).toEqual({
    pageInfo: { hasNextPage: true, hasPreviousPage: true },
    nodes: [{}, {}].map(() => ({ id: expect.any(String) })),
  })
})

test('one path with other arguments under another type is another list', async () => {
  const data = await answer(
    world,
    `{ transactions(first: 100) { nodes { __typename
      ... on NonDerivativeTransaction { issuer { transactions(first: 1) { nodes { id } } } }
      ... on DerivativeTransaction { issuer { transactions(first: 3) { nodes { id } } } } } } }`,
  )
  const sizes = (type: string) => {
    const nodes = data.transactions.nodes.filter((node: { __typename: string }) => node.__typename === type)
    return Math.max(
      ...nodes.map(
        (node: { issuer: { transactions: { nodes: [] } } }) => node.issuer.transactions.nodes.length,
      ),
    )
  }
  expect([sizes('NonDerivativeTransaction'), sizes('DerivativeTransaction')]).toEqual([1, 3])
})
