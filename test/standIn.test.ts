/** The stand-in for EDGAR itself: that it is laid out as EDGAR is, keeps its books, and misbehaves as it is told to. */
import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { edgar as client } from '../src/edgar/client.ts'
import { readCurrent } from '../src/edgar/current.ts'
import { readFormIndex } from '../src/edgar/indices.ts'
import { readListings } from '../src/edgar/listings.ts'
import * as paths from '../src/edgar/paths.ts'
import { readFiling } from '../src/edgar/read.ts'
import { readFurtherSubmissions, readSubmissions } from '../src/edgar/submissions.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { corpusSources, hasCorpus } from './corpus.ts'
import { type Book, withoutUserAgent, worstSecond } from './edgar/books.ts'
import { corpusShelf } from './edgar/corpusShelf.ts'
import * as ways from './edgar/misbehave.ts'
import { ciksOf, otherForms, sampleShelf, shelved } from './edgar/shelf.ts'
import { type StandIn, standIn } from './edgar/standIn.ts'
import { easternIso, easternStamp, instantOf } from './edgar/time.ts'
import { unchunked, visit } from './edgar/visitor.ts'
import { filing } from './world.ts'

const shelf = sampleShelf()
const zip = Buffer.from('PK made up')
const dataSets = { '2024q3': zip }
let edgar: StandIn
beforeAll(async () => {
  edgar = await standIn({ shelf, pageSize: 5, dataSets })
})
afterEach(() => edgar.behave())
afterAll(() => edgar.close())

