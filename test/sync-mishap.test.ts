/** What goes wrong with one thing of a sync: it is told, and nothing else suffers from it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { listQuarantine } from '../db/quarantine.ts'
import { LISTINGS, syncMark } from '../db/sync-marks.ts'
import { retryQuarantine } from '../src/ingest/retry.ts'
import { syncDays } from '../src/ingest/sync/days.ts'
import { ciksOf, syncListings } from '../src/ingest/sync/listings.ts'
import { syncParties } from '../src/ingest/sync/parties.ts'
import { syncDataSets } from '../src/ingest/sync/quarters.ts'
import { dataSetTables, writeZip } from './dataSetFormat.ts'
import type { ArchiveOptions } from './edgar/archive.ts'
import * as wrongly from './edgar/misbehave.ts'
import { type Shelved, shelved } from './edgar/shelf.ts'
import { type StandIn, standIn } from './edgar/standIn.ts'
import { LIMITS, syncing } from './edgar/syncing.ts'
import { filing, rows, trade } from './world.ts'

const number = (n: number) => `0000000100-24-${String(n).padStart(6, '0')}`
const of = (n: number, filedOn = '2024-03-06', issuer = 100) =>
  filing({
    accession: number(n),
    issuer: { cik: issuer, name: `ISSUER ${issuer}`, ticker: `T${'ABC'[issuer / 100 - 1]}` },
    owners: [{ cik: 900 + n, name: `OWNER ${n}`, isDirector: true }],
    filedOn,
    acceptedAt: `${filedOn}T20:00:00Z`,
    rows: rows(trade('P', String(n), '1.25')),
  })
const nth = (...args: Parameters<typeof of>): Shelved => shelved(of(...args))
const many = (count: number) => Array.from({ length: count }, (_, i) => nth(i + 1))
const withText = (one: Shelved, from: string | RegExp, to: string): Shelved => ({
  ...one,
  bytes: Buffer.from(one.bytes.toString().replace(from, to)),
})

const servers: StandIn[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** EDGAR with these filings, and a sync that asks it. */
async function edgarWith(shelf: Shelved[], options: Partial<ArchiveOptions> = {}) {
  const server = await standIn({ shelf, ...options })
  servers.push(server)
  const documents = () => server.books.filter(({ path }) => path.endsWith('.txt')).map(({ path }) => path)
  return { server, documents, sync: syncing(server.base, { limits: { ...LIMITS, tries: 2 } }) }
}

describe('the others are done', () => {
  it('where one party is unknown', async () => {
    const { sync } = await edgarWith([nth(1), nth(2, '2024-03-06', 200)])
    await syncParties(sync, [100, 55_555, 200])
    expect(sync.counts).toMatchObject({ new: 2, failed: 1, missing: 0 })
    expect(sync.told).toEqual([expect.stringMatching(/^55555: EDGAR has nothing under this CIK/)])
  })

  it('where one day has no index that can be read', async () => {
    const { server, sync } = await edgarWith([nth(1), nth(2, '2024-03-07')])
    server.misbehave({ path: /form\.20240306/, times: 'always', how: wrongly.htmlPage })
    await syncDays(sync, '2024-03-06', '2024-03-07')
    expect(sync.counts).toMatchObject({ new: 1, failed: 1 })
    expect(sync.told).toEqual([expect.stringMatching(/^2024-03-06: .*Try again later\.$/)])
    server.behave()
    await syncDays(sync, '2024-03-06', '2024-03-07')
    expect(sync.counts).toMatchObject({ new: 2, failed: 1 })
  })

  it('where one quarter is damaged', async () => {
    const zip = async (n: number) =>
      readFileSync(await writeZip(join(folder, `${n}.zip`), dataSetTables([of(n)])))
    const dataSets = { '2024q1': await zip(1), '2024q2': Buffer.from('<html>'), '2024q3': await zip(3) }
    const { sync } = await edgarWith([], { dataSets })
    await syncDataSets(sync, ['2024q1', '2024q2', '2024q3'])
    expect(sync.counts).toMatchObject({ new: 2, failed: 1 })
    expect(sync.told.at(-1)).toMatch(/^2024q2: The ZIP .* cannot be read/)
    expect(['2024q1', '2024q2', '2024q3'].filter((one) => syncMark(sync.db, `quarter/${one}`))).toEqual([
      '2024q1',
      '2024q3',
    ])
  })

  it('where documents are refused, however many in a row', async () => {
    const { server, sync } = await edgarWith(many(30))
    server.misbehave({ path: /0000(0\d|1\d)\.txt/, times: 'always', how: wrongly.failure(410) })
    await syncParties(sync, [100])
    expect(sync.counts).toMatchObject({ new: 11, missing: 19, left: 0 })
  })

  it('but not where EDGAR gives no list at all', async () => {
    const { server, sync } = await edgarWith(many(3))
    server.misbehave({ path: /./, times: 'always', how: wrongly.failure(500) })
    const asked = syncDays(sync, '2024-03-01', '2024-04-30')
    await expect(asked).rejects.toMatchObject({ code: 'GONE' })
    expect(server.books).toHaveLength(2 * 8)
  })

  it('but not where it keeps us out', async () => {
    const { server, sync } = await edgarWith(many(3))
    server.misbehave({ path: /json/, times: 2, how: wrongly.failure(403) })
    await expect(syncParties(sync, [100, 901])).rejects.toMatchObject({ code: 'BLOCKED' })
    expect(server.books).toHaveLength(2)
  })
})

