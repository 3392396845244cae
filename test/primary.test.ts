/** Commands that tell a primary of what they write: a real one, killed and brought back; what it holds is compared cell by cell. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hasPrimary, type Primary } from '../bench/primary.ts'
import { open, openToRead } from '../db/open.ts'
import { quarantineDocument } from '../db/quarantine.ts'
import { drop, retry } from '../src/commands/quarantine.ts'
import { remove } from '../src/commands/remove.ts'
import { easternDay } from '../src/ingest/sync/calendar.ts'
import { apply } from '../src/primary/hrana.ts'
import { relay } from '../src/primary/relay.ts'
import { sampleShelf, shelved } from './edgar/shelf.ts'
import { type StandIn, standIn } from './edgar/standIn.ts'
import { manyFilings } from './killing.ts'
import {
  at,
  cellsOf,
  countOf,
  follow,
  hear,
  local,
  primary,
  replicate,
  soon,
  tokensOf,
} from './replicating.ts'
import { filing, put, putAll } from './world.ts'

const TOKEN = 'hush-hush-hush'
const MAIN = join(import.meta.dirname, '../src/main.ts')
const shelf = sampleShelf()
const companies = [...new Set(shelf.map(({ issuerCik }) => String(issuerCik)))].slice(0, 12)

let edgar: StandIn
beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {}) // commands that run here say what they have done
  edgar = await standIn({ shelf, pageSize: 5 })
  mkdirSync(at('filings'))
  for (const { accession, bytes } of [...shelf, ...manyFilings(450).map(shelved)])
    writeFileSync(at(`filings/${accession}.txt`), bytes)
  writeFileSync(at('filings/page.xml'), Buffer.from([...Array(256).keys()]))
})
afterAll(() => edgar.close())

function start(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    env: {
      PATH: process.env.PATH,
      INSIDER_GRAPH_EDGAR: edgar.base,
      INSIDER_GRAPH_CONTACT: 'Jane Doe jane@example.com',
      INSIDER_GRAPH_EDGAR_GAP_MS: '10',
      ...env,
    },
  })
}

async function run(args: string[], env?: Record<string, string>) {
  const child = start(args, env)
  const [out, err] = [text(child.stdout!), text(child.stderr!)]
  const [code] = await once(child, 'exit')
  return { code, out: await out, err: await err }
}

/** A file, and a primary that holds the same; as a command is told of both, in a process of its own and here. */
async function published(name: string, file = local(name)) {
  const source = await primary()
  await source.publish(file)
  const here = { db: file, primary: source.url }
  return { file, source, told: ['--db', file, '--primary', source.url], here }
}

/** Has another replica made, which is read cell by cell. */
async function expectSame(file: string, source: Primary): Promise<void> {
  const name = `${source.port}-${Math.random()}.db`
  expect(await replicate(source.url, name)).toBe(true)
  expect(cellsOf(at(name))).toEqual(cellsOf(file))
}

/** Where a primary is: it moves with all that comes. */
async function stateOf({ url }: Primary): Promise<string> {
  const requests = [{ type: 'execute', stmt: { sql: 'SELECT state FROM publication' } }, { type: 'close' }]
  const asked = await fetch(`${url}/v2/pipeline`, { method: 'POST', body: JSON.stringify({ requests }) })
  return /"value":"(\d+)"/.exec(await asked.text())![1]!
}

/** Waits until something has come to a primary. */
async function toHaveMoved(source: Primary, from: string): Promise<void> {
  while ((await stateOf(source)) === from) await setTimeout(5)
}

/** How many transactions a file has still to tell. */
function untold(file: string): number {
  const db = openToRead(file)
  const { count } = db.orm.get<{ count: number }>(sql`SELECT count(*) AS count FROM outbox`)
  db.close()
  return count
}

