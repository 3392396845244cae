/** What nobody should send: damaged, made to be large, to take for ever, to look like something else. Always a reason, never half a filing. */
import { execFile } from 'node:child_process'
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGzip, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { pack } from 'tar-stream'
import { afterAll, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { flawsOf, problemsOf } from '../db/check.ts'
import { hash52 } from '../db/hash.ts'
import { open } from '../db/open.ts'
import { listQuarantine } from '../db/quarantine.ts'
import { readFiling } from '../src/edgar/read.ts'
import { store } from '../src/ingest/ingest.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { documents } from '../src/ingest/sources.ts'
import { syncDataSets } from '../src/ingest/sync/quarters.ts'
import { corpusSources, hasCorpus } from './corpus.ts'
import { dataSetTables, writeZip } from './dataSetFormat.ts'
import { sampleShelf } from './edgar/shelf.ts'
import { syncing } from './edgar/syncing.ts'
import { writeOwnershipXml } from './ownershipXml.ts'
import { filing } from './world.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const XML = writeOwnershipXml(filing())
const within = (content: string) => XML.replace('</ownershipDocument>', `${content}</ownershipDocument>`)

describe('a document is read up to its limits, and refused beyond:', () => {
  const nested = (depth: number) => '<a>'.repeat(depth - 1) + '</a>'.repeat(depth - 1) // within the root
  const attributes = (count: number) =>
    `<a ${Array.from({ length: count }, (_, n) => `a${n}=""`).join(' ')}/>`
  const elementsOf = (xml: string) => xml.match(/<\w/g)!.length
  const padded = (size: number) => within(`<!--${'x'.repeat(size - within('<!---->').length)}-->`)
  const owners = (count: number) =>
    within('').replace(/<reportingOwner>.*<\/reportingOwner>/s, (owner) => owner.repeat(count))

  test.each<[string, (size: number) => string, number, string]>([
    ['depth', (depth) => within(nested(depth)), 32, 'UNSAFE_XML'],
    ['elements', (count) => within('<a/>'.repeat(count - elementsOf(within('')))), 200_000, 'UNSAFE_XML'],
    ['attributes', (count) => within(attributes(count)), 200, 'UNSAFE_XML'],
    ['the length of a name', (size) => within(`<${'x'.repeat(size)}/>`), 200, 'UNSAFE_XML'],
    [
      'the length of a text',
      (size) => within(`<remarks>${'x'.repeat(size)}</remarks>`),
      1_000_000,
      'UNSAFE_XML',
    ],
    ['bytes', padded, 10_000_000, 'TOO_LARGE'],
    [
      'rows',
      (count) => within('<nonDerivativeTable><nonDerivativeHolding/></nonDerivativeTable>'.repeat(count)),
      500,
      'TOO_LARGE',
    ],
    ['owners', owners, 50, 'TOO_LARGE'],
  ])('%s', (_, make, most, code) => {
    expect(readFiling(Buffer.from(make(most)), 'x.xml')).toHaveProperty('filing')
    expect(readFiling(Buffer.from(make(most + 1)), 'x.xml')).toMatchObject({
      refusal: { code, message: expect.stringMatching(/\.$/) },
    })
  })

  test('its root, its DOCTYPE and its entities are what they must be', () => {
    const wrong = [
      ['<a/>', 'NOT_OWNERSHIP'],
      [
        `<!DOCTYPE ownershipDocument SYSTEM "file:///etc/passwd">${XML.replace(/<\?.*\?>/, '')}`,
        'UNSAFE_XML',
      ],
      [within('<remarks>&lol;</remarks>'), 'MALFORMED_XML'],
      [XML.replace('ownershipDocument', 'a').replace('/ownershipDocument', '/a'), 'NOT_OWNERSHIP'],
    ]
    for (const [xml, code] of wrong)
      expect(readFiling(Buffer.from(xml!), 'x.xml')).toMatchObject({ refusal: { code } })
  })
})

/** Documents as EDGAR has them: real ones where they are, and the sample's, as XML and as full submissions. */
async function realDocuments(): Promise<Buffer[]> {
  const found = [
    ...sampleFilings()
      .slice(0, 20)
      .map(({ filing }) => Buffer.from(writeOwnershipXml(filing))),
    ...sampleShelf()
      .slice(0, 20)
      .map(({ bytes }) => bytes),
  ]
  if (!hasCorpus) console.warn('The corpus of real filings is not there: only the sample is damaged.')
  else
    for await (const document of documents(corpusSources.slice(0, 2))) {
      if ('bytes' in document) found.push(Buffer.from(document.bytes))
      if (found.length === 240) break
    }
  return found
}

/** One way to damage a document. Places are parts of its length, so that one way fits all. */
const damage = fc.oneof(
  fc.record({
    how: fc.constant('flip' as const),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    bit: fc.nat(7),
  }),
  fc.record({
    how: fc.constantFrom('cut', 'double', 'nest', 'drop', 'zero'),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    to: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
  fc.record({
    how: fc.constant('put' as const),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    text: fc.constantFrom(
      '<',
      '>',
      '&',
      '&#0;',
      '\0',
      '\u{1f600}',
      '<value>',
      '</value>',
      '<footnoteId id="F1"/>',
      '<XML>',
      '</XML>',
      '<SEC-HEADER>',
      'ACCESSION NUMBER: 0000000001-24-000001',
      '9'.repeat(400),
      '-1e999',
      '2024-02-30',
      '\ufeff',
      '<![CDATA[',
      ']]>',
      '<!--',
    ),
  }),
)
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

function damaged(whole: Buffer, done: Damage): Buffer {
  const place = Math.floor(done.at * whole.length)
  if ('bit' in done) {
    const bytes = Buffer.from(whole)
    bytes[place]! ^= 1 << done.bit
    return bytes
  }
  const put = (what: Buffer, upTo = place) =>
    Buffer.concat([whole.subarray(0, place), what, whole.subarray(upTo)])
  if ('text' in done) return put(Buffer.from(done.text))
  const to = Math.max(place, Math.floor(done.to * whole.length))
  if (done.how === 'cut') return whole.subarray(0, place)
  if (done.how === 'double') return put(whole.subarray(place, to))
  if (done.how === 'nest') return put(whole)
  if (done.how === 'zero') return put(Buffer.alloc(to - place), to)
  return put(Buffer.alloc(0), to)
}

describe('real documents, damaged', () => {
  test('are each written whole or quarantined with a reason; and all that they derive is right', async () => {
    const real = await realDocuments()
    const file = at('damaged.db')
    const db = open(file)
    let count = 0
    const outcomes = new Set<string>()
    fc.assert(
      fc.property(
        fc.nat(real.length - 1),
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        (which, damages) => {
          const bytes = damages.reduce(damaged, real[which]!)
          const source = `damaged/${++count}.xml`
          const { outcome } = store(db, source, bytes, {})
          outcomes.add(outcome)
          const kept = listQuarantine(db).filter((one) => one.source === source)
          if (outcome === 'quarantined')
            expect(kept).toMatchObject([
              { code: expect.stringMatching(/^[A-Z_]+$/), message: expect.stringMatching(/\.$/) },
            ])
          else expect(kept).toEqual([])
        },
      ),
      { numRuns: 400 },
    )
    // Which others come depends on what is drawn.
    expect([...outcomes]).toEqual(expect.arrayContaining(['new', 'quarantined']))
    expect(listQuarantine(db).filter(({ code }) => code === 'UNWRITABLE')).toEqual([])
    expect(flawsOf(db)).toEqual([])
    db.close()
    expect(await problemsOf(file, at('scratch.db'), () => {})).toEqual([])
  })
})

/** Writes a ZIP of documents; each is stored as it is, or compressed. */
async function zip(name: string, entries: [string, Buffer, boolean?][]): Promise<string> {
  const archive = new ZipFile()
  for (const [inner, content, compress = true] of entries) archive.addBuffer(content, inner, { compress })
  archive.end()
  await pipeline(archive.outputStream, createWriteStream(at(name)))
  return at(name)
}

async function tar(entries: Record<string, string>): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of Object.entries(entries)) archive.entry({ name }, content)
  archive.finalize()
  return buffer(archive)
}

async function codesOf(...paths: string[]): Promise<string[]> {
  const found: string[] = []
  for await (const document of documents(paths))
    found.push('bytes' in document ? 'bytes' : document.refusal.code)
  return found
}

describe('archives', () => {
  /** So many bytes of nothing, compressed as well as can be. */
  async function nothing(name: string, bytes: number, before = Buffer.alloc(0)): Promise<string> {
    const chunk = Buffer.alloc(1_000_000)
    function* all() {
      yield before
      for (let i = 0; i < bytes / chunk.length; i++) yield chunk
    }
    await pipeline(all, createGzip(), createWriteStream(at(name)))
    return at(name)
  }

  test('that unpack without an end are not read to their end', async () => {
    expect(await codesOf(await nothing('bomb.xml.gz', 400_000_000))).toEqual(['BROKEN_ARCHIVE'])
    const head = await tar({ 'a.xml': 'a' })
    head.write('77777777777\0', 124) // a document of 8 GB, it says
    expect(
      await codesOf(await nothing('bomb.tar.gz', 400_000_000, Buffer.from(head.subarray(0, 512)))),
    ).toEqual(['BROKEN_ARCHIVE'])
  })

  test('whose entries overlap are refused: the same bytes, unpacked again and again', async () => {
    const large = Buffer.from(Array.from({ length: 30_000 }, (_, i) => hash52(`${i}`)).join())
    const others = Array.from({ length: 49 }, (_, n): [string, Buffer] => [`${n}.xml`, Buffer.from(XML)])
    const path = await zip('overlap.zip', [['large.xml', large], ...others])
    const bytes = readFileSync(path)
    expect(await codesOf(path)).toEqual(Array(50).fill('bytes'))
    // Each other entry of the directory becomes one of the same bytes as the first: checksum, sizes, place.
    const first = bytes.indexOf('PK\x01\x02')
    for (let at = first; at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4)) {
      bytes.copy(bytes, at + 16, first + 16, first + 28)
      bytes.copy(bytes, at + 42, first + 42, first + 46)
    }
    writeFileSync(path, bytes)
    expect(await codesOf(path)).toEqual(['bytes', 'BROKEN_ARCHIVE'])
  })

  test('of any bytes, and with any of their bytes changed, give documents or a reason', async () => {
    const tarred = await tar({ 'a.xml': XML, 'b/c.txt': XML, 'd.nc': 'd' })
    const wholes: [string, Buffer][] = [
      ['x.tar', tarred],
      ['x.tar.gz', gzipSync(tarred)],
      ['x.xml.gz', gzipSync(XML)],
      [
        'x.zip',
        readFileSync(
          await zip('whole.zip', [
            ['a.xml', Buffer.from(XML)],
            ['b.txt', Buffer.from('b')],
          ]),
        ),
      ],
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...wholes),
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        async ([name, whole], damages) => {
          writeFileSync(at(name), damages.reduce(damaged, whole))
          for (const code of await codesOf(at(name)))
            expect(['bytes', 'BROKEN_ARCHIVE', 'TOO_LARGE']).toContain(code)
        },
      ),
      { numRuns: 300 },
    )
  })
})

