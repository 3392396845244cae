/**
 * The fifteen questions on the whole corpus of real filings, each one operation. What each answers is worked out a second
 * way, straight from the filings as they were read, by the plainest means that the definitions allow.
 */
import Big from 'big.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Db, open } from '../db/open.ts'
import type { Filing, Row } from '../src/edgar/filing.ts'
import { ingest } from '../src/ingest/ingest.ts'
import { answer } from './ask.ts'
import { corpusFilings, corpusSources, hasCorpus } from './corpus.ts'
import { dayOf, filed, filedOnOf, ownersOf, plainly, sumOf, type Trade, tradesOf } from './independently.ts'
import type { World } from './world.ts'

if (!hasCorpus)
  console.warn('The corpus of real filings is not there: the fifteen questions are not asked of it.')

// biome-ignore lint/suspicious/noExplicitAny: an answer has whatever shape the operation asks for
type Answer = any

const text = (number: Big) => number.toFixed()
const ISSUERS = (filings: Filing[]) => Map.groupBy(filings, ({ issuer }) => issuer.cik)
/** The trades that one of their owners reports, alone or jointly. */
const tradesOfOwner = (cik: number, filings: Filing[]) =>
  tradesOf(
    filings
      .filter((filing) => ownersOf(filing).includes(cik))
      .map((filing) => ({ ...filing, owners: [{ cik }] })),
  )
const most = <K, V>(groups: Map<K, V[]>) => [...groups].sort((a, b) => b[1].length - a[1].length)
const padded = (cik: number) => String(cik).padStart(10, '0')
const keyOf = (filing: Filing, row: Row) => `${filing.accession} ${row.table} ${row.ordinal}`
const rolesOf = (filing: Filing) => filing.owners.some(({ isDirector, isOfficer }) => isDirector || isOfficer)
const within = (days: number, from: string, to: string) =>
  Math.abs(Date.parse(to) - Date.parse(from)) < days * 86_400_000

