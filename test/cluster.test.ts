/** Cluster buys, against brute force over every window of days, and the one that the sample is known to have. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Clusters } from '../db/clusters.ts'
import { open } from '../db/open.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { answer, ask } from './ask.ts'
import { filing, put, putAll, rows, sampleWorld, trade, world } from './world.ts'

const plus = (day: string, days: number) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
const accession = (i: number) => `0000000100-24-${String(i + 1).padStart(6, '0')}`

interface Bought {
  key: string
  issuer: number
  day: string
  filedOn: string
  owners: readonly number[]
  shares: number
  price: number
}

const filed = ({ issuer, day, filedOn, owners, shares, price }: Omit<Bought, 'key'>, i = 0): Filing =>
  filing({
    accession: accession(i),
    filedOn,
    issuer: { cik: issuer },
    owners: owners.map((cik) => ({ cik, isDirector: true })),
    rows: rows(trade('P', String(shares), String(price), day)),
  })

interface Rule {
  window: number
  minInsiders: number
  minValue: number
  by: 'TRANSACTED_ON' | 'FILED_ON'
}

/** Sets that share something, made one, until none share anything. */
function merged<T>(sets: Set<T>[]): Set<T>[] {
  for (const [i, one] of sets.entries())
    for (const [j, other] of sets.entries())
      if (i < j && [...other].some((thing) => one.has(thing)))
        return merged([...sets.filter((_, k) => k !== i && k !== j), new Set([...one, ...other])])
  return sets
}

/** Every window from every day; what qualifies in it; what is together in one or through others. */
function clustersByHand(all: Bought[], { window, minInsiders, minValue, by }: Rule) {
  const dayOf = (bought: Bought) => (by === 'FILED_ON' ? bought.filedOn : bought.day)
  return [...Map.groupBy(all, ({ issuer }) => issuer)].flatMap(([issuer, theirs]) => {
    const purchases = theirs.filter(({ owners }) => !(owners.length === 1 && owners[0] === issuer))
    const members = merged(purchases.map(({ owners }) => new Set(owners)))
    const memberOf = ({ owners }: Bought) => members.findIndex((member) => member.has(owners[0]!))
    const windows = Array.from({ length: 160 }, (_, i) => plus('2023-11-01', i)).flatMap((start) => {
      const end = plus(start, window - 1)
      const within = purchases.filter((one) => dayOf(one) >= start && dayOf(one) <= end)
      const enough = [...Map.groupBy(within, memberOf).values()].filter(
        (some) => some.reduce((sum, { shares, price }) => sum + shares * price, 0) >= minValue,
      )
      if (enough.length < minInsiders) return []
      const days = enough.flat().map(dayOf).sort()
      return [{ purchases: new Set(enough.flat()), seenOn: days.at(-1)! }]
    })
    return merged(windows.map(({ purchases }) => purchases)).map((cluster) => {
      const own = [...cluster]
      const days = own.map(dayOf).sort()
      const seen = windows.filter(({ purchases }) => own.some((one) => purchases.has(one)))
      return {
        issuer: { cik: String(issuer).padStart(10, '0') },
        firstOn: days[0],
        lastOn: days.at(-1),
        completedOn: seen.map(({ seenOn }) => seenOn).sort()[0],
        insiderCount: Map.groupBy(own, memberOf).size,
        shares: String(own.reduce((sum, { shares }) => sum + shares, 0)),
        value: String(own.reduce((sum, { shares, price }) => sum + shares * price, 0)),
        members: [...Map.groupBy(own, memberOf).values()]
          .map((some) => ({
            insiders: [...new Set(some.flatMap(({ owners }) => owners))].sort(),
            filings: some.map(({ key }) => key).sort(),
          }))
          .sort((a, b) => (a.filings[0]! < b.filings[0]! ? -1 : 1)),
      }
    })
  })
}

const FIELDS = `issuer { cik } firstOn lastOn completedOn insiderCount shares value members { insiders { cik }
  filings { accessionNumber } transactions { filing { accessionNumber } } }`