test('a data set with cells of any kind is written whole or quarantined; and all that it derives is right', async () => {
  const tables = dataSetTables(sampleFilings().map(({ filing }) => filing))
  const cells = [
    '',
    '\0',
    '"',
    '""',
    '\u{1f600}',
    '-1',
    '9'.repeat(300),
    '1e999',
    'F1,F2',
    '31-FEB-2024',
    '01-JAN-0001',
    '4/A',
    '0000000000',
    '\ufeff',
    "'; --",
  ]
  const places = fc.array(
    fc.tuple(fc.constantFrom(...Object.keys(tables)), fc.nat(), fc.nat(), fc.constantFrom(...cells)),
    { minLength: 1, maxLength: 60 },
  )
  const file = at('cells.db')
  const db = open(file)
  await fc.assert(
    fc.asyncProperty(places, async (places) => {
      const lines = Object.fromEntries(
        Object.entries(tables).map(([name, text]) => [
          name,
          text.split('\n').map((line) => line.split('\t')),
        ]),
      )
      for (const [name, line, column, cell] of places) {
        const found = lines[name]![1 + (line % (lines[name]!.length - 1))]!
        found[column % found.length] = cell
      }
      const damaged = Object.entries(lines).map(([name, rows]) => [
        name,
        rows.map((row) => row.join('\t')).join('\n'),
      ])
      const sync = syncing('http://localhost', { db })
      await syncDataSets(sync, [
        await writeZip(at(`${hash52(JSON.stringify(places))}.zip`), Object.fromEntries(damaged)),
      ])
      const { listed, new: fresh, updated, unchanged, known, quarantined } = sync.counts
      expect(fresh + updated + unchanged + known + quarantined).toBe(listed)
    }),
    { numRuns: 12 },
  )
  expect(listQuarantine(db).filter(({ code }) => code === 'UNWRITABLE')).toEqual([])
  expect(listQuarantine(db).length).toBeGreaterThan(0)
  db.close()
  expect(await problemsOf(file, at('scratch.db'), () => {})).toEqual([])
})

