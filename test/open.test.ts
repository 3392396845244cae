/** Opening databases: to be read only, where nothing may be written, of other versions, damaged, or none at all. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Db, open, openToRead } from '../db/open.ts'
import { isBehind } from '../db/versions.ts'
import { fillIfEmpty } from '../src/ingest/sample.ts'
import { dump } from './dump.ts'
import { unprivileged } from './unprivileged.ts'
import { filing, put } from './world.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const OPEN = pathToFileURL(join(import.meta.dirname, '../db/open.ts')).href
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const at = (name: string) => join(folder, name)
const sample = at('sample.db')
const noProgress = () => {}

beforeAll(() => {
  chmodSync(folder, 0o755)
  using(open(sample), fillIfEmpty)
})
afterAll(() => rmSync(folder, { recursive: true }))

function using<T>(db: Db, use: (db: Db) => T): T {
  try {
    return use(db)
  } finally {
    db.close()
  }
}

function copied(name: string): string {
  copyFileSync(sample, at(name))
  return at(name)
}

const refusal = (code: string, words: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(words) })

describe('opened to be read only', () => {
  test('a database takes no write, and sees what others write', () => {
    const file = copied('both.db')
    using(openToRead(file), (reader) => {
      const [before, version] = [dump(reader), reader.version()]
      expect(() => reader.orm.run(sql`DELETE FROM filings`)).toThrow()
      expect(() => put(reader, filing())).toThrow()
      expect(dump(reader)).toEqual(before)
      using(open(file), (writer) => put(writer, filing()))
      expect(reader.version()).not.toBe(version)
      expect(dump(reader).filings).toHaveLength(before.filings!.length + 1)
    })
  })

  test('a database is not made, and one of an older version is left as it is', () => {
    expect(() => openToRead(at('none.db'))).toThrow(refusal('CANNOT_OPEN', /none\.db cannot be opened.*--db/))
    const file = copied('older.db')
    using(open(file), (db) => db.orm.run(sql`PRAGMA user_version = 0`))
    expect(using(openToRead(file), isBehind)).toBe(true)
    expect(using(openToRead(file), isBehind)).toBe(true)
    using(open(file), noProgress)
    expect(using(openToRead(file), isBehind)).toBe(false)
    writeFileSync(file, '')
    expect(using(openToRead(file), isBehind)).toBe(true)
  })
})

test('several processes that make one database at once make one', async () => {
  const make = `import { open } from ${JSON.stringify(OPEN)}
    process.stdin.once('data', () => { open('at-once.db').close(); process.exit() })
    console.log('ready')`
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', make], { cwd: folder }),
  )
  const told = children.map((child) => text(child.stderr))
  await Promise.all(children.map((child) => once(child.stdout, 'data')))
  for (const child of children) child.stdin.write('go')
  expect(await Promise.all(told)).toEqual(['', '', '', ''])
  expect(using(open(at('at-once.db')), dump)).toEqual(using(open(at('empty.db')), dump))
})

describe('refused in words is', () => {
  test('what is no database, or not ours, or of a newer version', () => {
    const text = at('text.db')
    writeFileSync(text, 'Not a database at all, though long enough to be taken for one. '.repeat(50))
    const newer = copied('newer.db')
    using(open(newer), (db) =>
      db.orm.run(sql`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', ${Date.now() * 2})`),
    )
    const foreign = copied('foreign.db')
    using(open(foreign), (db) => db.orm.run(sql`PRAGMA application_id = 1`))
    for (const way of [open, openToRead]) {
      expect(() => way(text)).toThrow(refusal('NOT_A_DATABASE', /text\.db is not an SQLite database/))
      expect(() => way(newer)).toThrow(
        refusal('NEWER_DATABASE', /newer\.db was written by a newer version.*update/),
      )
      expect(() => way(foreign)).toThrow(
        refusal('NOT_A_DATABASE', /foreign\.db is not a database of insider-graph/),
      )
      expect(() => way(folder)).toThrow(/cannot be (opened|read)/)
    }
  })

  test.each([0.1, 0.5, 0.99])('what is cut off to %d of it', (part) => {
    const file = copied(`cut-${part}.db`)
    truncateSync(file, Math.floor(readFileSync(file).length * part))
    for (const way of [open, openToRead])
      expect(() => way(file)).toThrow(refusal('DAMAGED_DATABASE', /is damaged.*backup.*SQLITE_CORRUPT/))
  })
})

test('a server does not start on a database whose pages are damaged, and says so', async () => {
  const file = copied('pages.db')
  const bytes = readFileSync(file)
  bytes.fill(0x55, 8 * 4096) // the first pages say what tables there are
  writeFileSync(file, bytes)
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--db', file])
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringMatching(/^error: .*is damaged: put a backup in its place.*\n$/),
  })
})

test('a copy is whole, as of when it was begun, whoever writes meanwhile, and one file', async () => {
  const [file, copy] = [copied('written.db'), at('copy.db')]
  const db = openToRead(file)
  const before = dump(db)
  const writer = open(file)
  let writes = 0
  const seen: number[] = []
  await db.copyTo(copy, (done, total) => {
    put(writer, filing({ accession: `0000000100-24-${String(++writes).padStart(6, '0')}` }))
    seen.push(done / total)
  })
  expect(writes).toBeGreaterThan(0)
  expect(seen.at(-1)).toBe(1)
  expect(dump(db)).not.toEqual(before)
  writer.close()
  db.close()
  expect(readdirSync(folder).filter((name) => name.startsWith('copy.db'))).toEqual(['copy.db'])
  expect(using(openToRead(copy), dump)).toEqual(before)
})

describe.skipIf(!unprivileged)('where nothing may be written', () => {
  const closed = at('closed')
  const inClosed = (name: string) => join(closed, name)

  beforeAll(async () => {
    mkdirSync(closed)
    copyFileSync(sample, inClosed('in-use.db'))
    const db = openToRead(sample)
    await db.copyTo(inClosed('published.db'), noProgress)
    db.close()
    writeFileSync(at('open.db'), readFileSync(sample))
    chmodSync(at('open.db'), 0o444)
    chmodSync(closed, 0o555)
  })
  afterAll(() => chmodSync(closed, 0o755))

  const run = (...args: string[]) =>
    new Promise<{ code: number; err: string }>((resolve) => {
      const options = { ...unprivileged, cwd: folder, timeout: 30_000 }
      execFile(process.execPath, [MAIN, ...args], options, (error, _, err) =>
        resolve({ code: error ? Number(error.code) : 0, err }),
      )
    })
  const sampleOf = () => join(import.meta.dirname, '../README.md')

  test('a published copy is read; one that is in use says what to put there', async () => {
    const { code, err } = await run('serve', '--port', '0', '--db', inClosed('in-use.db'))
    expect(code).toBe(1)
    expect(err).toMatch(
      /^error: .*in-use\.db cannot be opened .*put a copy that "insider-graph backup" has made\. \[CANNOT_OPEN\]\n$/,
    )
    expect(await run('serve', '--port', '1', '--db', inClosed('published.db'))).toMatchObject({
      err: expect.stringMatching(/EACCES|port 1 /), // it was opened, and counted, before it listened
    })
  })

  test.each([
    ['the file', 'open.db', /open\.db may only be read here: .*\(SQLITE_READONLY/],
    ['the folder', inClosed('published.db'), /published\.db may only be read here: .*\(SQLITE_READONLY/],
    ['the folder, of a file that is not there', inClosed('new.db'), /new\.db cannot be opened .*--db/],
  ])('%s, an ingest says so and leaves nothing behind', async (_, file, words) => {
    const before = readdirSync(closed)
    const { code, err } = await run('ingest', sampleOf(), '--db', file)
    expect(code).toBe(1)
    expect(err).toMatch(words)
    expect(err).not.toMatch(/ {4}at /)
    expect(readdirSync(closed)).toEqual(before)
  })
})
