/** Ingest: what is read is written or quarantined, nothing in between; and the whole corpus, counted a second way. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import tar from 'tar-stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Db, open } from '../db/open.ts'
import { listQuarantine, quarantineDocument } from '../db/quarantine.ts'
import { ingest, type Progress } from '../src/ingest/ingest.ts'
import { retryQuarantine } from '../src/ingest/retry.ts'
import { dump } from './dump.ts'
import { writeOwnershipXml } from './ownershipXml.ts'
import { filing, rows, trade } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { accession: _, filedOn: __, ...bare } = filing({ rows: rows(trade('P', '100', '2.5')) })
const xml = writeOwnershipXml(bare)
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('a lone XML document', () => {
  const accessions = (db: Db) =>
    db.orm.all(sql`SELECT accession < 0 AS synthetic, filed_on, dated_on FROM filings`)

  test('takes its accession number from its name, its day from the options', async () => {
    const db = open(':memory:')
    const file = write('0000000100-24-000001__doc4.xml', xml)
    const summary = await ingest(db, [file], { filedOn: '2024-03-05' })
    expect(summary).toMatchObject({ read: 1, new: 1, synthetic: 0, quarantined: 0 })
    expect(accessions(db)).toEqual([{ synthetic: 0, filed_on: '2024-03-05', dated_on: '2024-03-05' }])
  })

  test('without either gets a synthetic number, the same each time, and is dated by its signature', async () => {
    const db = open(':memory:')
    const file = write('doc4.xml', xml)
    expect(await ingest(db, [file])).toMatchObject({ new: 1, synthetic: 1 })
    expect(await ingest(db, [file])).toMatchObject({ new: 0, unchanged: 1, synthetic: 1 })
    expect(accessions(db)).toEqual([{ synthetic: 1, filed_on: null, dated_on: '2024-03-05' }])
  })
})

describe('so much that it is read in a thread of its own', () => {
  const much = join(folder, 'much')
  const DOCUMENTS = 1_200
  beforeAll(() => {
    mkdirSync(much)
    for (let i = 0; i < DOCUMENTS; i++) {
      const text = writeOwnershipXml({ ...bare, remarks: `${i} ${'and more '.repeat(200)}` })
      const number = `0000000100-24-${String(i).padStart(6, '0')}`
      writeFileSync(join(much, `${number}.xml`), i === 77 ? text.slice(0, -30) : text)
    }
  })

  test('gives what each document gives by itself', async () => {
    const [together, apart] = [open(':memory:'), open(':memory:')]
    const told: Progress[] = []
    const counts = { read: DOCUMENTS, new: DOCUMENTS - 1, quarantined: 1 }
    expect(
      await ingest(together, [much], {}, { onProgress: (progress) => told.push(progress) }),
    ).toMatchObject(counts)
    for (const name of readdirSync(much)) await ingest(apart, [join(much, name)])
    expect(withoutTimes(dump(together))).toEqual(withoutTimes(dump(apart)))
    expect(told.map(({ read }) => read)).toEqual([1_000, DOCUMENTS])
    expect(told.at(-1)!.done).toBe(told.at(-1)!.total)
    expect(retryQuarantine(together)).toEqual({ tried: 1, released: 0, remaining: 1 })
  })

  test('can be stopped, and run again', async () => {
    const db = open(':memory:')
    const stop = new AbortController()
    expect(await ingest(db, [much], {}, { onProgress: () => stop.abort(), stop: stop.signal })).toMatchObject(
      {
        read: 1_000,
        wasStopped: true,
      },
    )
    expect(await ingest(db, [much])).toMatchObject({ read: DOCUMENTS, new: 200, unchanged: 999 })
  })

  test('says that a path is not there', async () => {
    await expect(ingest(open(':memory:'), [much, join(folder, 'gone')])).rejects.toMatchObject({
      code: 'NO_SUCH_FILE',
    })
  })
})

/** When something was quarantined is another time each time. */
const withoutTimes = ({ quarantine, ...rest }: Record<string, string[]>) => ({
  ...rest,
  quarantine: quarantine!.map((text) => ({ ...JSON.parse(text), quarantined_at: null })),
})

