/** What an ingest has written stays, and is whole: killed, with others beside it, and without room on the disk. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sqliteCode } from '../db/errors.ts'
import { open } from '../db/open.ts'
import { ingest } from '../src/ingest/ingest.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { killRandomly, manyFilings, Undisturbed } from './killing.ts'
import { writeOwnershipXml } from './ownershipXml.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const at = (name: string) => join(folder, name)
const [one, other] = [at('one'), at('other')]
const children: ChildProcess[] = []
let undisturbed: Undisturbed

beforeAll(async () => {
  // The sample, whose filings have much to do with each other, and many beside it, so that there is a while to disturb.
  const sample = sampleFilings().map(({ filing }) => filing)
  const all = [...sample.filter(({ owners }) => owners.every(({ cik }) => cik)), ...manyFilings(500)]
  for (const path of [one, other]) mkdirSync(path)
  for (const [i, each] of all.entries())
    writeFileSync(join(i % 2 ? one : other, `${each.accession}.xml`), writeOwnershipXml(each))
  const db = open(at('undisturbed.db'))
  expect(await ingest(db, [one, other])).toMatchObject({ new: all.length, quarantined: 0 })
  db.close()
  undisturbed = new Undisturbed(at('undisturbed.db'))
})
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function start(program: string, ...args: string[]): ChildProcess {
  const child = spawn(program, args, { cwd: folder })
  children.push(child)
  return child
}

/** An ingest; `within` is a shell's word before it. */
const ingestInto = (file: string, paths = [one, other], within?: string) =>
  within
    ? start(
        'sh',
        '-c',
        `${within}; exec "$@"`,
        'sh',
        process.execPath,
        MAIN,
        'ingest',
        ...paths,
        '--db',
        file,
      )
    : start(process.execPath, MAIN, 'ingest', ...paths, '--db', file)

async function endOf(child: ChildProcess) {
  const [err, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')])
  return { code, err }
}

test('killed at random moments, it leaves nothing half, and goes on', async () => {
  const file = at('killed.db')
  const command = { file, start: () => ingestInto(file), hasBegun: () => existsSync(file) }
  expect(await killRandomly(4, 600, command, undisturbed)).toEqual([])
})

test('two at once, in other orders, make what one makes', async () => {
  const file = at('both.db')
  const ends = await Promise.all([
    endOf(ingestInto(file, [one, other])),
    endOf(ingestInto(file, [other, one])),
  ])
  expect(ends.map(({ code }) => code)).toEqual([0, 0])
  expect(undisturbed.flawsIn(file)).toEqual([])
  expect(undisturbed.differencesIn(file)).toEqual([])
})

test('a server that is killed while it makes its database makes it the next time', async () => {
  const serve = () => start(process.execPath, MAIN, 'serve', '--port', '0', '--db', 'served.db')
  for (const wait of [150, 300, 450]) {
    const child = serve()
    await setTimeout(wait + Math.random() * 150)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const last = serve()
  let told = ''
  for await (const line of createInterface(last.stdout!)) {
    told = line
    if (/filings, /.test(line)) break
  }
  expect(told).toMatch(/^101 filings, /)
  last.kill('SIGTERM')
})

describe('without room', () => {
  /** It ended with a clear word, left nothing half, and goes on once there is room. */
  async function expectToGoOn(file: string, end: { code: number; err: string }, words: RegExp) {
    expect(end.code).toBe(1)
    expect(end.err).toMatch(/^error: .*\n$/)
    expect(end.err).toMatch(words)
    expect(undisturbed.flawsIn(file)).toEqual([])
    expect(undisturbed.differencesIn(file)).not.toEqual([])
  }
  async function expectWhole(file: string) {
    expect(await endOf(ingestInto(file))).toMatchObject({ code: 0 })
    expect(undisturbed.differencesIn(file)).toEqual([])
  }

  test.each([250, 400])(
    'in a database of more than %d pages, it stops, and goes on when there is',
    async (pages) => {
      const db = open(at(`${pages}.db`))
      db.orm.run(sql.raw(`PRAGMA max_page_count = ${pages}`))
      const error = await ingest(db, [one, other]).catch((error: unknown) => error)
      expect(sqliteCode(error)).toBe('SQLITE_FULL')
      expect(undisturbed.flawsIn(at(`${pages}.db`))).toEqual([])
      db.orm.run(sql`PRAGMA max_page_count = 1000000`)
      await ingest(db, [one, other])
      db.close()
      expect(undisturbed.differencesIn(at(`${pages}.db`))).toEqual([])
    },
  )

  test.skipIf(process.platform === 'win32')('for larger files, it says so', async () => {
    const file = at('limited.db')
    const end = await endOf(ingestInto(file, [one, other], 'ulimit -f 3000')) // of 512 bytes
    await expectToGoOn(file, end, /the disk says no.*\(SQLITE_IOERR_WRITE\)/)
    await expectWhole(file)
  })

  const disk = at('disk')
  const mount = (...options: string[]) => execFileSync('mount', [...options, disk], { stdio: 'ignore' })
  const unmount = () => execFileSync('umount', [disk])
  const canMount = (() => {
    try {
      mkdirSync(disk)
      mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs')
      unmount()
      return true
    } catch {
      console.warn('Nothing may be mounted here: a full disk is tested by limits on files only.')
      return false
    }
  })()

  test.skipIf(!canMount)('on a full disk, it says so', async () => {
    mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs')
    try {
      const file = join(disk, 'full.db')
      await expectToGoOn(file, await endOf(ingestInto(file)), /the disk is full.*Make room.*\(SQLITE_FULL\)/)
      mount('-o', 'remount,size=64m')
      await expectWhole(file)
    } finally {
      unmount()
    }
  })
})
