/** What is loaded: every count is what counting the tables gives, whatever came, changed and went. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Origin } from '../db/codes.ts'
import type { Db } from '../db/open.ts'
import { quarantineDocument } from '../db/quarantine.ts'
import { writeFiling } from '../db/write.ts'
import packageJson from '../package.json' with { type: 'json' }
import type { Filing } from '../src/edgar/filing.ts'
import { incoming } from '../src/ingest/rows.ts'
import { answer, ask } from './ask.ts'
import { filing, put, rows, sampleWorld, trade, world } from './world.ts'

const DATASET = `{ dataset { version filingCount transactionCount holdingCount issuerCount insiderCount quarantinedCount
  firstFiledOn lastFiledOn lastAcceptedAt
  counts { form year origin filingCount transactionCount holdingCount }
  sources { origin filingCount transactionCount holdingCount } } }`

const ORIGIN = sql`CASE f.origin WHEN 0 THEN 'SAMPLE' WHEN 1 THEN 'DATA_SET' ELSE 'DOCUMENT' END AS origin`
const COUNTS = sql`count(*) AS filingCount,
  sum((SELECT count(*) FROM transactions t WHERE t.accession = f.accession)) AS transactionCount,
  sum((SELECT count(*) FROM holdings h WHERE h.accession = f.accession)) AS holdingCount`

/** What the tables hold, counted plainly. */
function counted(db: Db) {
  const one = (table: string) =>
    db.orm.get<{ n: number }>(sql`SELECT count(*) AS n FROM ${sql.identifier(table)}`).n
  const days = db.orm.all<{ day: string; at: string | null }>(
    sql`SELECT dated_on AS day, accepted_at AS at FROM filings ORDER BY dated_on`,
  )
  const accepted = days.flatMap(({ at }) => at ?? [])
  return {
    version: packageJson.version,
    filingCount: one('filings'),
    transactionCount: one('transactions'),
    holdingCount: one('holdings'),
    issuerCount: one('issuers'),
    insiderCount: one('insiders'),
    quarantinedCount: one('quarantine'),
    firstFiledOn: days[0]?.day ?? null,
    lastFiledOn: days.at(-1)?.day ?? null,
    lastAcceptedAt: accepted.sort().at(-1) ?? null,
    counts: db.orm
      .all<{ form: string }>(
        sql`SELECT f.form, CAST(substr(f.dated_on, 1, 4) AS INTEGER) AS year, ${ORIGIN}, ${COUNTS}
          FROM filings f GROUP BY f.form, year, f.origin ORDER BY f.form, year, f.origin`,
      )
      .map((row) => ({ ...row, form: `FORM_${row.form.replace('/A', '_AMENDMENT')}` })),
    sources: db.orm.all(sql`SELECT ${ORIGIN}, ${COUNTS} FROM filings f GROUP BY f.origin ORDER BY f.origin`),
  }
}

test('nothing is loaded', async () => {
  const w = world()
  const { dataset } = await answer(w, DATASET)
  expect(dataset).toEqual(counted(w.db))
  expect(dataset).toMatchObject({
    filingCount: 0,
    counts: [],
    sources: [],
    firstFiledOn: null,
    lastFiledOn: null,
  })
})

test('the sample', async () => {
  const w = sampleWorld()
  const { dataset } = await answer(w, DATASET)
  expect(dataset).toEqual(counted(w.db))
  expect(dataset.filingCount).toBeGreaterThan(50)
  expect(dataset.counts.length).toBeGreaterThan(5)
})

test('what was set aside', async () => {
  const w = world()
  for (const source of ['a.xml', 'b.xml', 'b.xml'])
    quarantineDocument(w.db, { source, code: 'NO_XML', message: 'There is none.' })
  expect((await answer(w, DATASET)).dataset.quarantinedCount).toBe(2)
})

describe('after filings came, were replaced and went', () => {
  const arrivals = fc.array(
    fc.record({
      accession: fc.constantFrom(
        '0000000100-24-000001',
        '0000000100-24-000002',
        '0000000100-24-000003',
        undefined,
      ),
      origin: fc.constantFrom<Origin[]>('SAMPLE', 'DATA_SET', 'DOCUMENT'),
      source: fc.constantFrom('a', 'b'),
      filedOn: fc.constantFrom('2021-12-31', '2022-01-01', '2024-03-05', undefined),
      acceptedAt: fc.constantFrom('2024-03-05T21:00:00Z', '2022-01-01T10:00:00Z', undefined),
      form: fc.constantFrom('3', '4', '4/A', '5'),
      trades: fc.integer({ min: 0, max: 3 }),
      holdings: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 14 },
  )
  const HOLDING = [
    'holding',
    'I',
    { securityTitle: 'Common Stock', sharesAfter: '5', ownership: 'D' },
  ] as const

  test('in any order', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (given) => {
        const w = world()
        for (const { origin, source, trades, holdings, ...header } of given) {
          const all = [...Array(trades).fill(trade('P', '10', '2')), ...Array(holdings).fill(HOLDING)]
          const { accession: _, filedOn: __, ...rest } = filing({ rows: rows(...all) })
          const known = Object.entries(header).filter(([, value]) => value !== undefined)
          const one = { ...rest, ...Object.fromEntries(known) } as Filing
          writeFiling(w.db, incoming(one, origin, source))
        }
        expect((await answer(w, DATASET)).dataset).toEqual(counted(w.db))
        w.db.close()
      }),
      { numRuns: 60 },
    )
  })

  test('no row of the counts is left empty', () => {
    const { db } = world([filing({ filedOn: '2021-12-31' })])
    put(db, filing({ filedOn: '2024-03-05' }))
    expect(db.orm.all(sql`SELECT year, filings FROM filing_counts`)).toEqual([{ year: 2024, filings: 1 }])
  })
})

test('it costs a handful of statements, and none that nobody asked for', async () => {
  const w = sampleWorld()
  expect((await ask(w, '{ dataset { version filingCount counts { year filingCount } } }')).loads).toEqual([
    'dataset.counts',
  ])
  const { loads, sql: statements } = await ask(w, DATASET)
  expect(loads.sort()).toEqual([
    'dataset.acceptedAt',
    'dataset.counts',
    'dataset.firstFiledOn',
    'dataset.insiders',
    'dataset.issuers',
    'dataset.lastFiledOn',
    'dataset.quarantined',
  ])
  expect(statements).toHaveLength(loads.length)
})
