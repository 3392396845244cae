/** The life of an option grant: what its rows tell of exercises, of what is left, of its end; and how sure each link is. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type RowKind, rowNumber } from '../db/codes.ts'
import { isSuperseded } from '../db/rows.ts'
import { holdings, transactions } from '../db/tables.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { answer, ask } from './ask.ts'
import { filing, put, rows, sampleWorld, type World, world } from './world.ts'

type Given = Parameters<typeof rows>[number]
type Values = Given[2]

/** A row of Table II of one option; `more` says what else it says. */
const option = (code: string, shares: string, sharesAfter: string, more: Values = {}): Given => [
  'transaction',
  'II',
  {
    securityTitle: 'Stock Option (right to buy)',
    exercisePrice: '5',
    expiresOn: '2031-01-01',
    transactedOn: '2024-03-04',
    code,
    direction: code === 'A' ? 'A' : 'D',
    shares,
    sharesAfter,
    ownership: 'D',
    ...more,
  },
]
const NO_TERMS = { exercisePrice: { footnotes: ['F1'] }, expiresOn: { footnotes: ['F1'] } }
const unit = (code: string, shares: string, sharesAfter: string, more: Values = {}) =>
  option(code, shares, sharesAfter, { securityTitle: 'Restricted Stock Unit', ...NO_TERMS, ...more })

/** A row of Table I. */
const stock = (code: string, shares: string, more: Values = {}): Given => [
  'transaction',
  'I',
  {
    securityTitle: 'Common Stock',
    transactedOn: '2024-03-04',
    code,
    direction: code === 'F' || code === 'S' ? 'D' : 'A',
    shares,
    ownership: 'D',
    ...more,
  },
]

/** A world of one filing for each list of rows, a day apart. */
const told = (...filings: Given[][]) =>
  world(
    filings.map((given, i) =>
      filing({
        accession: `0000000100-24-00000${i + 1}`,
        filedOn: `2024-04-0${i + 1}`,
        rows: rows(...given),
        footnotes: [{ id: 'F1', text: 'As the plan says.' }],
      }),
    ),
  )

const LIVES = `{ optionGrants(first: 100, orderBy: {field: LAST_REPORTED_ON, direction: ASC}) { nodes {
  title exercisePrice granted exercised withheld sold remaining remainingBasis status knownFrom
  events { kind on shares pricePerShare confidence basis footnotes { text } transaction { ordinal table secCode } } } } }`

const livesOf = async (w: World) => (await answer(w, LIVES)).optionGrants.nodes
const lifeOf = async (...filings: Given[][]) => (await livesOf(told(...filings)))[0]

interface Event {
  kind: string
  shares: string | null
  confidence: string
  basis: string
}
/** What is linked to the exercises of a grant, in a few words. */
const links = ({ events }: { events: Event[] }) =>
  events
    .filter(({ kind }) => ['SHARES_RECEIVED', 'WITHHELD', 'SOLD'].includes(kind))
    .map(({ kind, shares, confidence, basis }) => `${kind} ${shares} ${confidence} ${basis}`)

test('a life from award to exercise and sale, with the vesting as stated', async () => {
  const life = await lifeOf(
    [
      option('A', '1000', '1000', {
        transactedOn: '2022-03-01',
        exercisableOn: { value: '2023-03-01', footnotes: ['F1'] },
      }),
    ],
    [
      option('M', '400', '600'),
      stock('M', '400', { pricePerShare: '5' }),
      stock('F', '150', { pricePerShare: '9' }),
      stock('S', '250', { pricePerShare: '9.5' }),
    ],
  )
  expect(life).toEqual({
    title: 'Stock Option (right to buy)',
    exercisePrice: '5',
    granted: '1000',
    exercised: '400',
    withheld: '150',
    sold: '250',
    remaining: '600',
    remainingBasis: 'REPORTED',
    status: 'OUTSTANDING',
    knownFrom: 'GRANT',
    events: [
      event('GRANTED', '2022-03-01', '1000', 'II A', { footnotes: [{ text: 'As the plan says.' }] }),
      event('VESTING_STATED', '2023-03-01', null, 'II A', { footnotes: [{ text: 'As the plan says.' }] }),
      event('EXERCISED', '2024-03-04', '400', 'II M'),
      event('SHARES_RECEIVED', '2024-03-04', '400', 'I M', { basis: 'SAME_SHARES', pricePerShare: '5' }),
      event('WITHHELD', '2024-03-04', '150', 'I F', { basis: 'ONLY_EXERCISE', pricePerShare: '9' }),
      event('SOLD', '2024-03-04', '250', 'I S', { basis: 'ONLY_EXERCISE', pricePerShare: '9.5' }),
    ],
  })

  function event(kind: string, on: string, shares: string | null, row: string, more = {}) {
    const [table, secCode] = row.split(' ')
    const ordinal = { F: 2, S: 3 }[secCode!] ?? 1
    const sure = { confidence: 'HIGH', basis: 'ROW', pricePerShare: null, footnotes: [] }
    return { kind, on, shares, ...sure, transaction: { ordinal, table, secCode }, ...more }
  }
})