describe.skipIf(!hasCorpus)('on the corpus', { timeout: 600_000 }, () => {
  let db: Db
  let world: World
  let filings: Filing[]
  let trades: Trade[]
  const ask = (operation: string, variables = {}): Promise<Answer> => answer(world, operation, variables)

  beforeAll(async () => {
    db = open(':memory:')
    world = { db, sql: [], loads: [], reset: () => {} }
    await ingest(db, corpusSources)
    filings = await corpusFilings()
    trades = tradesOf(filings)
  }, 600_000)
  afterAll(() => db?.close())

  test('1. purchases above a value by directors and officers, plans left out', async () => {
    const { transactions } =
      await ask(`{ transactions(first: 100, filter: {codes: [OPEN_MARKET_PURCHASE], table: I,
      roles: [DIRECTOR, OFFICER], value: {atLeast: "5000000"}, planStatus: [NO, UNKNOWN]}, orderBy: {field: VALUE, direction: DESC}) {
      totalCount nodes { value ordinal table ownershipChange filing { accessionNumber } } } }`)
    const says = (filing: Filing) =>
      [...filing.footnotes.map((note) => note.text), filing.remarks ?? ''].some((note) =>
        /10b5-?1/i.test(note),
      )
    // Every row that the filter lets through, twins too: they are the insiders' own reports. Plans by the box, or any word of them.
    const wanted = filings
      .filter((filing) => rolesOf(filing) && !filing.aff10b5One && !says(filing))
      .flatMap((filing) => filing.rows.map((row) => ({ filing, row })))
      .filter(({ row }) => row.kind === 'transaction' && row.table === 'I' && filed(row, 'code') === 'P')
      .filter(({ row }) => filed(row, 'shares') !== undefined && filed(row, 'pricePerShare') !== undefined)
      .map(({ filing, row }) => ({
        filing,
        row,
        value: new Big(filed(row, 'shares')!).times(filed(row, 'pricePerShare')!),
      }))
      .filter(
        ({ value, row }) =>
          value.gte(5_000_000) && value.lte(1e11) && Number(filed(row, 'pricePerShare')) <= 1.5e6,
      )
    const got = transactions.nodes.map(
      (one: Answer) => `${one.filing.accessionNumber} ${one.table} ${one.ordinal}`,
    )
    expect(wanted.length).toBeGreaterThan(10)
    expect(got.toSorted()).toEqual(wanted.map(({ filing, row }) => keyOf(filing, row)).toSorted())
    expect(transactions.totalCount).toBe(wanted.length)
    const values = transactions.nodes.map((one: Answer) => Number(one.value))
    expect(values).toEqual(values.toSorted((a: number, b: number) => b - a))
  })

  test('2. one issuer: its insiders, and the net of the last twelve months of each', async () => {
    for (const [cik, ofIssuer] of most(ISSUERS(filings)).slice(0, 5)) {
      const { issuer } = await ask(
        `query ($cik: Cik!) { issuer(by: {cik: $cik}) { insiders(first: 100) { totalCount edges { node { cik }
          trades(on: {from: "2022-07-01", to: "2023-06-30"}) { netShares netValue } positions { shares } } } } }`,
        { cik: padded(cik) },
      )
      const insiders = new Set(ofIssuer.flatMap(ownersOf))
      expect(issuer.insiders.totalCount).toBe(insiders.size)
      for (const { node, trades: net } of issuer.insiders.edges) {
        const own = tradesOfOwner(Number(node.cik), ofIssuer).filter(
          ({ day }) => day >= '2022-07-01' && day <= '2023-06-30',
        )
        const signed = (of: 'shares' | 'value') =>
          sumOf(own, (one) => (one.code === 'P' ? one[of] : one[of].times(-1)))
        expect(Number(net.netShares)).toBeCloseTo(Number(signed('shares')), 3)
        expect(Number(net.netValue)).toBeCloseTo(Number(signed('value')), 1)
      }
    }
  })

  test('3. one insider across every issuer: roles of the latest filing, trades of each', async () => {
    const insiders = most(
      Map.groupBy(
        filings.flatMap((filing) => ownersOf(filing).map((cik) => ({ cik, filing }))),
        ({ cik }) => cik,
      ),
    )
      .map(([cik, some]) => ({ cik, filings: some.map(({ filing }) => filing) }))
      .filter((one) => new Set(one.filings.map(({ issuer }) => issuer.cik)).size >= 3)
    expect(insiders.length).toBeGreaterThan(20)
    for (const one of insiders.slice(0, 20)) {
      const { insider } = await ask(
        `query ($cik: Cik!) { insider(by: {cik: $cik}) { issuers(first: 100) { totalCount edges { filingCount node { cik }
          trades { purchases { count } sales { count value } } } } } }`,
        { cik: padded(one.cik) },
      )
      const companies = ISSUERS(one.filings)
      expect(insider.issuers.totalCount).toBe(companies.size)
      for (const { node, filingCount, trades: sums } of insider.issuers.edges) {
        const own = companies.get(Number(node.cik))!
        expect(filingCount).toBe(own.length)
        const reported = tradesOfOwner(one.cik, own)
        const sales = reported.filter(({ code }) => code === 'S')
        expect(sums.purchases.count).toBe(reported.length - sales.length)
        expect(sums.sales.count).toBe(sales.length)
        expect(Number(sums.sales.value)).toBeCloseTo(Number(sumOf(sales, ({ value }) => value)), 1)
      }
    }
  })

  test('4. cluster buys: every one that brute force finds, with all who bought', async () => {
    const { clusterBuys } =
      await ask(`{ clusterBuys(first: 100, on: {from: "2023-03-01", to: "2023-03-31"}, window: 7,
      minInsiders: 4, minValue: "10000") { totalCount nodes { issuer { cik } firstOn lastOn insiderCount value members { insiders { cik } value } } } }`)
    const bought = trades.filter(
      ({ code, day }) => code === 'P' && day >= '2023-03-01' && day <= '2023-03-31',
    )
    const found = [...Map.groupBy(bought, ({ filing }) => filing.issuer.cik)].flatMap(([cik, some]) =>
      clustersOf(some, 7, 4, new Big(10_000)).map((cluster) => ({ cik: padded(cik), ...cluster })),
    )
    expect(found.length).toBeGreaterThan(3)
    const got = clusterBuys.nodes.map((one: Answer) => ({
      cik: one.issuer.cik,
      firstOn: one.firstOn,
      lastOn: one.lastOn,
      buyers: one.members
        .map(({ insiders }: Answer) =>
          insiders
            .map((insider: Answer) => Number(insider.cik))
            .sort((a: number, b: number) => a - b)
            .join(),
        )
        .sort(),
    }))
    const order = (all: { cik: string; firstOn: string }[]) =>
      all.toSorted((a, b) => (a.cik + a.firstOn < b.cik + b.firstOn ? -1 : 1))
    expect(order(got)).toEqual(order(found))
    expect(clusterBuys.totalCount).toBe(found.length)
  })

  test('5. and 6. filings in full, each number with its status, footnotes, table and line', async () => {
    const FILED = '{ text status footnotes { label text } }'
    for (const filing of filings.filter(({ accession }) => accession).filter((_, i) => i % 400 === 0)) {
      const { filing: got } = await ask(
        `query ($n: AccessionNumber!) { filing(accessionNumber: $n) { owners { name officerTitle } footnotes { label text } remarks
          signatures { name signedOn } transactions { table ordinal line
            ... on NonDerivativeTransaction { details { shares ${FILED} pricePerShare ${FILED} sharesAfter ${FILED} } }
            ... on DerivativeTransaction { details { shares ${FILED} pricePerShare ${FILED} sharesAfter ${FILED} } } }
          holdings { table ordinal line } } }`,
        { n: filing.accession },
      )
      const notes = new Map(filing.footnotes.map(({ id, text: words }) => [id, words]))
      const told = (row: Row, field: 'shares' | 'pricePerShare' | 'sharesAfter') => {
        const { value, asFiled, footnotes = [] } = row.fields[field] ?? {}
        return {
          text: asFiled ?? value ?? null,
          status:
            value !== undefined
              ? 'REPORTED'
              : asFiled !== undefined
                ? 'UNREADABLE'
                : footnotes.length > 0
                  ? 'FOOTNOTE_ONLY'
                  : 'ABSENT',
          footnotes: footnotes
            .filter((id) => notes.has(id))
            .map((id) => ({ label: id, text: notes.get(id) })),
        }
      }
      const rows = (kind: Row['kind']) =>
        filing.rows
          .filter((row) => row.kind === kind)
          .toSorted((a, b) => (a.table === b.table ? a.ordinal - b.ordinal : a.table < b.table ? -1 : 1))
          .map((row) => ({ table: row.table, ordinal: row.ordinal, line: row.line ?? null, row }))
      expect(got.owners).toEqual(
        filing.owners.map(({ name = null, officerTitle = null }) => ({ name, officerTitle })),
      )
      expect(got.footnotes).toEqual(
        filing.footnotes.map(({ id, text: words }) => ({ label: id, text: words })),
      )
      expect(got.remarks).toBe(filing.remarks ?? null)
      expect(got.signatures).toEqual(
        filing.signatures.map(({ name = null, signedOn = null }) => ({ name, signedOn })),
      )
      expect(got.holdings).toEqual(rows('holding').map(({ row: _, ...place }) => place))
      expect(got.transactions).toEqual(
        rows('transaction').map(({ row, ...place }) => ({
          ...place,
          details: {
            shares: told(row, 'shares'),
            pricePerShare: told(row, 'pricePerShare'),
            sharesAfter: told(row, 'sharesAfter'),
          },
        })),
      )
    }
  })

  test('7. net purchases by month, of the issuers with most trades', async () => {
    const busiest = most(Map.groupBy(trades, ({ filing }) => filing.issuer.cik)).slice(0, 40)
    for (const [cik, own] of busiest) {
      const { issuer } = await ask(
        `query ($cik: Cik!) { issuer(by: {cik: $cik}) { activity(by: MONTH) { from netShares netValue purchases { count } sales { count } } } }`,
        { cik: padded(cik) },
      )
      const months = Map.groupBy(own, ({ day }) => day.slice(0, 7))
      const got = new Map<string, Answer>(
        issuer.activity.map((bucket: Answer) => [bucket.from.slice(0, 7), bucket]),
      )
      for (const [month, bucket] of got)
        if (!months.has(month)) expect(bucket.purchases.count + bucket.sales.count).toBe(0)
      for (const [month, some] of months) {
        const bucket = got.get(month)
        expect(bucket.purchases.count + bucket.sales.count).toBe(some.length)
        const net = sumOf(some, ({ code, value }) => (code === 'P' ? value : value.times(-1)))
        expect(Number(bucket.netValue)).toBeCloseTo(Number(net), 1)
        expect(bucket.netShares).toBe(
          text(sumOf(some, ({ code, shares }) => (code === 'P' ? shares : shares.times(-1))).round(4)),
        )
      }
    }
  })

  test('8. the timeline of a position: every row of it in order, with what does not add up', async () => {
    const direct = filings.flatMap((filing) =>
      filing.owners.length !== 1 || filing.form.endsWith('/A')
        ? []
        : filing.rows
            .filter(
              (row) =>
                row.table === 'I' &&
                filed(row, 'ownership') === 'D' &&
                filed(row, 'securityTitle') === 'Common Stock',
            )
            .map((row) => ({ filing, row, pair: `${ownersOf(filing)[0]} ${filing.issuer.cik}` })),
    )
    const longest = most(Map.groupBy(direct, ({ pair }) => pair)).slice(0, 15)
    for (const [pair, some] of longest) {
      const [insider, issuer] = pair.split(' ').map(Number) as [number, number]
      const data = await ask(
        `query ($cik: Cik!, $issuer: Cik!) { insider(by: {cik: $cik}) { positions(first: 12, filter: {issuer: $issuer, table: I}) { nodes { ownership securityTitle
          points(first: 80, orderBy: {field: ON, direction: ASC}) { totalCount nodes { on change shares residual filing { accessionNumber } row { __typename
            ... on NonDerivativeTransaction { ordinal } ... on NonDerivativeHolding { ordinal } } } } } } } }`,
        { cik: padded(insider), issuer: padded(issuer) },
      )
      const points = data.insider.positions.nodes
        .filter(
          ({ ownership, securityTitle }: Answer) =>
            ownership === 'DIRECT' && /^common stock/i.test(securityTitle),
        )
        .flatMap((position: Answer) => position.points.nodes)
      const told = new Map<string, Answer>(
        points.map((point: Answer) => [
          `${point.filing.accessionNumber} ${point.row.__typename} ${point.row.ordinal}`,
          point,
        ]),
      )
      for (const { filing, row } of some) {
        const point = told.get(
          `${filing.accession} NonDerivative${row.kind === 'holding' ? 'Holding' : 'Transaction'} ${row.ordinal}`,
        )
        if (!filing.accession || (!point && points.length >= 80)) continue
        const shares = filed(row, 'shares')
        const sign = filed(row, 'direction') === 'A' ? 1 : -1
        expect(point, `${filing.accession} ${row.ordinal}`).toMatchObject({
          shares: filed(row, 'sharesAfter') ?? null,
          change:
            row.kind === 'transaction' && shares !== undefined ? text(new Big(shares).times(sign)) : null,
          on: row.kind === 'transaction' ? dayOf(filing, row) : (filing.periodOfReport ?? filedOnOf(filing)),
        })
      }
      const ordered = points.map(({ on }: Answer) => on)
      if (data.insider.positions.nodes.length === 1) {
        expect(ordered).toEqual(ordered.toSorted())
        points.slice(1).forEach((point: Answer, i: number) => {
          const [before, after] = [points[i].shares, point.shares]
          const isTold =
            before !== null &&
            after !== null &&
            (point.change !== null || point.row.__typename.endsWith('Holding'))
          const left = isTold ? text(new Big(after).minus(before).minus(point.change ?? 0)) : null
          expect(point.residual === null ? null : Number(point.residual)).toBe(
            left === null ? null : Number(left),
          )
        })
      }
    }
  })

  test('9. the option chain: what was granted and exercised, of every option with a price and an expiry', async () => {
    const rows = filings
      .filter(({ form, owners }) => form === '4' && owners.length === 1)
      .flatMap((filing) => filing.rows.map((row) => ({ filing, row })))
      .filter(
        ({ row }) =>
          row.table === 'II' &&
          row.kind === 'transaction' &&
          filed(row, 'exercisePrice') &&
          filed(row, 'expiresOn'),
      )
      .filter(({ row }) => Number(filed(row, 'exercisePrice')) > 0)
    const words = (title = '') =>
      title
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu)
        ?.join(' ')
    const chains = Map.groupBy(rows, ({ filing, row }) =>
      [
        ownersOf(filing)[0],
        filing.issuer.cik,
        words(filed(row, 'securityTitle')),
        Number(filed(row, 'exercisePrice')),
        filed(row, 'expiresOn'),
      ].join('|'),
    )
    const busiest = most(chains)
      .filter(([, some]) => some.some(({ row }) => filed(row, 'code') === 'M'))
      .slice(0, 60)
    let checked = 0
    for (const [key, some] of busiest) {
      const [insider, issuer, title, price, expiresOn] = key.split('|') as [
        string,
        string,
        string,
        string,
        string,
      ]
      const data = await ask(
        `query ($cik: Cik!, $on: Date!) { insider(by: {cik: $cik}) { optionGrants(first: 100, filter: {expiresOn: {from: $on, to: $on}}) { nodes {
          title exercisePrice issuer { cik } insiders { cik } granted exercised status remaining events { kind shares } } } } }`,
        { cik: padded(Number(insider)), on: expiresOn },
      )
      const grant = data.insider.optionGrants.nodes.find(
        (one: Answer) =>
          words(one.title) === title &&
          Number(one.exercisePrice) === Number(price) &&
          Number(one.issuer.cik) === Number(issuer) &&
          one.insiders.length === 1,
      )
      const sum = (codes: string[], direction: string) =>
        sumOf(
          some.filter(
            ({ row }) => codes.includes(filed(row, 'code') ?? '') && filed(row, 'direction') === direction,
          ),
          ({ row }) => new Big(filed(row, 'shares') ?? 0),
        )
      expect(Number(grant.exercised ?? 0), key).toBe(Number(sum(['M', 'X', 'O', 'C'], 'D')))
      expect(Number(grant.granted ?? 0), key).toBe(Number(sum(['A'], 'A')))
      checked++
    }
    expect(checked).toBe(60)
  })

  test('10. who else sits on the boards where a director sits', async () => {
    const boards = new Map<number, Set<number>>()
    for (const { issuer, owners } of filings)
      for (const { cik, isDirector, isOfficer } of owners)
        if (isDirector || isOfficer)
          (boards.get(issuer.cik) ?? boards.set(issuer.cik, new Set()).get(issuer.cik)!).add(cik!)
    const sitting = Map.groupBy(
      [...boards].flatMap(([issuer, ciks]) => [...ciks].map((cik) => ({ cik, issuer }))),
      ({ cik }) => cik,
    )
    for (const [cik, seats] of most(sitting).slice(0, 12)) {
      const { insider } = await ask(
        `query ($cik: Cik!) { insider(by: {cik: $cik}) { coInsiders(first: 100) { totalCount edges { sharedIssuerCount node { cik } } } } }`,
        { cik: padded(cik) },
      )
      const others = new Map<number, number>()
      for (const { issuer } of seats)
        for (const other of boards.get(issuer)!)
          if (other !== cik) others.set(other, (others.get(other) ?? 0) + 1)
      expect(insider.coInsiders.totalCount).toBe(others.size)
      for (const { node, sharedIssuerCount } of insider.coInsiders.edges)
        expect(others.get(Number(node.cik))).toBe(sharedIssuerCount)
    }
  })

  test('11. sales by plan, per executive', async () => {
    const busiest = most(
      Map.groupBy(
        trades.filter(({ code }) => code === 'S'),
        ({ filing }) => filing.issuer.cik,
      ),
    ).slice(0, 15)
    for (const [cik] of busiest) {
      const { issuer } = await ask(
        `query ($cik: Cik!) { issuer(by: {cik: $cik}) { insiders(first: 100, filter: {roles: [OFFICER]}) { edges { node { cik }
          trades { sales { count } byPlan { planStatus sales { count value } } } } } } }`,
        { cik: padded(cik) },
      )
      const names = (filing: Filing) =>
        [...filing.footnotes.map((note) => note.text), filing.remarks ?? ''].some((note) =>
          /10\(?b\)?-?5-?1/i.test(note),
        )
      const ofIssuer = filings.filter(({ issuer: { cik: other } }) => other === cik)
      for (const { node, trades: sums } of issuer.insiders.edges) {
        const mine = tradesOfOwner(Number(node.cik), ofIssuer).filter(
          ({ code, filing }) => code === 'S' && filing.aff10b5One !== undefined,
        )
        const byBox = (status: 'YES' | 'NO') =>
          sums.byPlan.find(({ planStatus }: Answer) => planStatus === status)?.sales ?? {
            count: 0,
            value: '0',
          }
        const planned = mine.filter(({ filing }) => filing.aff10b5One)
        expect(byBox('YES').count).toBe(planned.length)
        expect(Number(byBox('YES').value)).toBeCloseTo(Number(sumOf(planned, ({ value }) => value)), 1)
        const unticked = mine.filter(({ filing }) => !filing.aff10b5One && !names(filing))
        expect(byBox('NO').count).toBeGreaterThanOrEqual(unticked.length)
        const counts = sums.byPlan.map(({ sales }: Answer) => sales.count)
        expect(counts.reduce((a: number, b: number) => a + b, 0)).toBe(sums.sales.count)
      }
    }
  })

  test('12. late filings: those that a calendar walked day by day says are late', async () => {
    const holidays =
      /^(2022-(07-04|09-05|10-10|11-11|11-24|12-26)|2023-(01-02|01-16|02-20|05-29|06-19|07-04))$/
    const isBusiness = (day: string) => ![0, 6].includes(new Date(day).getUTCDay()) && !holidays.test(day)
    const lag = (from: string, to: string) => {
      let count = 0
      for (let at = Date.parse(from) + 86_400_000; at <= Date.parse(to); at += 86_400_000)
        if (isBusiness(new Date(at).toISOString().slice(0, 10))) count++
      return count
    }
    const late = filings.filter(
      (filing) =>
        filing.form === '4' &&
        filing.filedOn !== undefined &&
        filing.filedOn >= '2023-05-01' &&
        filing.filedOn <= '2023-06-30' &&
        filing.rows.some((row) => {
          const on = filed(row, 'deemedExecutedOn') ?? filed(row, 'transactedOn')
          return (
            row.kind === 'transaction' &&
            on &&
            on >= '2022-07-01' &&
            on <= filing.filedOn! &&
            filed(row, 'formType') !== '5' &&
            lag(on, filing.filedOn!) > 2
          )
        }),
    )
    expect(late.length).toBeGreaterThan(20)
    const { filings: got } =
      await ask(`{ filings(first: 100, filter: {isLate: true, filedOn: {from: "2023-05-01", to: "2023-06-30"}}) {
      totalCount nodes { accessionNumber transactions { transactedOn deemedExecutedOn } } } }`)
    const recent = got.nodes.filter(({ transactions }: Answer) =>
      transactions.every((row: Answer) => (row.deemedExecutedOn ?? row.transactedOn) >= '2022-07-01'),
    )
    const wanted = new Set(late.map(({ accession }) => accession))
    expect(got.totalCount).toBeGreaterThanOrEqual(late.length)
    for (const { accessionNumber } of recent) expect(wanted.has(accessionNumber), accessionNumber).toBe(true)
    if (got.totalCount <= 100)
      expect(got.nodes.map((one: Answer) => one.accessionNumber)).toEqual(expect.arrayContaining([...wanted]))
  })

  test('13. what an amendment changed: the cells that differ', async () => {
    const amendments = filings.filter(({ form, accession }) => form.endsWith('/A') && accession)
    expect(amendments.length).toBeGreaterThan(2)
    for (const amendment of amendments) {
      const { filing } = await ask(
        `query ($n: AccessionNumber!) { filing(accessionNumber: $n) { amends { accessionNumber } changes { kind
          before { ... on Transaction { filing { accessionNumber } ordinal table } } after { ... on Transaction { ordinal table } }
          fields { field before { text } after { text } } } } }`,
        { n: amendment.accession },
      )
      const original = filings.find(
        (other) =>
          other.form === amendment.form[0] &&
          other.issuer.cik === amendment.issuer.cik &&
          other.filedOn === amendment.originalFiledOn &&
          `${ownersOf(other)}` === `${ownersOf(amendment)}`,
      )
      expect(filing.amends?.accessionNumber ?? null).toBe(original?.accession ?? null)
      for (const { kind, before, after, fields } of filing.changes) {
        if (kind !== 'CHANGED' || !before?.filing) continue
        const rowOf = (of: Filing, { table, ordinal }: Answer) =>
          of.rows.find((row) => row.kind === 'transaction' && row.table === table && row.ordinal === ordinal)!
        const [old, row] = [
          rowOf(filings.find(({ accession }) => accession === before.filing.accessionNumber)!, before),
          rowOf(amendment, after),
        ]
        const differing = [...new Set([...Object.keys(old.fields), ...Object.keys(row.fields)])].filter(
          (field) => plainly(filed(old, field as never)) !== plainly(filed(row, field as never)),
        )
        const named = fields
          .filter(({ before: was, after: is }: Answer) => plainly(was.text) !== plainly(is.text))
          .map(({ field }: Answer) =>
            field.toLowerCase().replace(/_(\w)/g, (_: string, letter: string) => letter.toUpperCase()),
          )
        expect(named.toSorted()).toEqual(differing.toSorted())
      }
    }
  })

  test('14. first purchases in years', async () => {
    const { transactions } =
      await ask(`{ transactions(first: 100, filter: {codes: [OPEN_MARKET_PURCHASE], table: I, firstPurchaseInYears: 1,
      transactedOn: {from: "2023-06-20", to: "2023-06-30"}}) { totalCount nodes { transactedOn previousPurchaseOn issuer { cik } owners { insider { cik } } } } }`)
    expect(transactions.totalCount).toBeGreaterThan(10)
    const bought = filings.flatMap((filing) =>
      filing.rows
        .filter(
          (row) =>
            row.table === 'I' &&
            filed(row, 'code') === 'P' &&
            filed(row, 'shares') &&
            filed(row, 'pricePerShare'),
        )
        .map((row) => ({ filing, day: dayOf(filing, row) })),
    )
    for (const one of transactions.nodes) {
      const owners = one.owners.map(({ insider }: Answer) => Number(insider.cik))
      const earlier = bought
        .filter(
          ({ filing, day }) =>
            filing.issuer.cik === Number(one.issuer.cik) &&
            day < one.transactedOn &&
            ownersOf(filing).some((cik) => owners.includes(cik)),
        )
        .map(({ day }) => day)
        .sort()
      expect(one.previousPurchaseOn).toBe(earlier.at(-1) ?? null)
      if (one.previousPurchaseOn) expect(within(365, one.previousPurchaseOn, one.transactedOn)).toBe(false)
    }
  })

  test('15. short-swing candidates, and issuers that share an owner of over 10 %', async () => {
    const own = trades.filter(({ owners }) => owners.length === 1)
    const pairs = Map.groupBy(own, ({ owners, filing }) => `${owners[0]} ${filing.issuer.cik}`)
    const both = [...pairs].filter(([, some]) => new Set(some.map(({ code }) => code)).size === 2)
    expect(both.length).toBeGreaterThan(5)
    for (const [pair, some] of both) {
      const [insider, issuer] = pair.split(' ').map(Number) as [number, number]
      const data = await ask(
        `query ($cik: Cik!, $issuer: Cik!) { insider(by: {cik: $cik}) { shortSwingCandidates(issuer: $issuer) { nodes { gain } } } }`,
        { cik: padded(insider), issuer: padded(issuer) },
      )
      const gain = [...Map.groupBy(some, ({ row }) => plainTitle(filed(row, 'securityTitle')))]
        .map(([, ofTitle]) => swingOf(ofTitle))
        .reduce((sum, one) => sum.plus(one), new Big(0))
      const [found] = data.insider.shortSwingCandidates.nodes
      expect(Number(found?.gain ?? 0), pair).toBeCloseTo(Number(gain), 2)
    }
    const tenPercent = new Map<number, Set<number>>()
    const onBoard = new Set(
      filings.flatMap(({ issuer, owners }) =>
        owners.filter((one) => one.isDirector || one.isOfficer).map(({ cik }) => `${cik} ${issuer.cik}`),
      ),
    )
    for (const { issuer, owners } of filings)
      for (const { cik, isTenPercentOwner } of owners)
        if (isTenPercentOwner && !onBoard.has(`${cik} ${issuer.cik}`))
          (tenPercent.get(cik!) ?? tenPercent.set(cik!, new Set()).get(cik!)!).add(issuer.cik)
    const shared = [...tenPercent].filter(([, issuers]) => issuers.size > 1).slice(0, 20)
    for (const [holder, issuers] of shared) {
      const [first, ...others] = issuers as Iterable<number>
      const { issuer } = await ask(
        `query ($cik: Cik!) { issuer(by: {cik: $cik}) { connectedIssuers(first: 100, ties: [TEN_PERCENT_OWNER]) { totalCount edges { node { cik } sharedInsiders { insider { cik } } } } } }`,
        { cik: padded(first!) },
      )
      for (const other of others) {
        const edge = issuer.connectedIssuers.edges.find(({ node }: Answer) => Number(node.cik) === other)
        expect(edge, `${holder} ${first} ${other}`).toBeDefined()
      }
    }
  })
})

