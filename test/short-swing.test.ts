/** Short-swing candidates, against hand-worked matches and a second, plain way to match. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Filing } from '../src/edgar/filing.ts'
import { answer, ask } from './ask.ts'
import { filing, rows, trade, world } from './world.ts'

const accession = (i: number) => `0000000100-24-${String(i + 1).padStart(6, '0')}`

type Traded = [code: 'P' | 'S', shares: string, price: string, day: string, more?: Record<string, string>]

/** A filing for each trade, by insider 900 in issuer 100 unless told otherwise. */
const filed = ([code, shares, price, day, more]: Traded, i: number, parts: Partial<Filing> = {}): Filing => {
  const [kind, table, values] = trade(code, shares, price, day)
  return filing({
    accession: accession(i),
    filedOn: '2024-12-30',
    rows: rows([kind, table, { ...values, ...more }]),
    ...parts,
  })
}
const traded = (...trades: Traded[]) => world(trades.map((one, i) => filed(one, i)))

const FIELDS = `insiders { cik } issuer { cik } gain shares lastOn matches(first: 100) { totalCount nodes {
  purchase { transactedOn pricePerShare } sale { transactedOn pricePerShare } shares gain } }`
const OF_INSIDER = `query ($issuer: Cik) { insider(by: {cik: "900"}) { shortSwingCandidates(issuer: $issuer) { totalCount nodes { ${FIELDS} } } } }`
const OF_ISSUER = `{ issuer(by: {cik: "100"}) { shortSwingCandidates { totalCount nodes { ${FIELDS} } } } }`

const candidates = async (w: ReturnType<typeof world>) =>
  (await answer(w, OF_INSIDER)).insider.shortSwingCandidates.nodes

describe('matches', () => {
  const [jane, alpha] = [[{ cik: '0000000900' }], { cik: '0000000100' }]
  const bought = (day: string, price: string) => ({ purchase: { transactedOn: day, pricePerShare: price } })
  const sold = (day: string, price: string) => ({ sale: { transactedOn: day, pricePerShare: price } })

  test('the lowest purchase with the highest sale, what is left of either with the next; no losses', async () => {
    const w = traded(
      ['P', '50', '12', '2024-02-12'],
      ['P', '100', '10', '2024-01-10'],
      ['S', '100', '11', '2024-04-10'],
      ['S', '80', '15', '2024-03-11'],
    )
    const expected = {
      insiders: jane,
      issuer: alpha,
      gain: '420',
      shares: '100',
      lastOn: '2024-04-10',
      matches: {
        totalCount: 2,
        nodes: [
          { ...bought('2024-01-10', '10'), ...sold('2024-04-10', '11'), shares: '20', gain: '20' },
          { ...bought('2024-01-10', '10'), ...sold('2024-03-11', '15'), shares: '80', gain: '400' },
        ],
      },
    }
    expect((await answer(w, OF_INSIDER)).insider.shortSwingCandidates).toEqual({
      totalCount: 1,
      nodes: [expected],
    })
    expect((await answer(w, OF_ISSUER)).issuer.shortSwingCandidates).toEqual({
      totalCount: 1,
      nodes: [expected],
    })
  })

  test('a sale with a later purchase, to the last decimal', async () => {
    const [found] = await candidates(
      traded(['S', '0.3', '22.5307', '2024-01-10'], ['P', '7', '22.5301', '2024-02-12']),
    )
    expect(found).toMatchObject({ gain: '0.00018', shares: '0.3', lastOn: '2024-02-12' })
  })

  test('a purchase that cannot meet the highest sale, with the highest that it can', async () => {
    const [found] = await candidates(
      traded(
        ['S', '10', '30', '2023-01-10'],
        ['P', '10', '5', '2024-01-10'],
        ['S', '10', '20', '2024-02-12'],
        ['S', '10', '6', '2024-03-11'],
      ),
    )
    expect(found).toMatchObject({ gain: '150', shares: '10' })
  })

  test.each([
    ['2023-01-01', '2023-06-29', true],
    ['2023-01-01', '2023-06-30', false],
    ['1972-12-20', '1973-06-18', true],
    ['1972-12-20', '1973-06-19', false], // Colonial Realty Corp. v. MacWilliams, 381 F. Supp. 26
    ['2023-08-31', '2024-02-27', true],
    ['2023-08-31', '2024-02-28', false],
    ['2022-08-31', '2023-02-26', true],
    ['2022-08-31', '2023-02-27', false],
    ['2023-11-22', '2023-11-22', true],
  ])('of %s and %s: %s, in either order', async (one, other, isNear) => {
    const count = isNear ? 1 : 0
    expect(await candidates(traded(['P', '1', '1', one], ['S', '1', '2', other]))).toHaveLength(count)
    expect(await candidates(traded(['S', '1', '2', one], ['P', '1', '1', other]))).toHaveLength(count)
  })

  test.each([
    ['Common Stock', 'COMMON STOCK, par value $0.01 per share', 1],
    ['Class A Common Stock', 'Class B Common Stock', 0],
    ['Common Stock', 'Depositary Shares', 0],
  ])('%s and %s: %i', async (one, other, count) => {
    const found = await candidates(
      traded(
        ['P', '1', '1', '2024-01-10', { securityTitle: one }],
        ['S', '1', '2', '2024-01-11', { securityTitle: other }],
      ),
    )
    expect(found).toHaveLength(count)
  })

  test.each([
    ['at no price', ['P', '1', '0', '2024-01-10']],
    ['at a price that only a footnote tells', ['P', '1', 'see footnote', '2024-01-10']],
    ['that is an award', ['P', '1', '1', '2024-01-10', { code: 'A' }]],
  ] as [string, Traded][])('none of a purchase %s', async (_, purchase) => {
    expect(await candidates(traded(purchase, ['S', '1', '2', '2024-01-11']))).toEqual([])
  })
})

