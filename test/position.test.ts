/** Positions: which rows speak of one, how they follow each other, and what the latest says. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Filing } from '../src/edgar/filing.ts'
import { answer, ask } from './ask.ts'
import { dump } from './dump.ts'
import { filing, put, putAll, rows, sampleWorld, type World, world } from './world.ts'

type GivenRow = Parameters<typeof rows>[number]
type Values = GivenRow[2]

const number = (n: number) => `0000000100-24-${String(n).padStart(6, '0')}`

/** The n-th filing, of the n-th of March. */
const on = (n: number, given: GivenRow[], parts: Partial<Filing> = {}) => {
  const day = `2024-03-${String(n).padStart(2, '0')}`
  const dated = given.map(
    ([kind, table, values]): GivenRow => [
      kind,
      table,
      kind === 'transaction' ? { transactedOn: day, ...values } : values,
    ],
  )
  return filing({
    accession: number(n),
    filedOn: day,
    periodOfReport: day,
    rows: rows(...dated),
    footnotes: NOTES,
    ...parts,
  })
}

const NOTES = [
  { id: 'F1', text: 'Held by the Doe Family Trust, of which Ms. Doe is a trustee. She disclaims ownership.' },
  { id: 'F2', text: 'Held by the Roe Children Trust.' },
]

const deal = (code: string, shares: string, sharesAfter: string, more: Values = {}): GivenRow => [
  'transaction',
  'I',
  {
    securityTitle: 'Common Stock',
    code,
    shares,
    direction: 'SFGD'.includes(code) ? 'D' : 'A',
    sharesAfter,
    ownership: 'D',
    ...more,
  },
]
const held = (sharesAfter: string, more: Values = {}): GivenRow => [
  'holding',
  'I',
  { securityTitle: 'Common Stock', sharesAfter, ownership: 'D', ...more },
]
const inTrust = (note: string): Values => ({
  ownership: 'I',
  natureOfOwnership: { value: 'By Trust', footnotes: [note] },
})

const TIMELINES = `{ insiders(first: 3, orderBy: {field: NAME, direction: ASC}) { nodes { name positions(first: 5, orderBy: {field: LAST_ON, direction: ASC}) {
  nodes { securityTitle ownership natureOfOwnership shares isOpen lastOn
    points { nodes { on change shares residual row { __typename } filing { accessionNumber } } } } } } } }`

interface Point {
  on: string
  change: string | null
  shares: string | null
  residual: string | null
}

/** For each position of each insider its points: change, what is held, residual. */
async function timelines(w: World) {
  const { insiders } = await answer(w, TIMELINES)
  return insiders.nodes.map(({ positions }: { positions: { nodes: { points: { nodes: Point[] } }[] } }) =>
    positions.nodes.map(({ points }) =>
      points.nodes.map(({ change, shares, residual }) => [change, shares, residual]),
    ),
  )
}