test('what states the same of vesting does so once, in whichever filing', async () => {
  const stated = (text: string, i: number) =>
    filing({
      accession: `0000000100-24-00000${i + 1}`,
      filedOn: `2024-04-0${i + 1}`,
      rows: rows(unit('M', '10', `${90 - 10 * i}`, { securityTitle: { value: 'RSU', footnotes: ['F2'] } })),
      footnotes: [
        { id: 'F1', text },
        { id: 'F2', text: 'Each is a right to one share.' },
      ],
    })
  const w = world(['In thirds.', 'In quarters.', 'In thirds.'].map(stated))
  const [{ events }] = await livesOf(w)
  const of = (kind: string) => events.filter((event: Event) => event.kind === kind)
  expect(of('VESTING_STATED').map(({ footnotes }: { footnotes: object[] }) => footnotes)).toEqual([
    [{ text: 'In thirds.' }],
    [{ text: 'In quarters.' }],
  ])
  expect(of('EXERCISED')).toHaveLength(3)
  expect(
    of('EXERCISED')[0]
      .footnotes.map(({ text }: { text: string }) => text)
      .sort(),
  ).toEqual(['Each is a right to one share.', 'In thirds.'])
})

describe('what came of an exercise', () => {
  const other = { exercisePrice: '7' }

  test.each<[string, Given[], string[]]>([
    ['nothing, where Table I says nothing', [option('M', '100', '0')], []],
    [
      'not what another code or an award brought',
      [option('M', '100', '0'), stock('C', '100'), stock('A', '100')],
      [],
    ],
    [
      'as many as underlie it',
      [option('M', '100', '0', { underlyingShares: '45' }), stock('M', '45')],
      ['SHARES_RECEIVED 45 HIGH SAME_SHARES'],
    ],
    [
      'a fraction paid in cash',
      [option('M', '100.7', '0'), stock('M', '100')],
      ['SHARES_RECEIVED 100 HIGH SAME_SHARES'],
    ],
    [
      'by price, where two are of one number',
      [
        option('M', '100', '0', other),
        option('M', '100', '0'),
        stock('M', '100', { pricePerShare: '5' }),
        stock('M', '100', { pricePerShare: '7.00' }),
      ],
      ['SHARES_RECEIVED 100 HIGH SAME_SHARES'],
    ],
    [
      'one of two, where nothing tells them apart',
      [option('M', '100', '0', other), option('M', '100', '0'), stock('M', '100'), stock('M', '100')],
      ['SHARES_RECEIVED 100 MEDIUM SAME_SHARES'],
    ],
    [
      'a part of one row for all',
      [option('M', '100', '0', other), option('M', '40', '0'), stock('M', '140')],
      ['SHARES_RECEIVED 40 MEDIUM SAME_TOTAL'],
    ],
    [
      'one row for two lines of it',
      [option('M', '100', '50'), option('M', '50', '0'), stock('M', '150')],
      ['SHARES_RECEIVED 150 HIGH SAME_TOTAL'],
    ],
    [
      'another number, on its day alone',
      [option('M', '100', '0'), stock('M', '160')],
      ['SHARES_RECEIVED 160 MEDIUM SAME_DAY'],
    ],
    [
      'another number, of several',
      [option('M', '100', '0'), option('M', '60', '0', other), stock('M', '161')],
      ['SHARES_RECEIVED null LOW SAME_DAY'],
    ],
    [
      'on another day',
      [option('M', '100', '0'), stock('M', '100', { transactedOn: '2024-03-05' })],
      ['SHARES_RECEIVED 100 MEDIUM OTHER_DAY'],
    ],
    [
      'another derivative security',
      [
        option('M', '100', '0'),
        option('M', '100', '100', { securityTitle: 'Class B Common Stock', ...NO_TERMS, direction: 'A' }),
      ],
      ['SHARES_RECEIVED 100 HIGH SAME_SHARES'],
    ],
  ])('%s', async (_, given, expected) => {
    const lives = await livesOf(told(given))
    const life = lives.find(({ exercisePrice }: { exercisePrice: string }) => exercisePrice === '5')
    expect(links(life)).toEqual(expected)
  })
})

