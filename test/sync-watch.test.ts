/** Following EDGAR: nothing that it has is missed, whatever its feed and its bad days, or the database's. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { unpackAccession } from '../db/accession.ts'
import { type Db, open } from '../db/open.ts'
import { addDays } from '../db/rules/days.ts'
import { setSyncMark, syncMark, WATCH } from '../db/sync-marks.ts'
import { daysFrom, easternDay, isWeekend } from '../src/ingest/sync/calendar.ts'
import { watch, watchedFrom } from '../src/ingest/sync/watch.ts'
import * as wrongly from './edgar/misbehave.ts'
import { type Shelved, shelved } from './edgar/shelf.ts'
import { type StandIn, standIn } from './edgar/standIn.ts'
import { LIMITS, syncing } from './edgar/syncing.ts'
import { filing, rows, trade } from './world.ts'

const today = easternDay()
const weekdays = daysFrom(addDays(today, -60), today).filter((day) => !isWeekend(day))
/** So many weekdays before today or the last one. */
const ago = (days: number) => weekdays.at(-1 - days)!

const number = (n: number) => `0000000100-24-${String(n).padStart(6, '0')}`
const nth = (n: number, filedOn: string): Shelved =>
  shelved(
    filing({
      accession: number(n),
      owners: [{ cik: 900 + n, name: `OWNER ${n}`, isDirector: true }],
      filedOn,
      acceptedAt: `${filedOn}T20:00:00Z`,
      rows: rows(trade('P', String(n), '1.25')),
    }),
  )

const EMPTY_FEED: wrongly.Misbehaviour = (_, response) =>
  response
    .writeHead(200, { 'content-type': 'application/atom+xml' })
    .end('<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"></feed>')
const FEED = /browse-edgar/

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const servers: StandIn[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

async function edgarWith(...shelf: Shelved[]) {
  const server = await standIn({ shelf })
  servers.push(server)
  const indices = () => server.books.flatMap(({ path }) => /form\.(\d+)\.idx/.exec(path)?.[1] ?? [])
  return { server, indices }
}

const compact = (days: string[]) => days.map((day) => day.replaceAll('-', ''))

/** Watches until it has come to something, and some looks more. */
async function watched(server: StandIn, db: Db, until: () => boolean, more = 0) {
  const stopping = new AbortController()
  const sync = syncing(server.base, {
    db,
    stop: stopping.signal,
    limits: { ...LIMITS, tries: 2, blockedMs: 1 },
  })
  let looks = 0
  const watching = watch(sync, 10, () => looks++)
  try {
    await vi.waitFor(() => expect(until()).toBe(true), { timeout: 8_000, interval: 5 })
    const enough = looks + more
    await vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(enough), { timeout: 8_000, interval: 5 })
  } finally {
    stopping.abort()
    await watching
  }
  return sync
}

const numbers = (db: Db) =>
  db.orm
    .all<{ accession: number }>(sql`SELECT accession FROM filings ORDER BY 1`)
    .map(({ accession }) => Number(unpackAccession(accession).slice(-6)))

describe('a watch', () => {
  it('finds in the index what was never in the feed, a week back', async () => {
    const { server, indices } = await edgarWith(nth(1, ago(1)), nth(2, ago(3)), nth(3, ago(12)))
    server.misbehave({ path: FEED, times: 'always', how: EMPTY_FEED })
    const db = open(':memory:')
    const week = compact(weekdays.filter((day) => day >= addDays(today, -7)))
    await watched(server, db, () => new Set(indices()).size === week.length, 3)
    expect([...new Set(indices())]).toEqual(week)
    expect(numbers(db)).toEqual([1, 2])
    db.close()
  })

  it('goes on where it was, whatever days were taken in otherwise, and tries again what failed', async () => {
    const { server, indices } = await edgarWith(nth(1, ago(12)), nth(2, ago(11)), nth(3, ago(10)))
    server.misbehave({ path: FEED, times: 'always', how: EMPTY_FEED })
    const db = open(':memory:')
    setSyncMark(db, WATCH, ago(12))
    setSyncMark(db, `days/${ago(2)}`)
    setSyncMark(db, 'days/2014-05-08')
    server.misbehave({ path: /000002\.txt/, times: 2, how: wrongly.failure(503) })
    const expected = compact(weekdays.slice(-13).filter((day) => day !== ago(2)))
    await watched(server, db, () => new Set(indices()).size === expected.length, 2)
    expect([...new Set(indices())]).toEqual(expected)
    expect(numbers(db)).toEqual([1, 3])
    expect(watchedFrom({ db })).toBe(ago(11))

    await watched(server, db, () => numbers(db).length === 3, 1)
    expect(watchedFrom({ db }) > ago(11)).toBe(true)
    expect(syncMark(db, WATCH)!.version! <= today).toBe(true)
    db.close()
  })

  it('turns the pages of the feed', async () => {
    const shelf = Array.from({ length: 120 }, (_, i) => nth(i + 1, ago(30)))
    const { server } = await edgarWith(...shelf)
    const db = open(':memory:')
    await watched(server, db, () => numbers(db).length === 120)
    expect(server.books.some(({ path }) => /start=200/.test(path))).toBe(true)
    db.close()
  })

  it('asks for what cannot be kept only once', async () => {
    const one = nth(1, ago(30))
    const { server } = await edgarWith(one, nth(2, ago(30)))
    server.misbehave({ path: /000001\.txt/, times: 'always', how: wrongly.absent })
    const db = open(':memory:')
    await watched(server, db, () => numbers(db).length === 1, 12)
    expect(server.books.filter(({ path }) => /000001\.txt/.test(path)).length).toBeLessThanOrEqual(2)
    db.close()
  })

  it('outlives lists that are too large, and a database that others write to', async () => {
    const { server } = await edgarWith(nth(1, ago(30)))
    const large: wrongly.Misbehaviour = (_, response) =>
      response.writeHead(200, {}).end(Buffer.alloc(17_000_000, 32))
    server.misbehave({ path: FEED, times: 1, how: large })
    const file = join(folder, 'busy.db')
    const [db, other] = [open(file), open(file)]
    db.orm.run(sql`PRAGMA busy_timeout = 20`)
    other.orm.run(sql`BEGIN IMMEDIATE`)
    const timer = setTimeout(() => other.orm.run(sql`COMMIT`), 700)
    const sync = await watched(server, db, () => numbers(db).length === 1)
    clearTimeout(timer)
    expect(sync.told.join()).toMatch(/larger than/)
    expect(sync.told.join()).toMatch(/written by another process/)
    db.close()
    other.close()
  })
})