describe.skipIf(!hasPrimary)('a primary', () => {
  test('holds what every command writes, whatever it is', async () => {
    const { file, source, told, here } = await published('all.db')
    const [first] = shelf
    expect(await run(['ingest', at('filings'), ...told])).toMatchObject({ code: 3 })
    expect(await remove([first!.accession], here)).toBe(0)
    expect(await retry(here)).toBe(3)
    await expectSame(file, source)
    expect(await run(['sync', 'issuer', String(first!.issuerCik), ...told])).toMatchObject({ code: 0 })
    expect(await drop([], { ...here, all: true })).toBe(0)
    await expectSame(file, source)
    expect(untold(file)).toBe(0)
  })

  test('takes any bytes, texts and numbers as they are', async () => {
    const { file, source } = await published('values.db')
    const db = open(file)
    const deliver = relay(db, source)
    const words = fc.string({ unit: 'binary', maxLength: 20 })
    const documents = fc.array(fc.tuple(words, words, fc.uint8Array({ maxLength: 50 })), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(documents, async (given) => {
        db.transaction(() => {
          for (const [source, message, bytes] of given)
            quarantineDocument(db, { source, code: 'TEST', message: `${message}\ud800`, bytes })
        })
        await deliver()
      }),
      { numRuns: 20 },
    )
    put(db, filing({ rows: manyFilings(1)[0]!.rows, remarks: "it's \0 “10 €” 𝒳" }))
    await deliver()
    db.close()
    await expectSame(file, source)
  })

  test('is followed by replicas, each at its pace, while a sync writes', async () => {
    open(at('followed.db')).close() // without the sample: all that comes is news
    const { file, source, told } = await published('followed.db', at('followed.db'))
    const [quick, slow] = await Promise.all([
      follow(source.url, 'quick.db'),
      follow(source.url, 'slow.db', { INSIDER_GRAPH_REPLICA_SYNC_MS: '3600000' }),
    ])
    const heard = hear(quick, 15)
    const child = start(['sync', 'issuer', ...companies, ...told])
    const ended = once(child, 'exit')
    expect(new Set(await heard).size).toBeGreaterThanOrEqual(15)
    expect(await countOf(slow)).toBe(0)
    expect((await ended)[0]).toBe(0)
    await expect.poll(() => cellsOf(at('quick.db')), soon).toEqual(cellsOf(file))
    expect(await countOf(slow)).toBe(0)
  })

  test('that is killed in the middle has everything once when it is back', async () => {
    const { file, source, told } = await published('back.db')
    const before = await stateOf(source)
    const child = start(['sync', 'issuer', ...companies, ...told])
    const ended = once(child, 'exit')
    for (let i = 0, state = before; i < 2 && child.exitCode === null; i++) {
      await toHaveMoved(source, state)
      await source.end()
      await setTimeout(200)
      await source.start()
      state = await stateOf(source)
    }
    expect((await ended)[0]).toBe(0)
    await expectSame(file, source)
  })

  test('has everything once, too, when the command is killed at any moment and run again', async () => {
    const { file, source, told } = await published('killed.db')
    const before = await stateOf(source)
    for (let kills = 0; kills < 3; kills++) {
      const child = start(['sync', 'issuer', ...companies, ...told])
      const ended = once(child, 'exit')
      if (kills === 0) await toHaveMoved(source, before)
      await setTimeout(kills === 0 ? 50 : 400 + 400 * Math.random())
      child.kill('SIGKILL')
      await ended
    }
    expect(await run(['sync', 'issuer', ...companies, ...told])).toMatchObject({ code: 0 })
    await expectSame(file, source)
  })

  test('is told nothing twice, when its answer was lost or somebody else was quicker', async () => {
    const { file, source } = await published('lost.db')
    const [db, other] = [open(file), open(file)]
    const [deliver, deliverToo] = [relay(db, source), relay(other, source)]
    await Promise.all([deliver(), deliverToo()])
    for (const one of manyFilings(3)) put(db, one)
    expect(await apply(source, db.outbox.first()!, AbortSignal.timeout(5_000))).toBe(true)
    expect(await apply(source, db.outbox.first()!, AbortSignal.timeout(5_000))).toBe(false)
    await Promise.all([deliver(), deliverToo()])
    for (const one of manyFilings(20).slice(3)) {
      put(db, one)
      put(other, filing({ ...one, accession: one.accession!.replace('-24-', '-25-') }))
    }
    await Promise.all([deliver(), deliverToo()])
    for (const one of [db, other]) one.close()
    expect(untold(file)).toBe(0)
    await expectSame(file, source)
  })

  test('may be given a copy of the file at any time, with what it was still to be told', async () => {
    const { file, source } = await published('copied.db')
    const db = open(file)
    await relay(db, source)()
    for (const one of manyFilings(2)) put(db, one)
    await db.copyTo(at('copy.db'), () => {})
    put(db, filing({ accession: '0000000100-24-000009' }))
    await source.publish(at('copy.db'))
    await relay(db, source)()
    db.close()
    expect(untold(file)).toBe(0)
    await expectSame(file, source)
  })

  test('gives back what it was told, as a file that goes on where the lost one was', async () => {
    const { file, source } = await published('gone.db')
    const db = open(file)
    const deliver = relay(db, source)
    putAll(db, manyFilings(30))
    await deliver()
    db.close()
    await source.end('SIGTERM')
    for (const end of ['', '-wal']) copyFileSync(`${source.file}${end}`, at(`back.db${end}`))
    await source.start()
    const back = open(at('back.db'))
    const deliverToo = relay(back, source)
    put(back, filing({ accession: '0000000100-24-000099' }))
    await deliverToo()
    back.close()
    const wanted = cellsOf(at('back.db'))
    expect(wanted.filings).toHaveLength(132)
    await expectSame(at('back.db'), source)
  })

  test('is refused where it holds something else, and nothing is written', async () => {
    const { file, source, here } = await published('one.db')
    const [one, two, three] = shelf.map(({ accession }) => accession) as [string, string, string]
    const another = local('another.db')
    const content = cellsOf(another)
    const page = ['ingest', at('filings/page.xml'), '--primary', source.url, '--db']
    expect(await run([...page, another])).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/Publish .* there: docs\/replicas\.md/),
    })
    expect(cellsOf(another)).toEqual(content)
    expect(await remove([one], here)).toBe(0)
    expect(await remove([two], { db: file })).toBe(0)
    await expect(remove([three], here)).rejects.toMatchObject({ code: 'PRIMARY_DIFFERS' })
    await source.publish(file)
    expect(await remove([three], here)).toBe(0)
    await expectSame(file, source)
    expect(await run([...page, at('none.db')])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/There is no database/),
    })
  })

  test('goes on once the file is published, whatever was still to be told', async () => {
    const { file, source, here } = await published('jammed.db')
    const [one, two] = shelf.map(({ accession }) => accession) as [string, string]
    const db = open(file)
    await relay(db, source)()
    put(db, filing())
    db.close()
    expect(untold(file)).toBe(1)
    expect(await remove([one], { db: file })).toBe(0)
    await expect(remove([two], here)).rejects.toMatchObject({ code: 'PRIMARY_DIFFERS' })
    await source.publish(file)
    expect(await remove([two], here)).toBe(0)
    expect(untold(file)).toBe(0)
    await expectSame(file, source)
  })

  test.each<[string, (response: ServerResponse) => void]>([
    ['JSON of another shape', (response) => response.end('{"results":[]}')],
    ['results of another shape', (response) => response.end('{"results":[{"type":"ok"},{"type":"ok"}]}')],
    ['a page', (response) => response.end('<html>\u001b[31m</html>')],
    ['nothing that it has, and the token', (response) => response.writeHead(404).end(`Bearer ${TOKEN}`)],
    ['elsewhere', (response) => response.writeHead(301, { Location: '/' }).end()],
  ])('is not taken for one where a server answers %s', async (_, answer) => {
    const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const db = open(':memory:')
    const error = await relay(db, { url, token: TOKEN })().catch((error: Error) => error)
    expect(error).toMatchObject({
      code: 'PRIMARY_REFUSES',
      message: expect.stringMatching(/no libSQL server/),
    })
    expect((error as Error).message).not.toMatch(new RegExp(`${TOKEN}|\\p{Cc}`, 'u'))
    db.close()
    server.close()
  })

  test('that never answers is not waited for by who is told to stop', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const asked = once(server, 'request')
    const child = start(['ingest', at('filings/page.xml'), '--db', local('stopped.db'), '--primary', url])
    await asked
    child.kill('SIGINT')
    expect((await once(child, 'exit'))[0]).toBe(130)
    server.closeAllConnections()
    server.close()
  })

  test.each([
    ['--primary', 'http://user:secret@127.0.0.1:9'],
    ['--primary', 'http://127.0.0.1:9?authToken=secret'],
  ])('is not named by what would be printed: %s %s', async (...primary) => {
    const { code, err } = await run(['remove', '0000000100-24-000001', ...primary])
    expect([code, /without a name, a password/.test(err)]).toEqual([2, true])
  })

  test('is refused where it was written by somebody else meanwhile', async () => {
    const { file, source } = await published('meddled.db')
    const db = open(file)
    const deliver = relay(db, source)
    await deliver()
    const sqls = ['DELETE FROM filings', 'UPDATE publication SET state = 1']
    const requests = [...sqls.map((sql) => ({ type: 'execute', stmt: { sql } })), { type: 'close' }]
    await fetch(`${source.url}/v2/pipeline`, { method: 'POST', body: JSON.stringify({ requests }) })
    put(db, filing())
    await expect(deliver()).rejects.toMatchObject({ code: 'PRIMARY_DIFFERS' })
    db.close()
    expect(untold(file)).toBe(1)
  })

  test('that is away is waited for, and then nothing is lost', async () => {
    const { file, source, told } = await published('away.db')
    const quick = { INSIDER_GRAPH_PRIMARY_MS: '1000' }
    const page = ['ingest', at('filings/page.xml'), ...told]
    const db = open(file)
    await relay(db, source)()
    put(db, filing())
    db.close()
    await source.end()
    expect(await run(page, quick)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/does not answer.*Nothing is lost/),
    })
    const waiting = run(page)
    await setTimeout(1_500)
    await source.start()
    expect(await waiting).toMatchObject({ code: 3 })
    await expectSame(file, source)
  })

  test('that is away is told of by a watch, which tells it the rest when it is back', async () => {
    const { file, source, told } = await published('watched.db')
    const before = await stateOf(source)
    const child = start(['watch', ...told], {
      INSIDER_GRAPH_WATCH_MS: '100',
      INSIDER_GRAPH_PRIMARY_MS: '300',
    })
    const [ended, log] = [once(child, 'exit'), text(child.stderr!)]
    await toHaveMoved(source, before)
    await source.end()
    const filings = cellsOf(file).filings!.length
    edgar.publish(shelved(filing({ accession: '0000000100-24-000777', filedOn: easternDay() })))
    await expect.poll(() => cellsOf(file).filings!.length, soon).toBe(filings + 1)
    await setTimeout(500)
    await source.start()
    await expect.poll(() => untold(file), soon).toBe(0)
    child.kill('SIGTERM')
    expect((await ended)[0]).toBe(0)
    expect(await log).toMatch(/does not answer.*Nothing is lost/)
    await expectSame(file, source)
  })

  test('takes nothing from whoever may only read', async () => {
    const { file, source, told, here } = await published('guarded.db')
    const tokenFor = tokensOf(source)
    await source.publish(file)
    const [one, two] = shelf.map(({ accession }) => accession) as [string, string]
    await expect(remove([one], here)).rejects.toMatchObject({ code: 'PRIMARY_REFUSES' })
    const bringing = (access: 'ro' | 'rw') => ({ INSIDER_GRAPH_PRIMARY_TOKEN: tokenFor(access) })
    expect(await run(['remove', one, ...told], bringing('ro'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/INSIDER_GRAPH_PRIMARY_TOKEN/),
    })
    expect(untold(file)).toBe(1)
    expect(await run(['remove', two, ...told], bringing('rw'))).toMatchObject({ code: 0 })
    expect(untold(file)).toBe(0)
    source.key = undefined
    await source.end()
    await source.start()
    await expectSame(file, source)
  })
})
