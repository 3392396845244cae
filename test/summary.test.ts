/** Summaries: what the trades of a connection, or of an insider and an issuer, add up to. */
import { describe, expect, test } from 'vitest'
import type { Filing, Row } from '../src/edgar/filing.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { answer, ask } from './ask.ts'
import { expected, SUMS, toldBy } from './sums.ts'
import { filing, rows, trade, world } from './world.ts'

const number = (n: number) => `0000000100-24-${String(n).padStart(6, '0')}`
const JANE = { cik: 900, name: 'DOE JANE', isDirector: true }
const FUND = { cik: 901, name: 'FUND LP', isTenPercentOwner: true }
const GP = { cik: 902, name: 'FUND GP', isTenPercentOwner: true }

const nothing = { count: 0, shares: '0', value: '0', insiders: 0 }

/** Purchases of 100 at 2.50 and, jointly filed, 200 at 3; a sale of 50.5 at 4 under a plan; and rows left out. */
const SMALL = [
  filing({ accession: number(1), owners: [JANE], aff10b5One: false, rows: rows(trade('P', '100', '2.50')) }),
  filing({
    accession: number(2),
    filedOn: '2024-04-02',
    owners: [FUND, GP],
    rows: rows(trade('P', '200', '3', '2024-04-01')),
  }),
  filing({
    accession: number(3),
    filedOn: '2024-06-03',
    owners: [JANE],
    aff10b5One: true,
    rows: rows(
      trade('S', '50.5', '4', '2024-05-31'),
      ['transaction', 'I', { code: 'S', shares: '9', pricePerShare: { footnotes: ['F1'] } }],
      ['transaction', 'I', { code: 'P', pricePerShare: '2' }],
      ['transaction', 'I', { code: 'S', shares: '3', pricePerShare: '24035774.40' }],
      ['transaction', 'I', { code: 'A', shares: '1000', pricePerShare: '0' }],
      ['transaction', 'II', { code: 'P', shares: '1000', pricePerShare: '7' }],
    ),
    footnotes: [{ id: 'F1', text: 'A range of prices.' }],
  }),
]

describe('the summary of an issuer’s transactions', () => {
  test('adds trades up, purchases and sales apart, plans apart, and counts what it leaves out', async () => {
    const { issuer } = await answer(
      world(SMALL),
      `${SUMS} { issuer(by: {cik: "100"}) { transactions { summary { ...Sums } } } }`,
    )
    const bought = { count: 2, shares: '300', value: '850', insiders: 2 }
    const sold = { count: 1, shares: '50.5', value: '202', insiders: 1 }
    expect(issuer.transactions.summary).toEqual({
      purchases: bought,
      sales: sold,
      netShares: '249.5',
      netValue: '648',
      netInsiders: 1,
      netPurchaseRatio: { byCount: '0.333333', byShares: '0.71184', byValue: '0.61597' },
      byPlan: [
        {
          planStatus: 'UNKNOWN',
          purchases: { count: 1, shares: '200', value: '600', insiders: 1 },
          sales: nothing,
        },
        {
          planStatus: 'NO',
          purchases: { count: 1, shares: '100', value: '250', insiders: 1 },
          sales: nothing,
        },
        { planStatus: 'YES', purchases: nothing, sales: sold },
      ],
      leftOut: [
        { reason: 'NO_SHARES', count: 1 },
        { reason: 'NO_PRICE', count: 1 },
        { reason: 'IMPLAUSIBLE', count: 1 },
      ],
    })
  })

  test('obeys the filter, whatever the page and the order', async () => {
    const { issuer } = await answer(
      world(SMALL),
      `{ issuer(by: {cik: "100"}) {
        first: transactions(first: 1, filter: {codes: [OPEN_MARKET_PURCHASE]}) { ...Bought }
        last: transactions(last: 2, filter: {codes: [OPEN_MARKET_PURCHASE]}) { ...Bought }
        early: transactions(filter: {transactedOn: {to: "2024-03-31"}}) { ...Bought }
        dear: transactions(filter: {value: {atLeast: "500"}}, orderBy: {field: VALUE, direction: ASC}) { ...Bought }
        awards: transactions(filter: {codes: [GRANT_OR_AWARD]}) { ...Bought }
      } }
      fragment Bought on TransactionConnection { summary { purchases { shares } sales { shares } leftOut { count } } }`,
    )
    const bought = (shares: string, leftOut: object[] = []) => ({
      summary: { purchases: { shares }, sales: { shares: '0' }, leftOut },
    })
    expect(issuer).toEqual({
      first: bought('300', [{ count: 1 }]),
      last: bought('300', [{ count: 1 }]),
      // rows without a day of their own lie in the period of their filing
      early: bought('100', [{ count: 1 }, { count: 1 }, { count: 1 }]),
      dear: bought('200'),
      awards: bought('0'),
    })
  })

  test('of no trades is all zeros, and has no ratio', async () => {
    const { issuer } = await answer(
      world([filing()]),
      `${SUMS} { issuer(by: {cik: "100"}) { transactions { summary { ...Sums } } } }`,
    )
    expect(issuer.transactions.summary).toEqual({
      purchases: nothing,
      sales: nothing,
      netShares: '0',
      netValue: '0',
      netInsiders: 0,
      netPurchaseRatio: { byCount: null, byShares: null, byValue: null },
      byPlan: [],
      leftOut: [],
    })
  })

  test('is exact beyond what a float holds', async () => {
    const { transactions } = await answer(
      world([
        filing({ rows: rows(...Array.from({ length: 20 }, () => trade('S', '99999.9999', '999999.9937'))) }),
      ]),
      '{ transactions { summary { sales { shares value } } } }',
    )
    // 99999.9999 × 999999.9937 = 99999999270.00000063
    expect(transactions.summary.sales).toEqual({ shares: '1999999.998', value: '1999999985400' })
  })
})

