/** Syncing from a stand-in for EDGAR: whatever it does wrong, the database is that of an undisturbed run. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Db, open } from '../db/open.ts'
import { listQuarantine } from '../db/quarantine.ts'
import { addDays } from '../db/rules/days.ts'
import { edgar } from '../src/edgar/client.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { store } from '../src/ingest/ingest.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { easternDay, isWeekend } from '../src/ingest/sync/calendar.ts'
import { syncDays } from '../src/ingest/sync/days.ts'
import { syncListings } from '../src/ingest/sync/listings.ts'
import { syncParties } from '../src/ingest/sync/parties.ts'
import { syncQuarter } from '../src/ingest/sync/quarters.ts'
import { nothingYet } from '../src/ingest/sync/syncing.ts'
import { dataSetTables, writeZip } from './dataSetFormat.ts'
import { dump } from './dump.ts'
import { withoutUserAgent, worstSecond } from './edgar/books.ts'
import * as wrongly from './edgar/misbehave.ts'
import { type Shelved, sampleShelf } from './edgar/shelf.ts'
import { type StandIn, standIn } from './edgar/standIn.ts'
import { graph, LIMITS, syncing as syncingAt } from './edgar/syncing.ts'

const shelf = sampleShelf()
const days = [...new Set(shelf.map(({ filedOn }) => filedOn))].sort()
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
afterAll(() => rmSync(folder, { recursive: true }))

let server: StandIn
const dataSets: Record<string, Buffer> = {}
const dbs: Db[] = []
beforeAll(async () => {
  server = await standIn({ shelf, pageSize: 5, dataSets })
})
afterAll(() => server.close())
afterEach(() => {
  server.behave()
  for (const db of dbs.splice(0)) db.close()
})

function syncing(over?: Parameters<typeof syncingAt>[1]) {
  const sync = syncingAt(server.base, over)
  dbs.push(sync.db)
  return sync
}

/** The same filings read from files, without any network. */
function undisturbed(filings: Shelved[]) {
  const db = open(':memory:')
  for (const { accession, bytes } of filings) store(db, `${accession}.txt`, bytes, {})
  const tables = graph(db)
  db.close()
  return tables
}

const all = undisturbed(shelf)
const span = ['2014-05-08', '2014-06-30'] as const
const within = shelf.filter(({ filedOn }) => filedOn >= span[0] && filedOn <= span[1])

describe('days', () => {
  it('brings every filing of every day, once', async () => {
    const sync = syncing()
    for (const day of days) await syncDays(sync, day, day)
    expect(graph(sync.db)).toEqual(all)
    expect(sync.counts).toEqual({ ...nothingYet(), listed: shelf.length, new: shelf.length })
  })

  it('asks for nothing that it has taken in whole', async () => {
    const sync = syncing()
    for (const day of days.slice(0, 9)) await syncDays(sync, day, day)
    const before = server.books.length
    for (const day of days.slice(0, 9)) await syncDays(sync, day, day)
    expect(server.books).toHaveLength(before)
  })

  it('is done with a day only once nothing is added to its index any more', async () => {
    const [one] = shelf as [Shelved]
    const sync = syncing()
    const asked = async (today: string) => {
      vi.setSystemTime(`${today}T17:00:00Z`)
      const before = server.books.length
      await syncDays(sync, one.filedOn, one.filedOn)
      return server.books.slice(before).filter(({ path }) => /daily-index/.test(path)).length
    }
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      for (const days of [0, 1, 2]) expect(await asked(addDays(one.filedOn, days))).toBeGreaterThan(0)
      expect(await asked(addDays(one.filedOn, 3))).toBeGreaterThan(0)
      expect(await asked(addDays(one.filedOn, 3))).toBe(0)
      expect(sync.told.at(-1)).toBe('Days without anything to take: 1 taken in before.')
    } finally {
      vi.useRealTimers()
    }
  })

  it('says of which days there is nothing, and asks again for a weekday of which there should be', async () => {
    const sync = syncing()
    const asked = async () => {
      const before = server.books.length
      await syncDays(sync, '2023-04-01', '2023-04-03')
      await syncDays(sync, '2024-07-04', '2024-07-04')
      return server.books.slice(before).map(({ path }) => /form\.(\d+)/.exec(path)![1])
    }
    expect(await asked()).toEqual(['20230403', '20240704'])
    expect(sync.told).toEqual([
      'EDGAR has no index of 2023-04-03.',
      'Days without anything to take: 2 on a weekend, 1 without an index.',
      'Days without anything to take: 1 on a holiday.',
    ])
    expect(await asked()).toEqual(['20230403'])
    expect(sync.told.at(-1)).toBe('Days without anything to take: 1 taken in before.')
    expect(sync.counts).toEqual(nothingYet())
  })

  it('is not done with a day whose index was not there for once', async () => {
    const sync = syncing()
    server.misbehave({ path: /daily-index/, times: 1, how: wrongly.absent })
    await syncDays(sync, busiest, busiest)
    expect(sync.counts.new).toBe(0)
    await syncDays(sync, busiest, busiest)
    expect(sync.counts.new).toBe(shelf.filter(({ filedOn }) => filedOn === busiest).length)
  })

  it('has nothing of a day that is not over', async () => {
    const day = easternDay()
    const sync = syncing()
    await syncDays(sync, day, day)
    expect(sync.told.join()).toMatch(isWeekend(day) ? /on a weekend/ : /without an index yet|on a holiday/)
  })

  it('takes what an index lists only later', async () => {
    const [first, ...others] = shelf.filter(({ filedOn }) => filedOn === busiest) as [Shelved]
    const own = await standIn({ shelf: [first] })
    const sync = syncing({
      edgar: edgar({ contact: 'jane@example.com', version: '0', base: own.base, limits: LIMITS }),
    })
    own.misbehave({
      path: /Archives\/edgar\/data/,
      times: 1,
      how: (right, response) => {
        own.publish(...others)
        response.writeHead(right.status, right.headers).end(right.body)
      },
    })
    await syncDays(sync, busiest, busiest)
    await own.close()
    expect(graph(sync.db)).toEqual(undisturbed([first, ...others]))
  })
})