describe('whose they are', () => {
  const pair: Traded[] = [
    ['P', '10', '1', '2024-01-10'],
    ['S', '10', '3', '2024-02-12'],
  ]

  test('joint owners have them together, and an issuer once', async () => {
    const owners = [{ cik: 900 }, { cik: 901 }, { cik: 902 }]
    const w = world([
      ...pair.map((one, i) => filed(one, i, { owners })),
      filed(['P', '5', '2', '2024-01-11'], 2, { owners: [{ cik: 902 }] }),
      filed(['S', '5', '4', '2024-01-11'], 3, { owners: [{ cik: 902 }] }),
    ])
    const [own] = await candidates(w)
    expect(own).toMatchObject({ insiders: owners.map(({ cik }) => ({ cik: `0000000${cik}` })), gain: '20' })
    const { shortSwingCandidates } = (await answer(w, OF_ISSUER)).issuer
    expect(
      shortSwingCandidates.nodes.map(({ insiders, gain }: typeof own) => [insiders.length, gain]),
    ).toEqual([
      [1, '30'],
      [3, '20'],
    ])
  })

  test('of an issuer, or of all', async () => {
    const w = world(
      [100, 101].flatMap((cik, i) => pair.map((one, j) => filed(one, 2 * i + j, { issuer: { cik } }))),
    )
    const issuersOf = async (variables: object) =>
      (await answer(w, OF_INSIDER, variables)).insider.shortSwingCandidates.nodes.map(
        ({ issuer }: { issuer: { cik: string } }) => Number(issuer.cik),
      )
    expect(await issuersOf({})).toEqual([101, 100])
    expect(await issuersOf({ issuer: '101' })).toEqual([101])
    expect(await issuersOf({ issuer: '102' })).toEqual([])
  })

  test('what two filings report is one purchase of whoever owns both, and of the other one too', async () => {
    const held = { ownership: 'I', sharesAfter: '500' }
    const [purchase, sale] = pair.map(
      ([code, shares, price, day]): Traded => [code, shares, price, day, held],
    )
    const joint = { owners: [{ cik: 900 }, { cik: 901 }] }
    const w = world([
      filed(purchase!, 0),
      filed(purchase!, 1, joint),
      filed(['S', '20', '3', '2024-02-12'], 2),
      filed(sale!, 3, { owners: [{ cik: 901 }] }),
    ])
    const elsewhere = await answer(w, '{ transactions { nodes { leftOutReason } } }')
    expect(
      elsewhere.transactions.nodes.filter(
        ({ leftOutReason }: { leftOutReason: string }) => leftOutReason === 'REPORTED_ELSEWHERE',
      ),
    ).toHaveLength(1)
    const { shortSwingCandidates } = (await answer(w, OF_ISSUER)).issuer
    expect(
      shortSwingCandidates.nodes.map(({ shares, gain }: { shares: string; gain: string }) => [shares, gain]),
    ).toEqual([
      ['10', '20'],
      ['10', '20'],
    ])
  })

  test('what owners up a chain file each for themselves is one swing of them all', async () => {
    const chain = (through?: string) => ({
      sharesAfter: '500',
      ownership: through ? 'I' : 'D',
      ...(through && { natureOfOwnership: through }),
    })
    const [purchase, sale] = pair as [Traded, Traded]
    const told = ([code, shares, price, day]: Traded, n: number, cik: number, through?: string) =>
      filed([code, shares, price, day, chain(through)], n, { owners: [{ cik }] })
    const w = world([
      told(purchase, 0, 902, 'By Fund LP'),
      told(sale, 1, 902, 'By Fund LP'),
      told(purchase, 2, 900),
      told(sale, 3, 900),
    ])
    const { shortSwingCandidates } = (await answer(w, OF_ISSUER)).issuer
    expect(shortSwingCandidates.nodes).toHaveLength(1)
    const { issuer } = await answer(
      w,
      '{ issuer(by: {cik: "100"}) { shortSwingCandidates { nodes { insiders { cik } } } } }',
    )
    expect(issuer.shortSwingCandidates.nodes[0].insiders).toEqual([
      { cik: '0000000900' },
      { cik: '0000000902' },
    ])
  })

  test('what an amendment replaces is gone', async () => {
    const amendment = { form: '4/A', originalFiledOn: '2024-12-30', filedOn: '2024-12-31' } as const
    const [purchase, sale] = pair as [Traded, Traded]
    const w = world([
      filed(purchase, 0),
      filed(sale, 1),
      filed(['P', '10', '2.5', '2024-01-10'], 2, amendment),
    ])
    expect(await candidates(w)).toMatchObject([{ gain: '5' }])
  })

  test('of many insiders are one load, and so are their trades', async () => {
    const w = world(
      Array.from({ length: 20 }, (_, i) =>
        pair.map((one, j) => filed(one, 2 * i + j, { owners: [{ cik: 900 + i }] })),
      ).flat(),
    )
    const { data, errors, loads } = await ask(
      w,
      `{ insiders(first: 20) { nodes { shortSwingCandidates(first: 5) { nodes { gain matches(first: 5) { nodes { purchase { shares } sale { shares } } } } } } }
        issuers(first: 2) { nodes { shortSwingCandidates(first: 1) { totalCount nodes { insiders { name } } pageInfo { hasNextPage } } } } }`,
    )
    expect(errors).toEqual([])
    expect(data.insiders.nodes[7].shortSwingCandidates.nodes[0].gain).toBe('20')
    expect(data.issuers.nodes[0].shortSwingCandidates).toMatchObject({
      totalCount: 20,
      pageInfo: { hasNextPage: true },
    })
    expect(loads.sort()).toEqual([
      'insider.shortSwings',
      'insiders',
      'insiders.byCik',
      'issuer.shortSwings',
      'issuers',
      'transactions.byKey',
    ])
  })
})

