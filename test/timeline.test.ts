/** How what is held changes: the timelines of the whole sample, worked out a second way, and change in ownership. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packAccession } from '../db/accession.ts'
import { vehicleOf } from '../db/rules/vehicles.ts'
import { titleWords } from '../db/rules/words.ts'
import type { Filing, Row } from '../src/edgar/filing.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { answer } from './ask.ts'
import { filing, rows, world } from './world.ts'

type Values = Parameters<typeof rows>[0][2]

const number = (n: number) => `0000000100-24-${String(n).padStart(6, '0')}`

interface Point {
  on: string
  change: string | null
  shares: string | null
  residual: string | null
}

describe('change in ownership', () => {
  test.each<[Values, string | null]>([
    [{ shares: '98039', direction: 'D', sharesAfter: '2040222' }, '-0.045850'],
    [{ shares: '50', direction: 'A', sharesAfter: '150' }, '0.500000'],
    [{ shares: '100', direction: 'D', sharesAfter: '0' }, '-1.000000'],
    [{ shares: '1', direction: 'A', sharesAfter: '4' }, '0.333333'],
    [{ shares: '2', direction: 'A', sharesAfter: '5' }, '0.666667'],
    [{ shares: '0.5', direction: 'D', sharesAfter: '1.0' }, '-0.333333'],
    [{ shares: '1', direction: 'D', sharesAfter: '999999999' }, '0.000000'],
    [{ shares: '0', direction: 'D', sharesAfter: '10' }, '0.000000'],
    [{ shares: '10', direction: 'A', sharesAfter: '10' }, null], // nothing was held before
    [{ shares: '10', direction: 'A', sharesAfter: '4' }, null], // less than nothing
    [{ shares: '0', direction: 'D', sharesAfter: '0' }, null],
    [{ direction: 'A', sharesAfter: '10' }, null],
    [{ shares: '1', sharesAfter: '10' }, null],
    [{ shares: '1', direction: 'X', sharesAfter: '10' }, null],
    [{ shares: '1', direction: 'A' }, null],
    [{ shares: '1', direction: 'A', valueAfter: '10' }, null],
    [{ shares: '-1', direction: 'A', sharesAfter: '10' }, null],
    [{ shares: '1', direction: 'A', sharesAfter: '-10' }, null],
    [{ shares: '1000000', pricePerShare: '1000000', direction: 'A', sharesAfter: '2000000' }, null], // too much
  ])('of %o is %s', async (values, change) => {
    for (const table of ['I', 'II'] as const) {
      const w = world([filing({ rows: rows(['transaction', table, values]) })])
      const { transactions } = await answer(w, '{ transactions { nodes { ownershipChange } } }')
      expect(transactions.nodes).toEqual([{ ownershipChange: change }])
    }
  })
})

/** Ten decimals as a whole number. */
const exact = (text: string) => {
  const [, sign, whole, part = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(text)!
  return BigInt(`${sign}${whole}${part.padEnd(10, '0')}`)
}

type Step = [on: string, change: bigint | null, shares: bigint | null, residual: bigint | null]

/** The timelines of all owners, straight from the filings: by key, by day, filing and place. */
function bruteForce(filings: Filing[], isReplaced: (filing: Filing, row: Row) => boolean): Step[][] {
  const told = filings.flatMap((filing) =>
    filing.owners.flatMap(({ cik }) =>
      filing.rows.filter((row) => !isReplaced(filing, row)).map((row) => tellingOf(filing, row, cik!)),
    ),
  )
  return [...Map.groupBy(told, ({ key }) => key).values()].map((group) => {
    const inOrder = group.sort((a, b) => (a.order < b.order ? -1 : 1))
    return inOrder.map(({ day, change, after, isHolding }, i): Step => {
      const before = inOrder[i - 1]?.after ?? null
      const came = isHolding ? 0n : change
      const isKnown = before !== null && after !== null && came !== null
      return [day, change, after, isKnown ? after - before - came : null]
    })
  })
}

function tellingOf(filing: Filing, row: Row, cik: number) {
  const value = (field: keyof Row['fields']) => row.fields[field]?.value
  const notes = row.fields.natureOfOwnership?.footnotes ?? []
  const texts = filing.footnotes.filter(({ id }) => notes.includes(id)).map(({ text }) => text)
  const isHolding = row.kind === 'holding'
  const price = value('exercisePrice')
  const key = [
    filing.issuer.cik,
    cik,
    row.table,
    titleWords(value('securityTitle')),
    value('ownership'),
    value('ownership') === 'I' && vehicleOf(value('natureOfOwnership'), texts),
    price && exact(price),
    value('expiresOn'),
  ].join('|')
  const day = (isHolding ? filing.periodOfReport : value('transactedOn')) ?? filing.filedOn!
  const [filer, year, sequence] = filing.accession!.split('-')
  const order = [day, year, filer, sequence, Number(isHolding), 100 + row.ordinal].join(' ')
  const [shares, sharesAfter] = [value('shares'), value('sharesAfter')]
  const sign = { A: 1n, D: -1n }[value('direction') ?? '']
  const change = shares === undefined || sign === undefined ? null : exact(shares) * sign
  return { key, order, day, isHolding, change, after: sharesAfter === undefined ? null : exact(sharesAfter) }
}

const big = (text: string | null) => (text === null ? null : exact(text))
const asSteps = (points: Point[]): Step[] =>
  points.map(({ on, change, shares, residual }) => [on, big(change), big(shares), big(residual)])
const sorted = (found: Step[][]) => found.map((steps) => steps.map(String).join('\n')).sort()

const POINTS = `query ($id: ID!, $first: Int, $last: Int, $after: String, $before: String, $direction: OrderDirection!) {
  node(id: $id) { ... on Position { points(first: $first, last: $last, after: $after, before: $before,
    orderBy: {field: ON, direction: $direction}) { totalCount nodes { on change shares residual }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }`

describe('the sample', () => {
  const filings = sampleFilings().map(({ filing }, i) => ({ accession: number(i), ...filing }))
  const w = world(filings)

  async function positions(): Promise<{ id: string; shares: string | null; lastOn: string }[]> {
    const { insiders } = await answer(
      w,
      '{ insiders(first: 100) { totalCount nodes { positions(first: 40) { totalCount nodes { id shares lastOn } } } } }',
    )
    expect(insiders.nodes).toHaveLength(insiders.totalCount)
    return insiders.nodes.flatMap(({ positions }: { positions: { totalCount: number; nodes: [] } }) => {
      expect(positions.nodes).toHaveLength(positions.totalCount)
      return positions.nodes
    })
  }

  async function pointsOf(id: string, variables: object, direction = 'ASC') {
    return (await answer(w, POINTS, { id, direction, ...variables })).node.points
  }

  test('has the timelines that its filings tell, worked out by brute force', async () => {
    const replaced = new Set(
      w.db.orm
        .all<{ place: string }>(
          sql`SELECT accession || ' ' || row AS place FROM transactions WHERE left_out = 0
              UNION ALL SELECT accession || ' ' || row FROM holdings WHERE instead_filing IS NOT NULL`,
        )
        .map(({ place }) => place),
    )
    expect(replaced.size).toBeLessThan(10)
    const all = await positions()
    const found = await Promise.all(
      all.map(async ({ id }) => asSteps((await pointsOf(id, { first: 100 })).nodes)),
    )
    const expected = bruteForce(filings, ({ accession }, { kind, table, ordinal }) => {
      const number = (table === 'I' ? 1 : 3) + (kind === 'holding' ? 1 : 0)
      return replaced.has(`${packAccession(accession!)} ${number * 1_000_000 + ordinal}`)
    })
    expect(expected.length).toBeGreaterThan(100)
    expect(expected.flat().filter(([, , , residual]) => residual !== null && residual !== 0n)).not.toEqual([])
    expect(sorted(found)).toEqual(sorted(expected))
    for (const [i, { shares, lastOn }] of all.entries()) {
      const [on, , after] = found[i]!.at(-1)!
      expect([lastOn, big(shares)]).toEqual([on, after])
    }
  })

  test('gives the points of a position once each, in pages of any size, both ways', async () => {
    const ids = (await positions()).map(({ id }) => id)
    const sizes = await Promise.all(ids.map(async (id) => (await pointsOf(id, { first: 0 })).totalCount))
    const long = ids.filter((_, i) => sizes[i]! > 4)
    expect(long.length).toBeGreaterThan(3)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...long),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        fc.constantFrom('ASC', 'DESC'),
        async (id, size, forward, direction) => {
          const whole = await pointsOf(id, { first: 100 }, direction)
          const walked: Point[] = []
          for (let at: object = {}; ; ) {
            const page = await pointsOf(id, { [forward ? 'first' : 'last']: size, ...at }, direction)
            walked[forward ? 'push' : 'unshift'](...page.nodes)
            if (!page.pageInfo[forward ? 'hasNextPage' : 'hasPreviousPage']) break
            at = forward ? { after: page.pageInfo.endCursor } : { before: page.pageInfo.startCursor }
          }
          expect(walked).toEqual(whole.nodes)
          expect(walked).toHaveLength(whole.totalCount)
          const upwards = (await pointsOf(id, { first: 100 })).nodes
          expect(whole.nodes).toEqual(direction === 'ASC' ? upwards : upwards.toReversed())
        },
      ),
      { numRuns: 60 },
    )
  })
})
