/** Any connection, any order, any page size, either way: the same rows, once each, in the order that plain SQL gives. */

import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answer, ask } from './ask.ts'
import {
  type Args,
  FIELDS,
  LISTS,
  type List,
  ordersOf,
  otherArgs,
  page,
  refused,
  world,
} from './everyConnection.ts'

const at = (cursor: string | null) => JSON.stringify(cursor)

/** All places of a list, by the largest pages. */
async function whole(list: List, order: Args) {
  const edges = []
  for (let after: Args = {}; ; ) {
    const found = await page(list, { ...order, ...after, first: '100' })
    edges.push(...found.edges)
    if (!found.pageInfo.hasNextPage) {
      expect(edges).toHaveLength(found.totalCount)
      return edges
    }
    after = { after: at(found.pageInfo.endCursor) }
  }
}
type Places = Awaited<ReturnType<typeof whole>>

/** The page that has the places from one to before another. */
function expected(all: Places, from: number, to: number) {
  const edges = all.slice(from, to)
  return {
    totalCount: all.length,
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: to < all.length,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

async function walk(list: List, order: Args, all: Places, size: number): Promise<void> {
  let [after, before]: [Args, Args] = [{}, {}]
  for (let [from, to] = [0, all.length]; from === 0 || from < all.length; from += size, to -= size) {
    const forward = await page(list, { ...order, ...after, first: `${size}` })
    expect(forward).toEqual(expected(all, from, Math.min(from + size, all.length)))
    after = { after: at(forward.pageInfo.endCursor) }
    const backward = await page(list, { ...order, ...before, last: `${size}` })
    expect(backward).toEqual(expected(all, Math.max(0, to - size), to))
    before = { before: at(backward.pageInfo.startCursor) }
  }
}

describe('every connection of the schema', () => {
  test('has a parent to page from, with several rows', async () => {
    expect(FIELDS.size).toBeGreaterThan(25)
    const crowded = new Map(LISTS.toReversed().map((list) => [list.name, list]))
    const few = []
    for (const name of FIELDS.keys()) {
      const list = crowded.get(name)
      if (!list || (await whole(list, {})).length < 2) few.push(name)
    }
    expect(few).toEqual([])
  })

  describe.each(LISTS)('$name of $path', (list) => {
    const orders = ordersOf(list)
    const ways = orders.length > 0 ? orders.flatMap(({ args }) => [args('ASC'), args('DESC')]) : [{}]

    test('forward and backward, any page size: the same rows once each', async () => {
      for (const order of ways) {
        const all = await whole(list, order)
        for (const part of ['cursor', 'node'] as const)
          expect(new Set(all.map((place) => JSON.stringify(place[part]))).size).toBe(all.length)
        const size = fc.integer({ min: Math.max(1, Math.ceil(all.length / 40)), max: 100 })
        await fc.assert(
          fc.asyncProperty(size, (n) => walk(list, order, all, n)),
          { numRuns: 3 },
        )
      }
    })

    test('between any two places: the first or the last of what lies there', async () => {
      const all = await whole(list, ways[0]!)
      const ends = fc.tuple(...[0, 1].map(() => fc.nat(all.length))).map((two) => two.sort((a, b) => a - b))
      await fc.assert(
        fc.asyncProperty(ends, fc.nat(20), fc.boolean(), async ([from, to], n, forward) => {
          const found = await page(list, {
            ...ways[0],
            ...(from! > 0 && { after: at(all[from! - 1]!.cursor) }),
            ...(to! < all.length && { before: at(all[to!]!.cursor) }),
            [forward ? 'first' : 'last']: `${n}`,
          })
          const [start, end] = forward ? [from!, Math.min(from! + n, to!)] : [Math.max(from!, to! - n), to!]
          expect(found).toEqual(expected(all, start, end))
        }),
        { numRuns: 10 },
      )
    })
  })

  test.each(LISTS.filter((list) => ordersOf(list).length > 0))(
    '$name of $path: every order has all rows, or says that it leaves some out; down is up backwards',
    async (list) => {
      const nodesBy = async (order: Args) =>
        (await whole(list, order)).map(({ node }) => JSON.stringify(node))
      const usual = (await nodesBy({})).sort()
      for (const { args, leavesOut } of ordersOf(list)) {
        const up = await nodesBy(args('ASC'))
        expect((await nodesBy(args('DESC'))).reverse()).toEqual(up)
        expect(usual).toEqual(leavesOut ? expect.arrayContaining(up) : up.sort())
      }
    },
  )
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
  /** One list of each field, with a cursor of it. */
  const marked = async () => {
    const lists = [...FIELDS.keys()].map((name) => LISTS.find((list) => list.name === name)!)
    return Promise.all(
      lists.map(async (list) => ({ list, cursor: at((await page(list, { first: '1' })).edges[0]!.cursor) })),
    )
  }

  test.each([{ first: '101' }, { first: '-1' }, { last: '101' }, { first: '5', last: '5' }])(
    'a page of $first, $last',
    async (size) => {
      for (const list of LISTS)
        expect(await refused(list, size)).toEqual([['PAGE_SIZE', expect.stringMatching(/\w/)]])
    },
  )

  test.each(['zz', '', 'W10', 'bnVsbA', Buffer.from('["x",1,2]').toString('base64url')])(
    'the cursor "%s"',
    async (cursor) => {
      for (const list of LISTS)
        for (const side of ['after', 'before'])
          expect(await refused(list, { [side]: at(cursor) })).toEqual([
            ['INVALID_CURSOR', expect.stringContaining('cursor')],
          ])
    },
  )

  test('a cursor of any other field', async () => {
    const all = await marked()
    for (const { list } of all)
      for (const other of all) {
        const codes = (await refused(list, { after: other.cursor })).map(([code]) => code)
        expect([list.name, other.list.name, codes]).toEqual([
          list.name,
          other.list.name,
          other.list === list ? [] : ['INVALID_CURSOR'],
        ])
      }
  })

  test('a cursor under any other argument', async () => {
    for (const { list, cursor } of await marked())
      for (const args of otherArgs(list)) {
        const codes = (await refused(list, { ...args, after: cursor })).map(([code]) => code)
        expect([list.name, args, codes]).toEqual([list.name, args, ['INVALID_CURSOR']])
      }
  })

  test('a cursor of another order or direction', async () => {
    for (const list of LISTS) {
      const orders = ordersOf(list).flatMap(({ args }) => [args('ASC'), args('DESC')])
      for (const order of orders) {
        const [place] = (await page(list, order)).edges
        for (const other of place ? orders : []) {
          const codes = (await refused(list, { ...other, after: at(place!.cursor) })).map(([code]) => code)
          expect([list.name, order, other, codes]).toEqual([
            list.name,
            order,
            other,
            other === order ? [] : ['INVALID_CURSOR'],
          ])
        }
      }
    }
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