describe('the quarantine', () => {
  test('keeps what cannot be read, once, with source and reason; lets go of it when it can', async () => {
    const db = open(':memory:')
    const file = write('broken.xml', xml.slice(0, -30))
    expect(await ingest(db, [file])).toMatchObject({ read: 1, new: 0, quarantined: 1 })
    expect(await ingest(db, [file])).toMatchObject({ quarantined: 1 })
    expect(listQuarantine(db)).toEqual([
      expect.objectContaining({
        source: file,
        code: 'MALFORMED_XML',
        message: expect.stringMatching(/line/i),
      }),
    ])
    expect(retryQuarantine(db)).toEqual({ tried: 1, released: 0, remaining: 1 })

    quarantineDocument(db, { source: 'old reader', code: 'X', message: 'A bug.', bytes: Buffer.from(xml) })
    expect(retryQuarantine(db)).toEqual({ tried: 2, released: 1, remaining: 1 })
    expect(db.orm.all(sql`SELECT count(*) AS n FROM filings`)).toEqual([{ n: 1 }])
  })

  test('lets go of a broken archive once it has been read to its end', async () => {
    const db = open(':memory:')
    const pack = tar.pack()
    pack.entry({ name: 'inner.xml' }, xml)
    pack.finalize()
    const whole = gzipSync(await buffer(pack))
    const file = join(folder, 'a.tar.gz')
    writeFileSync(file, whole.subarray(0, -20))
    expect((await ingest(db, [file])).quarantined).toBe(1)
    expect(retryQuarantine(db)).toEqual({ tried: 0, released: 0, remaining: 1 })
    writeFileSync(file, whole)
    await ingest(db, [file])
    expect(listQuarantine(db)).toEqual([])
  })

  test('a number with a plus is a number', async () => {
    const db = open(':memory:')
    const odd = writeOwnershipXml(filing({ rows: rows(trade('P', '+100', '2.5')) }))
    const summary = await ingest(db, [
      write('0000000100-24-000007.xml', odd),
      write('0000000100-24-000008.xml', xml),
    ])
    expect(summary).toMatchObject({ read: 2, new: 2 })
    expect(db.orm.all(sql`SELECT shares, value FROM transactions ORDER BY accession`)).toEqual([
      { shares: '100', value: 2_500_000 },
      { shares: '100', value: 2_500_000 },
    ])
  })

  test('an accession number that EDGAR cannot have given is a reason', async () => {
    const db = open(':memory:')
    const file = write('plain.xml', xml)
    expect(await ingest(db, [file], { accession: '7000000000-24-000001' })).toMatchObject({
      quarantined: 1,
      new: 0,
    })
    expect(listQuarantine(db)[0]).toMatchObject({
      code: 'MISSING_KEY',
      message: expect.stringContaining('7000000000'),
    })
  })
})

const corpus = new URL('../../shared/corpus/', import.meta.url).pathname
const isThere = existsSync(corpus)
if (!isThere) console.warn('The corpus of real filings is not there: its ingest is not tested.')

/** Documents by accession number, or by content where they have none: what the database should hold. */
async function independently(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const take = (name: string, text: string) => {
    const document = /<ownershipDocument[\s\S]*<\/ownershipDocument>/.exec(text)![0]
    const header = /^(?:ACCESSION NUMBER:\s*|<ACCESSION-NUMBER>)([\d-]{20})/m.exec(text)?.[1]
    const accession = header ?? /(?:^|\/)(\d{10}-\d\d-\d{6})/.exec(name)?.[1]
    found.set(accession ?? `content ${document.replace(/\s+/g, '')}`, document)
  }
  for (const part of ['filings', 'submissions'])
    for (const name of readdirSync(corpus + part))
      take(`/${name}`, readFileSync(`${corpus}${part}/${name}`, 'utf8'))
  const extract = tar.extract()
  extract.end(gunzipSync(readFileSync(`${corpus}form4-2023h1.tar.gz`)))
  for await (const entry of extract) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    if (entry.header.type === 'file') take(entry.header.name, Buffer.concat(chunks).toString('utf8'))
  }
  for (const [key, document] of found)
    if (!key.startsWith('content ')) found.delete(`content ${document.replace(/\s+/g, '')}`)
  return found
}