describe('a timeline', () => {
  test('directly, beside each of two trusts that only footnotes tell apart', async () => {
    const w = world([
      on(1, [deal('P', '100', '1000'), deal('P', '10', '500', inTrust('F1')), held('70', inTrust('F2'))]),
      on(4, [deal('S', '300.5', '699.5'), held('500', inTrust('F1'))]),
      on(5, [
        deal('G', '500', '0', inTrust('F1')),
        deal('G', '20', '90', { ...inTrust('F2'), direction: 'A' }),
      ]),
    ])
    const { insiders } = await answer(w, TIMELINES)
    expect(insiders.nodes[0].positions.nodes).toHaveLength(3)
    const of = (last: string) =>
      insiders.nodes[0].positions.nodes.find(({ shares }: { shares: string }) => shares === last)
    expect(of('699.5')).toEqual({
      securityTitle: 'Common Stock',
      ownership: 'DIRECT',
      natureOfOwnership: null,
      shares: '699.5',
      isOpen: true,
      lastOn: '2024-03-04',
      points: {
        nodes: [
          {
            on: '2024-03-01',
            change: '100',
            shares: '1000',
            residual: null,
            row: { __typename: 'NonDerivativeTransaction' },
            filing: { accessionNumber: number(1) },
          },
          {
            on: '2024-03-04',
            change: '-300.5',
            shares: '699.5',
            residual: '0',
            row: { __typename: 'NonDerivativeTransaction' },
            filing: { accessionNumber: number(4) },
          },
        ],
      },
    })
    expect(of('0')).toMatchObject({ natureOfOwnership: 'By Trust', isOpen: false, lastOn: '2024-03-05' })
    expect(of('0').points.nodes.map((point: Point) => [point.change, point.shares, point.residual])).toEqual([
      ['10', '500', null],
      [null, '500', '0'],
      ['-500', '0', '0'],
    ])
    expect(of('90').points.nodes.map((point: Point) => [point.change, point.residual])).toEqual([
      [null, null],
      ['20', '0'],
    ])
  })

  test('of joint owners is one for each of them', async () => {
    const owners = [
      { cik: 901, name: 'FUND A' },
      { cik: 902, name: 'FUND B' },
    ]
    const w = world([
      on(1, [deal('P', '10', '10')], { owners }),
      on(2, [deal('P', '5', '15')], { owners: [owners[1]!] }),
    ])
    expect(await timelines(w)).toEqual([
      [[['10', '10', null]]],
      [
        [
          ['10', '10', null],
          ['5', '15', '0'],
        ],
      ],
    ])
  })

  test('keeps a split as a residual', async () => {
    const w = world([on(1, [deal('P', '100', '1000')]), on(2, [deal('S', '500', '1500')])])
    expect(await timelines(w)).toEqual([
      [
        [
          ['100', '1000', null],
          ['-500', '1500', '1000'],
        ],
      ],
    ])
  })

  test('keeps totals of a day, stated on each of its rows, as residuals that cancel each other', async () => {
    const w = world([
      on(1, [held('1000')]),
      on(2, [deal('S', '100', '700'), deal('S', '150', '700'), deal('S', '50', '700')]),
    ])
    expect((await timelines(w))[0][0].map(([, , residual]: string[]) => residual)).toEqual([
      null,
      '-200',
      '150',
      '50',
    ])
  })

  test('says nothing of what is not filed, or cannot be meant', async () => {
    const w = world([
      on(1, [deal('P', '100', '1000')]),
      on(2, [deal('P', '100', '1100', { direction: {} })]),
      on(3, [deal('P', '100', '1200', { shares: {} })]),
      on(4, [deal('P', '-100', '1300')]),
      on(5, [deal('P', '100', '', { sharesAfter: {}, valueAfter: '77.5' })]),
      on(6, [deal('P', '100', '1500')]),
    ])
    expect(await timelines(w)).toEqual([
      [
        [
          ['100', '1000', null],
          [null, '1100', null],
          [null, '1200', null],
          [null, '1300', null],
          ['100', null, null],
          ['100', '1500', null],
        ],
      ],
    ])
  })

  test('leaves out what an amendment replaces', async () => {
    const w = world([
      on(1, [deal('P', '100', '1000')]),
      on(2, [deal('P', '50', '1050')]),
      on(9, [deal('P', '55', '1055', { transactedOn: '2024-03-02' })], {
        form: '4/A',
        originalFiledOn: '2024-03-02',
        periodOfReport: '2024-03-02',
      }),
    ])
    expect(await timelines(w)).toEqual([
      [
        [
          ['100', '1000', null],
          ['55', '1055', '0'],
        ],
      ],
    ])
  })

  test('has what the insider reports of a purchase that speaks elsewhere', async () => {
    const through = { ownership: 'I', natureOfOwnership: 'By Fund' }
    const priced = { pricePerShare: '10', transactedOn: '2024-03-01' }
    const w = world([
      on(1, [deal('P', '10', '60', priced)], { owners: [{ cik: 901, name: 'A FUND' }] }),
      on(2, [deal('P', '10', '60', { ...through, ...priced })], {
        owners: [{ cik: 902, name: 'B MANAGER' }],
      }),
    ])
    expect(w.db.orm.all(sql`SELECT count(*) AS n FROM transactions WHERE left_out = 1`)).toEqual([{ n: 1 }])
    expect(await timelines(w)).toEqual([[[['10', '60', null]]], [[['10', '60', null]]]])
  })
})