describe('what was withheld and sold', () => {
  const other = { exercisePrice: '7' }
  const M = 'SHARES_RECEIVED 100 HIGH SAME_SHARES'

  test.each<[string, Given[], string[], string | null, string | null]>([
    [
      'a part sold is likely of it',
      [option('M', '100', '0'), stock('M', '100'), stock('S', '99')],
      [M, 'SOLD 99 MEDIUM ONLY_EXERCISE'],
      null,
      '99',
    ],
    [
      'sold a day after, in the same filing',
      [option('M', '100', '0'), stock('M', '100'), stock('S', '100', { transactedOn: '2024-03-05' })],
      [M, 'SOLD 100 MEDIUM ONLY_EXERCISE'],
      null,
      '100',
    ],
    [
      'sold a day before is not of it',
      [option('M', '100', '0'), stock('M', '100'), stock('S', '100', { transactedOn: '2024-03-03' })],
      [M],
      null,
      null,
    ],
    [
      'more sold than exercised',
      [option('M', '100', '0'), stock('S', '60'), stock('S', '41'), stock('M', '100')],
      [M, 'SOLD null LOW MISMATCH', 'SOLD null LOW MISMATCH'],
      null,
      null,
    ],
    [
      'of another title, or held otherwise',
      [
        option('M', '100', '0'),
        stock('M', '100'),
        stock('S', '50', { securityTitle: 'Class B Common Stock' }),
        stock('F', '50', { ownership: 'I', natureOfOwnership: 'By trust' }),
        stock('A', '1'),
        stock('S', '2'),
      ],
      [M, 'WITHHELD null LOW MISMATCH', 'SOLD null LOW MISMATCH', 'SOLD 2 MEDIUM ONLY_EXERCISE'],
      null,
      '2',
    ],
    [
      'of two grants, in one row for both',
      [
        option('M', '100', '0'),
        option('M', '60', '0', other),
        stock('M', '100'),
        stock('M', '60'),
        stock('F', '70'),
      ],
      [M, 'WITHHELD null LOW SEVERAL_EXERCISES'],
      null,
      null,
    ],
    [
      'of two grants, behind each',
      [
        option('M', '100', '0'),
        option('M', '60', '0', other),
        stock('M', '60'),
        stock('F', '25'),
        stock('M', '100'),
        stock('F', '45'),
      ],
      [M, 'WITHHELD 45 MEDIUM FOLLOWING_ROW'],
      '45',
      null,
    ],
  ])('%s', async (_, given, expected, withheld, sold) => {
    const lives = await livesOf(told(given))
    const life = lives.find(({ exercisePrice }: { exercisePrice: string }) => exercisePrice === '5')
    expect(links(life)).toEqual(expected)
    expect([life.withheld, life.sold]).toEqual([withheld, sold])
  })

  test('each day of exercise has its own', async () => {
    const second = { transactedOn: '2024-03-06' }
    const life = await lifeOf([
      option('M', '100', '50'),
      option('M', '50', '0', second),
      stock('M', '100'),
      stock('S', '100'),
      stock('M', '50', second),
      stock('S', '50', second),
    ])
    expect(links(life)).toEqual([
      'SHARES_RECEIVED 100 HIGH SAME_SHARES',
      'SOLD 100 HIGH ONLY_EXERCISE',
      'SHARES_RECEIVED 50 HIGH SAME_SHARES',
      'SOLD 50 HIGH ONLY_EXERCISE',
    ])
    expect(life.sold).toBe('150')
  })
})

