/** Syncing from the command line: killed and resumed, refused, watched, and served while it writes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cikFrom, companyFrom, quartersFrom, urlFrom, xmlDayFrom } from '../src/commands/arguments.ts'
import { clientFor } from '../src/commands/client.ts'
import { LIMITS } from '../src/limits.ts'
import { dataSetTables, writeZip } from './dataSetFormat.ts'
import * as wrongly from './edgar/misbehave.ts'
import { sampleShelf } from './edgar/shelf.ts'
import { type StandIn, standIn } from './edgar/standIn.ts'
import { killRandomly, manyFilings, Undisturbed } from './killing.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const at = (name: string) => join(folder, name)
const shelf = sampleShelf()

let edgar: StandIn
const children: ChildProcess[] = []
beforeAll(async () => {
  const zip = await writeZip(at('2024q3.zip'), dataSetTables(manyFilings(800)))
  edgar = await standIn({ shelf, pageSize: 5, dataSets: { '2024q3': readFileSync(zip) } })
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await edgar.close()
  rmSync(folder, { recursive: true })
})

const CONTACT = { INSIDER_GRAPH_CONTACT: 'Jane Doe jane@example.com' }
const QUICK = { ...CONTACT, INSIDER_GRAPH_EDGAR_GAP_MS: '5', INSIDER_GRAPH_EDGAR_BACKOFF_MS: '5' }

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

const issuers = [...new Set(shelf.map(({ issuerCik }) => String(issuerCik)))]
const insiders = [...new Set(shelf.flatMap(({ ownerCiks }) => ownerCiks.map(String)))]

describe('killed at random moments and run again, the database is that of an undisturbed run:', () => {
  const commands: Record<string, string[]> = {
    issuer: ['sync', 'issuer', ...issuers.slice(0, 15)],
    insider: ['sync', 'insider', ...insiders.slice(0, 20)],
    days: ['sync', 'days', '2014-05-08', '2014-07-31'],
    quarter: ['sync', 'quarter', '2024q3'],
  }
  for (const [name, args] of Object.entries(commands))
    it(`sync ${name}`, async () => {
      expect(await run([...args, '--db', `${name}.db`])).toMatchObject({ code: 0 })
      const slow = { ...QUICK, INSIDER_GRAPH_EDGAR_GAP_MS: '10' }
      let before = 0
      const command = {
        file: at(`${name}-killed.db`),
        start() {
          before = edgar.books.length
          return start([...args, '--db', `${name}-killed.db`], slow)
        },
        hasBegun: () => edgar.books.length > before,
      }
      expect(await killRandomly(2, 800, command, new Undisturbed(at(`${name}.db`)))).toEqual([])
    }, 120_000)
})

describe('what is refused', () => {
  const stop = new AbortController().signal
  const misuse = (message: RegExp) =>
    expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) })

  it('is to ask without a name, with the word how to give it', async () => {
    const { code, err } = await run(['sync', 'days', '2024-01-02', '--db', 'no.db'], {})
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/e-mail.*--contact.*INSIDER_GRAPH_CONTACT/),
    })
    expect(existsSync(at('no.db'))).toBe(false)
    expect(() => clientFor({ contact: 'Jane' }, stop)).toThrow(misuse(/e-mail.*--contact/))
  })

  it('is to ask SEC more often than it allows, by whichever of its names', () => {
    const contact = CONTACT.INSIDER_GRAPH_CONTACT
    const gap = LIMITS.edgarGapMs.value
    LIMITS.edgarGapMs.value = 50
    try {
      for (const edgar of [undefined, 'https://www.sec.gov', 'https://DATA.sec.gov./mirror'])
        expect(() => clientFor({ contact, ...(edgar && { edgar }) }, stop)).toThrow(misuse(/EDGAR_GAP_MS/))
      clientFor({ contact, edgar: 'https://notsec.gov' }, stop)
    } finally {
      LIMITS.edgarGapMs.value = gap
    }
    expect(() => clientFor({ contact, edgar: 'http://a:b@localhost' }, stop)).toThrow(misuse(/no user/))
  })

  it.each<[string, () => unknown, RegExp]>([
    ['a day that is none', () => xmlDayFrom('2024-02-30'), /calendar/],
    ['a day before XML', () => xmlDayFrom('1999-01-04'), /2003-05-05/],
    ['a fifth quarter', () => quartersFrom('2024q5'), /2006q1/],
    ['a quarter before the first', () => quartersFrom('2005q4'), /2006q1/],
    ['a quarter to come', () => quartersFrom('2024q3..2099q1'), /present/],
    ['a name for a CIK', () => cikFrom('Jane'), /number/],
    ['a CIK of 0', () => companyFrom('0'), /number/],
    ['a CIK that is too long', () => companyFrom('12345678901'), /number/],
    ['a file for an address', () => urlFrom('file:///etc'), /https/],
  ])('is %s', (_, read, why) => {
    expect(read).toThrow(why)
  })

  it.each([
    [2, ['sync', 'days', '2024-02-02', '2024-02-01'], /before/],
    [2, ['sync', 'issuer', '0'], /number/],
    [1, ['sync', 'issuer', 'NOSUCH'], /NOSUCH.*CIK/],
    [1, ['sync', 'quarter', '2024q3', 'absent.zip'], /no file or folder "absent\.zip"/],
  ])('is, with %d, %s', async (expected, args, why) => {
    const { code, err } = await run([...args, '--db', 'no.db'])
    expect(code).toBe(expected)
    expect(err).toMatch(why)
    expect(err).not.toMatch(/ {4}at /)
    expect(existsSync(at('no.db'))).toBe(false)
  })
})

describe('an exit code', () => {
  const [one] = shelf as [(typeof shelf)[number]]
  const issuer = String(one.issuerCik)
  const env = { ...QUICK, INSIDER_GRAPH_EDGAR_TRIES: '1' }
  const document = new RegExp(one.accession)

  it('is 1 where something is missing, and 0 when it has come', async () => {
    edgar.misbehave({ path: document, times: 1, how: wrongly.failure(500) })
    const { code, out } = await run(['sync', 'issuer', issuer, '--db', 'codes.db'], env)
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/missing +1\n.*run it again/s) })
    expect(await run(['sync', 'issuer', issuer, '--db', 'codes.db'], env)).toMatchObject({ code: 0 })
  })

  it('is 1 where one party is unknown, and the summary tells of the others', async () => {
    const args = ['sync', 'issuer', 'NOSUCH', '999999998', issuer, '--db', 'codes.db']
    const { code, out, err } = await run(args, env)
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/known +[1-9].*failed +2/s) })
    expect(err).toMatch(/NOSUCH.*999999998/s)
  })

  it('is 1, with one word of advice, where EDGAR keeps us out', async () => {
    edgar.misbehave({ path: /submissions/, times: 2, how: wrongly.failure(403) })
    const { code, out, err } = await run(['sync', 'insider', issuer, '--db', 'codes.db'], {
      ...QUICK,
      INSIDER_GRAPH_EDGAR_BLOCKED_MS: '5',
    })
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/listed +0/) })
    expect(err).toMatch(/keeps us out/)
    expect(err).not.toMatch(/again/)
  })

  it('is 3 where something is quarantined', async () => {
    edgar.misbehave({
      path: document,
      times: 1,
      how: ({ status, headers, body }, response) =>
        response
          .writeHead(status, headers)
          .end(body.toString().replace('<ownershipDocument>', '<ownershipDocument><x>')),
    })
    const { code, out } = await run(['sync', 'issuer', issuer, '--db', 'codes-3.db'], env)
    expect({ code, out }).toEqual({
      code: 3,
      out: expect.stringMatching(/quarantined +1\n.*quarantine list/s),
    })
  })
})

describe('another EDGAR', () => {
  it('keeps its path', async () => {
    const before = edgar.books.length
    await run(['sync', 'insider', '1', '--edgar', `${edgar.base}/mirror/`, '--db', 'mirror.db'])
    expect(edgar.books.slice(before).map(({ path }) => path)).toEqual([
      '/mirror/submissions/CIK0000000001.json',
    ])
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
