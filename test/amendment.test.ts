/** Amendments: what they amend, whatever comes first; which rows they replace; and what changed. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Filing } from '../src/edgar/filing.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { answer } from './ask.ts'
import { dump } from './dump.ts'
import { filing, put, rows, trade, world } from './world.ts'

type GivenRow = Parameters<typeof rows>[number]

const number = (n: number) => `0000000100-24-${String(n).padStart(6, '0')}`
const original = (n: number, parts: Partial<Filing> = {}) =>
  filing({ accession: number(n), rows: rows(trade('P', '100', '2.5')), ...parts })
const amendment = (n: number, parts: Partial<Filing> = {}) =>
  original(n, { form: '4/A', filedOn: '2024-03-20', originalFiledOn: '2024-03-05', ...parts })
const joint = [
  { cik: 900, name: 'DOE JANE' },
  { cik: 901, name: 'FUND LP' },
]

const LINKS = `query ($n: AccessionNumber!) { filing(accessionNumber: $n) {
  amends { accessionNumber } amendedBy { accessionNumber } amendmentLink { confidence reason } } }`

async function linkOf(filings: Filing[], n: number) {
  const { filing } = await answer(world(filings), LINKS, { n: number(n) })
  return [
    filing.amends?.accessionNumber ?? null,
    filing.amendmentLink.reason,
    filing.amendmentLink.confidence,
  ]
}

describe('what an amendment amends', () => {
  test.each<[string, Filing[], unknown[]]>([
    ['the only one filed on the day', [original(1)], [number(1), 'FILED_ON', 'HIGH']],
    [
      'of two on the day the one whose row it repeats',
      [original(1), original(2, { rows: rows(trade('S', '7', '1')) })],
      [number(1), 'FILED_ON_AND_ROWS', 'MEDIUM'],
    ],
    [
      'another owner on the day is none',
      [original(1), original(2, { owners: [{ cik: 901 }] })],
      [number(1), 'FILED_ON', 'HIGH'],
    ],
    ['another issuer on the day is none', [original(1, { issuer: { cik: 101 } })], [null, 'NOT_FOUND', null]],
    ['another form on the day is none', [original(1, { form: '5' })], [null, 'NOT_FOUND', null]],
    [
      'the period, where the day is wrong',
      [original(1, { filedOn: '2024-03-06' })],
      [number(1), 'PERIOD', 'MEDIUM'],
    ],
    [
      'the period typed as the day',
      [original(1, { filedOn: '2024-03-06', periodOfReport: '2024-03-05' })],
      [number(1), 'PERIOD', 'MEDIUM'],
    ],
    ['an owner who has been forgotten', [original(1, { owners: joint })], [number(1), 'OTHER_OWNERS', 'LOW']],
    [
      'an earlier amendment by its day',
      [
        original(1, { filedOn: '2024-03-02', periodOfReport: '2024-03-01' }),
        amendment(2, { filedOn: '2024-03-05', originalFiledOn: '2024-03-02', periodOfReport: '2024-03-01' }),
      ],
      [number(2), 'FILED_ON', 'HIGH'],
    ],
    [
      'an earlier amendment of what is missing',
      [amendment(2, { filedOn: '2024-03-10' })],
      [number(2), 'EARLIER_AMENDMENT', 'LOW'],
    ],
    ['nothing that is here', [], [null, 'NOT_FOUND', null]],
    [
      'nothing of the same day and period by others who share an owner, unless rows agree',
      [original(1, { owners: joint, rows: rows(trade('S', '7', '1')) })],
      [null, 'NOT_FOUND', null],
    ],
  ])('%s', async (_, others, expected) => {
    const all = [...others, amendment(9)]
    expect(await linkOf(all, 9)).toEqual(expected)
    expect(await linkOf(all.toReversed(), 9)).toEqual(expected)
  })

  test('what amends nothing has no link', async () => {
    const { filing } = await answer(world([original(1), amendment(9)]), LINKS, { n: number(1) })
    expect(filing).toEqual({
      amends: null,
      amendedBy: [{ accessionNumber: number(9) }],
      amendmentLink: null,
    })
  })
})

const ROWS = `query ($all: Boolean) { transactions(filter: {includeSuperseded: $all}, orderBy: {field: TRANSACTED_ON, direction: ASC}) {
  totalCount nodes { shares secCode isSuperseded leftOutReason filing { accessionNumber } supersededBy { shares } } } }`

async function inForce(filings: Filing[]) {
  const { transactions } = await answer(world(filings), ROWS)
  expect(transactions.totalCount).toBe(transactions.nodes.length)
  return transactions.nodes
    .map((row: { shares: string; secCode: string }) => `${row.secCode}${row.shares}`)
    .sort()
}

describe('which rows it replaces', () => {
  const buy = (shares: string, price: string, day?: string) => trade('P', shares, price, day)
  const award = (shares: string, values = {}) =>
    [
      'transaction',
      'II',
      { securityTitle: 'Option', transactedOn: '2024-03-04', code: 'A', direction: 'A', shares, ...values },
    ] as GivenRow

  test.each<[string, Parameters<typeof rows>, Parameters<typeof rows>, string[]]>([
    ['the same row', [buy('100', '2.5')], [buy('100', '2.5')], ['P100']],
    ['other shares', [buy('100', '2.5')], [buy('150', '2.5')], ['P150']],
    ['another day', [buy('100', '2.5')], [buy('100', '2.5', '2024-03-01')], ['P100']],
    ['another code', [buy('100', '2.5')], [trade('S', '100', '2.5')], ['S100']],
    ['another form of the same number', [buy('100', '2.50')], [buy('100.0', '2.5')], ['P100.0']],
    ['part of several', [buy('100', '2.5'), buy('200', '3')], [buy('200', '3.1')], ['P100', 'P200']],
    ['one more', [buy('100', '2.5')], [buy('100', '2.5'), buy('50', '9')], ['P100', 'P50']],
    [
      'only what had been forgotten',
      [buy('100', '2.5'), buy('7', '3')],
      [buy('50', '9')],
      ['P100', 'P50', 'P7'],
    ],
    ['a row and an award apart', [buy('100', '2.5'), award('100')], [award('90')], ['A90', 'P100']],
    ['all of it, each row another', [buy('100', '2.5')], [buy('200', '3')], ['P200']],
    [
      'another price of an option',
      [award('100', { exercisePrice: '1' })],
      [award('100', { exercisePrice: '2' })],
      ['A100'],
    ],
    [
      'one of two that are the same',
      [buy('100', '2.5'), buy('100', '2.5')],
      [buy('100', '2.6')],
      ['P100', 'P100'],
    ],
  ])('%s', async (_, before, after, expected) => {
    const [first, second] = [original(1, { rows: rows(...before) }), amendment(2, { rows: rows(...after) })]
    expect(await inForce([first, second])).toEqual(expected)
    expect(await inForce([second, first])).toEqual(expected)
    const all = await answer(world([first, second]), ROWS, { all: true })
    expect(all.transactions.totalCount).toBe(before.length + after.length)
  })

  test('nothing of what is not found', async () => {
    expect(await inForce([original(1, { issuer: { cik: 101 } }), amendment(2)])).toEqual(['P100', 'P100'])
  })

  test('an amendment of an amendment replaces what that replaced, or left', async () => {
    const chain = [
      original(1, { rows: rows(buy('1', '2.5'), buy('2', '7'), buy('3', '9')) }),
      amendment(2, { filedOn: '2024-03-10', rows: rows(buy('11', '2.5')) }),
      amendment(3, { filedOn: '2024-03-20', rows: rows(buy('12', '2.5'), buy('22', '7')) }),
    ]
    expect(await inForce(chain)).toEqual(['P12', 'P22', 'P3'])
    const { transactions } = await answer(world(chain), ROWS, { all: true })
    const first = transactions.nodes.find((row: { shares: string }) => row.shares === '1')
    expect(first).toMatchObject({
      isSuperseded: true,
      leftOutReason: 'SUPERSEDED',
      supersededBy: { shares: '11' },
    })
  })

  test('holdings too, by what tells one from another', async () => {
    const holding = (natureOfOwnership: string, sharesAfter: string) =>
      [
        'holding',
        'I',
        { securityTitle: 'Common Stock', ownership: 'I', natureOfOwnership, sharesAfter },
      ] as GivenRow
    const w = world([
      original(1, { rows: rows(holding('By Trust', '5'), holding('By Spouse', '6')) }),
      amendment(2, { rows: rows(holding('by trust', '7')) }),
    ])
    const query = (all: boolean) => `{ holdings(filter: {includeSuperseded: ${all}}) {
      totalCount nodes { sharesAfter isSuperseded supersededBy { sharesAfter } } } }`
    expect((await answer(w, query(false))).holdings).toEqual({
      totalCount: 2,
      nodes: [
        { sharesAfter: '7', isSuperseded: false, supersededBy: null },
        { sharesAfter: '6', isSuperseded: false, supersededBy: null },
      ],
    })
    expect((await answer(w, query(true))).holdings).toMatchObject({ totalCount: 3 })
  })

  test('goes when the amendment turns out to be of another', async () => {
    const w = world([original(1), amendment(2)])
    expect((await answer(w, ROWS)).transactions.totalCount).toBe(1)
    put(w.db, amendment(2, { issuer: { cik: 101 } }))
    const { transactions } = await answer(w, ROWS)
    expect(transactions.nodes.map(({ leftOutReason }: { leftOutReason: string }) => leftOutReason)).toEqual([
      null,
      null,
    ])
  })
})

describe('what it changed', () => {
  const CHANGES = `query ($n: AccessionNumber!) { filing(accessionNumber: $n) { changes {
    kind
    before { ... on NonDerivativeTransaction { shares } ... on NonDerivativeHolding { sharesAfter } }
    after { ... on NonDerivativeTransaction { shares } ... on NonDerivativeHolding { sharesAfter } }
    fields { field before { text footnotes { text } } after { text footnotes { text } } }
  } } }`
  const notes = (text: string) => ({ footnotes: [{ id: 'F1', text }] })
  const sale = (price: string, label?: string) =>
    [
      'transaction',
      'I',
      { code: 'S', shares: '10', pricePerShare: { value: price, ...(label && { footnotes: [label] }) } },
    ] as GivenRow

  test('row by row, footnotes too', async () => {
    const w = world([
      original(1, {
        rows: rows(trade('P', '100', '2.5'), sale('4', 'F1'), trade('S', '1', '8')),
        ...notes('An average.'),
      }),
      amendment(2, {
        rows: rows(trade('P', '100', '2.6'), sale('4.0', 'F1'), trade('P', '3', '11')),
        ...notes('A weighted average.'),
      }),
    ])
    const { filing } = await answer(w, CHANGES, { n: number(2) })
    expect(filing.changes).toEqual([
      {
        kind: 'CHANGED',
        before: { shares: '100' },
        after: { shares: '100' },
        fields: [
          {
            field: 'PRICE_PER_SHARE',
            before: { text: '2.5', footnotes: [] },
            after: { text: '2.6', footnotes: [] },
          },
        ],
      },
      {
        kind: 'CHANGED',
        before: { shares: '10' },
        after: { shares: '10' },
        fields: [
          {
            field: 'PRICE_PER_SHARE',
            before: { text: '4', footnotes: [{ text: 'An average.' }] },
            after: { text: '4.0', footnotes: [{ text: 'A weighted average.' }] },
          },
        ],
      },
      { kind: 'ADDED', before: null, after: { shares: '3' }, fields: [] },
      { kind: 'NOT_REPEATED', before: { shares: '1' }, after: null, fields: [] },
    ])
  })

  test('against what was in force, not against the original', async () => {
    const w = world([
      original(1, { rows: rows(trade('P', '1', '2.5')) }),
      amendment(2, { filedOn: '2024-03-10', rows: rows(trade('P', '2', '2.5')) }),
      amendment(3, { filedOn: '2024-03-20', rows: rows(trade('P', '2', '2.5')) }),
    ])
    const changes = async (n: number) => (await answer(w, CHANGES, { n: number(n) })).filing.changes
    expect(await changes(2)).toMatchObject([{ kind: 'CHANGED', before: { shares: '1' } }])
    expect(await changes(3)).toMatchObject([{ kind: 'UNCHANGED', before: { shares: '2' }, fields: [] }])
    expect(await changes(1)).toEqual([])
  })

  test('of many amendments is one load', async () => {
    const w = world([original(1), amendment(2), amendment(3)])
    const { loads } = await (await import('./ask.ts')).ask(
      w,
      '{ filings { nodes { changes { kind } amendedBy { form } } } }',
    )
    expect(loads.filter((name) => name === 'filings.changes')).toHaveLength(1)
    expect(loads.filter((name) => name === 'filings.amendedBy')).toHaveLength(1)
  })
})

describe('in the sample', () => {
  const abbvie = sampleFilings().filter(({ source }) => source.endsWith('abbvie.json'))

  test('two amendments of one filing of AbbVie leave each of its rows once', async () => {
    const w = world(abbvie.map((one) => one.filing))
    const ids = ['0001179110-20-004028', '0001179110-20-004036', '0001179110-20-005097']
    const [first, second, third] = ids.map((id) => abbvie.find((one) => one.filing.accession === id)!.filing)
    const { filing } = await answer(w, LINKS, { n: ids[0] })
    expect(filing.amendedBy.map((one: { accessionNumber: string }) => one.accessionNumber)).toEqual([
      ids[1],
      ids[2],
    ])
    const { transactions } = await answer(
      w,
      `{ transactions(first: 100) { nodes { filing { accessionNumber } } } }`,
    )
    const count = (id: string) =>
      transactions.nodes.filter(
        (row: { filing: { accessionNumber: string } }) => row.filing.accessionNumber === id,
      ).length
    // The first amendment repeats every row of the original, the second one row of them.
    const sizes = [first, second, third].map(
      (one) => one!.rows.filter(({ kind }) => kind === 'transaction').length,
    )
    expect(sizes).toEqual([3, 3, 1])
    expect(ids.map(count)).toEqual([0, 2, 1])
  })
})

describe('any order of arrival', () => {
  const pick = <T>(...all: T[]) => fc.constantFrom(...all)
  const anyRow = fc
    .tuple(
      pick('P', 'S'),
      pick('100', '200'),
      pick('2.5', '3'),
      pick('2024-03-01', '2024-03-04'),
      pick('9', '10', ''),
    )
    .map(([code, shares, price, day, after]) => {
      const [kind, table, values] = trade(code as 'P', shares, price, day)
      return [kind, table, { ...values, ...(after && { sharesAfter: after }) }] as GivenRow
    })
  const anyFiling = fc
    .record({
      form: pick('4', '4', '4/A', '4/A', '5'),
      filedOn: pick('2024-03-05', '2024-03-06', '2024-03-20'),
      originalFiledOn: pick('2024-03-05', '2024-03-06', '2024-03-04'),
      periodOfReport: pick('2024-03-04', '2024-03-05'),
      owners: pick<Filing['owners']>([{ cik: 900 }], [{ cik: 901, isDirector: true }], joint),
      rows: fc.array(anyRow, { minLength: 1, maxLength: 3 }).map((some) => rows(...some)),
    })
    .map(({ originalFiledOn, ...parts }) => ({
      ...parts,
      ...(parts.form.endsWith('/A') && { originalFiledOn }),
    }))

  test('gives the same graph, with filings that change and change back on the way', () => {
    fc.assert(
      fc.property(
        fc.array(anyFiling, { minLength: 2, maxLength: 8 }).chain((parts) => {
          const filings = parts.map((part, i) =>
            filing({ ...part, accession: number(i + 1) } as Partial<Filing>),
          )
          const detours = filings
            .filter((_, i) => i % 3 === 0)
            .map((one) => ({ ...one, filedOn: '2024-03-04', form: one.form === '4' ? '4/A' : '4' }) as Filing)
          return fc.record({
            filings: fc.constant(filings),
            detours: fc.shuffledSubarray(detours),
            shuffled: fc.shuffledSubarray(filings, { minLength: filings.length }),
            atOnce: fc.integer({ min: 1, max: 8 }),
          })
        }),
        ({ filings, detours, shuffled, atOnce }) => {
          const [straight, mixed] = [world(filings), world([...detours, ...shuffled], atOnce)]
          expect({ ...dump(mixed.db), replaced_contents: [] }).toEqual({
            ...dump(straight.db),
            replaced_contents: [],
          })
          straight.db.close()
          mixed.db.close()
        },
      ),
      { numRuns: 150 },
    )
  })
})