describe('a process', () => {
  /** With the most memory that it took, in MB. */
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string; peak: number }>((resolve) => {
      const told =
        'data:text/javascript,process.on("exit",()=>console.error("peak",process.resourceUsage().maxRSS))'
      const options = { cwd: folder, env: { ...process.env, NODE_OPTIONS: `--import=${encodeURI(told)}` } }
      execFile(process.execPath, [MAIN, ...args], options, (error, out, err) =>
        resolve({
          code: error ? Number(error.code) : 0,
          out,
          peak: Number(/^peak (\d+)$/m.exec(err)?.[1]) / 1_000,
        }),
      )
    })

  test('takes what is made to be large with little memory, quarantines all of it, and goes on', async () => {
    mkdirSync(at('bombs'))
    const write = (name: string, content: string | Buffer) => writeFileSync(at(`bombs/${name}`), content)
    write('elements.xml', within('<a/>'.repeat(2_000_000)))
    write('rows.xml', within('<nonDerivativeHolding/>'.repeat(199_000)))
    write(
      'references.xml',
      within(
        `<nonDerivativeHolding><sharesOwnedFollowingTransaction>${'<footnoteId id="F1"/>'.repeat(190_000)}</sharesOwnedFollowingTransaction><x/></nonDerivativeHolding>`.repeat(
          2,
        ),
      ),
    )
    write(
      'owners.xml',
      XML.replace(/<reportingOwner>.*<\/reportingOwner>/s, (owner) => owner.repeat(20_000)),
    )
    write('text.xml', within(`<remarks>${'x'.repeat(9_000_000)}</remarks>`))
    write('entities.xml', within(`<remarks>${'&amp;'.repeat(1_900_000)}</remarks>`))
    write('open.xml', `<ownershipDocument>${'<a>'.repeat(3_000_000)}`)
    write('tag.xml', `<ownershipDocument ${'a'.repeat(9_000_000)}`)
    write('sections.txt', `<SEC-HEADER>${'<XML></XML>'.repeat(2_900_000)}`)
    write('headers.txt', '\n<SEC-HEADER>'.repeat(2_400_000))
    write('large.xml', Buffer.alloc(31_999_999, ' '))
    write('larger.xml', Buffer.alloc(40_000_000, ' '))
    write('packed.xml.gz', gzipSync(Buffer.alloc(300_000_000)))
    write(
      'packed.tar.gz',
      gzipSync(await tar({ 'a.xml': 'x'.repeat(31_000_000), 'b.xml': 'x'.repeat(33_000_000) })),
    )
    await zip('bombs/packed.zip', [
      ['a.xml', Buffer.alloc(31_000_000)],
      ['b.xml', Buffer.alloc(30_000_000), false],
      ['c.xml', Buffer.from(XML)],
    ])
    const { code, out, peak } = await run('ingest', 'bombs', '--db', 'bombs.db', '--json')
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({ new: 1, wasStopped: false })
    expect(peak).toBeLessThan(512)
    const db = open(at('bombs.db'))
    const sources = new Set(listQuarantine(db).map(({ source }) => source.replace(/!.*/, '')))
    expect(flawsOf(db)).toEqual([])
    db.close()
    expect(sources).toEqual(new Set(readdirSync(at('bombs')).map((name) => join('bombs', name))))
  })

  test('shows nothing of control on a terminal', async () => {
    const db = open(at('names.db'))
    store(db, 'a\u001b[31m\u0007.xml', Buffer.from('junk'), {})
    db.close()
    const { out } = await run('quarantine', 'list', '--db', 'names.db')
    expect(out).toMatch(/^a\ufffd\[31m\ufffd\.xml\n/)
  })
})