/** The day with most filings. */
const busiest = days
  .map((day) => [shelf.filter(({ filedOn }) => filedOn === day).length, day] as const)
  .sort()
  .at(-1)![1]

describe('issuers and insiders', () => {
  const names = (cik: number) => shelf.filter((one) => one.issuerCik === cik || one.ownerCiks.includes(cik))
  const count = (cik: number) => names(cik).length
  const most = (ciks: number[]) => ciks.sort((a, b) => count(b) - count(a))[0]!
  const biggest = most(shelf.map(({ issuerCik }) => issuerCik))

  it('brings all of an issuer, from further pages too', async () => {
    const sync = syncing()
    await syncParties(sync, [biggest])
    expect(count(biggest)).toBeGreaterThan(5)
    expect(server.books.some(({ path }) => /submissions-001\.json/.test(path))).toBe(true)
    expect(graph(sync.db)).toEqual(undisturbed(names(biggest)))
  })

  it('brings all of an insider, of every issuer', async () => {
    const owner = most(shelf.flatMap(({ ownerCiks }) => ownerCiks))
    const sync = syncing()
    await syncParties(sync, [owner])
    expect(graph(sync.db)).toEqual(undisturbed(names(owner)))
  })

  it('brings everybody', async () => {
    const sync = syncing()
    await syncParties(sync, [...new Set(shelf.map(({ issuerCik }) => issuerCik))])
    expect(graph(sync.db)).toEqual(all)
  })

  it('notes of issuers what EDGAR tells of them', async () => {
    const ciks = [...new Set(shelf.map(({ issuerCik }) => issuerCik))]
    const sync = syncing()
    await syncListings(sync)
    await syncParties(sync, ciks)
    expect(
      sync.db.orm.all(sql`SELECT issuer_cik AS cik, value, detail FROM issuer_attributes ORDER BY 1, 2, 3`),
    ).toEqual(toldOf(ciks))
  })

  it('writes nothing in a dry run', async () => {
    const sync = syncing({ isDry: true })
    await syncListings(sync)
    await syncParties(sync, [biggest])
    expect(sync.counts).toEqual({ ...nothingYet(), listed: count(biggest), wanted: count(biggest) })
    expect(Object.values(dump(sync.db)).flat()).toEqual([])
  })
})