const ARGS = '$window: Int!, $minInsiders: Int!, $minValue: Decimal!, $by: PurchaseDay!'
const GIVEN = 'window: $window, minInsiders: $minInsiders, minValue: $minValue, by: $by'

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape
function normal(nodes: any[]) {
  return nodes.map(({ members, ...cluster }) => ({
    ...cluster,
    members: members
      // biome-ignore lint/suspicious/noExplicitAny: an answer's shape
      .map(({ insiders, filings, transactions }: any) => {
        const keys = filings.map((one: { accessionNumber: string }) => one.accessionNumber).sort()
        expect(
          transactions
            .map((one: { filing: { accessionNumber: string } }) => one.filing.accessionNumber)
            .sort(),
        ).toEqual(keys)
        return { insiders: insiders.map((one: { cik: string }) => Number(one.cik)).sort(), filings: keys }
      })
      .sort((a: { filings: string[] }, b: { filings: string[] }) => (a.filings[0]! < b.filings[0]! ? -1 : 1)),
  }))
}

interface Placed {
  lastOn: string | undefined
  issuer: { cik: string }
  firstOn: string | undefined
}
const order = ({ lastOn, issuer, firstOn }: Placed) => `${lastOn} ${issuer.cik} ${firstOn}`
const latestFirst = (a: Placed, b: Placed) => (order(a) < order(b) ? 1 : -1)

const someBought = fc
  .record({
    issuer: fc.constantFrom(100, 100, 101),
    day: fc.integer({ min: 0, max: 30 }),
    delay: fc.integer({ min: 0, max: 20 }),
    owners: fc.constantFrom([900], [901], [902], [903], [904], [905], [900, 901], [902, 906], [907], [100]),
    shares: fc.constantFrom(1, 2, 5),
    price: fc.constantFrom(10, 20),
  })
  .map(({ day, delay, ...rest }) => ({
    ...rest,
    day: plus('2024-01-01', day),
    filedOn: plus('2024-01-01', day + delay),
  }))

const someRule: fc.Arbitrary<Rule> = fc.record({
  window: fc.constantFrom(1, 3, 7, 14, 30),
  minInsiders: fc.constantFrom(2, 3, 4),
  minValue: fc.constantFrom(0, 20, 50, 100),
  by: fc.constantFrom('TRANSACTED_ON' as const, 'FILED_ON' as const),
})

test('clusters are those that brute force finds, of all issuers and of each', async () => {
  let found = 0
  await fc.assert(
    fc.asyncProperty(fc.array(someBought, { minLength: 8, maxLength: 30 }), someRule, async (some, rule) => {
      const all = some.map((one, i) => ({ ...one, key: accession(i) }))
      const w = world(some.map(filed))
      const { clusterBuys, issuers } = await answer(
        w,
        `query (${ARGS}) {
          clusterBuys(${GIVEN}, on: {from: "2023-12-01", to: "2024-06-01"}, first: 50) { totalCount nodes { ${FIELDS} } }
          issuers(first: 3) { nodes { clusterBuys(${GIVEN}) { nodes { ${FIELDS} } } } } }`,
        rule,
      )
      const expected = clustersByHand(all, rule).sort(latestFirst)
      expect(normal(clusterBuys.nodes)).toEqual(expected)
      expect(clusterBuys.totalCount).toBe(expected.length)
      const each = issuers.nodes.flatMap(
        (one: { clusterBuys: { nodes: unknown[] } }) => one.clusterBuys.nodes,
      )
      expect(normal(each).sort(latestFirst)).toEqual(expected)
      found += expected.length
      w.db.close()
    }),
    { numRuns: 60 },
  )
  expect(found).toBeGreaterThan(10)
})

