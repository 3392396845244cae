/** Business days, against the calendar walked day by day under the statute; and which filings came late. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { businessDays } from '../db/rules/lateness.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { answer, ask } from './ask.ts'
import { filing, rows, trade, world } from './world.ts'

const DAY_MS = 86_400_000
const plus = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
const isWeekend = (day: string) => [0, 6].includes(new Date(day).getUTCDay())

/** 5 U.S.C. 6103(a), asked of one day. */
function isLegalHoliday(day: string): boolean {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const isNth = (weekday: number, nth: number) =>
    new Date(day).getUTCDay() === weekday && Math.ceil(date / 7) === nth
  const isFixed = ['01-01', '07-04', '11-11', '12-25'].includes(day.slice(5))
  return (
    isFixed ||
    (day.slice(5) === '06-19' && year >= 2021) ||
    (month === 1 && isNth(1, 3)) ||
    (month === 2 && isNth(1, 3)) ||
    (month === 5 && new Date(day).getUTCDay() === 1 && date > 24) ||
    (month === 9 && isNth(1, 1)) ||
    (month === 10 && isNth(1, 2)) ||
    (month === 11 && isNth(4, 4))
  )
}

/** 6103(b), and Executive Order 11582: Saturday's is observed on Friday, Sunday's on Monday. */
function isBusinessDay(day: string): boolean {
  if (isWeekend(day) || isLegalHoliday(day)) return false
  const weekday = new Date(day).getUTCDay()
  if (weekday === 5 && isLegalHoliday(plus(day, 1))) return false
  return !(weekday === 1 && isLegalHoliday(plus(day, -1)))
}

function walked(from: string, to: string): number {
  let count = 0
  for (let day = plus(from, 1); day <= to; day = plus(day, 1)) if (isBusinessDay(day)) count++
  return count
}

describe('business days', () => {
  test.each([
    ['New Year’s Day, the year before', '2010-12-31', '2011-01-03'],
    ['the same again', '2021-12-31', '2022-01-03'],
    ['New Year’s Day, a Monday late', '2017-01-02', '2017-01-03'],
    ['Martin Luther King’s birthday', '1994-01-17', '1994-01-18'],
    ['Washington’s birthday', '2003-02-17', '2003-02-18'],
    ['Memorial Day', '2021-05-31', '2021-06-01'],
    ['Juneteenth of its first year', '2021-06-18', '2021-06-21'],
    ['Juneteenth on a Monday', '2022-06-20', '2022-06-21'],
    ['Independence Day, a day early', '2015-07-03', '2015-07-06'],
    ['Independence Day, a day late', '2010-07-05', '2010-07-06'],
    ['Labor Day', '2023-09-04', '2023-09-05'],
    ['Columbus Day', '2023-10-09', '2023-10-10'],
    ['Veterans Day, a day early', '2017-11-10', '2017-11-13'],
    ['Veterans Day on a Sunday', '2018-11-12', '2018-11-13'],
    ['Thanksgiving', '2029-11-22', '2029-11-23'],
    ['Christmas, a Monday late', '2016-12-26', '2016-12-27'],
  ])('%s is none', (_, holiday, next) => {
    expect(businessDays(plus(holiday, -1), holiday)).toBe(0)
    expect(businessDays(holiday, next)).toBe(1)
  })

  test.each([
    ['Juneteenth before it was a holiday', '2020-06-19'],
    ['an inauguration', '2009-01-20'],
    ['an inauguration on a Friday', '2017-01-20'],
    ['Good Friday', '2024-03-29'],
    ['the day after Thanksgiving', '2023-11-24'],
    ['Christmas Eve', '2024-12-24'],
  ])('%s is one', (_, day) => {
    expect(businessDays(plus(day, -1), day)).toBe(1)
  })

  test('are those of the statute, each day of 1994 to 2035', () => {
    const wrong: string[] = []
    for (let day = '1994-01-01'; day < '2036-01-01'; day = plus(day, 1))
      if (businessDays(plus(day, -1), day) !== Number(isBusinessDay(day))) wrong.push(day)
    expect(wrong).toEqual([])
  })

  test('over any time are those that a walk from day to day finds', () => {
    const day = fc.integer({ min: -1000, max: 16_000 }).map((days) => plus('1994-01-01', days))
    fc.assert(
      fc.property(day, fc.integer({ min: -5, max: 900 }), (from, days) => {
        expect(businessDays(from, plus(from, days))).toBe(walked(from, plus(from, days)))
      }),
      { numRuns: 200 },
    )
    expect(businessDays('1934-06-06', '2024-03-05')).toBe(walked('1934-06-06', '2024-03-05'))
  })
})

const LAGS = `{ filings(orderBy: {field: FILED_ON, direction: ASC}) { nodes {
  filingLag isLate transactions { filingLag } } } }`