describe('what another row speaks for', () => {
  const purchase = (shares: string, ownership: string): Row[] =>
    rows(['transaction', 'I', { ...trade('P', shares, '10')[2], sharesAfter: '5000', ownership }])
  const parts = (n: number, owners: Filing['owners'], shares: string, ownership = 'D') =>
    filing({ accession: number(n), owners, rows: purchase(shares, ownership) })
  const bought = (shares: string) => ({ purchases: { shares, insiders: Number(shares) > 0 ? 1 : 0 } })

  test('an amended row counts in no sum, even where it is among the rows', async () => {
    const { issuer, insider } = await answer(
      world([
        parts(1, [JANE], '100'),
        { ...parts(2, [JANE], '120'), form: '4/A', filedOn: '2024-03-20', originalFiledOn: '2024-03-05' },
      ]),
      `query { issuer(by: {cik: "100"}) { inForce: transactions { ...Count } all: transactions(filter: {includeSuperseded: true}) { ...Count } }
        insider(by: {cik: "900"}) { transactions(filter: {includeSuperseded: true}) { ...Count } } }
      fragment Count on TransactionConnection { totalCount summary { purchases { shares insiders } leftOut { reason count } } }`,
    )
    const superseded = [{ reason: 'SUPERSEDED', count: 1 }]
    expect(issuer.inForce).toEqual({ totalCount: 1, summary: { ...bought('120'), leftOut: [] } })
    expect(issuer.all).toEqual({ totalCount: 2, summary: { ...bought('120'), leftOut: superseded } })
    expect(insider.transactions).toEqual(issuer.all)
  })

  test('a purchase filed up a chain counts once for the issuer, and once for each owner', async () => {
    const w = world([
      parts(1, [FUND], '100'),
      parts(2, [GP, JANE], '100', 'I'),
      parts(3, [JANE], '100', 'I'),
      parts(4, [FUND, GP], '100', 'I'),
    ])
    const data = await answer(
      w,
      `{ transactions { ...Bought } issuer(by: {cik: "100"}) { transactions { ...Bought } insiders { edges { trades { ...Bought_ } } } }
        insiders { nodes { name transactions { ...Bought } issuers { edges { trades { ...Bought_ } } } activity(by: YEAR) { ...Bought_ } } } }
      fragment Bought on TransactionConnection { summary { ...Bought_ } }
      fragment Bought_ on TradeSums { purchases { shares insiders } leftOut { reason count } }`,
    )
    const elsewhere = (count: number) => ({
      ...bought('100'),
      leftOut: count > 0 ? [{ reason: 'REPORTED_ELSEWHERE', count }] : [],
    })
    expect(data.transactions.summary).toEqual(elsewhere(3))
    expect(data.issuer.transactions.summary).toEqual(elsewhere(3))
    for (const { name, transactions, issuers, activity } of data.insiders.nodes) {
      expect([name, transactions.summary]).toEqual([name, elsewhere(1)])
      expect(issuers.edges).toEqual([{ trades: elsewhere(1) }])
      expect(activity).toEqual([elsewhere(1)])
    }
  })
})