/** All maximal runs of days in whose windows enough owners bought for enough. */
function clustersOf(bought: Trade[], days: number, atLeast: number, each: Big) {
  const at = (day: string) => Date.parse(day) / 86_400_000
  const group = groupsOf(bought)
  const windows = [...new Set(bought.map(({ day }) => day))].sort().flatMap((from) => {
    const inside = bought.filter(({ day }) => at(day) >= at(from) && at(day) < at(from) + days)
    const buyers = [...Map.groupBy(inside, group)].filter(([, some]) =>
      sumOf(some, ({ value }) => value).gte(each),
    )
    if (buyers.length < atLeast) return []
    const all = buyers.flatMap(([, some]) => some)
    return [
      {
        from,
        all,
        last: all
          .map(({ day }) => day)
          .sort()
          .at(-1)!,
      },
    ]
  })
  const merged: { trades: Set<Trade>; end: number }[] = []
  for (const { from, all } of windows) {
    const previous = merged.at(-1)
    if (previous && at(from) < previous.end) {
      for (const trade of all) previous.trades.add(trade)
      previous.end = at(from) + days
    } else merged.push({ trades: new Set(all), end: at(from) + days })
  }
  return merged.map(({ trades: some }) => {
    const daysOf = [...some].map(({ day }) => day).sort()
    const buyers = [...Map.groupBy(some, group).values()].map((mine) =>
      [...new Set(mine.flatMap(({ owners }) => owners))].sort((a, b) => a - b).join(),
    )
    return { firstOn: daysOf[0]!, lastOn: daysOf.at(-1)!, buyers: buyers.sort() }
  })
}