describe('what is left', () => {
  const left = ({ remaining, remainingBasis, status }: Record<string, string | null>) =>
    [remaining, remainingBasis, status].join(' ')
  const held = (sharesAfter: string): Given => {
    const { securityTitle, exercisePrice, expiresOn, ownership } = option('', '', '')[2]
    return ['holding', 'II', { securityTitle, exercisePrice, expiresOn, ownership, sharesAfter } as Values]
  }

  test.each<[string, Given[][], string]>([
    ['as reported', [[option('M', '100', '900')]], '900 REPORTED OUTSTANDING'],
    ['by a holding', [[option('A', '100', '100')], [held('70')]], '70 REPORTED OUTSTANDING'],
    [
      'after filings that are not here',
      [[option('A', '100', '100')], [option('M', '10', '20')]],
      '20 REPORTED OUTSTANDING',
    ],
    [
      'where the filer counts the class',
      [[option('A', '100', '5000')], [option('M', '10', '4990')]],
      '90 COMPUTED OUTSTANDING',
    ],
    [
      'where more is said than was granted',
      [[option('A', '100', '100')], [option('M', '100', '100')]],
      '0 COMPUTED EXERCISED',
    ],
    [
      'where the last row says nothing of it',
      [[option('A', '100', '100')], [option('M', '30', '')]],
      '70 COMPUTED OUTSTANDING',
    ],
    [
      'in two lines of one filing',
      [[option('A', '100', '100'), option('A', '20', '20')], [option('M', '20', '0')]],
      '100 COMPUTED OUTSTANDING',
    ],
    [
      'in two hands',
      [[option('M', '1', '99'), option('M', '1', '49', { ownership: 'I', natureOfOwnership: 'By trust' })]],
      '148 REPORTED OUTSTANDING',
    ],
    [
      'in two hands, of which the latest filing speaks of one: unknown',
      [
        [option('M', '1', '99'), option('M', '1', '49', { ownership: 'I', natureOfOwnership: 'By trust' })],
        [option('M', '1', '90')],
      ],
      ' OUTSTANDING',
    ],
    [
      'where a filing gives what was left in the end to each of its rows: unknown',
      [[option('M', '4', '100'), option('M', '20', '100', { transactedOn: '2024-03-05' })]],
      ' OUTSTANDING',
    ],
    [
      'in two lines of one filing, of which one has lost a filing',
      [[option('A', '100', '100'), option('A', '20', '20')], [option('M', '10', '30')]],
      '110 COMPUTED OUTSTANDING',
    ],
    [
      'by a holding beside the award, which had come before',
      [[option('A', '100', '100'), held('5000')]],
      '5100 REPORTED OUTSTANDING',
    ],
    [
      'of units by award beside what is not here: unknown',
      [[unit('A', '100', '800'), unit('A', '40', '40')], [unit('M', '25', '15')]],
      ' OUTSTANDING',
    ],
    [
      'of two holdings',
      [
        [held('60'), held('60')],
        [held('60'), held('60')],
      ],
      '120 REPORTED OUTSTANDING',
    ],
    [
      'of units by award, each vesting by itself',
      [[unit('A', '100', '100')], [unit('A', '40', '40')], [unit('M', '25', '75'), unit('M', '40', '0')]],
      '75 COMPUTED OUTSTANDING',
    ],
    [
      'of units of one class',
      [[unit('A', '100', '100')], [unit('A', '40', '140')], [unit('M', '25', '115')]],
      '115 REPORTED OUTSTANDING',
    ],
    [
      'of units of one class, with filings missing',
      [[unit('A', '100', '800')], [unit('A', '40', '900')], [unit('M', '25', '600')]],
      '600 REPORTED OUTSTANDING',
    ],
    [
      'of units whose awards are not here: unknown',
      [[unit('M', '25', '75'), unit('M', '10', '30')]],
      ' OUTSTANDING',
    ],
    [
      'of units whose awards are not here, all vested in the latest filing: unknown',
      [[unit('M', '25', '75')], [unit('M', '10', '0')]],
      ' UNKNOWN',
    ],
    ['nothing of any award', [[unit('M', '25', '0'), unit('M', '10', '0')]], '0 COMPUTED EXERCISED'],
    ['where no row says', [[option('M', '100', '')]], ' UNKNOWN'],
  ])('%s', async (_, filings, expected) => {
    const text = left(await lifeOf(...filings))
    expect(text.replace(/^ +/, ' ')).toBe(expected)
  })

  test.each([
    ['HOLDING', [held('100')]],
    ['EXERCISE', [option('M', '1', '99')]],
    ['TRANSACTION', [option('P', '1', '1', { direction: 'A' })]],
    ['GRANT', [option('A', '1', '1', { transactedOn: '2024-03-01' })]],
  ])('is known from a %s, and whatever follows', async (knownFrom, given) => {
    const life = await lifeOf(given, [option('M', '1', '0', { transactedOn: '2024-05-01' })])
    expect(life.knownFrom).toBe(knownFrom)
    expect(life.events.at(-1).kind).toBe('EXERCISED')
  })

  test('of an option is what was granted less what was exercised, whichever way a filer counts', async () => {
    const parts = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(
        parts,
        fc.integer({ min: 0, max: 300 }),
        fc.boolean(),
        async (exercised, rest, isClass) => {
          const granted = exercised.reduce((sum, part) => sum + part, rest)
          const beside = isClass ? 10_000 : 0
          let now = granted
          const life = await lifeOf(
            [option('A', `${granted}`, `${granted + beside}`, { transactedOn: '2024-01-01' })],
            ...exercised.map((part, i) => {
              now -= part
              return [option('M', `${part}`, `${now + beside}`, { transactedOn: `2024-02-0${i + 1}` })]
            }),
          )
          expect(life.remaining).toBe(`${rest}`)
          expect(life.exercised).toBe(`${granted - rest}`)
          expect(life.status).toBe(rest > 0 ? 'OUTSTANDING' : 'EXERCISED')
        },
      ),
      { numRuns: 60 },
    )
  })

  test('of units is what was awarded less what vested, whichever way a filer counts', async () => {
    const lots = fc.array(fc.tuple(fc.integer({ min: 2, max: 400 }), fc.integer({ min: 1, max: 400 })), {
      minLength: 1,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(lots, fc.boolean(), async (given, isClass) => {
        const vested = given.map(([lot, part]) => Math.min(lot, part))
        const sumTo = (numbers: number[], i: number) =>
          numbers.slice(0, i + 1).reduce((sum, number) => sum + number, 0)
        const awarded = given.map(([lot]) => lot)
        const all = sumTo(awarded, given.length)
        const awards = given.map(([lot], i) => unit('A', `${lot}`, `${isClass ? sumTo(awarded, i) : lot}`))
        const vestings = given.map(([lot], i) =>
          unit('M', `${vested[i]}`, `${isClass ? all - sumTo(vested, i) : lot - vested[i]!}`),
        )
        const life = await lifeOf(awards, vestings)
        expect(life.remaining).toBe(`${all - sumTo(vested, given.length)}`)
      }),
      { numRuns: 60 },
    )
  })
})