test('a page is a slice of the whole, either way, from anywhere, whatever is read for it', async () => {
  const spread = fc.tuple(someBought, fc.integer({ min: 0, max: 80 }), fc.integer({ min: 101, max: 103 }))
  const someDays = fc.record({ from: fc.integer({ min: -5, max: 20 }), to: fc.integer({ min: 60, max: 90 }) })
  const somePage = fc.record({
    size: fc.integer({ min: 0, max: 4 }),
    backward: fc.boolean(),
    after: fc.option(fc.nat(), { nil: undefined, freq: 1 }),
    before: fc.option(fc.nat(), { nil: undefined, freq: 1 }),
  })
  const PAGE = `query (${ARGS}, $on: DateRange, $first: Int, $last: Int, $after: String, $before: String) {
    clusterBuys(${GIVEN}, on: $on, first: $first, last: $last, after: $after, before: $before) {
      edges { cursor node { ${FIELDS} } } pageInfo { hasNextPage hasPreviousPage } } }`
  let read = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(spread, { minLength: 50, maxLength: 70 }),
      fc.record({
        ...{ window: fc.constantFrom(2, 3, 7), minInsiders: fc.constantFrom(2, 2, 3) },
        ...{ minValue: fc.constantFrom(0, 0, 30), by: fc.constantFrom('TRANSACTED_ON', 'FILED_ON') },
      }) as fc.Arbitrary<Rule>,
      someDays,
      fc.array(somePage, { minLength: 6, maxLength: 6 }),
      async (some, rule, days, asked) => {
        const all = some.map(([one, day, issuer], i) => ({
          ...one,
          ...{ key: accession(i), issuer: one.issuer === 100 ? 100 : issuer },
          ...{ day: plus('2024-01-01', day), filedOn: plus('2024-01-01', day + (i % 7)) },
        }))
        const on = { from: plus('2024-01-01', days.from), to: plus('2024-01-01', days.to) }
        const dayOf = (bought: Bought) => (rule.by === 'FILED_ON' ? bought.filedOn : bought.day)
        const among = all.filter((one) => dayOf(one) >= on.from && dayOf(one) <= on.to)
        const whole = clustersByHand(among, rule).sort(latestFirst)
        const w = world(all.map(filed))
        const { edges } = (await answer(w, PAGE, { ...rule, on, first: 100 })).clusterBuys
        expect(normal(edges.map((edge: { node: unknown }) => edge.node))).toEqual(whole)
        for (const { size, backward, after, before } of whole.length > 0 ? asked : []) {
          const [start, end] = [after, before].map((place) => place && place % whole.length)
          const { clusterBuys } = await answer(w, PAGE, {
            ...{ ...rule, on, [backward ? 'last' : 'first']: size },
            ...(start !== undefined && { after: edges[start].cursor }),
            ...(end !== undefined && { before: edges[end].cursor }),
          })
          const within = edges.slice(start === undefined ? 0 : start + 1, end)
          expect(clusterBuys.edges).toEqual(
            backward ? within.slice(Math.max(0, within.length - size)) : within.slice(0, size),
          )
          const hasMore = within.length > size
          expect(clusterBuys.pageInfo).toEqual({
            hasNextPage: end !== undefined || (!backward && hasMore),
            hasPreviousPage: start !== undefined || (backward && hasMore),
          })
          read += clusterBuys.edges.length
        }
        w.db.close()
      },
    ),
    { numRuns: 15 },
  )
  expect(read).toBeGreaterThan(25)
})