describe.skipIf(!isThere)('the corpus', { timeout: 600_000 }, () => {
  const sources = ['filings', 'submissions', 'form4-2023h1.tar.gz'].map((name) => corpus + name)
  let db: Db
  let documents: string[]

  beforeAll(async () => {
    db = open(join(folder, 'corpus.db'))
    documents = [...(await independently()).values()]
  })
  afterAll(() => db.close())

  test('goes in whole: nothing is quarantined', async () => {
    const summary = await ingest(db, sources)
    expect(summary.read).toBe(13_085)
    expect(listQuarantine(db)).toEqual([])
    expect(summary.new + summary.updated + summary.unchanged).toBe(summary.read)
  })

  test('every table holds as many rows as a plain search through the text finds', () => {
    const rowsIn = (table: string, where = '1') =>
      db.orm.all<{ n: number }>(sql.raw(`SELECT count(*) AS n FROM ${table} WHERE ${where}`))[0]!.n
    const found = (pattern: RegExp) =>
      documents.reduce((sum, text) => sum + [...text.matchAll(pattern)].length, 0)
    expect(rowsIn('filings')).toBe(documents.length)
    expect(rowsIn('transactions', 'row < 3000000')).toBe(found(/<nonDerivativeTransaction>/g))
    expect(rowsIn('transactions', 'row > 3000000')).toBe(found(/<derivativeTransaction>/g))
    expect(rowsIn('holdings', 'row < 3000000')).toBe(found(/<nonDerivativeHolding>/g))
    expect(rowsIn('holdings', 'row > 3000000')).toBe(found(/<derivativeHolding>/g))
    expect(rowsIn('filing_owners')).toBe(found(/<reportingOwner>/g))
    expect(rowsIn('footnotes')).toBe(found(/<footnote\s/g))
    expect(rowsIn('footnote_references')).toBe(found(/<footnoteId\s/g))
    expect(rowsIn('signatures')).toBe(found(/<ownerSignature>/g))
    expect(rowsIn('issuers')).toBe(
      new Set(documents.map((text) => Number(/<issuerCik>\s*(\d+)/.exec(text)![1]))).size,
    )
    expect(rowsIn('insiders')).toBe(
      new Set(
        documents.flatMap((text) =>
          [...text.matchAll(/<rptOwnerCik>\s*(\d+)/g)].map(([, cik]) => Number(cik)),
        ),
      ).size,
    )
  })

  test('shares sum up, by code, to what a plain search through the text sums up', () => {
    const sums = new Map<string, number>()
    for (const text of documents)
      for (const [transaction] of text.matchAll(
        /<(nonD|d)erivativeTransaction>[\s\S]*?<\/\1erivativeTransaction>/g,
      )) {
        const code = /<transactionCode>\s*(\w)/.exec(transaction)![1]!
        const shares = /<transactionShares>\s*<value>\s*([\d.]+)/.exec(transaction)?.[1]
        sums.set(code, (sums.get(code) ?? 0) + Number(shares ?? 0))
      }
    const stored = db.orm.all<{ code: string; sum: number }>(
      sql`SELECT code, sum(CAST(shares AS REAL)) AS sum FROM transactions GROUP BY code`,
    )
    expect(stored).toHaveLength(sums.size)
    for (const { code, sum } of stored) expect(sum / sums.get(code)!).toBeCloseTo(1, 9)
  })

  test('edges, relationships and grants are whole', () => {
    const all = (text: string) => db.orm.all<Record<string, number>>(sql.raw(text))
    expect(all('PRAGMA foreign_key_check')).toEqual([])
    expect(all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(all('SELECT sum(filing_count) AS n FROM relationships')).toEqual(
      all('SELECT count(*) AS n FROM (SELECT DISTINCT accession, insider_cik FROM filing_owners)'),
    )
    expect(all('SELECT count(*) AS n FROM transaction_owners')).toEqual(
      all(`SELECT count(*) AS n FROM (SELECT DISTINCT t.accession, t.row, o.insider_cik
        FROM transactions t JOIN filing_owners o ON o.accession = t.accession)`),
    )
    expect(all('SELECT count(*) AS n FROM transactions WHERE row > 3000000 AND grant_id IS NULL')).toEqual([
      { n: 0 },
    ])
  })

  test('a second run changes nothing', async () => {
    const summary = await ingest(db, sources)
    expect(summary).toMatchObject({ read: 13_085, new: 0, updated: 0, unchanged: 13_085, quarantined: 0 })
  })
})
