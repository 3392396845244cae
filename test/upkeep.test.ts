/** Looking after a database: backups that are databases, filings taken out, and what is quarantined forgotten. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flawsOf } from '../db/check.ts'
import { type Db, open, openToRead } from '../db/open.ts'
import { quarantineDocument } from '../db/quarantine.ts'
import { deleteFiling } from '../db/write.ts'
import { fillIfEmpty, sampleFilings } from '../src/ingest/sample.ts'
import { dump } from './dump.ts'
import { writeOwnershipXml } from './ownershipXml.ts'
import { filing, put, rows, trade, world } from './world.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const at = (name: string) => join(folder, name)
const file = at('test.db')

function using<T>(db: Db, use: (db: Db) => T): T {
  try {
    return use(db)
  } finally {
    db.close()
  }
}

const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })

beforeAll(() => using(open(file), fillIfEmpty))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a backup', () => {
  test('made while an ingest writes is sound, of one moment, and served as it is', async () => {
    mkdirSync(at('many'))
    for (let n = 1; n <= 400; n++) {
      const accession = `0000000100-24-${String(n).padStart(6, '0')}`
      const one = filing({ accession, issuer: { cik: n }, rows: rows(trade('P', '100', '2.5')) })
      writeFileSync(at(`many/${accession}.xml`), writeOwnershipXml(one))
    }
    const ingest = spawn(process.execPath, [MAIN, 'ingest', 'many', '--db', file], { cwd: folder })
    const ended = once(ingest, 'exit')
    const { code, out } = await run('backup', 'backup.db', '--db', file)
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/is in backup\.db: [\d,]+ bytes/) })
    await ended
    expect(readdirSync(folder).filter((name) => name.startsWith('backup'))).toEqual(['backup.db'])

    const copy = openToRead(at('backup.db'))
    const [all, copied] = [using(openToRead(file), dump), dump(copy)]
    expect(flawsOf(copy)).toEqual([])
    copy.close()
    expect(all.filings).toHaveLength(501)
    expect(copied.filings!.length % 100).toBe(1) // documents are written a hundred at a time, whole or not at all
    expect(copied.transactions!.length - copied.filings!.length).toBe(
      all.transactions!.length - all.filings!.length,
    )

    const server = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--db', 'backup.db'], {
      cwd: folder,
    })
    const [line] = (await once(createInterface(server.stdout), 'line')) as [string]
    server.kill('SIGTERM')
    expect((await once(server, 'exit'))[0]).toBe(0)
    expect(line).toMatch(new RegExp(`^${copied.filings!.length} filings`))
  })

  test('replaces a file only when it is told to, and never a database in use', async () => {
    writeFileSync(at('there.db'), 'mine')
    const refused = await run('backup', 'there.db', '--db', file)
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/there\.db is there already: .*--force/),
    })
    expect(readFileSync(at('there.db'), 'utf8')).toBe('mine')
    mkdirSync(at('folder.db'))
    expect(await run('backup', 'folder.db', '--db', file, '--force')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/folder\.db is no file/),
    })
    expect(await run('backup', 'nowhere/there.db', '--db', file)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/nowhere is no folder/),
    })
    expect(await run('backup', 'there.db', '--db', file, '--force', '--json')).toMatchObject({ code: 0 })
    expect(using(openToRead(at('there.db')), dump)).toEqual(using(openToRead(file), dump))
    const inUse = open(at('there.db'))
    put(inUse, filing({ accession: '0000000100-23-000001' }))
    const kept = await run('backup', 'there.db', '--db', file, '--force')
    inUse.close()
    expect(kept).toMatchObject({ code: 1, err: expect.stringMatching(/is a database in use/) })
  })

  test('is not made of what is damaged, nor of nothing', async () => {
    const bytes = readFileSync(file)
    bytes.fill(0x55, 100 * 4096, 101 * 4096)
    writeFileSync(at('broken.db'), bytes)
    const { code, err } = await run('backup', 'never.db', '--db', 'broken.db')
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/broken\.db is damaged/) })
    expect(await run('backup', 'never.db', '--db', 'no.db')).toMatchObject({ code: 1 })
    expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([])
    expect(existsSync(at('no.db'))).toBe(false)
  })
})

describe('a filing that is taken out', () => {
  const all = sampleFilings()
    .map(({ filing }) => filing)
    .filter(({ accession }) => accession !== undefined)

  test('leaves the database as if it had never been there, whichever it is', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(all.length - 1), { minLength: 1, maxLength: 30 }), (places) => {
        const gone = new Set(places)
        const { db } = world(all)
        for (const place of gone) expect(deleteFiling(db, all[place]!.accession!)).toBe(true)
        expect(dump(db)).toEqual(dump(world(all.filter((_, i) => !gone.has(i))).db))
        expect(db.orm.all('PRAGMA foreign_key_check')).toEqual([])
      }),
      { numRuns: 8 },
    )
  })

  test('takes with it what its content was before, so that it may come again', () => {
    const { db } = world()
    put(db, filing({ rows: rows(trade('P', '1', '1')) }), 'first')
    put(db, filing({ rows: rows(trade('P', '1', '1'), trade('P', '2', '1')) }), 'second')
    deleteFiling(db, '0000000100-24-000001')
    const empty = dump(world().db)
    expect(dump(db)).toEqual(empty)
    expect(deleteFiling(db, '0000000100-24-000001')).toBe(false)
  })

  test('is named on the command line: all that are named, or none', async () => {
    const [one, other] = all.map(({ accession }) => accession!) as [string, string]
    const refused = await run('remove', one, '0000000001-24-000001', '--db', file)
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no filing 0000000001-24-000001.*nothing was removed/),
    })
    expect(await run('remove', one, other, '--db', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining(other),
    })
    expect(await run('remove', one, '--db', file)).toMatchObject({ code: 1 })
  })
})

test('what is quarantined is forgotten by its source, or all of it', async () => {
  using(open(file), (db) => {
    for (const source of ['a.xml', 'b.xml', 'c.xml'])
      quarantineDocument(db, { source, code: 'X', message: 'Why.', bytes: Buffer.from(source) })
  })
  expect(await run('quarantine', 'drop', '--db', file)).toMatchObject({
    code: 2,
    err: expect.stringMatching(/--all/),
  })
  expect(await run('quarantine', 'drop', 'a.xml', 'x.xml', '--db', file)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/Nothing of "x\.xml" is quarantined: nothing was forgotten/),
  })
  expect((await run('quarantine', 'drop', 'a.xml', '--db', file, '--json')).out).toBe('{"dropped":1}\n')
  expect((await run('quarantine', 'drop', '--all', '--db', file)).out).toBe('2 forgotten.\n')
})
