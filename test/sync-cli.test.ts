/** Syncing from the command line: killed and resumed, refused, watched, and served while it writes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { open } from '../db/open.ts'
import { dataSetTables, writeZip } from './dataSetFormat.ts'
import { dump } from './dump.ts'
import { sampleShelf } from './edgar/shelf.ts'
import { type StandIn, standIn } from './edgar/standIn.ts'
import { filing, rows, trade } from './world.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const at = (name: string) => join(folder, name)
const shelf = sampleShelf()

let edgar: StandIn
const children: ChildProcess[] = []
/** Enough for its loading to take some seconds. */
const manyFilings = Array.from({ length: 2_000 }, (_, i) =>
  filing({
    accession: `0000000100-24-${String(i + 1).padStart(6, '0')}`,
    issuer: { cik: 100 + (i % 50), name: `ISSUER ${i % 50}` },
    owners: [{ cik: 900 + (i % 200), name: `OWNER ${i % 200}`, isDirector: true }],
    rows: rows(trade('P', String(i + 1), '1.25'), trade('S', String(i + 2), '1.5')),
  }),
)

beforeAll(async () => {
  const zip = await writeZip(at('2024q3.zip'), dataSetTables(manyFilings))
  edgar = await standIn({ shelf, pageSize: 5, dataSets: { '2024q3': readFileSync(zip) } })
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await edgar.close()
  rmSync(folder, { recursive: true })
})

const CONTACT = { INSIDER_GRAPH_CONTACT: 'Jane Doe jane@example.com' }
const QUICK = { ...CONTACT, INSIDER_GRAPH_EDGAR_GAP_MS: '5' }

/** A command in a process of its own, with nothing of our own environment that is about it. */
function start(args: string[], env: Record<string, string> = QUICK): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, INSIDER_GRAPH_EDGAR: edgar.base, ...env },
  })
  children.push(child)
  return child
}

async function run(args: string[], env?: Record<string, string>) {
  const child = start(args, env)
  const [out, err] = [text(child.stdout!), text(child.stderr!)]
  const [code] = await once(child, 'exit')
  return { code, out: await out, err: await err }
}

const contentOf = (file: string) => {
  const db = open(at(file))
  const content = dump(db)
  db.close()
  return content
}

const issuers = [...new Set(shelf.map(({ issuerCik }) => String(issuerCik)))]
const insiders = [...new Set(shelf.flatMap(({ ownerCiks }) => ownerCiks.map(String)))]

describe('killed at random moments and run again, the database is that of an undisturbed run:', () => {
  const commands: Record<string, string[]> = {
    issuer: ['sync', 'issuer', ...issuers],
    insider: ['sync', 'insider', ...insiders],
    days: ['sync', 'days', '2014-05-08', '2014-12-31'],
    quarter: ['sync', 'quarter', '2024q3'],
  }
  for (const [name, args] of Object.entries(commands))
    it(`sync ${name}`, async () => {
      expect(await run([...args, '--db', `${name}.db`])).toMatchObject({ code: 0 })
      const slow = { ...QUICK, INSIDER_GRAPH_EDGAR_GAP_MS: '10' }
      let kills = 0
      for (let i = 0; i < 3; i++) {
        const child = start([...args, '--db', `${name}-killed.db`], slow)
        const ended = once(child, 'exit')
        await setTimeout(600 + Math.random() * 900)
        if (child.kill('SIGKILL')) kills++
        await ended
      }
      expect(kills).toBeGreaterThan(0)
      expect(await run([...args, '--db', `${name}-killed.db`])).toMatchObject({ code: 0 })
      expect(contentOf(`${name}-killed.db`)).toEqual(contentOf(`${name}.db`))
    }, 30_000)
})

describe('what is refused', () => {
  it('is to ask without a name, with the word how to give it', async () => {
    const { code, err } = await run(['sync', 'days', '2024-01-02', '--db', 'no.db'], {})
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/--contact.*INSIDER_GRAPH_CONTACT/) })
    expect((await run(['sync', 'days', '2024-01-02', '--contact', 'Jane'], {})).err).toMatch(/e-mail/)
  })

  it('is to ask SEC more often than it allows', async () => {
    const env = { ...QUICK, INSIDER_GRAPH_EDGAR: '', INSIDER_GRAPH_EDGAR_GAP_MS: '50' }
    const { code, err } = await run(['sync', 'days', '2024-01-02'], env)
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/INSIDER_GRAPH_EDGAR_GAP_MS/) })
  })

  it.each([
    [['sync', 'days', '2024-02-30'], /calendar/],
    [['sync', 'days', '1999-01-04'], /2003-05-05/],
    [['sync', 'days', '2024-02-02', '2024-02-01'], /before/],
    [['sync', 'quarter', '2024q5'], /2006q1/],
    [['sync', 'insider', 'Jane'], /number/],
    [['sync', 'issuer', 'NOSUCH'], /CIK/],
    [['sync', 'quarter', 'absent.zip'], /absent\.zip/],
    [['sync', 'days', '2024-01-02', '--edgar', 'file:///etc'], /https/],
  ])('is %s', async (args, why) => {
    const { code, err } = await run(args)
    expect(code).toBeGreaterThan(0)
    expect(err).toMatch(why)
    expect(err).not.toMatch(/ {4}at /)
  })
})

describe('a dry run', () => {
  it('tells what it would ask for, and makes no database', async () => {
    const { code, out } = await run(['sync', 'issuer', issuers[0]!, '--dry-run', '--json', '--db', 'dry.db'])
    const count = shelf.filter(({ issuerCik }) => String(issuerCik) === issuers[0]).length
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ listed: count, wanted: count, new: 0 })
    expect(existsSync(at('dry.db'))).toBe(false)
  })
})

describe('stopped by SIGINT', () => {
  it('keeps what it has, and says how to go on', async () => {
    const child = start(['sync', 'issuer', ...issuers, '--db', 'stopped.db'], {
      ...CONTACT,
      INSIDER_GRAPH_EDGAR_GAP_MS: '100',
    })
    const [out, err] = [text(child.stdout!), text(child.stderr!)]
    const before = edgar.books.length
    while (edgar.books.slice(before).filter(({ path }) => path.endsWith('.txt')).length < 5)
      await setTimeout(50)
    child.kill('SIGINT')
    expect((await once(child, 'exit'))[0]).toBe(130)
    expect(await out).toMatch(/new +[1-9]/)
    expect(await err).toMatch(/Run it again/)
  })
})