describe('a cluster', () => {
  const bought = (cik: number | number[], day: string, parts: Partial<Bought> = {}) => ({
    issuer: 100,
    day,
    filedOn: day,
    owners: [cik].flat(),
    shares: 10,
    price: 2,
    ...parts,
  })
  const clusters = async (some: Omit<Bought, 'key'>[], args = '') =>
    (
      await answer(
        world(some.map(filed)),
        `{ clusterBuys${args && `(${args})`} { nodes { firstOn lastOn completedOn insiderCount value
          members { insiders { cik } roles firstOn lastOn shares value } } } }`,
      )
    ).clusterBuys.nodes

  test('is complete when the third has bought, and goes on while windows share purchases', async () => {
    const [found, ...others] = await clusters([
      bought(900, '2024-03-01'),
      bought(901, '2024-03-05'),
      bought(900, '2024-03-06', { shares: 5 }),
      bought(902, '2024-03-14'),
      bought(903, '2024-03-18'),
    ])
    expect(others).toEqual([])
    expect(found).toEqual({
      firstOn: '2024-03-01',
      lastOn: '2024-03-18',
      completedOn: '2024-03-14',
      insiderCount: 4,
      value: '90',
      members: [
        {
          insiders: [{ cik: '0000000900' }],
          roles: ['DIRECTOR'],
          firstOn: '2024-03-01',
          lastOn: '2024-03-06',
          shares: '15',
          value: '30',
        },
        {
          insiders: [{ cik: '0000000901' }],
          roles: ['DIRECTOR'],
          firstOn: '2024-03-05',
          lastOn: '2024-03-05',
          shares: '10',
          value: '20',
        },
        {
          insiders: [{ cik: '0000000902' }],
          roles: ['DIRECTOR'],
          firstOn: '2024-03-14',
          lastOn: '2024-03-14',
          shares: '10',
          value: '20',
        },
        {
          insiders: [{ cik: '0000000903' }],
          roles: ['DIRECTOR'],
          firstOn: '2024-03-18',
          lastOn: '2024-03-18',
          shares: '10',
          value: '20',
        },
      ],
    })
  })

  test('of a window of 14 days ends on the fourteenth', async () => {
    const others = [bought(900, '2024-03-01'), bought(901, '2024-03-01')]
    expect(await clusters([...others, bought(902, '2024-03-14')])).toHaveLength(1)
    expect(await clusters([...others, bought(902, '2024-03-15')])).toHaveLength(0)
    expect(await clusters([...others, bought(902, '2024-03-15')], 'window: 15')).toHaveLength(1)
  })

  test('counts joint owners once, whoever else of them buys alone, and never the issuer', async () => {
    const three = [bought(900, '2024-03-01'), bought(901, '2024-03-01'), bought(902, '2024-03-01')]
    expect(await clusters(three)).toHaveLength(1)
    expect(await clusters([...three.slice(0, 2), bought([901, 903], '2024-03-02')])).toHaveLength(0)
    expect(await clusters([...three, bought([900, 902], '2024-03-02')])).toHaveLength(0)
    expect(await clusters([...three.slice(0, 2), bought(100, '2024-03-02')])).toHaveLength(0)
  })

  test.each([0, 20, 100, 300])('counts as one who bought jointly %d days before', async (days) => {
    const two = [bought(900, '2024-03-01'), bought(901, '2024-03-02')]
    const joint = bought([900, 901], plus('2024-03-01', -days))
    for (const [some, count] of [
      [two, 1],
      [[...two, joint], 0],
    ] as const) {
      const w = world(some.map(filed))
      const args = 'minInsiders: 2, on: {from: "2023-03-01", to: "2024-03-10"}'
      // A page and a count look at different purchases.
      expect(
        (await answer(w, `{ clusterBuys(${args}, first: 0) { totalCount } }`)).clusterBuys.totalCount,
      ).toBe(count)
      expect(
        (await answer(w, `{ clusterBuys(${args}) { nodes { value } } }`)).clusterBuys.nodes,
      ).toHaveLength(count)
    }
  })

  test('asks of each for the value, to the ten-thousandth', async () => {
    const dear = [900, 901, 902].map((cik) => bought(cik, '2024-03-01', { shares: 1, price: 33.3333 }))
    expect(await clusters(dear, 'minValue: "33.3333"')).toHaveLength(1)
    expect(await clusters(dear, 'minValue: "33.33330001"')).toHaveLength(0)
  })

  test('by day of filing is not known before the filings are', async () => {
    const slow = [900, 901, 902].map((cik, i) => bought(cik, '2024-03-01', { filedOn: `2024-04-0${i + 1}` }))
    expect((await clusters(slow))[0]).toMatchObject({ completedOn: '2024-03-01', lastOn: '2024-03-01' })
    expect((await clusters(slow, 'by: FILED_ON'))[0]).toMatchObject({
      firstOn: '2024-04-01',
      completedOn: '2024-04-03',
    })
  })

  test('looks at 90 days, up to the last purchase, or at those that are asked for', async () => {
    const late = bought(909, '2024-06-30', { issuer: 101 })
    const of = (day: string) => [900, 901, 902].map((cik) => bought(cik, day))
    expect(await clusters([late, ...of('2024-04-02')])).toHaveLength(1)
    expect(await clusters([late, ...of('2024-04-01')])).toHaveLength(0)
    expect(await clusters([late, ...of('2024-04-01')], 'on: {from: "2024-03-01"}')).toHaveLength(1)
    expect(await clusters([late, ...of('2024-04-01')], 'on: {to: "2024-06-29"}')).toHaveLength(1)
    expect(await clusters([late, ...of('2024-04-01')], 'on: {to: "2024-03-31"}')).toHaveLength(0)
    expect(await clusters([])).toEqual([])
  })

  test('is not hidden by a day to come that somebody typed', async () => {
    const typed = bought(909, '2024-06-30', { issuer: 101, filedOn: '2142-06-30' })
    const some = [900, 901, 902].map((cik) => bought(cik, '2024-04-02'))
    expect(await clusters([typed, ...some], 'by: FILED_ON')).toHaveLength(1)
  })

  test.each([
    'window: 0',
    'window: 91',
    'minInsiders: 1',
    'minInsiders: 101',
    'on: {from: "2023-01-01", to: "2024-02-05"}',
  ])('%s is refused', async (args) => {
    const { errors } = await ask(
      world([filed(bought(900, '2024-03-01'))]),
      `{ clusterBuys(${args}) { totalCount } }`,
    )
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
  })
})