describe('one position', () => {
  const first = held('1', { securityTitle: 'Common Stock', ownership: 'I', natureOfOwnership: 'By Spouse' })
  const count = async (...given: GivenRow[]) =>
    (
      await answer(
        world(given.map((row, i) => on(i + 1, [row]))),
        '{ insiders { nodes { positions { totalCount } } } }',
      )
    ).insiders.nodes[0].positions.totalCount

  test.each<[Values]>([
    [{ securityTitle: 'COMMON  STOCK' }],
    [{ securityTitle: 'Common stock, $0.01 par value per share' }],
    [{ securityTitle: 'Common Stock, par value $.01 per share ("Common Stock")' }],
    [{ securityTitle: 'Common Shares' }],
    [{ natureOfOwnership: 'spouse' }],
    [{ natureOfOwnership: { value: 'Held by spouse.', footnotes: ['F1'] } }],
    [{ sharesAfter: '7' }],
  ])('however it is typed: %o', async (values) => {
    expect(await count(first, [first[0], first[1], { ...first[2], ...values }])).toBe(1)
  })

  test.each<[Values]>([
    [{ securityTitle: 'Class B Common Stock' }],
    [{ securityTitle: 'Preferred Stock' }],
    [{ natureOfOwnership: 'By Spouse as Trustee' }],
    [{ natureOfOwnership: {} }],
    [{ ownership: 'D' }],
  ])('not where it is another: %o', async (values) => {
    expect(await count(first, [first[0], first[1], { ...first[2], ...values }])).toBe(2)
  })

  test('of a derivative is of one price and one expiry', async () => {
    const option = (exercisePrice: string, expiresOn: string): GivenRow => [
      'holding',
      'II',
      { securityTitle: 'Option', exercisePrice, expiresOn, sharesAfter: '1', ownership: 'D' },
    ]
    expect(await count(option('4.80', '2031-01-01'), option('004.8', '2031-01-01'))).toBe(1)
    expect(await count(option('4.80', '2031-01-01'), option('4.81', '2031-01-01'))).toBe(2)
    expect(await count(option('4.80', '2031-01-01'), option('4.80', '2032-01-01'))).toBe(2)
    expect(await count(option('4.80', '2031-01-01'), held('1', { securityTitle: 'Option' }))).toBe(2)
  })

  test('held directly is one, whatever stands as its nature', async () => {
    expect(await count(held('1'), held('1', { natureOfOwnership: 'Direct' }))).toBe(1)
  })
})

describe('what is open', () => {
  test.each<[Values, boolean]>([
    [{ sharesAfter: '0.0001' }, true],
    [{ sharesAfter: '0' }, false],
    [{ sharesAfter: '0.000' }, false],
    [{ sharesAfter: {} }, true],
    [{ sharesAfter: {}, valueAfter: '12' }, true],
    [{ sharesAfter: {}, valueAfter: '0' }, false],
  ])('%o: %s', async (values, isOpen) => {
    const w = world([on(1, [held('1', values)])])
    const { issuer, insider } = await answer(
      w,
      `{ issuer(by: {cik: "100"}) { insiders { edges { positions { isOpen } } } }
         insider(by: {cik: "900"}) { all: positions { totalCount }
           open: positions(filter: {isOpen: true}) { nodes { isOpen } } gone: positions(filter: {isOpen: false}) { nodes { isOpen } } } }`,
    )
    expect(insider.all.totalCount).toBe(1)
    expect([insider.open.nodes, insider.gone.nodes]).toEqual(isOpen ? [[{ isOpen }], []] : [[], [{ isOpen }]])
    expect(issuer.insiders.edges[0].positions).toEqual(isOpen ? [{ isOpen }] : [])
  })
})