interface Plain {
  code: 'P' | 'S'
  /** Whole numbers; prices in cents. */
  shares: number
  price: number
  day: string
  issuer: number
}

/** Within six months by counting months and days; a short month's end stands for the days that it lacks. */
function isNearByHand(one: string, other: string): boolean {
  const [from, to] = [one, other].sort().map((day) => day.split('-').map(Number)) as [number[], number[]]
  const [year, month] = from[1]! > 6 ? [from[0]! + 1, from[1]! - 6] : [from[0]!, from[1]! + 6]
  const lengths = [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  const ordinal = ([y, m, d]: number[]) => Math.floor(Date.UTC(y!, m! - 1, d!) / 86_400_000)
  const sixMonths = ordinal([year, month, Math.min(from[2]!, lengths[month - 1]!)])
  return ordinal(to) <= sixMonths - 2
}

/** Takes the lowest purchase that still can gain, and the highest sale for it, until none can. */
function gainByHand(trades: Plain[]): { gain: number; shares: number } {
  const left = trades.map((one) => ({ ...one }))
  let [gain, matched] = [0, 0]
  for (;;) {
    const pairs = left
      .filter(({ code, shares }) => code === 'P' && shares > 0)
      .flatMap((purchase) =>
        left
          .filter((sale) => sale.code === 'S' && sale.shares > 0 && sale.price > purchase.price)
          .filter((sale) => isNearByHand(purchase.day, sale.day))
          .map((sale) => ({ purchase, sale })),
      )
      .sort((a, b) => a.purchase.price - b.purchase.price || b.sale.price - a.sale.price)
    if (!pairs[0]) return { gain, shares: matched }
    const { purchase, sale } = pairs[0]
    const shares = Math.min(purchase.shares, sale.shares)
    gain += shares * (sale.price - purchase.price)
    matched += shares
    purchase.shares -= shares
    sale.shares -= shares
  }
}

test('gains are those that plain matching finds', async () => {
  const some = fc.array(
    fc.record({
      code: fc.constantFrom('P' as const, 'S' as const),
      shares: fc.integer({ min: 1, max: 30 }),
      price: fc.integer({ min: 1, max: 400 }),
      day: fc
        .integer({ min: 0, max: 500 })
        .map((days) => new Date(Date.UTC(2023, 0, 1) + days * 86_400_000).toISOString().slice(0, 10)),
      issuer: fc.constantFrom(100, 100, 101),
    }),
    { minLength: 4, maxLength: 14 },
  )
  let found = 0
  await fc.assert(
    fc.asyncProperty(some, async (given) => {
      // Of equal prices either may be matched first: here none are.
      const trades = given.map((one, i) => ({ ...one, price: one.price * 100 + i }))
      const w = world(
        trades.map(({ code, shares, price, day, issuer }, i) =>
          filed([code, String(shares), (price / 100).toFixed(2), day], i, { issuer: { cik: issuer } }),
        ),
      )
      const expected = [100, 101].flatMap((issuer) => {
        const { gain, shares } = gainByHand(trades.filter((one) => one.issuer === issuer))
        return shares > 0 ? [[issuer, gain, shares]] : []
      })
      const answered = (await candidates(w)).map(
        (one: { issuer: { cik: string }; gain: string; shares: string }) => [
          Number(one.issuer.cik),
          Math.round(Number(one.gain) * 100),
          Number(one.shares),
        ],
      )
      expect(answered.sort((a: number[], b: number[]) => a[0]! - b[0]!)).toEqual(expected)
      found += expected.length
      w.db.close()
    }),
    { numRuns: 60 },
  )
  expect(found).toBeGreaterThan(30)
})
