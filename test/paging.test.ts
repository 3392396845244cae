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
  waysOf,
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

  describe.each(LISTS)('$name of $path $given', (list) => {
    const ways = waysOf(list)

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
      const wholes = await Promise.all(ways.map(async (order) => ({ order, all: await whole(list, order) })))
      const place = fc.nat(Math.max(...wholes.map(({ all }) => all.length)))
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...wholes),
          fc.tuple(place, place),
          fc.nat(20),
          fc.boolean(),
          async ({ order, all }, ends, n, forward) => {
            const to = Math.min(Math.max(...ends), all.length)
            const from = Math.min(...ends, to)
            const found = await page(list, {
              ...order,
              ...(from > 0 && { after: at(all[from - 1]!.cursor) }),
              ...(to < all.length && { before: at(all[to]!.cursor) }),
              [forward ? 'first' : 'last']: `${n}`,
            })
            const [start, end] = forward ? [from, Math.min(from + n, to)] : [Math.max(from, to - n), to]
            expect(found).toEqual(expected(all, start, end))
          },
        ),
        { numRuns: 12 },
      )
    })
  })

  test.each(LISTS.filter((list) => ordersOf(list).length > 0))(
    '$name of $path $given: every order has all rows, or says that it leaves some out; down is up backwards',
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
  const codesOf = async (list: List, args: Args) => (await refused(list, args)).map(([code]) => code).join()

  /** One list of each field, with the first cursor in one of its orders. */
  const marked = () =>
    Promise.all(
      [...FIELDS.keys()].map(async (name) => {
        const list = LISTS.find((one) => one.name === name)!
        const [order, ...orders] = waysOf(list)
        const { edges } = await page(list, { ...order, first: '1' })
        return { name, list, order, cursor: edges[0]!.cursor, others: [...orders, ...otherArgs(list)] }
      }),
    )

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
    const taken = []
    for (const { name, list, order } of all)
      for (const other of all)
        if ((await codesOf(list, { ...order, after: at(other.cursor) })) !== 'INVALID_CURSOR')
          taken.push([name, other.name])
    expect(taken).toEqual(all.map(({ name }) => [name, name]))
  })

  test('a cursor of another order or direction, or under any other argument', async () => {
    for (const { name, list, order, cursor, others } of await marked())
      for (const args of others) {
        const code = await codesOf(list, { ...order, ...args, after: at(cursor) })
        expect([name, args, code]).toEqual([name, args, 'INVALID_CURSOR'])
      }
  })

  test('a cursor that keeps the mark of its list, but no place in it', async () => {
    for (const { name, list, order, cursor } of await marked()) {
      const [mark, ...place] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
      for (const forged of [
        [],
        place.slice(1),
        [...place, 1],
        place.map(() => null),
        place.map(() => ({})),
      ]) {
        const after = at(Buffer.from(JSON.stringify([mark, ...forged])).toString('base64url'))
        expect([name, forged, await codesOf(list, { ...order, after })]).toEqual([
          name,
          forged,
          'INVALID_CURSOR',
        ])
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