test('transactions that another filing reports, or that an amendment replaces, are no one’s purchase', async () => {
  const rowsOf = (shares: string) => {
    const [kind, table, values] = trade('P', shares, '2', '2024-03-04')
    return rows([kind, table, { ...values, ownership: 'I', sharesAfter: '500' }])
  }
  const by = (i: number, cik: number, parts: Partial<Filing> = {}) =>
    filing({
      accession: accession(i),
      owners: [{ cik, isTenPercentOwner: true }],
      rows: rowsOf('10'),
      ...parts,
    })
  const count = async (filings: Filing[]) =>
    (await answer(world(filings), '{ clusterBuys { nodes { insiderCount value } } }')).clusterBuys.nodes
  const others = [by(7, 907, { rows: rowsOf('11') }), by(8, 908, { rows: rowsOf('12') })]
  expect(await count([by(1, 901), ...others])).toEqual([{ insiderCount: 3, value: '66' }])
  expect(await count([by(1, 901), by(2, 902), by(3, 903)])).toEqual([])
  const amended = by(4, 901, {
    form: '4/A',
    filedOn: '2024-03-08',
    originalFiledOn: '2024-03-05',
    rows: rowsOf('13'),
  })
  expect(await count([by(1, 901), ...others, amended])).toEqual([{ insiderCount: 3, value: '72' }])
})

test('the five who bought Charles Schwab in March 2023', async () => {
  const { clusterBuys } = await answer(
    sampleWorld(),
    `{ clusterBuys(on: {from: "2023-01-01", to: "2023-12-31"}, minValue: "100000") { totalCount nodes {
      issuer { name ticker } firstOn lastOn completedOn insiderCount
      members { insiders { name } transactions { secCode pricePerShare } filings { form } } } } }`,
  )
  expect(clusterBuys.totalCount).toBe(1)
  const [cluster] = clusterBuys.nodes
  expect(cluster).toMatchObject({
    issuer: { ticker: 'SCHW' },
    firstOn: '2023-03-14',
    lastOn: '2023-03-17',
    insiderCount: 5,
  })
  expect(
    cluster.members.flatMap((one: { transactions: { secCode: string }[] }) =>
      one.transactions.map(({ secCode }) => secCode),
    ),
  ).toEqual(
    Array(cluster.members.flatMap((one: { transactions: unknown[] }) => one.transactions).length).fill('P'),
  )
})