describe('how it ended', () => {
  const later = filing({ accession: '0000000100-24-000009', filedOn: '2024-12-31', owners: [{ cik: 555 }] })
  const elsewhere = { ...later, issuer: { cik: 555 } }
  const endOf = async (given: Given[], ...more: Parameters<typeof world>[0] & object) => {
    const w = world([filing({ rows: rows(...given) }), ...more])
    const [life] = await livesOf(w)
    return [life.status, life.events.at(-1)?.kind, life.events.at(-1)?.basis].join(' ')
  }

  test.each([
    ['M', 'EXERCISED EXERCISED ROW'],
    ['H', 'EXPIRED EXPIRED ROW'],
    ['E', 'EXPIRED EXPIRED ROW'],
    ['D', 'CANCELLED CANCELLED ROW'],
    ['S', 'TRANSFERRED DISPOSED ROW'],
    ['G', 'TRANSFERRED TRANSFERRED ROW'],
    ['J', 'UNKNOWN OTHER ROW'],
  ])('by code %s', async (code, expected) => {
    expect(await endOf([option(code, '10', '0')])).toBe(expected)
    expect(await endOf([option(code, '10', '5')])).toMatch(/^OUTSTANDING /)
  })

  const ends = { expiresOn: '2024-12-30' }
  test('past its expiry with something left, if the issuer’s filings go on', async () => {
    expect(await endOf([option('M', '10', '5', ends)])).toBe('OUTSTANDING EXERCISED ROW')
    expect(await endOf([option('M', '10', '5', ends)], later)).toBe('EXPIRED_INFERRED EXPIRED EXPIRY')
    expect(await endOf([option('M', '10', '5', ends)], elsewhere)).toBe('UNKNOWN EXERCISED ROW')
    expect(await endOf([option('M', '10', '0', ends)], later)).toBe('EXERCISED EXERCISED ROW')
  })

  test('not by an expiry before its latest transaction, which must be mistyped', async () => {
    expect(await endOf([option('M', '10', '5', { expiresOn: '0022-01-01' })], later)).toMatch(/^OUTSTANDING /)
  })

  test('units have no expiry, whatever their filer wrote there', async () => {
    const given = [unit('A', '10', '10', { expiresOn: '2024-12-30' })]
    expect(await endOf(given, later)).toMatch(/^UNKNOWN GRANTED/)
  })

  test('a day that no filing can have come from expires nothing', async () => {
    const mistyped = { ...later, filedOn: '2035-01-01' }
    expect(await endOf([option('M', '10', '5', { expiresOn: '2034-01-01' })], mistyped)).toMatch(
      /^OUTSTANDING/,
    )
  })
})

