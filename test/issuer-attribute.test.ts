/** Attributes of issuers: dated by the looks that found them, whatever their order; and at the price of one load. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type SeenAttribute, seeIssuerAttributes } from '../db/issuer-attributes.ts'
import { rewriteFilings } from '../db/rewrite.ts'
import { LISTINGS, setSyncMark } from '../db/sync-marks.ts'
import { answer, ask } from './ask.ts'
import { filing, put, type World, world } from './world.ts'

const SEEN = 'firstSeenOn lastSeenOn isCurrent'
const ATTRIBUTES = `cik listings { ticker exchange ${SEEN} } attributes { kind value description ${SEEN} }
  sic { value description } stateOfIncorporation { value description } businessState { value description }
  fiscalYearEnd { value description }`
const OF_ALPHA = `{ issuer(by: {cik: "100"}) { ${ATTRIBUTES} } }`

const listing = (value: string, detail = 'NYSE'): SeenAttribute => ({ kind: 'LISTING', value, detail })
const sic = (value: string, detail = ''): SeenAttribute => ({ kind: 'SIC', value, detail })
const state = (value: string): SeenAttribute => ({ kind: 'STATE_OF_INCORPORATION', value, detail: '' })

/** ALPHA CORP, 100, after looks at it. */
function seen(...looks: [day: string, ...found: SeenAttribute[]][]): World {
  const w = world([filing()])
  for (const [day, ...found] of looks) seeIssuerAttributes(w.db, 100, found, day)
  return w
}
const alpha = async (w: World) => (await answer(w, OF_ALPHA)).issuer
const stored = ({ db }: World) => db.orm.all(sql`SELECT * FROM issuer_attributes ORDER BY 1, 2, 3, 4`)

test('nobody asked', async () => {
  expect(await alpha(seen())).toEqual({
    cik: '0000000100',
    listings: [],
    attributes: [],
    sic: null,
    stateOfIncorporation: null,
    businessState: null,
    fiscalYearEnd: null,
  })
})

test('all that one look finds', async () => {
  const w = seen([
    '2024-03-05',
    { kind: 'FISCAL_YEAR_END', value: '09-27', detail: '' },
    { kind: 'BUSINESS_STATE', value: '2M', detail: 'Germany' },
    { kind: 'STATE_OF_INCORPORATION', value: 'DE', detail: 'Delaware' },
    sic('3571', 'Electronic Computers'),
    listing('ALFB', ''),
    listing('ALFA'),
  ])
  const dated = { firstSeenOn: '2024-03-05', lastSeenOn: '2024-03-05', isCurrent: true }
  expect(await alpha(w)).toEqual({
    cik: '0000000100',
    listings: [
      { ticker: 'ALFA', exchange: 'NYSE', ...dated },
      { ticker: 'ALFB', exchange: null, ...dated },
    ],
    attributes: [
      { kind: 'SIC', value: '3571', description: 'Electronic Computers', ...dated },
      { kind: 'STATE_OF_INCORPORATION', value: 'DE', description: 'Delaware', ...dated },
      { kind: 'BUSINESS_STATE', value: '2M', description: 'Germany', ...dated },
      { kind: 'FISCAL_YEAR_END', value: '09-27', description: null, ...dated },
    ],
    sic: { value: '3571', description: 'Electronic Computers' },
    stateOfIncorporation: { value: 'DE', description: 'Delaware' },
    businessState: { value: '2M', description: 'Germany' },
    fiscalYearEnd: { value: '09-27', description: null },
  })
})