test('a page costs a fixed handful of loads, and cursors lead on from it', async () => {
  const w = world(
    Array.from({ length: 60 }, (_, i) =>
      filed(
        {
          issuer: 100 + Math.floor(i / 3),
          day: '2024-03-01',
          filedOn: '2024-03-05',
          owners: [900 + i],
          shares: 1,
          price: 1,
        },
        i,
      ),
    ),
  )
  const PAGE = `query ($first: Int, $after: String, $window: Int) { clusterBuys(first: $first, after: $after, window: $window) { totalCount
    pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { issuer { name } shares members { roles insiders { name } transactions { shares } filings { form } } } } } }`
  const all = await ask(w, PAGE, { first: 20 })
  expect(all.errors).toEqual([])
  expect(all.data.clusterBuys.edges).toHaveLength(20)
  expect(all.loads.sort()).toEqual([
    'clusters',
    'clusters.last',
    'filings.byId',
    'insiders.byCik',
    'issuers.byCik',
    'transactions.byKey',
  ])
  expect(all.sql).toHaveLength(all.loads.length)

  const first = await ask(w, PAGE, { first: 12 })
  const { endCursor } = first.data.clusterBuys.pageInfo
  const rest = await ask(w, PAGE, { first: 12, after: endCursor })
  expect(first.data.clusterBuys.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
  expect(rest.data.clusterBuys.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  expect([...first.data.clusterBuys.edges, ...rest.data.clusterBuys.edges]).toEqual(
    all.data.clusterBuys.edges,
  )
  expect(rest.data.clusterBuys.totalCount).toBe(20)
  const foreign = await ask(w, PAGE, { first: 12, after: endCursor, window: 7 })
  expect(foreign.errors[0]!.extensions.code).toBe('INVALID_CURSOR')

  const many = await ask(w, '{ issuers(first: 20) { nodes { clusterBuys { totalCount } } } }')
  expect(many.loads).toEqual(['issuers', 'issuer.clusters'])
})

test('a page reads purchases of those issuers alone that it comes to, however many were bought alone', () => {
  const bought = (issuer: number, cik: number, day: string) => ({
    ...{ issuer, day, filedOn: day, owners: [cik], shares: 1, price: 1 },
  })
  const together = [1, 2, 3, 4, 5, 6].flatMap((i) =>
    [0, 1].map((j) => bought(100 + i, 900 + 2 * i + j, `2024-03-0${i}`)),
  )
  const alone = Array.from({ length: 40 }, (_, i) => bought(200 + i, 950 + i, '2024-03-08'))
  const ran: string[] = []
  const db = open(':memory:', { statement: (sql) => ran.push(sql) })
  for (const [i, one] of [...together, ...alone].entries()) put(db, filed(one, i))
  const rule = { by: 'TRANSACTED_ON' as const, window: 14, minInsiders: 2, minValue: 0n }
  const clusters = new Clusters(db, { ...rule, from: '2024-01-01', to: '2024-03-31' })
  ran.length = 0
  const { rows, hasMore } = clusters.page({ size: 2, backward: false })
  expect([rows.map(({ lastOn }) => lastOn), hasMore]).toEqual([['2024-03-06', '2024-03-05'], true])
  // The days, and three issuers: one more than the page has.
  expect(ran.filter((sql) => sql.includes('"issuer_cik" = ?'))).toHaveLength(3)
  expect(ran).toHaveLength(4)
  db.close()
})

test('where many days bring no cluster, a page takes no more statements, and is the same', () => {
  const bought = [...Array(600).keys()].flatMap((i) =>
    [0, 1, 2].slice(i === 0 ? 0 : 1).map((j) => ({
      ...{ issuer: 1_000 + i, day: plus('2020-01-01', i), filedOn: plus('2020-01-01', i) },
      ...{ owners: [10_000 + 3 * i + j], shares: 1, price: 1 },
    })),
  )
  const ran: string[] = []
  const db = open(':memory:', { statement: (sql) => ran.push(sql) })
  putAll(
    db,
    bought.map((one, i) => filed(one, i)),
  )
  const rule = { by: 'TRANSACTED_ON' as const, window: 14, minInsiders: 3, minValue: 0n }
  const clusters = () => new Clusters(db, { ...rule, from: '2020-01-01', to: '2022-12-31' })
  ran.length = 0
  const { rows, hasMore } = clusters().page({ size: 1, backward: false })
  expect([rows.map(({ lastOn }) => lastOn), hasMore]).toEqual([['2020-01-01'], false])
  expect(ran.filter((sql) => sql.includes('"issuer_cik" = ?'))).toHaveLength(500)

  // What lies between two places is looked for there alone.
  ran.length = 0
  const [after, before] = [500, 497].map((i) => [plus('2020-01-01', i), 1_000 + i, plus('2020-01-01', i)])
  expect(clusters().page({ size: 1, backward: false, after, before }).rows).toEqual([])
  expect(ran.length).toBeLessThan(10)
  db.close()
})