const get = async (path: string, headers = {}, from = edgar) => {
  const answer = await fetch(from.base + path, { headers, redirect: 'manual' })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const indexPath = (day: string) => {
  const [year, month] = day.split('-')
  return `/Archives/edgar/daily-index/${year}/QTR${Math.ceil(Number(month) / 3)}/form.${day.replaceAll('-', '')}.idx`
}
const document = (cik: number, accession: string) => `/Archives/edgar/data/${cik}/${accession}.txt`
const submissionsPath = (cik: number) => `/submissions/CIK${String(cik).padStart(10, '0')}.json`
const currentPath = (type: string, start: number, count = 100, action = 'getcurrent') =>
  `/cgi-bin/browse-edgar?action=${action}&type=${type}&owner=include&count=${count}&start=${start}&output=atom`
const idsOf = (feed: string) => [...feed.matchAll(/accession-number=([\d-]{20})/g)].map(([, id]) => id!)

describe('submissions', () => {
  it('are all of the sample that have a number and a day', () => {
    const filings = sampleFilings().map(({ filing }) => filing)
    expect(shelf.length).toBe(filings.filter((one) => one.accession && one.filedOn).length)
    expect(() => shelved({ ...filings[0]!, filedOn: undefined } as never)).toThrow(/no filing like this/)
  })

  it('lie under each CIK that they name, and say what the sample says', async () => {
    for (const { filing } of sampleFilings()) {
      const { accession, filedOn, acceptedAt, issuer, owners, rows, footnotes } = filing
      if (!accession || !filedOn) continue
      const texts = await Promise.all(
        [issuer, ...owners].map(async ({ cik }) => (await get(document(cik!, accession))).text),
      )
      expect(new Set(texts).size).toBe(1)
      expect(texts[0]).toContain(
        `ACCESSION NUMBER:\t\t${accession}\nCONFORMED SUBMISSION TYPE:\t${filing.form}\n`,
      )
      const read = readFiling(Buffer.from(texts[0]!), 'a.txt', {})
      expect('filing' in read && read.filing).toMatchObject({
        accession,
        filedOn,
        ...(acceptedAt && { acceptedAt }),
        rows: rows.map(({ kind, table, ordinal }) => ({ kind, table, ordinal })),
        footnotes,
      })
    }
  })

  it('lie nowhere else', async () => {
    const [one] = shelf
    for (const path of [
      document(1, one!.accession),
      document(one!.issuerCik, '0000000000-00-000000'),
      `/Archives/edgar/data/0${one!.issuerCik}/${one!.accession}.txt`,
      '/',
    ]) {
      expect((await get(path)).status, path).toBe(404)
    }
  })
})

describe('the daily index', () => {
  it('names each filing of the day once for each CIK, among other forms', async () => {
    const days = new Set(shelf.map(({ filedOn }) => filedOn))
    for (const day of days) {
      const { text } = await get(indexPath(day))
      const [header, lines] = text.split(/^-{141}\n/m)
      expect(header).toMatch(/Form Type {3}Company Name +CIK +Date Filed {2}File Name\n$/)
      const entries = lines!
        .trimEnd()
        .split('\n')
        .map((line) => {
          const named = /^(.{12})(.{62})(\d+) +(\d{8}) +edgar\/data\/(\d+)\/([\d-]{20})\.txt *$/.exec(line)
          expect(named, line).not.toBeNull()
          expect([named![5], named![4]]).toEqual([named![3], day.replaceAll('-', '')])
          return { form: named![1]!.trim(), key: `${named![6]} ${named![3]}` }
        })
      expect(entries.map(({ form }) => form)).toEqual(entries.map(({ form }) => form).sort())
      const ours = entries.filter(({ form }) => /^[345](\/A)?$/.test(form)).map(({ key }) => key)
      const expected = shelf
        .filter(({ filedOn }) => filedOn === day)
        .flatMap((one) => ciksOf(one).map((cik) => `${one.accession} ${cik}`))
      expect(ours.sort()).toEqual(expected.sort())
      expect(entries.map(({ form }) => form)).toEqual(expect.arrayContaining(['1-A POS', '10-K', '424B2']))
    }
  })

  it.each(['2023/QTR1/form.20230312.idx', '2023/QTR2/form.20230314.idx', '2022/QTR1/form.20230314.idx'])(
    'is denied as EDGAR denies it: %s',
    async (path) => {
      const { status, text } = await get(`/Archives/edgar/daily-index/${path}`)
      expect([status, text]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')])
    },
  )
})

describe('the JSON of a company or person', () => {
  const everything = [...shelf, ...otherForms(shelf)]

  it('has all its filings on its pages, the newest first', async () => {
    for (const cik of new Set(shelf.flatMap(ciksOf))) {
      const main = JSON.parse((await get(submissionsPath(cik))).text)
      expect(main.cik).toBe(String(cik).padStart(10, '0'))
      const further = main.filings.files as { name: string; filingCount: number }[]
      const texts = await Promise.all(further.map(({ name }) => get(`/submissions/${name}`)))
      const pages = [main.filings.recent, ...texts.map(({ text }) => JSON.parse(text))]
      const days = pages.flatMap(({ filingDate }) => filingDate)
      expect(days).toEqual(days.toSorted().reverse())
      expect(pages.flatMap(({ accessionNumber }) => accessionNumber).sort()).toEqual(
        everything
          .filter((one) => ciksOf(one).includes(cik))
          .map(({ accession }) => accession)
          .sort(),
      )
      for (const [i, page] of pages.entries()) {
        const lengths = new Set(Object.values<unknown[]>(page).map(({ length }) => length))
        expect([...lengths]).toEqual([page.form.length])
        expect(page.form.length).toBeLessThanOrEqual(5)
        if (i === 0) continue
        const { filingDate } = page
        expect(further[i - 1]).toMatchObject({
          filingCount: filingDate.length,
          filingFrom: filingDate.at(-1),
          filingTo: filingDate[0],
        })
      }
    }
  })

  it('tells of a company what a person has not, and what it has become', async () => {
    const company = JSON.parse((await get(submissionsPath(320193))).text)
    expect(company).toMatchObject({
      name: 'Apple Inc.',
      tickers: ['AAPL'],
      sic: expect.stringMatching(/^\d{4}$/),
      fiscalYearEnd: expect.stringMatching(/^\d{4}$/),
    })
    expect(company.exchanges).toHaveLength(1)
    const person = JSON.parse((await get(submissionsPath(1188983))).text)
    expect(person).toMatchObject({ name: 'LIDDY EDWARD M', tickers: [], sic: '', fiscalYearEnd: null })

    const before = edgar.companies.get(320193)!
    edgar.companies.set(320193, { ...before, listings: [{ ticker: 'PEAR', exchange: null }] })
    expect(JSON.parse((await get(submissionsPath(320193))).text).tickers).toEqual(['PEAR'])
    const { fields, data } = JSON.parse((await get('/files/company_tickers_exchange.json')).text)
    edgar.companies.set(320193, before)
    expect(fields).toEqual(['cik', 'name', 'ticker', 'exchange'])
    expect(data).toContainEqual([320193, 'Apple Inc.', 'PEAR', null])
    expect(data).toContainEqual([1800, 'ABBOTT LABORATORIES', 'ABT', expect.any(String)])
  })

  it('is not there for who never filed, nor beyond the last page', async () => {
    expect((await get(submissionsPath(1))).status).toBe(404)
    expect((await get('/submissions/CIK0000320193-submissions-099.json')).status).toBe(404)
  })
})

describe('the feed of the latest', () => {
  it('has an entry for each CIK, by prefix of the form, the newest first, over pages', async () => {
    const pages: string[] = []
    while (pages.length === 0 || pages.at(-1)!.includes('<entry>')) {
      pages.push((await get(currentPath('4', pages.length * 7, 7))).text)
    }
    const entries = pages.join('').split('<entry>').slice(1)
    const expected = [...shelf, ...otherForms(shelf)].filter(({ form }) => form.startsWith('4'))
    expect(entries.flatMap(idsOf).sort()).toEqual(
      expected.flatMap((one) => ciksOf(one).map(() => one.accession)).sort(),
    )
    const forms = new Set(entries.map((entry) => /term="(.*?)"/.exec(entry)![1]))
    expect([...forms].sort()).toEqual(['4', '4/A', '40-F', '424B2'])
    const times = entries.map((entry) => Date.parse(/<updated>(.*?)</.exec(entry)![1]!))
    expect(times).toEqual(times.toSorted((a, b) => b - a))
    const accepted = new Map(shelf.map((one) => [one.accession, one.acceptedAt]))
    for (const [i, entry] of entries.entries()) {
      expect(entry).toMatch(/<title>.* \(\d{10}\) \((Issuer|Reporting|Filer)\)<\/title>/)
      const known = accepted.get(idsOf(entry)[0]!)
      if (known) expect(times[i]).toBe(Date.parse(known))
    }
  })

  it('is only given as Atom, and at most 100 entries of it', async () => {
    expect((await get(currentPath('4', 0, 40, 'getcompany'))).status).toBe(404)
    expect(idsOf((await get(currentPath('', 0, 5000))).text)).toHaveLength(100)
    const { text } = await get(currentPath('', 0))
    expect(text).toMatch(/^<\?xml version="1.0" encoding="ISO-8859-1" \?>\n<feed /)
    expect(text).toMatch(/<\/feed>\n$/)
  })
})

it('gives a data set, and says when it has not changed', async () => {
  const path = '/files/structureddata/data/insider-transactions-data-sets/2024q3_form345.zip'
  const { text, headers } = await get(path)
  expect(text).toBe(zip.toString())
  const etag = headers.get('etag')!
  expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
  dataSets['2024q3'] = Buffer.from('PK another')
  expect((await get(path, { 'if-none-match': etag })).status).toBe(200)
  expect((await get(path.replace('q3', 'q4'))).status).toBe(404)
})

it('shows what is published everywhere at once', async () => {
  const other = await standIn({ shelf: [] })
  const paths = [indexPath('2024-03-05'), document(100, '0000000100-24-000001'), submissionsPath(900)]
  const statuses = () => Promise.all(paths.map(async (path) => (await get(path, {}, other)).status))
  const feed = async () => idsOf((await get(currentPath('4', 0), {}, other)).text)
  expect([await statuses(), await feed()]).toEqual([[403, 404, 404], []])
  const late = shelved(filing({ accession: '0000000100-24-000002' }))
  other.publish(shelved(filing()), shelved(filing()), late)
  expect(await statuses()).toEqual([200, 200, 200])
  expect(new Set(await feed())).toEqual(new Set(['0000000100-24-000001', '0000000100-24-000002']))
  expect(await feed()).toHaveLength(4)
  await other.close()
})

it.skipIf(!hasCorpus)(
  'serves real submissions byte for byte (skipped where there is no corpus)',
  async () => {
    const real = await corpusShelf(250)
    expect(real).toHaveLength(250)
    const other = await standIn({ shelf: real })
    for (const one of real) {
      const text = one.bytes.toString('latin1')
      expect(text).toContain(one.accession)
      for (const cik of ciksOf(one)) expect(text).toContain(String(cik).padStart(10, '0'))
    }
    const path = document(320193, '0000320193-19-000109')
    const answer = await fetch(other.base + path)
    const file = readFileSync(`${corpusSources[1]}/0000320193-19-000109.txt`)
    expect(Buffer.from(await answer.arrayBuffer()).equals(file)).toBe(true)
    const { text } = await get(indexPath('2019-10-09'), {}, other)
    expect(text).toMatch(
      /^4 {11}Maestri Luca +1513362 +20191009 +edgar\/data\/1513362\/0000320193-19-000109/m,
    )
    await other.close()
  },
)

it('knows the time in New York, winter and summer', () => {
  expect(easternStamp('2024-01-01T03:04:05Z')).toBe('20231231220405')
  expect(easternIso('2026-06-11T01:57:38Z')).toBe('2026-06-10T21:57:38-04:00')
  const seconds = fc.integer({ min: 946_684_800, max: 2_000_000_000 })
  fc.assert(
    fc.property(seconds, (second) => {
      const instant = new Date(second * 1000).toISOString().replace('.000Z', 'Z')
      expect(Date.parse(easternIso(instant))).toBe(second * 1000)
      // An hour each autumn is there twice: its stamp says as much of both.
      expect(easternStamp(instantOf(easternStamp(instant)))).toBe(easternStamp(instant))
    }),
  )
})

describe('the books', () => {
  it('tell who came, when, for what, how many at once, and what they got', async () => {
    const from = edgar.books.length
    const path = document(shelf[0]!.issuerCik, shelf[0]!.accession)
    await get(`${path}?a=b`, { 'user-agent': 'Jane Doe jane@example.com' })
    await get(path)
    edgar.misbehave({ path: /hang/, times: 3, how: ways.hangBeforeHeaders })
    await Promise.all([1, 2, 3].map(() => visit(`${edgar.base}/hang`, {}, 200)))
    const books = edgar.books.slice(from)
    expect(books.map(({ path, open, status }) => [path, open, status])).toEqual([
      [`${path}?a=b`, 1, 404],
      [path, 1, 200],
      ['/hang', 1, undefined],
      ['/hang', 2, undefined],
      ['/hang', 3, undefined],
    ])
    expect(books.map(({ misbehaved }) => misbehaved)).toEqual([
      undefined,
      undefined,
      ...[1, 2, 3].map(() => ways.hangBeforeHeaders),
    ])
    expect(books.map(({ at }) => at)).toEqual(books.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(withoutUserAgent(books)).toEqual(books.slice(1))
  })

  it('know the worst second', () => {
    const booked = (at: number) => ({ at }) as Book
    expect(worstSecond([])).toBe(0)
    expect(worstSecond([0, 500, 1000].map(booked))).toBe(2)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (tenths) => {
        const starts = tenths.map((tenth) => tenth * 100)
        const within = (from: number) => starts.filter((at) => at >= from && at < from + 1000).length
        expect(worstSecond(starts.map(booked))).toBe(Math.max(0, ...starts.map(within)))
      }),
    )
  })
})

describe('misbehaving', () => {
  const [one] = shelf
  const path = document(one!.issuerCik, one!.accession)
  const whole = one!.bytes
  const misbehave = (how: ways.Misbehaviour, { at = path, patience = 5000 } = {}) => {
    edgar.misbehave({ path: /./, times: 1, how })
    return visit(edgar.base + at, {}, patience)
  }
  const statusOf = (head: string) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1])

  it('is over after so many times, and rules take turns', async () => {
    edgar.misbehave({ path: /data/, times: 2, how: ways.failure(500) })
    edgar.misbehave({ path: /./, times: 'always', how: ways.failure(503) })
    const statuses = async (paths: string[]) => {
      const seen: number[] = []
      for (const path of paths) seen.push((await get(path)).status)
      return seen
    }
    expect(await statuses(['/', path, path, path, path])).toEqual([503, 500, 500, 503, 503])
    edgar.behave()
    expect(await statuses([path])).toEqual([200])
  })

  it.each([
    ['429 with Retry-After', ways.failure(429, { 'retry-after': '2' }), 429, /retry-after: 2\r\n/i],
    ['429 without', ways.failure(429), 429, /^(?!.*retry-after)/is],
    ['500', ways.failure(500), 500, /text\/html/],
    ['503', ways.failure(503), 503, /text\/html/],
    ['absent', ways.absent, 403, /application\/xml/],
    ['a block', ways.blockPage(403, 'Request Rate Threshold Exceeded'), 403, /text\/html/],
    [
      'a block as if all were well',
      ways.blockPage(200, 'Your Request Originates from an Undeclared Automated Tool'),
      200,
      /text\/html/,
    ],
    ['a page under another name', ways.htmlPage, 200, /text\/plain/],
    ['nothing', ways.empty, 200, /text\/plain/],
    [
      'elsewhere',
      ways.redirectTo('http://elsewhere.test/a'),
      302,
      /location: http:\/\/elsewhere\.test\/a\r\n/i,
    ],
    ['a loop', ways.redirectLoop, 302, new RegExp(`location: ${path}\r\n`, 'i')],
  ])('%s', async (_, how, status, head) => {
    const seen = await misbehave(how)
    expect(statusOf(seen.head)).toBe(status)
    expect(`${seen.head}\r\n`).toMatch(head)
    expect(seen.end).toBe('closed')
    expect(seen.body.includes('ACCESSION NUMBER')).toBe(false)
  })

  it.each([
    ['Request Rate Threshold Exceeded', 403],
    ['Your Request Originates from an Undeclared Automated Tool', 200],
  ] as const)('says %s', async (title, status) => {
    const seen = await misbehave(ways.blockPage(status, title))
    expect(String(seen.body)).toContain(`<h1>${title}</h1>`)
  })

  it('half a body that looks whole', async () => {
    const seen = await misbehave(ways.truncated)
    const { body, isWhole } = unchunked(seen.body)
    expect(isWhole).toBe(true)
    expect(body.equals(whole.subarray(0, Math.floor(whole.length / 2)))).toBe(true)
  })

  it('an index that has more lines the next time', async () => {
    const index = indexPath('2023-03-14')
    const seen = await misbehave(ways.shortened, { at: index })
    const { text } = await get(index)
    expect(seen.head).toContain(`content-length: ${seen.body.length}\r\n`)
    expect(text.startsWith(String(seen.body))).toBe(true)
    expect(String(seen.body)).toMatch(/\.txt *\n$/)
    expect(seen.body.length).toBeLessThan(text.length)
  })

  it.each([10, -10])('a length that is wrong by %i', async (by) => {
    const seen = await misbehave(ways.wrongLength(by))
    expect(seen.head).toContain(`content-length: ${whole.length + by}\r\n`)
    expect(seen.end).toBe('closed')
    expect(seen.body.equals(whole)).toBe(true)
  })

  it('a reset within the body', async () => {
    const seen = await misbehave(ways.reset)
    expect([seen.end, statusOf(seen.head)]).toEqual(['reset', 200])
    expect(seen.head).toContain(`content-length: ${whole.length}\r\n`)
    expect(seen.body.length).toBeLessThan(whole.length)
  })

  it('silence', async () => {
    const before = await misbehave(ways.hangBeforeHeaders, { patience: 200 })
    expect([before.end, before.head]).toEqual(['hung', ''])
    const within = await misbehave(ways.hangInBody, { patience: 200 })
    expect([within.end, statusOf(within.head)]).toEqual(['hung', 200])
    const { body, isWhole } = unchunked(within.body)
    expect([body.equals(whole.subarray(0, body.length)), isWhole]).toEqual([true, false])
    expect(body.length).toBeGreaterThan(0)
  })

  it('a bomb of a gigabyte', async () => {
    const { head, body } = await misbehave(ways.gzipBomb)
    expect(head).toContain('content-encoding: gzip')
    const packed = unchunked(body).body
    expect(packed.length).toBeLessThan(2_000_000)
    let zeros = 0
    const count = new Writable({
      write(chunk: Buffer, _, next) {
        zeros += chunk.length
        next()
      },
    })
    await pipeline([packed], createGunzip({ chunkSize: 1_000_000 }), count)
    expect(zeros).toBe(1_000_000_000)
  })

  it('a gzip that cannot be unpacked', async () => {
    const { body } = await misbehave(ways.brokenGzip)
    expect(() => gunzipSync(unchunked(body).body)).toThrow()
  })

  it('ends with the server', async () => {
    const other = await standIn({ shelf: [] })
    other.misbehave({ path: /./, times: 'always', how: ways.hangInBody })
    const waiting = visit(other.base, {}, 60_000)
    while (other.books.length === 0) await new Promise(setImmediate)
    await other.close()
    expect((await waiting).end).not.toBe('hung')
  })
})