describe('what changes', () => {
  test('an industry', async () => {
    const w = seen(['2024-01-01', sic('1000')], ['2024-02-01', sic('1000')], ['2024-03-01', sic('2000')])
    expect(await alpha(w)).toMatchObject({
      sic: { value: '2000' },
      attributes: [
        { value: '1000', firstSeenOn: '2024-01-01', lastSeenOn: '2024-02-01', isCurrent: false },
        { value: '2000', firstSeenOn: '2024-03-01', lastSeenOn: '2024-03-01', isCurrent: true },
      ],
    })
  })

  test('an industry, on the day of a look: the one that appeared later is meant', async () => {
    const w = seen(['2024-01-01', sic('2000')], ['2024-03-01', sic('2000')], ['2024-03-01', sic('1000')])
    expect((await alpha(w)).sic).toEqual({ value: '1000', description: null })
  })

  test('an industry that goes without another', async () => {
    const w = seen(['2024-01-01', sic('1000'), state('DE')], ['2024-02-01', state('DE')])
    expect(await alpha(w)).toMatchObject({ sic: null, stateOfIncorporation: { value: 'DE' } })
  })

  test('the exchange of a ticker', async () => {
    const w = seen(['2024-01-01', listing('ALFA', 'NYSE')], ['2024-02-01', listing('ALFA', 'Nasdaq')])
    expect((await alpha(w)).listings).toMatchObject([
      { ticker: 'ALFA', exchange: 'NYSE', isCurrent: false },
      { ticker: 'ALFA', exchange: 'Nasdaq', isCurrent: true },
    ])
  })

  test('a listing that ends', async () => {
    const w = seen(['2024-01-01', listing('ALFA'), sic('1000')], ['2024-02-01', sic('1000')])
    expect((await alpha(w)).listings).toMatchObject([{ ticker: 'ALFA', isCurrent: false }])
  })

  test('a ticker that is gone from the list of all companies', async () => {
    const w = seen(['2024-01-01', listing('ALFA'), listing('BETA')])
    setSyncMark(w.db, LISTINGS, '2024-01-01')
    expect((await alpha(w)).listings).toMatchObject([{ isCurrent: true }, { isCurrent: true }])
    setSyncMark(w.db, LISTINGS, '2024-02-01')
    expect((await alpha(w)).listings).toMatchObject([{ isCurrent: false }, { isCurrent: false }])
  })

  test('a look at listings alone does not make the rest past', async () => {
    const w = seen(['2024-01-01', listing('ALFA'), sic('1000')], ['2024-02-01', listing('ALFA')])
    expect(await alpha(w)).toMatchObject({ sic: { value: '1000' }, attributes: [{ isCurrent: true }] })
  })
})