describe('positions on the edges between an issuer and its insiders', () => {
  /** Three insiders at each of twenty issuers: shares, shares that are gone, and an option. */
  const w = world(
    Array.from({ length: 60 }, (_, i) =>
      on(
        1,
        [
          deal('P', '1', String(i + 1)),
          deal('S', '5', '0', { securityTitle: 'Class B Common Stock' }),
          [
            'holding',
            'II',
            { securityTitle: 'Option', sharesAfter: '9', ownership: 'D', exercisePrice: '1' },
          ],
        ],
        {
          accession: number(i + 1),
          issuer: { cik: 100 + (i % 20), name: `ISSUER ${i % 20}` },
          owners: [{ cik: 900 + (i % 30), name: `OWNER ${i % 30}` }],
        },
      ),
    ),
  )

  test('are those of the two, by table and state', async () => {
    const edge = `edges { node { cik } open: positions { shares table } gone: positions(isOpen: false) { securityTitle }
      all: positions(isOpen: null) { id } options: positions(table: II, isOpen: null) { table exercisePrice } }`
    const { issuer, insider } = await answer(
      w,
      `{ issuer(by: {cik: "103"}) { insiders { ${edge} } } insider(by: {cik: "903"}) { issuers { ${edge} } } }`,
    )
    expect(issuer.insiders.edges.map(({ node }: { node: { cik: string } }) => node.cik).sort()).toEqual([
      '0000000903',
      '0000000913',
      '0000000923',
    ])
    const [mine] = issuer.insiders.edges.filter(
      ({ node }: { node: { cik: string } }) => node.cik === '0000000913',
    )
    expect(mine.open).toHaveLength(2)
    expect(mine.open).toContainEqual({ shares: '44', table: 'I' })
    expect(mine.gone).toEqual([{ securityTitle: 'Class B Common Stock' }])
    expect(mine.all).toHaveLength(3)
    expect(mine.options).toEqual([{ table: 'II', exercisePrice: '1' }])
    const filtered = await answer(
      w,
      '{ insider(by: {cik: "903"}) { positions(filter: {issuer: "103", table: I}) { totalCount nodes { issuer { cik } table } } } }',
    )
    expect(filtered.insider.positions).toEqual({
      totalCount: 2,
      nodes: [1, 2].map(() => ({ issuer: { cik: '0000000103' }, table: 'I' })),
    })
    const there = insider.issuers.edges.find(
      ({ node }: { node: { cik: string } }) => node.cik === '0000000103',
    )
    const here = issuer.insiders.edges.find(
      ({ node }: { node: { cik: string } }) => node.cik === '0000000903',
    )
    expect(there.all).toEqual(here.all)
  })

  test('are one load for all edges, their points one more, and the points before these a last one', async () => {
    const query = (n: number) => `{ issuers(first: ${n}) { nodes { insiders(first: 5) { edges { positions {
      shares points(first: 2) { nodes { shares residual row { __typename } filing { form } } } } } } } } }`
    const [one, many] = [await ask(w, query(1)), await ask(w, query(20))]
    expect(many.errors).toEqual([])
    expect(many.loads.sort()).toEqual([
      'filings.byId',
      'holdings.byKey',
      'issuer.insiders',
      'issuers',
      'pair.positions',
      'points.previous',
      'position.points',
      'transactions.byKey',
    ])
    expect(one.loads.sort()).toEqual(many.loads)
    expect(many.sql).toHaveLength(many.loads.length)
  })
})

test('no statement of a position reads or sorts a whole table', async () => {
  const w = sampleWorld()
  const { sql: run } = await ask(
    w,
    `{ insiders(first: 5) { nodes { positions(first: 3) { nodes { points(first: 3, orderBy: {field: ON, direction: DESC}) { nodes { residual } } } }
       issuers { edges { positions { id } } } } } }`,
  )
  put(w.db, on(1, [deal('P', '1', '1')]))
  const refresh = w.sql.filter((text) => text.includes('union all'))
  const statements = new Set([...run, ...refresh].filter((text) => /"points"|from "positions"/.test(text)))
  expect(statements.size).toBe(5)
  for (const statement of statements) {
    const plan = w.db.orm.all<{ detail: string }>(
      sql.raw(`EXPLAIN QUERY PLAN ${statement.replaceAll('?', '1')}`),
    )
    expect(plan.map(({ detail }) => detail).join('\n')).not.toMatch(/SCAN|TEMP B-TREE/)
  }
})

