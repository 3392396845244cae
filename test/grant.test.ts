/** Option grants, as the rows of Table II that agree in title, price and expiry tell them. */
import { expect, test } from 'vitest'
import { answer } from './ask.ts'
import { filing, rows, world } from './world.ts'

const option = (code: string, direction: string, shares: string, more = {}) =>
  rows([
    'transaction',
    'II',
    {
      securityTitle: 'Stock Option (right to buy)',
      exercisePrice: '4.80',
      expiresOn: '2031-01-01',
      code,
      direction,
      shares,
      ...more,
    },
  ])

const GRANTS = `{ optionGrants(orderBy: {field: LAST_REPORTED_ON, direction: ASC}) { totalCount nodes {
  title exercisePrice grantedOn granted exercised firstReportedOn lastReportedOn insiders { name }
  transactions(orderBy: {field: TRANSACTED_ON, direction: ASC}) { nodes { secCode } } holdings { totalCount } } } }`

test('a grant, two exercises and a holding under one key, however it is typed', async () => {
  const w = world([
    filing({
      accession: '0000000100-24-000001',
      filedOn: '2024-03-05',
      rows: option('A', 'A', '1000', { transactedOn: '2024-03-04' }),
    }),
    filing({
      accession: '0000000100-24-000002',
      filedOn: '2024-06-05',
      rows: option('M', 'D', '300.5', {
        transactedOn: '2024-06-04',
        exercisePrice: '4.8',
        securityTitle: 'STOCK OPTION (Right to  Buy)',
      }),
    }),
    filing({
      accession: '0000000100-24-000003',
      filedOn: '2024-07-05',
      rows: option('M', 'D', '0.25', { transactedOn: '2024-07-04' }),
    }),
    filing({
      accession: '0000000100-24-000004',
      filedOn: '2024-08-05',
      rows: rows([
        'holding',
        'II',
        { securityTitle: 'Stock Option (right to buy)', exercisePrice: '004.8', expiresOn: '2031-01-01' },
      ]),
    }),
  ])
  const { optionGrants } = await answer(w, GRANTS)
  expect(optionGrants).toEqual({
    totalCount: 1,
    nodes: [
      {
        title: 'Stock Option (right to buy)',
        exercisePrice: '004.8',
        grantedOn: '2024-03-04',
        granted: '1000',
        exercised: '300.75',
        firstReportedOn: '2024-03-05',
        lastReportedOn: '2024-08-05',
        insiders: [{ name: 'DOE JANE' }],
        transactions: { nodes: [{ secCode: 'A' }, { secCode: 'M' }, { secCode: 'M' }] },
        holdings: { totalCount: 1 },
      },
    ],
  })
})

test('another price, expiry, title, issuer or owner is another grant', async () => {
  const base = { accession: '0000000100-24-000001', rows: option('A', 'A', '1') }
  const w = world([
    filing(base),
    filing({
      ...base,
      accession: '0000000100-24-000002',
      rows: option('A', 'A', '1', { exercisePrice: '4.81' }),
    }),
    filing({
      ...base,
      accession: '0000000100-24-000003',
      rows: option('A', 'A', '1', { expiresOn: '2032-01-01' }),
    }),
    filing({
      ...base,
      accession: '0000000100-24-000004',
      rows: option('A', 'A', '1', { securityTitle: 'Warrant' }),
    }),
    filing({ ...base, accession: '0000000100-24-000005', issuer: { cik: 101 } }),
    filing({ ...base, accession: '0000000100-24-000006', owners: [{ cik: 901 }] }),
  ])
  expect((await answer(w, GRANTS)).optionGrants.totalCount).toBe(6)
})

test('known only from an exercise: nothing is granted', async () => {
  const w = world([filing({ rows: option('M', 'D', '5') })])
  const [grant] = (await answer(w, GRANTS)).optionGrants.nodes
  expect(grant).toMatchObject({ grantedOn: null, granted: null, exercised: '5' })
})

test('the grant of a joint filing is one, of all its owners', async () => {
  const owners = [
    { cik: 901, name: 'FUND A' },
    { cik: 900, name: 'FUND B' },
  ]
  const w = world([filing({ owners, rows: option('A', 'A', '5') })])
  const { optionGrants } = await answer(w, GRANTS)
  expect(optionGrants.totalCount).toBe(1)
  expect(optionGrants.nodes[0].insiders).toEqual([{ name: 'FUND B' }, { name: 'FUND A' }])
})

test('an award that an amendment reports anew is granted once', async () => {
  const w = world([
    filing({
      accession: '0000000100-24-000001',
      rows: option('A', 'A', '1055000', { transactedOn: '2024-03-04' }),
    }),
    filing({
      accession: '0000000100-24-000002',
      filedOn: '2024-03-12',
      form: '4/A',
      originalFiledOn: '2024-03-05',
      rows: option('A', 'A', '1000000', { transactedOn: '2024-03-04' }),
    }),
    filing({
      accession: '0000000100-24-000003',
      filedOn: '2024-05-01',
      rows: option('A', 'A', '5', { transactedOn: '2024-04-30' }),
    }),
  ])
  const [grant] = (await answer(w, GRANTS)).optionGrants.nodes
  expect(grant).toMatchObject({ granted: '1000005', grantedOn: '2024-03-04' })
})

test.each([
  [
    'two amendments',
    [
      ['4', '1000'],
      ['4/A', '1000'],
      ['4/A', '1001'],
    ],
    '1001',
  ],
  [
    'amendments without their original',
    [
      ['4/A', '1000'],
      ['4/A', '1000'],
    ],
    '1000',
  ],
  [
    'an amended day',
    [
      ['4', '1000'],
      ['4/A', '1000', '2024-03-01'],
    ],
    '1000',
  ],
] as const)('%s count once', async (_, filings, granted) => {
  const w = world(
    filings.map(([form, shares, day], i) =>
      filing({
        accession: `0000000100-24-00000${i + 1}`,
        filedOn: `2024-03-0${5 + i}`,
        form,
        rows: option('A', 'A', shares, { transactedOn: day ?? '2024-03-04' }),
      }),
    ),
  )
  const [grant] = (await answer(w, GRANTS)).optionGrants.nodes
  expect(grant.granted).toBe(granted)
})