describe('what is left', () => {
  it('after a stop is told, and no filing is lost from the sum', async () => {
    const { server } = await edgarWith(many(30))
    const stopping = new AbortController()
    const sync = syncing(server.base, { stop: stopping.signal })
    server.misbehave({
      path: /000010\.txt/,
      times: 1,
      how: () => stopping.abort(),
    })
    await expect(syncParties(sync, [100])).rejects.toMatchObject({ name: 'AbortError' })
    const { listed, new: fresh, left } = sync.counts
    expect([listed, fresh + left]).toEqual([30, 30])
    expect(left).toBeGreaterThan(10)
  })
})

describe('lists', () => {
  it('of which a page is missing are taken as far as they go', async () => {
    const { server, sync } = await edgarWith(many(20), { pageSize: 5 })
    server.misbehave({ path: /submissions-001/, times: 'always', how: wrongly.absent })
    await syncParties(sync, [100])
    const { listed, new: fresh, missing } = sync.counts
    expect({ fresh, missing }).toEqual({ fresh: listed, missing: 1 })
    // Other forms are on that page, too.
    expect(fresh).toBeLessThan(20)
    expect(fresh).toBeGreaterThanOrEqual(15)
    expect(sync.told).toEqual([expect.stringMatching(/CIK0000000100-submissions-001\.json.*missing/)])
  })

  it('of somebody else are not taken', async () => {
    const other = wrongly.redirectTo('/submissions/CIK0000000200.json')
    const { server, sync } = await edgarWith([nth(1), nth(2, '2024-03-06', 200)])
    server.misbehave({ path: /CIK0000000100/, times: 1, how: other })
    await syncParties(sync, [100])
    const issuers = () => sync.db.orm.all(sql`SELECT cik FROM issuers`)
    expect(issuers()).toEqual([{ cik: 100 }])
    server.misbehave({ path: /CIK0000000901/, times: 'always', how: other })
    await syncParties(sync, [901])
    expect(sync.counts.failed).toBe(1)
    expect(issuers()).toEqual([{ cik: 100 }])
  })

  it('of tickers that are not there make nothing past, and no ticker unknown', async () => {
    const { server, sync } = await edgarWith([nth(1)])
    await syncListings(sync)
    const seen = () => sync.db.orm.all(sql`SELECT * FROM issuer_attributes`)
    const before = seen()
    expect(before).toHaveLength(1)
    sync.db.orm.run(sql`UPDATE sync_marks SET version = '2024-01-01'`)
    server.misbehave({ path: /tickers/, times: 'always', how: wrongly.absent })
    await syncListings(sync)
    expect(seen()).toEqual(before)
    expect(syncMark(sync.db, LISTINGS)?.version).toBe('2024-01-01')
    expect(await ciksOf(sync, ['TA'])).toEqual([])
    expect(sync.told).toHaveLength(2)
    expect(sync.told.join()).not.toMatch(/lists no ticker/)
    server.behave()
    expect(await ciksOf(sync, ['ta', 'NOSUCH'])).toEqual([100])
    expect(sync.told.at(-1)).toMatch(/no ticker NOSUCH/)
    expect(sync.counts.failed).toBe(3)
  })
})

describe('a document', () => {
  const [asked, other] = [number(2), number(77)]

  it.each([
    ['header', /(?<=ACCESSION NUMBER:\t\t)[\d-]+/],
    ['first line', /(?<=<SEC-DOCUMENT>)[\d-]+(?=\.txt)/],
  ])('of another filing, by its %s, is kept apart, and not asked for again', async (_, where) => {
    const { documents, sync } = await edgarWith([nth(1), withText(nth(2), where, other)])
    await syncParties(sync, [100])
    expect(sync.counts).toMatchObject({ new: 1, quarantined: 1 })
    expect(listQuarantine(sync.db)).toMatchObject([{ code: 'OTHER_FILING', source: `EDGAR/${asked}.txt` }])
    const { message } = listQuarantine(sync.db)[0]!
    expect([asked, other].filter((name) => message.includes(name))).toHaveLength(2)
    await syncDays(syncing(servers[0]!.base, { db: sync.db }), '2024-03-06', '2024-03-06')
    expect(documents()).toHaveLength(2)
    expect(retryQuarantine(sync.db)).toEqual({ tried: 1, released: 0, remaining: 1 })
  })

  it('that is not there under one CIK may be under another', async () => {
    const { server, sync } = await edgarWith([nth(2)])
    server.misbehave({ path: /data\/902\//, times: 'always', how: wrongly.absent })
    await syncParties(sync, [902])
    expect(listQuarantine(sync.db)).toMatchObject([{ code: 'ABSENT' }])
    await syncParties(syncing(server.base, { db: sync.db }), [100])
    expect(listQuarantine(sync.db)).toEqual([])
  })

  it('that cannot be read is kept, and asked for once, under whichever CIK', async () => {
    const broken = withText(nth(2), '<ownershipDocument>', '<ownershipDocument><x>')
    const { documents, sync } = await edgarWith([broken])
    for (const cik of [100, 902]) await syncParties(sync, [cik])
    await syncDays(sync, '2024-03-06', '2024-03-06')
    expect(documents()).toHaveLength(1)
    expect(listQuarantine(sync.db)).toHaveLength(1)
  })

  it('that says not when it was accepted is here all the same', async () => {
    const { documents, sync } = await edgarWith([withText(nth(2), /<ACCEPTANCE-DATETIME>.*\n/, '')])
    for (let run = 0; run < 2; run++) await syncParties(sync, [100])
    expect(sync.counts).toMatchObject({ new: 1, known: 1 })
    expect(documents()).toHaveLength(1)
  })
})
