/** The command line from outside: processes, their streams and their exit codes. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { open } from '../db/open.ts'
import { quarantineDocument } from '../db/quarantine.ts'
import { writeOwnershipXml } from './ownershipXml.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const at = (name: string) => join(folder, name)
const db = at('test.db')

afterAll(() => rmSync(folder, { recursive: true }))

interface Run {
  code: number
  out: string
  err: string
}

function run(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

beforeAll(() => {
  const xml = writeOwnershipXml({
    form: '4',
    periodOfReport: '2024-05-06',
    issuer: { cik: 1234567, name: 'Made Up Inc.', ticker: 'MADE' },
    owners: [{ cik: 7654321, name: 'Doe Jane', isDirector: true }],
    rows: [
      {
        kind: 'transaction',
        table: 'I',
        ordinal: 1,
        fields: {
          securityTitle: { value: 'Common Stock' },
          transactedOn: { value: '2024-05-06' },
          code: { value: 'P' },
          shares: { value: '100' },
          pricePerShare: { value: '12.5' },
          direction: { value: 'A' },
          sharesAfter: { value: '300' },
          ownership: { value: 'D' },
        },
      },
    ],
    footnotes: [],
    signatures: [],
  } as unknown as Parameters<typeof writeOwnershipXml>[0])
  writeFileSync(at('form4.xml'), xml)
  writeFileSync(at('junk.xml'), '<html>Your request has been blocked</html>')
  const foreign = new DatabaseSync(at('foreign.db'))
  foreign.exec('CREATE TABLE mine (a)')
  foreign.close()
  writeFileSync(
    at('notes.db'),
    'This is a text, and long enough not to be taken for an empty database. '.repeat(20),
  )
})

describe.concurrent('help', () => {
  it.each([
    [[], 'Exit codes'],
    [['serve'], '$ insider-graph serve'],
    [['ingest'], '$ insider-graph ingest'],
    [['quarantine'], 'list'],
    [['quarantine', 'list'], '$ insider-graph quarantine list'],
    [['quarantine', 'retry'], '$ insider-graph quarantine retry'],
    [['quarantine', 'drop'], '$ insider-graph quarantine drop'],
    [['remove'], '$ insider-graph remove'],
    [['backup'], '$ insider-graph backup'],
    [['check'], '$ insider-graph check'],
    [['limits'], 'insider-graph limits'],
    [['schema'], '$ insider-graph schema'],
  ])('of %j', async (command, expected) => {
    const { code, out, err } = await run(...command, '--help')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^Usage: insider-graph/)
    expect(out).toContain(expected)
  })

  it('tells the version', async () => {
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe.concurrent('what is called in a wrong way', () => {
  it.each([
    [['bogus'], 'bogus'],
    [['serve', '--port', 'x'], '65535'],
    [['serve', '--port', '70000'], '65535'],
    [['serve', '--bogus'], '--bogus'],
    [['ingest'], 'path'],
    [['ingest', 'form4.xml', '--accession', '12'], '0001107843-13-000123'],
    [['ingest', 'form4.xml', '--filed-on', '2023-02-30'], '2023-06-30'],
    [['ingest', 'form4.xml', 'junk.xml', '--filed-on', '2023-02-28'], 'one document'],
    [['ingest', '.', '--accession', '0001107843-13-000123'], 'one document'],
    [['ingest', 'form4.xml', '--filed-on', '2999-01-01'], 'has been'],
    [['ingest', 'form4.xml', '--filed-on', '2023'], '2023-06-30'],
    [['ingest', 'form4.xml', '--db', ''], 'Name a file'],
    [['serve', '--db', ':memory:'], 'Name a file'],
    [['serve', '--host', ' '], 'Name a host'],
  ])('%j', async (args, remedy) => {
    const { code, out, err } = await run(...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^error: .+\n$/)
    expect(err).toContain(remedy)
  })
})

describe.concurrent('what cannot be done', () => {
  it.each([
    [['ingest', 'nowhere', '--db', 'nowhere.db'], 'nowhere'],
    [['ingest', 'form4.xml', '--db', 'foreign.db'], 'is not a database of insider-graph'],
    [['ingest', 'form4.xml', '--db', 'notes.db'], 'is not an SQLite database'],
    [['serve', '--db', 'no/such/folder.db'], 'cannot be opened'],
    [['quarantine', 'list', '--db', 'nowhere.db'], 'There is no database'],
    [['quarantine', 'retry', '--db', 'nowhere.db'], 'There is no database'],
  ])('%j', async (args, reason) => {
    const { code, out, err } = await run(...args)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^error: .+\n$/)
    expect(err).toContain(reason)
    expect(existsSync(at('nowhere.db'))).toBe(false)
  })
})

/** How many filings there are by now, as another program sees it; none before there are tables. */
function filingsIn(file: string): number {
  if (!existsSync(file)) return 0
  const driver = new DatabaseSync(file, { readOnly: true })
  try {
    return driver.prepare('SELECT count(*) AS count FROM filings').get()!.count as number
  } catch {
    return 0
  } finally {
    driver.close()
  }
}