/** Owners whom a filing names together are one. */
function groupsOf(bought: Trade[]): (trade: Trade) => number {
  const named = new Map<number, number>()
  const find = (cik: number): number => {
    const next = named.get(cik) ?? cik
    return next === cik ? cik : find(next)
  }
  for (const { owners } of bought) for (const owner of owners) named.set(find(owner), find(owners[0]!))
  return ({ owners }) => find(owners[0]!)
}

/** A title without its par value, which is typed or not. */
const plainTitle = (title = '') =>
  title
    .toLowerCase()
    .replace(/,? \(?\$?[\d.]* ?(per share )?par value.*$/, '')
    .match(/\w+/g)
    ?.join(' ')

/** Lowest purchase against highest sale less than six months apart, share by share, losses ignored. */
function swingOf(some: Trade[]): Big {
  const left = new Map(some.map((trade) => [trade, trade.shares]))
  const by = (code: 'P' | 'S', sign: 1 | -1) =>
    some.filter((one) => one.code === code).sort((a, b) => sign * a.price.cmp(b.price))
  const sixMonths = (day: string) => {
    const [year, month, date] = day.split('-').map(Number) as [number, number, number]
    const last = new Date(Date.UTC(year, month + 6, 0)).getUTCDate()
    // Both days are counted, so that the period ends two days before that of the same number.
    return new Date(Date.UTC(year, month + 5, Math.min(date, last)) - 86_400_000).toISOString().slice(0, 10)
  }
  let gain = new Big(0)
  for (const purchase of by('P', 1))
    for (const sale of by('S', -1)) {
      const [first, second] = [purchase.day, sale.day].sort() as [string, string]
      if (second >= sixMonths(first) || sale.price.lte(purchase.price)) continue
      const [bought, sold] = [left.get(purchase)!, left.get(sale)!]
      const matched = bought.lt(sold) ? bought : sold
      gain = gain.plus(sale.price.minus(purchase.price).times(matched))
      left.set(purchase, bought.minus(matched))
      left.set(sale, sold.minus(matched))
    }
  return gain
}