describe('amendments', () => {
  const original = filing({
    filedOn: '2024-03-05',
    rows: rows(option('A', '100', '100', { expiresOn: '2034-03-30' })),
  })
  const amendment = filing({
    accession: '0000000100-24-000002',
    filedOn: '2024-03-12',
    form: '4/A',
    originalFiledOn: '2024-03-05',
    rows: rows(option('A', '100', '100', { expiresOn: '2034-03-03' })),
  })

  test('of the expiry leave the first grant without a life, in no list', async () => {
    const w = world([original, amendment])
    const lives = await livesOf(w)
    expect(lives).toHaveLength(1)
    expect(lives[0].events).toHaveLength(1)
    const { filing: first, issuer } = await answer(
      w,
      `{ filing(accessionNumber: "0000000100-24-000001") { transactions { ... on DerivativeTransaction {
          optionGrant { id expiresOn granted remaining status knownFrom events { kind } } } } }
         issuer(by: {cik: "100"}) { optionGrants { totalCount nodes { expiresOn } } } }`,
    )
    const { id, ...superseded } = first.transactions[0].optionGrant
    expect(superseded).toEqual({
      expiresOn: '2034-03-30',
      granted: null,
      remaining: null,
      status: 'SUPERSEDED',
      knownFrom: null,
      events: [],
    })
    expect(issuer.optionGrants).toEqual({ totalCount: 1, nodes: [{ expiresOn: '2034-03-03' }] })
    const { node } = await answer(w, `{ node(id: "${id}") { ... on OptionGrant { status } } }`)
    expect(node).toEqual({ status: 'SUPERSEDED' })
  })

  test('of the shares received count once', async () => {
    const exercise = [option('M', '100', '0'), stock('M', '100'), stock('F', '40')]
    const w = world([
      filing({ rows: rows(...exercise) }),
      filing({ ...amendment, rows: rows(option('M', '100', '0'), stock('M', '100'), stock('F', '45')) }),
    ])
    const [life] = await livesOf(w)
    expect(links(life)).toEqual(['SHARES_RECEIVED 100 HIGH SAME_SHARES', 'WITHHELD 45 HIGH ONLY_EXERCISE'])
    expect([life.exercised, life.withheld]).toEqual(['100', '45'])
  })
})