describe('quarters', () => {
  const quarter = '2024q3'
  const filings = sampleFilings()
    .map(({ filing }) => filing)
    .filter(({ accession, filedOn, owners }) => accession && filedOn && owners.every(({ cik }) => cik))
  const publish = async (some: Filing[]) => {
    const zip = await writeZip(join(folder, 'set.zip'), dataSetTables(some))
    dataSets[quarter] = readFileSync(zip)
  }

  it('are loaded once, and again when SEC publishes them anew', async () => {
    const sync = syncing()
    await publish(filings.slice(1))
    await syncQuarter(sync, quarter)
    expect(sync.counts).toEqual({ ...nothingYet(), listed: filings.length - 1, new: filings.length - 1 })
    await syncQuarter(sync, quarter)
    expect(sync.told).toEqual([expect.stringMatching(/the same since/)])
    await publish(filings)
    await syncQuarter(sync, quarter)
    expect(sync.counts).toMatchObject({ new: filings.length, unchanged: filings.length - 1 })
    await syncQuarter(sync, '2024q4')
    expect(sync.told.at(-1)).toMatch(/not published/)
  })

  it('give way to documents, whichever come first, and the differences are counted', async () => {
    await publish(filings)
    const first = syncing()
    await syncQuarter(first, quarter)
    for (const day of days) await syncDays(first, day, day)
    expect(graph(first.db)).toEqual(all)
    const second = syncing()
    for (const day of days) await syncDays(second, day, day)
    await syncQuarter(second, quarter)
    expect(graph(second.db)).toEqual(all)
    expect(second.counts).toMatchObject({ new: shelf.length, unchanged: filings.length })
    expect(first.differences).toEqual(second.differences)
    expect(second.differences).toEqual(roundedIn(filings))
  })

  it('are fetched again where they come damaged', async () => {
    await publish(filings)
    server.misbehave({ path: /form345\.zip/, times: 1, how: wrongly.truncated })
    const sync = syncing()
    await syncQuarter(sync, quarter)
    expect(sync.counts.new).toBe(filings.length)
    expect(sync.told.join()).toMatch(/fetched again/)
  })
})

/** What the stand-in says of companies, in the order of their attributes. */
function toldOf(ciks: number[]) {
  const told = ciks.flatMap((cik) => {
    const { listings, sic, incorporatedIn, businessIn, fiscalYearEnd: end } = server.companies.get(cik)!
    const others = [sic, incorporatedIn, businessIn, end && [`${end.slice(0, 2)}-${end.slice(2)}`, '']]
    return [...listings.map(({ ticker, exchange }) => [ticker, exchange ?? '']), ...others].flatMap((one) =>
      one ? { cik, value: one[0]!, detail: one[1]! } : [],
    )
  })
  const key = ({ cik, value, detail }: (typeof told)[number]) =>
    `${String(cik).padStart(10, '0')} ${value}\0${detail}`
  return told.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** By hand: decimals of more than two places are what data sets round, and nothing else of the sample differs. */
function roundedIn(filings: Filing[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind, fields } of filings.flatMap(({ rows }) => rows))
    for (const [field, filed] of Object.entries(fields))
      if (/^-?\d*\.\d{3,}$/.test(filed.value ?? '') && /[1-9]/.test(filed.value!.replace(/.*\.../, ''))) {
        const name = `${kind}.${field} ROUNDED`
        counts[name] = (counts[name] ?? 0) + 1
      }
  return counts
}