it('stops politely: keeps what is written, says so, and goes on the next time', async () => {
  const many = at('many')
  mkdirSync(many)
  const text = readFileSync(at('form4.xml'), 'utf8')
  for (let n = 1; n <= 3000; n++)
    writeFileSync(
      join(many, `0001234567-24-${String(n).padStart(6, '0')}.xml`),
      text.replace(/(?<=<issuerCik>)\d+/, String(n)),
    )
  const file = at('stopped.db')
  const child = spawn(process.execPath, [MAIN, 'ingest', many, '--db', file, '--json'], { cwd: folder })
  let out = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  await expect.poll(() => filingsIn(file), { timeout: 50_000, interval: 20 }).toBeGreaterThan(0)
  child.kill('SIGINT')
  const [code] = await once(child, 'exit')
  const summary = JSON.parse(out)
  expect(code).toBe(130)
  expect(summary).toMatchObject({ wasStopped: true, new: summary.read })
  expect(summary.read).toBeGreaterThan(0)
  expect(summary.read).toBeLessThan(3000)
  const rest = JSON.parse((await run('ingest', many, '--db', file, '--json')).out)
  expect(rest).toMatchObject({ read: 3000, unchanged: summary.read, wasStopped: false })
})

it('prints the schema', async () => {
  const { code, out } = await run('schema')
  expect(code).toBe(0)
  expect(out).toContain('type Filing implements Node {')
})

describe('ingest', () => {
  const summary = { read: 1, new: 0, updated: 0, unchanged: 0, quarantined: 0, synthetic: 0 }
  const day = ['--accession', '0001234567-24-000001', '--filed-on', '2024-05-07']

  it('takes a document, and says so', async () => {
    const { code, out } = await run('ingest', 'form4.xml', '--db', db, ...day)
    expect(code).toBe(0)
    expect(out).toMatch(/read +1\n +new +1\n +updated +0\n +unchanged +0\n +quarantined +0/)
  })

  it('changes nothing the second time', async () => {
    const { code, out } = await run('ingest', 'form4.xml', '--db', db, '--json', ...day)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ ...summary, unchanged: 1 })
    expect(out.trim().split('\n')).toHaveLength(1)
  })

  it('quarantines junk, and exits with 3', async () => {
    const { code, out } = await run('ingest', 'junk.xml', '--db', db, '--json')
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({ ...summary, quarantined: 1 })
    const told = await run('ingest', 'junk.xml', '--db', db)
    expect(told.code).toBe(3)
    expect(told.out).toContain('quarantine list')
  })
})

describe('quarantine', () => {
  it('lists what and why', async () => {
    const { code, out } = await run('quarantine', 'list', '--db', db)
    expect(code).toBe(0)
    expect(out).toContain('junk.xml')
    expect(out).toContain('1 in all.')
    const { quarantined: rows } = JSON.parse((await run('quarantine', 'list', '--db', db, '--json')).out)
    expect(rows).toEqual([expect.objectContaining({ source: 'junk.xml', code: expect.any(String) })])
  })

  it('keeps what still cannot be read, and takes what now can', async () => {
    const opened = open(db)
    quarantineDocument(opened, {
      source: 'once-unreadable.xml',
      code: 'TEST',
      message: 'An older version could not.',
      bytes: readFileSync(at('form4.xml')),
    })
    opened.close()
    const { code, out } = await run('quarantine', 'retry', '--db', db, '--json')
    expect(code).toBe(3)
    expect(JSON.parse(out)).toEqual({ tried: 2, released: 1, remaining: 1 })
  })

  it('says when there is nothing', async () => {
    const empty = at('empty.db')
    open(empty).close()
    expect((await run('quarantine', 'list', '--db', empty)).out).toBe('Nothing is quarantined.\n')
    expect(await run('quarantine', 'retry', '--db', empty)).toMatchObject({ code: 0 })
  })
})

describe('serve', () => {
  async function start(...args: string[]): Promise<{ child: ChildProcess; told: string; url: string }> {
    const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', ...args], { cwd: folder })
    let told = ''
    for await (const line of createInterface({ input: child.stdout })) {
      told += `${line}\n`
      const url = /http:\S+/.exec(line)?.[0]
      if (url) return { child, told, url }
    }
    throw new Error(`It ended without a word: ${told}`)
  }

  const stop = (child: ChildProcess, signal: 'SIGTERM' | 'SIGINT') =>
    new Promise((resolve) => {
      child.once('exit', (code, killedBy) => resolve(code ?? killedBy))
      child.kill(signal)
    })

  it('fills a fresh database, answers, and stops with 0 when told', async () => {
    const { child, told, url } = await start('--db', 'fresh.db')
    expect(told).toMatch(/bundled sample of \d+ filings/)
    const query = encodeURIComponent('{ filings { totalCount } }')
    const answer = (await (await fetch(`${url}?query=${query}`)).json()) as {
      data: { filings: { totalCount: number } }
    }
    expect(answer.data.filings.totalCount).toBeGreaterThan(90)
    expect(await stop(child, 'SIGTERM')).toBe(0)
  })

  it('fills nothing twice, and stops with 0 when interrupted', async () => {
    const { child, told } = await start('--db', 'fresh.db')
    expect(told).not.toContain('sample')
    expect(await stop(child, 'SIGINT')).toBe(0)
    expect(readFileSync(at('fresh.db-wal'))).toHaveLength(0)
  })

  it('fills none that was there before, though it be empty', async () => {
    open(at('somebodys.db')).close()
    const { child, told } = await start('--db', 'somebodys.db')
    expect(told).toMatch(/^0 filings/)
    expect(await stop(child, 'SIGTERM')).toBe(0)
  })

  it('says when the port is taken', async () => {
    const { child, url } = await start('--db', 'fresh.db')
    const { code, err } = await run('serve', '--db', 'fresh.db', '--port', new URL(url).port)
    await stop(child, 'SIGTERM')
    expect(code).toBe(1)
    expect(err).toMatch(/^error: port \d+ is taken.+--port.\n$/)
  })
})