describe('a filing', () => {
  /** 2024-03-01 was a Friday. */
  const filed = (filedOn: string | undefined, parts: Parameters<typeof filing>[0]) =>
    filing({ ...(filedOn && { filedOn }), ...parts })
  const lags = async (...filings: Parameters<typeof world>[0] & {}) =>
    (await answer(world(filings), LAGS)).filings.nodes

  test.each([
    ['2024-03-01', 0, false],
    ['2024-03-04', 1, false],
    ['2024-03-05', 2, false],
    ['2024-03-06', 3, true],
    ['2024-02-29', 0, false],
  ])('of a Friday’s purchase, filed on %s, took %i business days', async (day, lag, isLate) => {
    const [found] = await lags(filed(day, { rows: rows(trade('P', '1', '1', '2024-03-01')) }))
    expect(found).toEqual({ filingLag: lag, isLate, transactions: [{ filingLag: lag }] })
  })

  test('of a Saturday’s has Monday and Tuesday', async () => {
    const saturday = { rows: rows(trade('P', '1', '1', '2024-03-02')) }
    expect((await lags(filed('2024-03-05', saturday)))[0]).toMatchObject({ filingLag: 2, isLate: false })
    expect((await lags(filed('2024-03-06', saturday)))[0]).toMatchObject({ filingLag: 3, isLate: true })
  })

  test('is as slow as the slowest of its rows, and late if one is that it had to report', async () => {
    const gift = ['transaction', 'I', { transactedOn: '2024-01-02', code: 'G', formType: '5' }] as const
    const early = { rows: rows([...gift], trade('P', '1', '1', '2024-03-01')) }
    expect((await lags(filed('2024-03-05', early)))[0]).toEqual({
      filingLag: 43,
      isLate: false,
      transactions: [{ filingLag: 43 }, { filingLag: 2 }],
    })
    const late = { rows: rows(trade('P', '1', '1', '2024-03-01'), trade('P', '1', '1', '2024-02-29')) }
    expect((await lags(filed('2024-03-05', late)))[0]).toMatchObject({ filingLag: 3, isLate: true })
  })

  test('counts from the deemed execution, if that can be', async () => {
    const deemed = (deemedExecutedOn: string) => ({
      rows: rows(['transaction', 'I', { transactedOn: '2024-03-01', deemedExecutedOn, code: 'A' }]),
    })
    expect((await lags(filed('2024-03-06', deemed('2024-03-04'))))[0].filingLag).toBe(2)
    expect((await lags(filed('2024-03-06', deemed('2028-03-04'))))[0].filingLag).toBe(3)
  })

  test.each([
    ['without a day of filing', { filedOn: undefined }],
    ['whose transaction comes after it', { filedOn: '2024-02-01' }],
    ['whose transaction has no day', { rows: rows(['transaction', 'I', { code: 'P' }]) }],
    ['of holdings', { rows: rows(['holding', 'I', { securityTitle: 'Common Stock' }]) }],
  ] as const)('%s tells nothing', async (_, parts) => {
    const { filedOn: _filedOn, ...plain } = filing({ rows: rows(trade('P', '1', '1')) })
    const [found] = await lags({
      ...plain,
      ...('filedOn' in parts ? {} : { filedOn: '2024-03-05' }),
      ...parts,
    } as never)
    expect(found).toMatchObject({ filingLag: null, isLate: null })
  })

  test.each([
    ['4/A', 3],
    ['5', 3],
    ['3', 3],
  ] as const)('on Form %s is neither late nor on time', async (form, lag) => {
    const [found] = await lags(filing({ form, filedOn: '2024-03-07', rows: rows(trade('P', '1', '1')) }))
    expect(found).toMatchObject({ filingLag: lag, isLate: null })
  })
})

describe('late filings by issuer and insider, in one operation', () => {
  const QUESTION = `query ($isLate: Boolean) {
    filings(filter: {isLate: $isLate}, first: 100) { totalCount nodes { accessionNumber } }
    issuers(first: 50) { nodes { cik filings(filter: {isLate: $isLate}, first: 20) { totalCount nodes { accessionNumber } } } }
    insiders(first: 100) { nodes { cik filings(filter: {isLate: $isLate}, first: 20) { totalCount nodes { accessionNumber } } } } }`

  /** What the sample's filings say, the newest first; of several rows, each that had to be reported. */
  const sample = sampleFilings()
    .map(({ filing }) => filing)
    .filter(({ accession, filedOn }) => accession !== undefined && filedOn !== undefined)
    .sort((a, b) => (`${a.filedOn} ${a.accession}` < `${b.filedOn} ${b.accession}` ? 1 : -1))
  function isLateByHand({ form, filedOn, rows }: (typeof sample)[number]): boolean | null {
    const days = rows
      .filter(({ kind, fields }) => kind === 'transaction' && fields.formType?.value !== '5')
      .map(({ fields }) => fields.deemedExecutedOn?.value ?? fields.transactedOn?.value)
    if (form !== '4' || !filedOn || days.length === 0) return null
    return days.some((day) => walked(day!, filedOn) > 2)
  }

  test.each([true, false, undefined])('isLate: %s', async (isLate) => {
    const w = world(sample)
    const { data, errors, loads } = await ask(w, QUESTION, { isLate })
    const kept = sample.filter((one) => isLate === undefined || isLateByHand(one) === isLate)
    const expected = (of: (one: (typeof sample)[number]) => boolean) => {
      const accessions = kept.filter(of).map(({ accession }) => ({ accessionNumber: accession }))
      return { totalCount: accessions.length, nodes: accessions }
    }
    expect(errors).toEqual([])
    expect(kept.length).toBeGreaterThan(2)
    expect(data.filings).toEqual(expected(() => true))
    for (const { cik, filings } of data.issuers.nodes)
      expect(filings).toEqual(expected(({ issuer }) => issuer.cik === Number(cik)))
    for (const { cik, filings } of data.insiders.nodes)
      expect(filings).toEqual(expected(({ owners }) => owners.some((owner) => owner.cik === Number(cik))))
    expect(loads.filter((name) => name.endsWith('filings'))).toHaveLength(3)
  })
})