describe('looks in any order, some of them twice', () => {
  const DAYS = ['2019-12-31', '2024-01-01', '2024-02-29', '2024-03-05']
  const listings = fc.subarray([listing('ALFA'), listing('ALFA', 'Nasdaq'), listing('ALFB')], {
    minLength: 1,
  })
  const rest = fc.subarray([sic('1000'), sic('2000'), sic('2000', 'Mills'), state('DE'), state('NV')], {
    minLength: 1,
  })
  const look = fc.record({
    cik: fc.constantFrom(100, 101),
    day: fc.constantFrom(...DAYS),
    listings: fc.option(listings, { nil: [] }),
    rest: fc.option(rest, { nil: [] }),
  })

  /** What an issuer's looks tell, said again: of each attribute, the days on which it was found, and the last of all looks. */
  function told(looks: { day: string; found: SeenAttribute[] }[]) {
    const lastOf = (all: typeof looks) =>
      all
        .filter(({ found }) => found.length > 0)
        .map(({ day }) => day)
        .sort()
        .at(-1)
    const isWhole = ({ found }: { found: SeenAttribute[] }) => found.some(({ kind }) => kind !== 'LISTING')
    const keys = new Set(looks.flatMap(({ found }) => found.map((one) => JSON.stringify(one))))
    return [...keys].map((key) => {
      const days = looks
        .filter(({ found }) => found.some((one) => JSON.stringify(one) === key))
        .map(({ day }) => day)
        .sort()
      const { kind, value, detail } = JSON.parse(key) as SeenAttribute
      const lastLook = lastOf(kind === 'LISTING' ? looks : looks.filter(isWhole))
      const seenOn = { firstSeenOn: days[0]!, lastSeenOn: days.at(-1)! }
      const isCurrent = days.at(-1) === lastLook
      return kind === 'LISTING'
        ? { ticker: value, exchange: detail, ...seenOn, isCurrent }
        : { kind, value, description: detail || null, ...seenOn, isCurrent }
    })
  }

  test('give what the days on which each was found say', async () => {
    const shuffled = fc.array(look, { maxLength: 8 }).chain((looks) =>
      fc.record({
        looks: fc.constant(looks),
        again: fc.shuffledSubarray([...looks, ...looks], { minLength: looks.length * 2 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ looks, again }) => {
        const one = world([filing(), filing({ accession: '0000000101-24-000001', issuer: { cik: 101 } })])
        const other = world()
        const write = (w: World, all: typeof looks) => {
          for (const { cik, day, listings, rest } of all)
            seeIssuerAttributes(w.db, cik, [...listings, ...rest], day)
        }
        write(one, looks)
        write(other, again)
        expect(stored(other)).toEqual(stored(one))
        const { nodes } = (await answer(one, `{ issuers { nodes { ${ATTRIBUTES} } } }`)).issuers
        expect(nodes).toHaveLength(2)
        for (const node of nodes) {
          const of = looks.filter(({ cik }) => cik === Number(node.cik))
          const expected = told(of.map(({ day, listings, rest }) => ({ day, found: [...listings, ...rest] })))
          const found = [...node.listings, ...node.attributes]
          expect(found).toHaveLength(expected.length)
          expect(found).toEqual(expect.arrayContaining(expected))
          const days = node.listings.map(({ firstSeenOn }: { firstSeenOn: string }) => firstSeenOn)
          expect(days).toEqual([...days].sort())
        }
        one.db.close()
        other.db.close()
      }),
      { numRuns: 60 },
    )
  })
})

describe('writing', () => {
  test('a look is kept whole or not at all', () => {
    const w = seen()
    const bad = { ...sic('1000'), kind: 'COLOUR' } as unknown as SeenAttribute
    expect(() => seeIssuerAttributes(w.db, 100, [state('DE'), bad], '2024-01-01')).toThrow(RangeError)
    expect(stored(w)).toEqual([])
  })

  test('within a transaction of the caller, it goes with the rest of that', () => {
    const w = seen()
    const write = () =>
      w.db.transaction(() => {
        seeIssuerAttributes(w.db, 100, [state('DE')], '2024-01-01')
        throw new Error('no')
      })
    expect(write).toThrow('no')
    expect(stored(w)).toEqual([])
  })

  test('attributes stay when filings are replaced and all is derived anew, and wait for an issuer without any', async () => {
    const w = seen(['2024-01-01', sic('1000')])
    seeIssuerAttributes(w.db, 101, [sic('2000')], '2024-01-01')
    put(w.db, filing({ issuer: { cik: 101, name: 'BETA CORP' } }))
    rewriteFilings(w.db)
    put(w.db, filing({ accession: '0000000100-24-000002' }))
    expect((await answer(w, '{ issuers { nodes { cik sic { value } } } }')).issuers.nodes).toEqual([
      { cik: '0000000100', sic: { value: '1000' } },
      { cik: '0000000101', sic: { value: '2000' } },
    ])
  })
})

describe('its price', () => {
  const many = world(
    Array.from({ length: 60 }, (_, i) =>
      filing({
        accession: `0000000100-24-${String(i + 1).padStart(6, '0')}`,
        issuer: { cik: 100 + i, name: `ISSUER ${i}` },
      }),
    ),
  )
  for (let i = 0; i < 60; i++) seeIssuerAttributes(many.db, 100 + i, [listing(`T${i}`)], '2024-01-01')

  test('is one load and two statements, whatever the number of issuers and fields', async () => {
    const query = `query ($n: Int!) { issuers(first: $n) { nodes { ${ATTRIBUTES} } } }`
    const [one, all] = [await ask(many, query, { n: 1 }), await ask(many, query, { n: 60 })]
    expect(all.errors).toEqual([])
    expect(all.data.issuers.nodes).toHaveLength(60)
    for (const { cik, listings } of all.data.issuers.nodes)
      expect(listings).toMatchObject([{ ticker: `T${cik - 100}` }])
    expect(all.loads).toEqual(['issuers', 'issuers.attributes'])
    expect(one.loads).toEqual(all.loads)
    expect(all.sql).toHaveLength(3)
    expect(one.sql).toHaveLength(all.sql.length)
  })

  test('is nothing where nobody asks', async () => {
    expect((await ask(many, '{ issuers { nodes { name } } }')).loads).toEqual(['issuers'])
  })

  test('is no walk through the table', async () => {
    const { sql: ran } = await ask(many, OF_ALPHA)
    const statement = ran.find((text) => text.includes('issuer_attributes'))!
    const plan = many.db.orm
      .all<{ detail: string }>(sql.raw(`EXPLAIN QUERY PLAN ${statement.replaceAll('?', "'[1]'")}`))
      .map(({ detail }) => detail)
    expect(plan[0]).toMatch(/SEARCH issuer_attributes USING INDEX/)
  })
})