test('what happened on one day is in the order of filing, whatever the numbers of the filings', async () => {
  const sale = (accession: string, filedOn: string, shares: string, after: string) =>
    filing({ accession, filedOn, rows: rows(deal('S', shares, after)) })
  const w = world([
    sale('0001999999-24-000001', '2024-03-04', '10', '90'),
    sale('0000100000-24-000900', '2024-03-20', '20', '70'),
  ])
  const { insiders } = await answer(
    w,
    `{ insiders { nodes { positions { nodes { shares points(orderBy: {field: ON, direction: ASC}) { nodes { shares residual } } } } } } }`,
  )
  expect(insiders.nodes[0].positions.nodes).toEqual([
    {
      shares: '70',
      points: {
        nodes: [
          { shares: '90', residual: null },
          { shares: '70', residual: '0' },
        ],
      },
    },
  ])
})

test('any order of arrival, with amendments and filings written again, gives the same positions', () => {
  const one = fc.record({
    day: fc.integer({ min: 1, max: 4 }),
    shares: fc.constantFrom('10', '20'),
    sharesAfter: fc.constantFrom('0', '100', '200'),
    kind: fc.constantFrom('P', 'S', 'held'),
    form: fc.constantFrom('4', '4/A'),
    ownership: fc.constantFrom<Values>({}, inTrust('F1'), inTrust('F2')),
    owners: fc.constantFrom<Filing['owners'][]>([{ cik: 900 }], [{ cik: 900 }, { cik: 901 }]),
  })
  const filingOf = ({ day, kind, ownership, shares, sharesAfter, form, owners }: Arbitrary, n: number) =>
    on(day, [kind === 'held' ? held(sharesAfter, ownership) : deal(kind, shares, sharesAfter, ownership)], {
      accession: number(n + 1),
      form: form as Filing['form'],
      owners,
      ...(form === '4/A' && { filedOn: '2024-03-09', originalFiledOn: `2024-03-0${day}` }),
    })
  type Arbitrary = typeof one extends fc.Arbitrary<infer T> ? T : never

  fc.assert(
    fc.property(
      fc.array(one, { minLength: 1, maxLength: 5 }).chain((all) => {
        const filings = all.map(filingOf)
        const earlier = filings.map((filing) => ({ ...filing, rows: rows(deal('P', '1', '77777')) }))
        return fc.tuple(
          fc.constant(filings),
          fc.constant(earlier),
          fc.shuffledSubarray(filings, { minLength: filings.length }),
        )
      }),
      ([filings, earlier, shuffled]) => {
        const [straight, mixed] = [world(filings), world(earlier)]
        putAll(mixed.db, shuffled)
        expect(dump(mixed.db).positions).toEqual(dump(straight.db).positions)
        expect(latestOf(straight)).toEqual(latestOf(straight, true))
        for (const { db } of [straight, mixed]) db.close()
      },
    ),
    { numRuns: 30 },
  )
})

/** What each position states, as it is stored, or worked out from all rows by plain SQL. */
function latestOf({ db }: World, anew = false) {
  const told = sql`SELECT o.position_id AS id, o.insider_cik AS insider, o.traded_on AS day, o.dated_on AS dated, o.accession, o.row, t.shares_after AS shares
      FROM transaction_owners o JOIN transactions t USING (accession, row) WHERE t.left_out IS NULL OR t.left_out <> 0
    UNION ALL SELECT o.position_id, o.insider_cik, o.held_on, o.dated_on, o.accession, o.row, h.shares_after
      FROM holding_owners o JOIN holdings h USING (accession, row) WHERE h.instead_filing IS NULL`
  return db.orm.all(
    anew
      ? sql`SELECT id, insider, day, accession, row, shares, CAST(shares AS REAL) > 0 AS open FROM (
          SELECT *, row_number() OVER (PARTITION BY id ORDER BY day DESC, dated DESC, accession DESC, row DESC) AS place FROM (${told}))
          WHERE place = 1 ORDER BY id`
      : sql`SELECT id, insider_cik AS insider, last_on AS day, last_filing AS accession, last_row AS row,
          shares_after AS shares, is_open AS open FROM positions ORDER BY id`,
  )
}
