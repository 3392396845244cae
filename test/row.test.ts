/** The details of a row: what was filed in each element, in which state, with which footnotes. */
import { expect, test } from 'vitest'
import { answer } from './ask.ts'
import { filing, rows, world } from './world.ts'

test('every state that an element can be in', async () => {
  const w = world([
    filing({
      footnotes: [{ id: 'F1', text: 'One.' }],
      rows: rows([
        'transaction',
        'II',
        {
          securityTitle: 'Option',
          exercisePrice: { footnotes: ['F1'] },
          expiresOn: { asFiled: 'upon death' },
          transactedOn: { value: '2024-03-04', asFiled: '2024-03-04-05:00', footnotes: ['F1'] },
          pricePerShare: '24035774.40',
          shares: '10',
          exercisableOn: { footnotes: ['F9'] },
        },
      ]),
    }),
  ])
  const state = '{ text status implausibility footnotes { text } footnoteLabels }'
  const { transactions } = await answer(
    w,
    `{ transactions { nodes { value implausibility ... on DerivativeTransaction { expiresOn details {
      securityTitle ${state} exercisePrice ${state} expiresOn ${state} transactedOn ${state} pricePerShare ${state}
      exercisableOn ${state} underlyingTitle ${state} } } } } }`,
  )
  const [row] = transactions.nodes
  const plain = { text: null, implausibility: null, footnotes: [], footnoteLabels: [] }
  expect(row).toMatchObject({ value: null, implausibility: 'PRICE_TOO_HIGH', expiresOn: null })
  expect(row.details).toEqual({
    securityTitle: { ...plain, text: 'Option', status: 'REPORTED' },
    exercisePrice: {
      ...plain,
      status: 'FOOTNOTE_ONLY',
      footnotes: [{ text: 'One.' }],
      footnoteLabels: ['F1'],
    },
    expiresOn: { ...plain, text: 'upon death', status: 'UNREADABLE' },
    transactedOn: {
      ...plain,
      text: '2024-03-04-05:00',
      status: 'REPORTED',
      footnotes: [{ text: 'One.' }],
      footnoteLabels: ['F1'],
    },
    pricePerShare: { ...plain, text: '24035774.40', status: 'IMPLAUSIBLE', implausibility: 'PRICE_TOO_HIGH' },
    exercisableOn: { ...plain, status: 'FOOTNOTE_ONLY', footnoteLabels: ['F9'] },
    underlyingTitle: { ...plain, status: 'ABSENT' },
  })
})

test('a day that cannot be is kept, marked, and does not rule the order', async () => {
  const at = (n: number, day: string) =>
    filing({
      accession: `0000000100-24-00000${n}`,
      rows: rows(['transaction', 'I', { transactedOn: day, code: 'P', shares: '1', pricePerShare: '2' }]),
    })
  const w = world([at(1, '0022-03-04'), at(2, '2024-03-05'), at(3, '2035-03-04')])
  const { transactions } = await answer(
    w,
    '{ transactions { nodes { transactedOn value implausibility filing { accessionNumber } } } }',
  )
  const impossible = { value: '2', implausibility: 'DATE_IMPOSSIBLE' }
  expect(transactions.nodes.map(({ filing: _, ...row }: { filing: object }) => row)).toEqual([
    { transactedOn: '2024-03-05', value: '2', implausibility: null },
    { transactedOn: '2035-03-04', ...impossible },
    { transactedOn: '0022-03-04', ...impossible },
  ])
})

test('what is dated: filed, or signed if that can be, or the period, or the year of the number', async () => {
  const dated = async (parts: Parameters<typeof filing>[0]) => {
    const { filings } = await answer(world([filing(parts)]), '{ filings { nodes { filedOn datedOn } } }')
    return filings.nodes[0]
  }
  const { filedOn: _, ...bare } = filing()
  const { periodOfReport: __, ...bareOfPeriod } = bare
  const undated = (one: object) => dated({ ...one, filedOn: undefined as never })
  expect(await dated({})).toEqual({ filedOn: '2024-03-05', datedOn: '2024-03-05' })
  expect(await undated(bare)).toEqual({ filedOn: null, datedOn: '2024-03-05' })
  expect(await undated({ ...bare, signatures: [{ signedOn: '2204-03-05' }] })).toEqual({
    filedOn: null,
    datedOn: '2024-03-04',
  })
  expect(await undated({ ...bareOfPeriod, periodOfReport: undefined, signatures: [] })).toEqual({
    filedOn: null,
    datedOn: '2024-01-01',
  })
})