it('compresses for who takes it', async () => {
  const [one] = shelf
  const url = edgar.base + document(one!.issuerCik, one!.accession)
  const packed = await visit(url, { 'Accept-Encoding': 'gzip, deflate' })
  expect(packed.head).toContain('content-encoding: gzip')
  expect(gunzipSync(unchunked(packed.body).body).equals(one!.bytes)).toBe(true)
  expect((await visit(url)).body.equals(one!.bytes)).toBe(true)
})

it('is EDGAR to our own client and readers, which miss nothing', async () => {
  const [gapMs, atOnce, tries, backoffMs, headersMs, idleMs, blockedMs] = [1, 4, 1, 1, 5000, 5000, 1]
  const limits = { gapMs, atOnce, tries, backoffMs, headersMs, idleMs, blockedMs }
  const { get } = client({ contact: 'Jane Doe jane@example.com', version: '0', base: edgar.base, limits })
  const bytes = async (path: paths.EdgarPath) => (await get(path, { maxBytes: 1_000_000 }))!
  const from = edgar.books.length

  const told = ({ accession, form, filedOn }: { accession: string; form: string; filedOn: string }) =>
    [accession, form, filedOn].join(' ')
  const same = (some: Parameters<typeof told>[0][], all = shelf) =>
    expect(some.map(told).sort()).toEqual(all.map(told).sort())
  const days = [...new Set(shelf.map(({ filedOn }) => filedOn))]
  const indices = await Promise.all(
    days.map(async (day) => readFormIndex(await bytes(paths.dailyIndexPath(day)))),
  )
  expect(indices.flatMap(({ malformed }) => malformed)).toEqual([])
  same(indices.flatMap(({ listed }) => listed))

  for (const cik of [320193, 19617, 1188983]) {
    const { listed, further, malformed } = readSubmissions(await bytes(paths.submissionsPath(cik)))
    const pages = further.map(async (name) =>
      readFurtherSubmissions(await bytes(paths.furtherSubmissionsPath(name)), cik),
    )
    const older = (await Promise.all(pages)).flatMap((page) => page.listed)
    expect(malformed).toEqual([])
    expect([...listed, ...older].every(({ hasXml }) => hasXml)).toBe(true)
    same(
      [...listed, ...older],
      shelf.filter((one) => ciksOf(one).includes(cik)),
    )
  }

  const feeds = [0, 100, 200, 300, 400].map(async (start) =>
    readCurrent(await bytes(paths.currentPath({ type: '4', start, count: 100 }))),
  )
  const current = (await Promise.all(feeds)).flatMap(({ listed }) => listed)
  const once = [...new Map(current.map((one) => [one.accession, one])).values()]
  same(
    once,
    shelf.filter(({ form }) => form.startsWith('4')),
  )
  expect(readListings(await bytes(paths.tickersPath)).listings).toContainEqual(
    expect.objectContaining({ cik: 320193, ticker: 'AAPL' }),
  )
  expect(withoutUserAgent(edgar.books.slice(from))).toEqual([])
})