test('an insider’s trades in one issuer’s shares, on some days', async () => {
  const at = (n: number, issuer: number, ...given: Parameters<typeof trade>) =>
    filing({
      accession: number(n),
      filedOn: '2025-01-02',
      issuer: { cik: issuer, name: `ISSUER ${issuer}` },
      rows: rows(trade(...given)),
    })
  const w = world([
    at(1, 100, 'P', '10', '1', '2023-12-31'),
    at(2, 100, 'P', '20', '1', '2024-01-01'),
    at(3, 100, 'S', '5', '2', '2024-12-31'),
    at(4, 200, 'S', '7', '3', '2024-06-01'),
  ])
  const { insider } = await answer(
    w,
    `{ insider(by: {cik: "900"}) { issuers { edges { node { name }
      ever: trades { netShares } in2024: trades(on: {from: "2024-01-01", to: "2024-12-31"}) { netShares netValue }
      later: trades(on: {from: "2025-01-01"}) { netShares } } } } }`,
  )
  expect(insider.issuers.edges).toEqual(
    expect.arrayContaining([
      {
        node: { name: 'ISSUER 100' },
        ever: { netShares: '25' },
        in2024: { netShares: '15', netValue: '10' },
        later: { netShares: '0' },
      },
      {
        node: { name: 'ISSUER 200' },
        ever: { netShares: '-7' },
        in2024: { netShares: '-7', netValue: '-21' },
        later: { netShares: '0' },
      },
    ]),
  )
  const { errors } = await ask(
    w,
    '{ insiders { nodes { issuers { edges { trades(on: {from: "2024-02-01", to: "2024-01-01"}) { netShares } } } } } }',
  )
  expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT')
})

test('for however many parents: one load, one statement', async () => {
  const w = world(
    Array.from({ length: 40 }, (_, i) =>
      filing({
        accession: number(i + 1),
        issuer: { cik: 100 + (i % 20), name: `ISSUER ${i % 20}` },
        owners: [{ cik: 900 + (i % 10), name: `OWNER ${i % 10}` }],
        rows: rows(trade('P', '10', '1.50')),
      }),
    ),
  )
  const { errors, sql, loads } = await ask(
    w,
    `{ issuers { nodes { transactions(first: 1) { summary { netValue } } insiders { edges { trades(on: {from: "2024-01-01"}) { netValue } } } } }
       insiders { nodes { transactions(first: 1) { summary { netValue } } } } transactions(first: 1) { summary { netValue } } }`,
  )
  expect(errors).toEqual([])
  expect(loads.sort()).toEqual([
    'insider.trades.sums',
    'insider.transactions.sums',
    'insiders',
    'issuer.insiders',
    'issuer.transactions.sums',
    'issuers',
    'transactions.sums',
  ])
  expect(sql).toHaveLength(loads.length)
})

test('every issuer and insider of the sample: what its filings add up to', async () => {
  const filings = sampleFilings().map(({ filing }) => filing)
  const w = world(filings)
  const told = toldBy(w, filings)
  expect(told.length).toBeGreaterThan(50)
  const summary = 'transactions(first: 0, filter: {includeSuperseded: true}) { summary { ...Sums } }'
  const data = await answer(w, `${SUMS} { ${summary} issuers(first: 100) { nodes { cik ${summary} } } }`)
  expect(data.transactions.summary).toEqual(expected(told))
  for (const { cik, transactions } of data.issuers.nodes)
    expect([cik, transactions.summary]).toEqual([
      cik,
      expected(told.filter(({ issuer }) => issuer === Number(cik))),
    ])

  const owners = [...new Set(told.flatMap(({ owners }) => owners))].filter((cik) => cik > 0)
  for (const cik of owners) {
    const { insider } = await answer(w, `${SUMS} { insider(by: {cik: "${cik}"}) { ${summary} } }`)
    // What another's filing tells, too, is their own all the same: nobody in the sample reports both.
    const theirs = told
      .filter((one) => one.owners.includes(cik))
      .map((one) => ({ ...one, leftOut: one.leftOut === 'REPORTED_ELSEWHERE' ? null : one.leftOut }))
    expect([cik, insider.transactions.summary]).toEqual([cik, expected(theirs, true)])
  }
})