describe('an EDGAR that misbehaves', () => {
  const DOCUMENT = /Archives\/edgar\/data/
  const INDEX = /daily-index/
  const passing: Record<string, wrongly.Misbehaviour> = {
    'a 429 with a word on when': wrongly.failure(429, { 'retry-after': '0' }),
    'a 429 without': wrongly.failure(429),
    'a block page': wrongly.blockPage(403, 'Request Rate Threshold Exceeded'),
    'a block page that claims to be right': wrongly.blockPage(
      200,
      'Your Request Originates from an Undeclared Automated Tool',
    ),
    'an error of its own': wrongly.failure(500),
    'a server that is busy': wrongly.failure(503),
    'some other page': wrongly.htmlPage,
    'an empty answer': wrongly.empty,
    'half of an answer': wrongly.truncated,
    'an answer shorter than it says': wrongly.wrongLength(7),
    'an answer longer than it says': wrongly.wrongLength(-7),
    'a connection that breaks': wrongly.reset,
    silence: wrongly.hangBeforeHeaders,
    'silence in the middle': wrongly.hangInBody,
    'gzip that is none': wrongly.brokenGzip,
  }
  for (const [name, how] of Object.entries(passing))
    it(`is got through: ${name}`, async () => {
      const before = server.books.length
      for (const path of [DOCUMENT, INDEX]) server.misbehave({ path, times: 1, how })
      const sync = syncing()
      await syncDays(sync, ...span)
      expect(graph(sync.db)).toEqual(undisturbed(within))
      expect(server.books.slice(before).filter(({ misbehaved }) => misbehaved === how)).toHaveLength(2)
    })

  it('is got through, whatever comes together', async () => {
    const one = fc.record({
      path: fc.constantFrom(DOCUMENT, INDEX),
      times: fc.integer({ min: 1, max: 2 }),
      how: fc.constantFrom(...Object.values(passing)),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 3 }), async (rules) => {
        server.behave()
        for (const rule of rules) server.misbehave(rule)
        // Two blocks of one request in a row end a run; the next one goes on.
        const sync = syncing()
        for (let run = 0; run < 4; run++) await syncDays(sync, ...span).catch(() => {})
        const { listed, failed: _, ...others } = sync.counts
        expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBe(listed)
        expect(graph(sync.db)).toEqual(undisturbed(within))
      }),
      { numRuns: 8 },
    )
  }, 30_000)

  it('is not followed elsewhere, nor to the end of a bomb', async () => {
    const elsewhere = await standIn({ shelf: [] })
    server.misbehave({ path: DOCUMENT, times: 1, how: wrongly.redirectTo(`${elsewhere.base}/secrets.txt`) })
    const sync = syncing()
    await syncDays(sync, ...span)
    expect(sync.counts).toMatchObject({ missing: 1, new: within.length - 1 })
    expect(elsewhere.books).toEqual([])
    await elsewhere.close()

    server.misbehave({ path: DOCUMENT, times: 1, how: wrongly.gzipBomb })
    await syncDays(sync, ...span)
    expect(listQuarantine(sync.db)).toMatchObject([{ code: 'TOO_LARGE' }])
    // It was not kept, and so is asked for again: not by the same run, but by the next one.
    const asked = server.books.length
    await syncDays(sync, ...span)
    expect(server.books.slice(asked).filter(({ path }) => DOCUMENT.test(path))).toEqual([])
    expect(listQuarantine(sync.db)).toMatchObject([{ code: 'TOO_LARGE' }])
    await syncDays(syncing({ db: sync.db }), ...span)
    expect(listQuarantine(sync.db)).toEqual([])
    expect(graph(sync.db)).toEqual(undisturbed(within))
  })

  it('is blamed for what it does not give, and asked again', async () => {
    const [one] = within
    server.misbehave({ path: new RegExp(one!.accession), times: 5, how: wrongly.failure(500) })
    const sync = syncing()
    await syncDays(sync, ...span)
    expect(sync.counts).toMatchObject({ new: within.length - 1, missing: 1 })
    expect(sync.told.join()).toContain(one!.accession)
    await syncDays(sync, ...span)
    expect(graph(sync.db)).toEqual(undisturbed(within))
  })

  it('is not asked on and on when it is gone', async () => {
    server.misbehave({ path: DOCUMENT, times: 'always', how: wrongly.failure(500) })
    const sync = syncing({ limits: { ...LIMITS, tries: 2 } })
    const [from, to] = [days[0]!, days.at(-1)!]
    await expect(syncDays(sync, from, to)).rejects.toMatchObject({ code: 'GONE' })
    expect(sync.counts.missing).toBe(7)
    const { listed, left } = sync.counts
    expect(left).toBe(listed - 7)
    expect(left).toBeGreaterThan(0)
  })
})

describe("the stand-in's books", () => {
  it('never show more than the rate, nor a request without a name', async () => {
    const before = server.books.length
    const sync = syncing({ limits: { ...LIMITS, gapMs: 40 } })
    await syncDays(sync, ...span)
    const books = server.books.slice(before)
    expect(books.length).toBeGreaterThan(30)
    expect(worstSecond(books)).toBeLessThanOrEqual(1000 / 40 + 1)
    expect(withoutUserAgent(books)).toEqual([])
    expect(Math.max(...books.map(({ open }) => open))).toBeLessThanOrEqual(LIMITS.atOnce)
    expect(books[0]!.headers['user-agent']).toBe('insider-graph/0 Jane Doe jane@example.com')
  })

  it('show nothing at all while EDGAR has asked for peace', async () => {
    const before = server.books.length
    server.misbehave({ path: /./, times: 1, how: wrongly.blockPage(403, 'Request Rate Threshold Exceeded') })
    const pauses: [number, string][] = []
    const client = edgar({
      contact: 'jane@example.com',
      version: '0',
      base: server.base,
      limits: { ...LIMITS, blockedMs: 400 },
      onPause: (...pause) => pauses.push(pause),
    })
    await syncDays(syncing({ edgar: client }), ...span)
    expect(pauses).toEqual([[400, 'HTTP 403']])
    const [blocked, next] = server.books.slice(before)
    expect(next!.at - blocked!.at).toBeGreaterThan(390)
  })
})