describe('the sample', () => {
  const sample = sampleWorld()

  const words = (text: string | null | undefined) =>
    text
      ?.toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean)
      .join(' ')
  const keyOf = (
    issuer: number,
    owners: number[],
    ...[title, price, expiry]: (string | null | undefined)[]
  ) =>
    JSON.stringify([
      issuer,
      owners,
      words(title) ?? null,
      price == null ? null : Number(price),
      expiry ?? null,
    ])

  /** The same sums from the filings themselves, by the plainest reading of the rules, but for what is superseded. */
  function bruteForce() {
    const superseded = new Set(
      [transactions, holdings].flatMap((table) =>
        sample.db.orm
          .select()
          .from(table)
          .all()
          .filter((row) => isSuperseded(row))
          .map(({ filingId, row }) => `${filingId}/${row}`),
      ),
    )
    const sums = new Map<string, { granted: number; exercised: number; withheld: number; sold: number }>()
    for (const { filing } of sampleFilings()) {
      const owners = [...new Set(filing.owners.map(({ cik }) => cik ?? 0))].sort((a, b) => a - b)
      const inForce = filing.rows.filter(({ kind, table, ordinal }) => {
        const name = `${table === 'I' ? 'NON_' : ''}DERIVATIVE_${kind.toUpperCase()}` as RowKind
        return !superseded.has(`${filing.accession}/${rowNumber(name, ordinal)}`)
      })
      const all = inForce.map(({ kind, table, fields }) => ({
        kind,
        table,
        code: fields.code?.value,
        way: fields.direction?.value,
        day: fields.transactedOn?.value ?? '',
        shares: Number(fields.shares?.value ?? 0),
        place: `${words(fields.securityTitle?.value)} ${fields.ownership?.value}`,
        key: keyOf(
          filing.issuer.cik,
          owners,
          fields.securityTitle?.value,
          fields.exercisePrice?.value,
          fields.expiresOn?.value,
        ),
      }))
      const changes = all.filter(({ kind }) => kind === 'transaction')
      const isExercise = (row: (typeof all)[number]) =>
        row.table === 'II' && row.way !== 'A' && ['M', 'X', 'O', 'C'].includes(row.code ?? '')
      for (const { key, table } of all)
        if (table === 'II' && !sums.has(key))
          sums.set(key, { granted: 0, exercised: 0, withheld: 0, sold: 0 })
      for (const row of changes) {
        if (row.table === 'II' && row.code === 'A' && row.way === 'A')
          sums.get(row.key)!.granted += row.shares
        if (isExercise(row)) sums.get(row.key)!.exercised += row.shares
      }
      const days = [...new Set(changes.filter(isExercise).map(({ day }) => day))].sort()
      days.forEach((day, i) => {
        const exercises = changes.filter((row) => isExercise(row) && row.day === day)
        if (new Set(exercises.map(({ key }) => key)).size > 1) return
        const received = changes.filter(
          (row) =>
            row.table === 'I' &&
            row.way === 'A' &&
            row.day === day &&
            exercises.some(({ code }) => code === row.code),
        )
        const paid = (code: string) =>
          changes
            .filter((row) => row.table === 'I' && row.code === code && row.way === 'D' && row.day >= day)
            .filter(
              (row) =>
                (days[i + 1] === undefined || row.day < days[i + 1]!) &&
                received.some(({ place }) => place === row.place),
            )
            .reduce((sum, { shares }) => sum + shares, 0)
        const brought = received.reduce((sum, { shares }) => sum + shares, 0)
        const sum = sums.get(exercises[0]!.key)!
        if (paid('F') <= brought) sum.withheld += paid('F')
        if (paid('F') + paid('S') <= brought) sum.sold += paid('S')
      })
    }
    return sums
  }

  /** Pages of all option grants of the sample. */
  async function all(fields: string, args = '', w = sample) {
    // biome-ignore lint/suspicious/noExplicitAny: a node has whatever fields are asked for
    const nodes: any[] = []
    for (let after = ''; ; ) {
      const page = `{ optionGrants(first: 100${after}${args}) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`
      const { optionGrants } = await answer(w, page)
      nodes.push(...optionGrants.nodes)
      if (!optionGrants.pageInfo.hasNextPage) return nodes
      after = `, after: "${optionGrants.pageInfo.endCursor}"`
    }
  }

  test('has the sums that brute force over its filings has', async () => {
    const grants = await all(
      'issuer { cik } insiders { cik } title exercisePrice expiresOn granted exercised withheld sold',
    )
    const expected = bruteForce()
    const figures = (numbers: (string | number | null | undefined)[]) =>
      numbers.map((number) => Number(number ?? 0).toFixed(4)).join(' ')
    const found = grants.map(({ issuer, insiders, ...grant }) => {
      const owners = insiders.map(({ cik }: { cik: string }) => Number(cik))
      const key = keyOf(Number(issuer.cik), owners, grant.title, grant.exercisePrice, grant.expiresOn)
      return [key, figures([grant.granted, grant.exercised, grant.withheld, grant.sold])]
    })
    const wanted = [...expected].map(([key, sum]) => [key, figures(Object.values(sum))])
    expect(found.sort()).toEqual(wanted.sort())
    const sums = [...expected.values()]
    for (const name of ['granted', 'exercised', 'withheld', 'sold'] as const)
      expect(sums.filter((sum) => sum[name] > 0).length).toBeGreaterThan(3)
  })

  test('tells of an option of Natera what its two filings say', async () => {
    const { issuer } = await answer(
      sample,
      `{ issuer(by: {cik: "1604821"}) { optionGrants(first: 100) { nodes { exercisePrice expiresOn granted exercised
        remaining remainingBasis status knownFrom
        events { kind on shares transaction { filing { accessionNumber } } } } } } }`,
    )
    const { events, ...option } = issuer.optionGrants.nodes.find(
      (node: Record<string, string>) => node.exercisePrice === '40.93' && node.expiresOn === '2030-06-11',
    )
    // The exercise says that as much is left as was exercised, which is more than the award leaves.
    expect(option).toMatchObject({
      granted: '12649',
      exercised: '11424',
      remaining: '1225',
      remainingBasis: 'COMPUTED',
      status: 'OUTSTANDING',
      knownFrom: 'GRANT',
    })
    const happened = events
      .filter(({ kind }: Event) => kind !== 'VESTING_STATED')
      .map(({ kind, on, shares, transaction }: Event & { on: string; transaction: { filing: object } }) => [
        kind,
        on,
        shares,
        ...Object.values(transaction.filing),
      ])
    expect(happened).toEqual([
      ['GRANTED', '2020-06-12', '11424', '0001179110-20-007468'],
      ['GRANTED', '2020-06-12', '1021', '0001179110-20-007468'],
      ['GRANTED', '2020-06-12', '204', '0001179110-20-007468'],
      ['EXERCISED', '2021-06-04', '11424', '0001415889-21-002884'],
      ['SHARES_RECEIVED', '2021-06-04', '11424', '0001415889-21-002884'],
    ])
  })

  /** The sample, and about each of its issuers a last word after all the rest. */
  function afterwards(): World {
    const w = sampleWorld()
    const ciks = new Set(sampleFilings().map(({ filing: { issuer } }) => issuer.cik))
    for (const [i, cik] of [...ciks].entries())
      put(
        w.db,
        filing({
          accession: `0000000900-26-${String(i).padStart(6, '0')}`,
          filedOn: '2026-05-01',
          form: '3',
          issuer: { cik },
          owners: [{ cik: 900 }],
        }),
      )
    return w
  }

  const later = afterwards()
  test.each(['EXERCISED', 'EXPIRED', 'EXPIRED_INFERRED', 'OUTSTANDING', 'UNKNOWN', 'SUPERSEDED'])(
    'filtered by %s is what says so of itself, in every list',
    async (status) => {
      const filter = `, filter: {statuses: [${status}]}`
      const only = (nodes: { status: string }[]) => nodes.filter((node) => node.status === status)
      const byExpiry = ', orderBy: {field: EXPIRES_ON, direction: ASC}'
      const some = await all('id status', filter, later)
      expect(some).toEqual(only(await all('id status', '', later)))
      expect(await all('id', filter + byExpiry, later)).toHaveLength(
        (await all('id expiresOn', filter, later)).filter(({ expiresOn }) => expiresOn !== null).length,
      )
      if (status !== 'SUPERSEDED') expect(some.length).toBeGreaterThan(0)
      const own = (args: string) => `optionGrants(first: 100${args}) { totalCount nodes { id status } }`
      const { insider, issuer } = await answer(
        later,
        `{ insider(by: {cik: "1222287"}) { all: ${own('')} some: ${own(filter)} } issuer(by: {cik: "19617"}) { all: ${own('')} some: ${own(filter)} } }`,
      )
      for (const lists of [insider, issuer]) {
        expect(lists.some.nodes).toEqual(only(lists.all.nodes))
        expect(lists.some.totalCount).toBe(lists.some.nodes.length)
      }
    },
  )

  test('gives the lives of many grants for the loads of one', async () => {
    const lives = (first: number) => `{ optionGrants(first: ${first}) { nodes { status
      events { kind footnotes { text } transaction { secCode } } } } }`
    const [one, many] = [await ask(sample, lives(1)), await ask(sample, lives(60))]
    expect(many.data.optionGrants.nodes).toHaveLength(60)
    expect(many.loads.sort()).toEqual([
      'filings.footnotes',
      'filings.lastDay',
      'filings.references',
      'filings.transactions',
      'grants.holdings',
      'grants.transactions',
      'issuers.byCik',
      'issuers.byCik',
      'optionGrants',
    ])
    expect(one.loads.sort()).toEqual(many.loads)
    // One key is bound as it is, several as a list.
    const forKeys = (sql: string[]) =>
      sql.map((text) => text.replace(' IN (SELECT value FROM json_each(?))', ' = ?'))
    // Nothing was exercised of the one: what its filing has beside an exercise is read of others alone.
    const beside = /from "transactions" where "transactions"."accession" = \?/
    expect(one.sql.filter((text) => beside.test(text))).toEqual([])
    const rest = many.sql.filter((text) => !beside.test(text))
    expect(forKeys(one.sql).sort()).toEqual(forKeys(rest).sort())
    expect(many.sql).toHaveLength(rest.length + 1)
  })
})
