/** The price of a query is part of its contract: loads and statements do not grow with the number of parents. */
import { isObjectType, parse } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { schema } from '../schema/index.ts'
import { HOW_MANY, operationOf } from '../schema/operation.ts'
import { ask } from './ask.ts'
import { filing, rows, trade, type World, world } from './world.ts'

let tiny: World

/** 60 issuers with 3 insiders each, every insider at two issuers, each filing with two trades. */
beforeAll(() => {
  tiny = world(
    Array.from({ length: 180 }, (_, i) =>
      filing({
        accession: `0000000100-24-${String(i + 1).padStart(6, '0')}`,
        issuer: { cik: 100 + (i % 60), name: `ISSUER ${i % 60}`, ticker: `T${i % 60}` },
        owners: [{ cik: 900 + (i % 90), name: `OWNER ${i % 90}`, isDirector: true }],
        rows: rows(trade('P', '10', '1.50'), [
          'transaction',
          'II',
          { securityTitle: { value: 'Option', footnotes: ['F1'] }, code: 'A', direction: 'A', shares: '5' },
        ]),
        footnotes: [{ id: 'F1', text: 'Vests.' }],
      }),
    ),
  )
})

const FOUR_LEVELS = `query ($n: Int!) { issuers(first: $n) { totalCount nodes { name
  insiders(first: 4) { totalCount edges { roles node { name
    transactions(first: 3) { totalCount nodes { shares
      filing { accessionNumber owners { name insider { name } } footnotes { text } signatures { name } }
      footnotes { label }
      ... on DerivativeTransaction { optionGrant { title } }
    } }
  } } }
} } }`

test('four levels over 50 parents cost a fixed handful of loads, each one prepared statement', async () => {
  const { data, errors, sql, loads } = await ask(tiny, FOUR_LEVELS, { n: 50 })
  expect(errors).toEqual([])
  expect(data.issuers.nodes).toHaveLength(50)
  expect(data.issuers.nodes[0].insiders.edges).toHaveLength(3)
  expect(loads.sort()).toEqual([
    'filings.byId',
    'filings.footnotes',
    'filings.owners',
    'filings.references',
    'filings.signatures',
    'insider.transactions',
    'insider.transactions.count',
    'insiders.byCik',
    'issuer.insiders',
    'issuer.insiders.count',
    'issuers',
    'issuers.count',
    'optionGrants.byId',
  ])
  expect(sql).toHaveLength(new Set(loads).size)
})

test('the same operation over one parent costs the same', async () => {
  const one = await ask(tiny, FOUR_LEVELS, { n: 1 })
  const many = await ask(tiny, FOUR_LEVELS, { n: 50 })
  expect(one.loads.sort()).toEqual(many.loads.sort())
  expect(one.sql.sort()).toEqual(many.sql.sort())
})

test('nothing is counted that is not asked for, and nothing read where only a count is', async () => {
  const { loads } = await ask(tiny, '{ issuers { nodes { filings(first: 1) { nodes { form } } } } }')
  expect(loads).toEqual(['issuers', 'issuer.filings'])
  const counted = await ask(tiny, '{ issuers { nodes { filings { totalCount } } } }')
  expect(counted.loads).toEqual(['issuers', 'issuer.filings.count'])
})

test('aliases of one field with other arguments are loads of their own, each for all parents', async () => {
  const { data, loads } = await ask(
    tiny,
    `{ issuers(first: 50) { nodes {
      bought: transactions(filter: {codes: [OPEN_MARKET_PURCHASE]}) { totalCount nodes { secCode } }
      awards: transactions(filter: {codes: [GRANT_OR_AWARD]}) { totalCount nodes { secCode } }
      all: transactions { totalCount pageInfo { hasNextPage } }
    } } }`,
  )
  expect(data.issuers.nodes[0]).toMatchObject({
    bought: { totalCount: 3 },
    awards: { totalCount: 3 },
    all: { totalCount: 6 },
  })
  expect(loads.filter((name) => name === 'issuer.transactions')).toHaveLength(3)
  expect(loads.filter((name) => name === 'issuer.transactions.count')).toHaveLength(3)
})

describe('nodes of several kinds in one operation', () => {
  test('are loaded a kind at a time', async () => {
    const ids = (
      await ask(tiny, '{ issuers(first: 3) { nodes { id } } insiders(first: 3) { nodes { id } } }')
    ).data
    const { data, loads } = await ask(
      tiny,
      `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename
        ... on Issuer { transactions(first: 1) { totalCount nodes { secCode } } }
        ... on Insider { transactions(first: 2) { totalCount nodes { secCode } } } } }`,
      { ids: [...ids.issuers.nodes, ...ids.insiders.nodes].map(({ id }: { id: string }) => id) },
    )
    expect(
      data.nodes.map((node: { transactions: { totalCount: number } }) => node.transactions.totalCount),
    ).toEqual([6, 6, 6, 4, 4, 4])
    expect(loads.sort()).toEqual([
      'insider.transactions',
      'insider.transactions.count',
      'insiders.byCik',
      'issuer.transactions',
      'issuer.transactions.count',
      'issuers.byCik',
    ])
  })
})

test('what a field costs depends on the arguments alone by which costs of operations are kept', () => {
  const looked = new Set<string>()
  const given = new Proxy({ by: 'MONTH', ids: [] } as Record<string, unknown>, {
    get(values, name) {
      looked.add(String(name))
      return values[String(name)]
    },
    ownKeys: () => {
      throw new Error('A cost looks at all arguments.')
    },
  })
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      for (const { extensions } of Object.values(type.getFields()))
        if (typeof extensions.complexity === 'function') extensions.complexity(given)
  expect(looked).not.toHaveLength(0)
  expect([...looked].filter((name) => !HOW_MANY.has(name))).toEqual([])
})

test('what is given as null costs what null means, not what is meant where nothing is given', () => {
  const document = parse('query ($n: Int = 100) { issuers(first: $n) { nodes { name } } }')
  const costs = [{}, { n: null }, { n: 100 }, { n: null }, {}].map((values) =>
    operationOf(document).cost(values),
  )
  expect(costs[0]).toBe(costs[2])
  expect(costs[4]).toBe(costs[0])
  expect(costs[3]).toBe(costs[1])
  expect(costs[1]).toBeLessThan(costs[0]!)
})

test.each(['skip', 'include'])('%s by null is refused each time', async (directive) => {
  const source = `query ($is: Boolean = true) { issuers(first: 1) { nodes { cik name @${directive}(if: $is) } } }`
  const { errors } = await ask(tiny, source, { is: null })
  expect(errors).toHaveLength(1)
  expect((await ask(tiny, source, {})).errors).toEqual([])
})
