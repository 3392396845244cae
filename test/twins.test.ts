/** One transaction in several filings, up a chain of ownership: counted once, and still every owner's own. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Filing } from '../src/edgar/filing.ts'
import { answer } from './ask.ts'
import { dump } from './dump.ts'
import { filing, put, rows, trade, type World, world } from './world.ts'

const number = (n: number) => `0000000100-24-${String(n).padStart(6, '0')}`
const OWNERS = [
  { cik: 901, name: 'FUND LP', isTenPercentOwner: true },
  { cik: 902, name: 'FUND GP', isTenPercentOwner: true },
  { cik: 903, name: 'DOE JANE', isDirector: true },
]

/** A purchase as one owner of a chain reports it: the fund holds directly, those above it through it. */
const report = (owner: number, n = owner + 1, values = {}): Filing =>
  filing({
    accession: number(n),
    owners: [OWNERS[owner]!],
    rows: rows([
      'transaction',
      'I',
      {
        ...trade('P', '500', '12.5')[2],
        sharesAfter: '9500',
        ownership: owner === 0 ? 'D' : 'I',
        ...(owner > 0 && { natureOfOwnership: 'By fund' }),
        ...values,
      },
    ]),
  })

const counted = ({ db }: World) =>
  db.orm.get<{ n: number; shares: number }>(
    sql`SELECT count(*) AS n, sum(quantity) / 10000 AS shares FROM transactions WHERE trade IS NOT NULL AND left_out IS NULL`,
  )

describe('a purchase that three owners of a chain file', () => {
  const chain = [report(0), report(1), report(2)]

  test('counts once, in the filing of who holds directly', async () => {
    const w = world(chain.toReversed())
    expect(counted(w)).toEqual({ n: 1, shares: 500 })
    const { transactions } = await answer(
      w,
      `{ transactions(orderBy: {field: TRANSACTED_ON, direction: ASC}) { nodes {
        owners { name } leftOutReason isSuperseded reportedElsewhere { owners { name } } } } }`,
    )
    expect(transactions.nodes).toEqual([
      { owners: [{ name: 'FUND LP' }], leftOutReason: null, isSuperseded: false, reportedElsewhere: null },
      ...['FUND GP', 'DOE JANE'].map((name) => ({
        owners: [{ name }],
        leftOutReason: 'REPORTED_ELSEWHERE',
        isSuperseded: false,
        reportedElsewhere: { owners: [{ name: 'FUND LP' }] },
      })),
    ])
  })

  test('is every owner’s own', async () => {
    const { insiders } = await answer(
      world(chain),
      '{ insiders { nodes { name transactions { totalCount } } } }',
    )
    expect(insiders.nodes).toHaveLength(3)
    for (const insider of insiders.nodes) expect(insider.transactions.totalCount).toBe(1)
  })

  test('passes to the next when the first is amended away', () => {
    const w = world(chain)
    put(w.db, {
      ...report(0, 9, { shares: '400' }),
      form: '4/A',
      filedOn: '2024-03-20',
      originalFiledOn: '2024-03-05',
    })
    expect(counted(w)).toEqual({ n: 2, shares: 900 })
  })
})

test.each<[string, Filing[], number]>([
  ['two who hold directly', [report(0), { ...report(0, 2), owners: [OWNERS[2]!] }], 2],
  ['the same owner twice', [report(0), report(0, 2)], 1],
  ['another number of shares', [report(0), report(1, 2, { shares: '501' })], 2],
  ['another day', [report(0), report(1, 2, { transactedOn: '2024-03-01' })], 2],
  ['another holding after it', [report(0), report(1, 2, { sharesAfter: '9501' })], 2],
  ['no holding after it', [report(0, 1, { sharesAfter: {} }), report(1, 2, { sharesAfter: {} })], 2],
  [
    'through trusts that have no name',
    [report(1, 1, { natureOfOwnership: 'By Trust' }), report(2, 2, { natureOfOwnership: 'by trust' })],
    2,
  ],
  [
    'directly, and through a trust that has no name',
    [report(0), report(1, 2, { natureOfOwnership: 'By Family Trust' })],
    2,
  ],
  [
    'through a trust that has one',
    [
      report(1, 1, { natureOfOwnership: 'By Doe Trust' }),
      report(2, 2, { natureOfOwnership: 'By Doe Trust.' }),
    ],
    1,
  ],
  ['through two vehicles', [report(1, 1), report(2, 2, { natureOfOwnership: 'By another fund' })], 2],
  [
    'through what footnotes say',
    [
      report(1, 1, { natureOfOwnership: 'See footnote (2)' }),
      report(2, 2, { natureOfOwnership: 'See Footnotes' }),
    ],
    1,
  ],
  ['directly and by spouse', [report(0), report(1, 2, { natureOfOwnership: 'By Spouse' })], 1],
  [
    'both by spouse',
    [report(1, 1, { natureOfOwnership: 'By Spouse' }), report(2, 2, { natureOfOwnership: 'By Spouse' })],
    2,
  ],
  ['another issuer', [report(0), { ...report(1), issuer: { cik: 101 } }], 2],
  [
    'another way to write the numbers',
    [report(0), report(1, 2, { shares: '500.0', pricePerShare: '12.50' })],
    1,
  ],
])('%s', (_, filings, n) => {
  expect(counted(world(filings))).toMatchObject({ n })
  expect(counted(world(filings.toReversed()))).toMatchObject({ n })
})

test('two rows of one filing are two', () => {
  const one = report(0)
  expect(
    counted(world([{ ...one, rows: rows(...([1, 2].map(() => rowOf(one)) as Parameters<typeof rows>)) }])),
  ).toMatchObject({ n: 2 })
})

const rowOf = ({ rows: [row] }: Filing) =>
  [row!.kind, row!.table, row!.fields] as unknown as Parameters<typeof rows>[number]

test('joint owners split or not, in any order: the same sums', () => {
  const purchase = fc.record({
    shares: fc.integer({ min: 1, max: 3 }).map(String),
    pricePerShare: fc.constantFrom('10', '20'),
    transactedOn: fc.constantFrom('2024-03-01', '2024-03-04'),
  })
  const bought = fc.uniqueArray(purchase, {
    minLength: 1,
    maxLength: 5,
    selector: (one) => JSON.stringify(one),
  })
  fc.assert(
    fc.property(
      bought.chain((purchases) => {
        const values = purchases.map((one, i) => ({ ...one, sharesAfter: `${100 + i}` }))
        const split = values.flatMap((one, i) =>
          OWNERS.map((_, owner) => report(owner, 10 * i + owner + 1, one)),
        )
        return fc.record({
          joint: fc.constant(values.map((one, i) => ({ ...report(1, 10 * i + 1, one), owners: OWNERS }))),
          split: fc.shuffledSubarray(split, { minLength: split.length }),
        })
      }),
      ({ joint, split }) => {
        const [together, apart, again] = [world(joint), world(split), world(split.toReversed(), split.length)]
        expect(counted(apart)).toEqual(counted(together))
        expect(counted(together)).toMatchObject({ n: joint.length })
        expect(dump(again.db)).toEqual(dump(apart.db))
        for (const { db } of [together, apart, again]) db.close()
      },
    ),
    { numRuns: 50 },
  )
})
