import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EdgarOptions, edgar, userAgentOf } from '../src/edgar/client.ts'
import { EdgarError } from '../src/edgar/errors.ts'
import { createGate } from '../src/edgar/gate.ts'
import {
  createAddresses,
  currentPath,
  dailyIndexPath,
  dataSetPath,
  type EdgarPath,
  furtherSubmissionsPath,
  submissionPath,
  submissionsPath,
  tickersPath,
} from '../src/edgar/paths.ts'

const CONTACT = 'Jane Doe jane@doe.example'
const LIMITS = {
  gapMs: 1,
  atOnce: 4,
  tries: 3,
  backoffMs: 1,
  headersMs: 5_000,
  idleMs: 5_000,
  blockedMs: 70,
}
const MB = 1_000_000
const BLOCK_PAGE =
  '<!DOCTYPE html>\n<html><head><title>SEC.gov | Request Rate Threshold Exceeded</title></head></html>'
const absentPage = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><RequestId>0</RequestId></Error>`

/** What the server has seen of one request. */
interface Seen {
  path: string
  at: number
  headers: IncomingHttpHeaders
  /** How many were open when it came, itself included. */
  open: number
}
type Handler = (request: IncomingMessage, response: ServerResponse, nth: number) => unknown

let closers: (() => Promise<unknown> | unknown)[]
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'insider-graph-client-'))
  closers = [() => rm(folder, { recursive: true })]
})
afterEach(async () => {
  for (const close of closers) await close()
})

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An HTTP server of its own; `nth` counts the requests for one path from 1. */
async function serve(handler: Handler): Promise<{ base: string; seen: Seen[] }> {
  const seen: Seen[] = []
  let open = 0
  const server = createServer((request, response) => {
    const path = request.url!
    open++
    response.on('close', () => open--)
    seen.push({ path, at: performance.now(), headers: request.headers, open })
    handler(request, response, seen.filter((other) => other.path === path).length)
  })
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  return { base: await listen(server), seen }
}

/** A server that answers with bytes as they are, HTTP or not, to the nth connection that asks something. */
async function serveRaw(answer: (socket: Socket, nth: number) => unknown): Promise<string> {
  const sockets = new Set<Socket>()
  let nth = 0
  const server = createRawServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => answer(socket, ++nth))
  })
  closers.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return listen(server)
}

type Settings = Partial<Omit<EdgarOptions, 'limits'>> & { limits?: Partial<EdgarOptions['limits']> }
const client = (base: string, { limits, ...rest }: Settings = {}) =>
  edgar({ contact: CONTACT, version: '0.1', base, limits: { ...LIMITS, ...limits }, ...rest })

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString()
const some = { maxBytes: MB }
const withCode = (code: string) => expect.objectContaining({ constructor: EdgarError, code })
const gapsOf = (seen: Seen[]) => seen.slice(1).map(({ at }, i) => at - seen[i]!.at)
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function* endless() {
  for (;;) yield Buffer.alloc(10_000)
}

describe('politeness', () => {
  it('starts no two requests too soon after another, tries again and redirects included', async () => {
    const { base, seen } = await serve((request, response, nth) => {
      const page = Number(request.url!.slice(2))
      if (request.url!.startsWith('/p') && page % 3 === 0 && nth === 1) response.writeHead(500).end()
      else if (request.url!.startsWith('/p') && page % 3 === 1)
        response.writeHead(302, { Location: `/q${page}` }).end()
      else response.end('here')
    })
    const { get, books } = client(base, { limits: { gapMs: 12 } })
    const startedAt = performance.now()
    const pages = Array.from({ length: 30 }, (_, page) => get(`/p${page}`, some))
    expect((await Promise.all(pages)).map(text)).toEqual(Array(30).fill('here'))
    expect(seen).toHaveLength(50)
    expect(books.requests).toBe(50)
    expect(books.retries).toBe(10)
    expect(books.bytes).toBe(30 * 4)
    expect(books.waitedMs).toBeGreaterThan(49 * 12)
    expect(seen.at(-1)!.at - startedAt).toBeGreaterThan(49 * 12 - 1)
    // A busy machine may delay one on its way, so that the next comes close behind it.
    expect(gapsOf(seen).filter((gap) => gap < 5).length).toBeLessThan(5)
  })

  it('has no more requests open than it may, and as many', async () => {
    const { base, seen } = await serve(async (_, response) => {
      response.write('a')
      await sleep(40)
      response.end('b')
    })
    const { get } = client(base)
    await Promise.all(Array.from({ length: 20 }, (_, page) => get(`/p${page}`, some)))
    expect(Math.max(...seen.map(({ open }) => open))).toBe(4)
  })

  it('serves first who comes first, and nobody once it is over', async () => {
    const stop = new AbortController()
    const gate = createGate({ gapMs: 1, atOnce: 3 }, stop.signal)
    const started: number[] = []
    const nth = (n: number) => gate.pass(async () => void (await sleep(started.push(n) % 7)))
    await Promise.all(Array.from({ length: 20 }, (_, n) => nth(n)))
    expect(started).toEqual(Array.from({ length: 20 }, (_, n) => n))
    stop.abort('Enough.')
    await expect(nth(20)).rejects.toBe('Enough.')
    expect(started).toHaveLength(20)
  })

  it('says who asks, and what it can decompress, each time', async () => {
    const { base, seen } = await serve((request, response, nth) => {
      if (request.url === '/a' && nth === 1) response.writeHead(500).end()
      else if (request.url === '/a') response.writeHead(301, { Location: '/b' }).end()
      else response.setHeader('Content-Encoding', 'deflate').end(deflateSync('here'))
    })
    expect(text(await client(base).get('/a', some))).toBe('here')
    expect(seen.map(({ path }) => path)).toEqual(['/a', '/a', '/b'])
    for (const { headers } of seen) {
      expect(headers['user-agent']).toBe('insider-graph/0.1 Jane Doe jane@doe.example')
      expect(headers['accept-encoding']).toBe('gzip, deflate')
    }
  })

  it.each(['', 'Jane Doe', 'jane@doe', '@doe.example', 'Jané jane@doe.example', 'a@b.example\r\nHost: c'])(
    'does not start for the contact %j',
    (contact) => {
      expect(() => userAgentOf(contact, '1')).toThrow(withCode('NO_CONTACT'))
      expect(() => edgar({ contact, version: '1', limits: LIMITS })).toThrow(/e-mail address/)
    },
  )

  it.each([
    ['429', 429, () => '1', 5_000, 1_000],
    ['503, until a day and time', 503, () => new Date(Date.now() + 2_000).toUTCString(), 5_000, 1_000],
    ['503, longer than we ever wait', 503, () => '86400', 300, 300],
    ['429, until a day that is past', 429, () => new Date(0).toUTCString(), 5_000, 0],
  ])('lets everything wait as long as it is told: %s', async (_, status, retryAfter, blockedMs, atLeast) => {
    const { base, seen } = await serve((request, response, nth) => {
      if (request.url !== '/a' || nth > 1) return response.end('here')
      response.writeHead(status, { 'Retry-After': retryAfter() }).end()
    })
    const { get } = client(base, { limits: { atOnce: 1, blockedMs } })
    expect((await Promise.all([get('/a', some), get('/b', some)])).map(text)).toEqual(['here', 'here'])
    expect(seen.map(({ path }) => path).toSorted()).toEqual(['/a', '/a', '/b'])
    expect(gapsOf(seen)[0]).toBeGreaterThan(atLeast - 1)
    if (blockedMs > atLeast) expect(gapsOf(seen)[0]).toBeLessThan(blockedMs)
  })

  it('waits about twice as long before each further try, then gives up and says why', async () => {
    const { base, seen } = await serve((_, response) => response.writeHead(502).end())
    const { get, books } = client(base, { limits: { tries: 4, backoffMs: 50 } })
    const asked = get('/some/path', some)
    await expect(asked).rejects.toThrow(withCode('UNREACHABLE'))
    await expect(asked).rejects.toThrow(/\/some\/path.*HTTP 502/)
    expect(books).toMatchObject({ requests: 4, retries: 3 })
    const gaps = gapsOf(seen)
    expect(gaps).toHaveLength(3)
    for (const [i, gap] of gaps.entries()) expect(gap).toBeGreaterThan(50 * 2 ** i - 5)
  })

  it.each<[string, Handler]>([
    ['403', (_, response) => response.writeHead(403).end(BLOCK_PAGE)],
    ['403 without an end', (_, response) => Readable.from(endless()).pipe(response.writeHead(403))],
    ['403 without a word', (_, response) => response.writeHead(403).end()],
    ['429 that does not say for how long', (_, response) => response.writeHead(429).end()],
    ['429 that says nonsense', (_, response) => response.writeHead(429, { 'Retry-After': 'soon' }).end()],
    ['a page instead of a filing', (_, response) => response.end(BLOCK_PAGE)],
    [
      'another page, compressed',
      (_, response) =>
        response
          .setHeader('Content-Encoding', 'gzip')
          .end(gzipSync(`\ufeff \n<html><p>${' '.repeat(50_000)}Undeclared Automated Tool</html>`)),
    ],
  ])('stops everything when it is blocked, and gives up when it is again: %s', async (_, block) => {
    let isBlocking = true
    const { base, seen } = await serve((request, response, nth) =>
      isBlocking ? block(request, response, nth) : response.end('here'),
    )
    const { get } = client(base, { limits: { atOnce: 1, tries: 5 } })
    const [first, second] = [get('/a', some), get('/b', some)]
    await expect(first).rejects.toThrow(withCode('BLOCKED'))
    // What comes next waits as well, though the one that was blocked is given up.
    isBlocking = false
    expect(text(await get('/c', some))).toBe('here')
    await second.catch(() => {})
    expect(seen.filter(({ path }) => path === '/a')).toHaveLength(2)
    const gaps = gapsOf(seen)
    expect(gaps.length).toBeGreaterThanOrEqual(3)
    for (const gap of gaps.slice(0, 3)) expect(gap).toBeGreaterThan(LIMITS.blockedMs - 1)
  })

  it('goes on after one block, and after two with another failure between them', async () => {
    const statuses = [403, 500, 403]
    const { base, seen } = await serve((_, response, nth) => {
      response.writeHead(statuses[nth - 1] ?? 200).end('here')
    })
    expect(text(await client(base, { limits: { tries: 5, blockedMs: 50 } }).get('/a', some))).toBe('here')
    expect(seen).toHaveLength(4)
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['stops', (response) => response.write('<html>')],
    ['breaks off', (response) => response.write('<html>', () => response.socket!.resetAndDestroy())],
    ['is no gzip', (response) => response.end('<html>no')],
  ])('is blocked also by a 403 whose page %s', async (how, answer) => {
    const { base, seen } = await serve((_, response, nth) => {
      if (nth > 1) return void response.end('here')
      response.writeHead(403, how === 'is no gzip' ? { 'content-encoding': 'gzip' } : {})
      answer(response)
    })
    expect(text(await client(base, { limits: { blockedMs: 300, idleMs: 50 } }).get('/a', some))).toBe('here')
    expect(gapsOf(seen)[0]).toBeGreaterThan(299)
  })

  it('takes a document that only speaks of blocks for what it is', async () => {
    const document = '<SEC-DOCUMENT>\n<html>Request Rate Threshold Exceeded</html>'
    const { base } = await serve((_, response) => response.end(document))
    expect(text(await client(base).get('/a', some))).toBe(document)
  })
})

describe('what is not there', () => {
  it.each([
    ['404', 404, 'nothing'.repeat(10_000)],
    ['AccessDenied', 403, absentPage('AccessDenied')],
    ['NoSuchKey', 403, absentPage('NoSuchKey')],
  ])('is undefined: %s', async (_, status, page) => {
    const { base, seen } = await serve((_, response) => response.writeHead(status).end(page))
    const { get, download } = client(base)
    expect(await get('/a', some)).toBeUndefined()
    expect(await download('/a', join(folder, 'a'), some)).toBeUndefined()
    expect(await readdir(folder)).toEqual([])
    expect(seen).toHaveLength(2)
  })

  it('is not read, and nothing of it stays behind', async () => {
    let hungUp = 0
    const { base } = await serve((_, response) => {
      response.on('close', () => hungUp++)
      response.writeHead(404).write('for ever')
    })
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const before = timers()
    expect(await client(base).get('/a', some)).toBeUndefined()
    expect(timers()).toBe(before)
    await expect.poll(() => hungUp).toBe(1)
  })

  it.each([400, 401, 410, 416, 204, 304])('is an error at once where EDGAR refuses: %d', async (status) => {
    const { base, seen } = await serve((_, response) => response.writeHead(status).end())
    await expect(client(base).get('/a', some)).rejects.toThrow(withCode('REFUSED'))
    expect(seen).toHaveLength(1)
  })
})

const packed = gzipSync(Array.from({ length: 500 }, () => Math.random()).join())
const flipped = Buffer.from(packed)
flipped[packed.length >> 1]! ^= 0xff

describe('what is broken is asked for again', () => {
  // What HTTP and gzip do not show is seen by whoever asks.
  const isWhole = { accepts: (bytes: Uint8Array) => text(bytes) === 'whole' }

  it.each([
    ['shorter than it says', 'Content-Length: 50\r\n\r\nhalf', {}],
    ['chunks without a last one', 'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', {}],
    ['empty', 'Content-Length: 0\r\n\r\n', {}],
    ['empty, in chunks', 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n', {}],
    ['longer than it says, so cut off', 'Content-Length: 4\r\n\r\nhalf, and more', isWhole],
    ['ended by hanging up', '\r\nhalf', isWhole],
    ['no HTTP', undefined, {}],
  ])('%s', async (_, answer, options) => {
    let asked = 0
    const base = await serveRaw((socket, nth) => {
      asked = nth
      const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nwhole'
      socket.end(nth > 1 ? whole : answer === undefined ? 'hello\r\n\r\n' : `HTTP/1.1 200 OK\r\n${answer}`)
    })
    expect(text(await client(base).get('/a', { ...some, ...options }))).toBe('whole')
    expect(asked).toBe(2)
  })

  it.each([
    ['not compressed, though it says so', Buffer.from('plain text'), {}],
    ['damaged', flipped, {}],
    ['with junk behind', Buffer.concat([packed, Buffer.from('junk junk')]), {}],
    ['cut off, yet framed as if whole', packed.subarray(0, packed.length >> 1), isWhole],
  ])('gzip that is %s', async (_, bytes, options) => {
    const { base, seen } = await serve((_, response, nth) => {
      if (nth === 1) response.setHeader('Content-Encoding', 'gzip').end(bytes)
      else response.end('whole')
    })
    expect(text(await client(base).get('/a', { ...some, ...options }))).toBe('whole')
    expect(seen).toHaveLength(2)
  })

  it('a connection that is reset in the middle, and one that is refused', async () => {
    const base = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf', () =>
        setTimeout(() => socket.resetAndDestroy(), 10),
      )
    })
    const reset = client(base)
    await expect(reset.get('/a', some)).rejects.toThrow(withCode('UNREACHABLE'))
    expect(reset.books).toMatchObject({ requests: 3, bytes: 12 })
    const server = createRawServer()
    const nobody = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    await expect(client(nobody).get('/a', some)).rejects.toThrow(/ECONNREFUSED/)
  })

  it('headers that do not come', async () => {
    const { base, seen } = await serve((_, response, nth) => nth > 2 && response.end('here'))
    expect(text(await client(base, { limits: { headersMs: 100 } }).get('/a', some))).toBe('here')
    expect(seen).toHaveLength(3)
  })

  it('a body that stops; not one that is slow', async () => {
    const { base, seen } = await serve(async (request, response) => {
      for (const letter of 'slow') {
        response.write(letter)
        await sleep(60)
      }
      if (request.url === '/slow') response.end()
    })
    const { get } = client(base, { limits: { idleMs: 150, headersMs: 150, tries: 2 } })
    expect(text(await get('/slow', some))).toBe('slow')
    expect(seen).toHaveLength(1)
    await expect(get('/stops', some)).rejects.toThrow(/stopped for 0.15 s/)
    expect(seen).toHaveLength(3)
  })
})

describe('size', () => {
  it('may be all that it may be, and not a byte more', async () => {
    const { base, seen } = await serve((_, response) => response.end('x'.repeat(1_000)))
    const { get, download } = client(base)
    expect(await get('/a', { maxBytes: 1_000 })).toHaveLength(1_000)
    await expect(get('/a', { maxBytes: 999 })).rejects.toThrow(withCode('TOO_LARGE'))
    await expect(download('/a', join(folder, 'a'), { maxBytes: 999 })).rejects.toThrow(withCode('TOO_LARGE'))
    expect(await readdir(folder)).toEqual([])
    expect(seen).toHaveLength(3)
  })

  it('is counted after decompression: a bomb is cut off, with no more memory than it may have', async () => {
    const { base, seen } = await serve((_, response) => {
      response.setHeader('Content-Encoding', 'gzip')
      const gzip = createGzip({ level: 1 })
      gzip.pipe(response)
      gzip.on('error', () => {})
      const zeros = Buffer.alloc(MB)
      // One gigabyte, unless the other side hangs up.
      for (let i = 0; i < 1_000; i++) gzip.write(zeros)
      gzip.end()
      response.on('close', () => gzip.destroy())
    })
    const { get, download, books } = client(base)
    const before = process.memoryUsage()
    let grown = 0
    const watch = setInterval(() => {
      const { arrayBuffers, heapUsed } = process.memoryUsage()
      grown = Math.max(grown, arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed)
    }, 2)
    await expect(get('/a', { maxBytes: 5 * MB })).rejects.toThrow(withCode('TOO_LARGE'))
    await expect(download('/a', join(folder, 'a'), { maxBytes: 5 * MB })).rejects.toThrow(
      withCode('TOO_LARGE'),
    )
    clearInterval(watch)
    expect(grown).toBeLessThan(100 * MB)
    expect(books.bytes).toBeLessThan(11 * MB)
    expect(seen).toHaveLength(2)
    expect(await readdir(folder)).toEqual([])
  })
})

describe('redirects', () => {
  it('are followed to the same place only', async () => {
    const elsewhere = await serve((_, response) => response.end('secret'))
    for (const lead of [
      () => `${elsewhere.base}/b`,
      () => elsewhere.base.replace('http:', ''),
      (base: string) => base.replace('//', '//jane:secret@'),
      () => 'file:///etc/hosts',
      () => 'http://',
    ]) {
      const { base, seen } = await serve((_, response) =>
        response.writeHead(302, { Location: lead(base) }).end(),
      )
      await expect(client(base).get('/a', some)).rejects.toThrow(withCode('REDIRECTED_ELSEWHERE'))
      expect(seen).toHaveLength(1)
    }
    expect(elsewhere.seen).toEqual([])
  })

  it('are followed three times, not for ever', async () => {
    const { base, seen } = await serve((request, response) => {
      const left = Number(request.url!.slice(1))
      if (left === 0) response.end('here')
      else response.writeHead(307, { Location: String(left - 1) }).end()
    })
    expect(text(await client(base).get('/3', some))).toBe('here')
    expect(seen).toHaveLength(4)
    await expect(client(base).get('/99', some)).rejects.toThrow(withCode('REDIRECTED_ELSEWHERE'))
    expect(seen.map(({ path }) => path).slice(4)).toEqual(['/99', '/98', '/97', '/96'])
  })

  it('never leave EDGAR, wherever they lead', () => {
    const location = fc.oneof(
      fc.webUrl(),
      fc.string(),
      hostile,
      fc.constantFrom('//www.sec.gov/a', '/a', 'https://data.sec.gov:443/b'),
    )
    fc.assert(
      fc.property(location, (location) => {
        const from = new URL('https://www.sec.gov/Archives/edgar/a')
        const to = attempt(() => createAddresses().redirected(from, location))
        if (to instanceof URL) expect(to.href).toMatch(/^https:\/\/(?:www|data)\.sec\.gov\//)
        else expect(to).toEqual(withCode('REDIRECTED_ELSEWHERE'))
      }),
      { numRuns: 200 },
    )
  })
})

const attempt = <T>(get: () => T): T | unknown => {
  try {
    return get()
  } catch (error) {
    return error
  }
}

/** Texts made of what leads astray. */
const hostile = fc
  .array(
    fc.constantFrom(
      '/',
      '//',
      '..',
      '.',
      '\\',
      '@',
      ':',
      '%2e',
      '%2F',
      '?',
      '#',
      '\n',
      '\t',
      '\0',
      ' ',
      'https:',
      'evil.example',
      'a',
      '0',
      'é',
      '/a',
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

describe('paths', () => {
  it('are of the two hosts of EDGAR, by https', () => {
    const { of } = createAddresses()
    const archives = 'https://www.sec.gov/Archives/edgar'
    expect(of(dailyIndexPath('2020-03-18')).href).toBe(`${archives}/daily-index/2020/QTR1/form.20200318.idx`)
    expect(of(dailyIndexPath('2021-10-01')).href).toBe(`${archives}/daily-index/2021/QTR4/form.20211001.idx`)
    expect(of(submissionPath(1234, '0000001234-20-000001')).href).toBe(
      `${archives}/data/1234/0000001234-20-000001.txt`,
    )
    expect(of(submissionsPath(1234)).href).toBe('https://data.sec.gov/submissions/CIK0000001234.json')
    expect(of(furtherSubmissionsPath('CIK0000001234-submissions-001.json')).href).toBe(
      'https://data.sec.gov/submissions/CIK0000001234-submissions-001.json',
    )
    expect(of(tickersPath).href).toBe('https://www.sec.gov/files/company_tickers_exchange.json')
    expect(of(currentPath({ type: '4', start: 100, count: 100 })).href).toBe(
      'https://www.sec.gov/cgi-bin/browse-edgar?action=getcurrent&type=4&owner=include&count=100&start=100&output=atom',
    )
    expect(of(dataSetPath('2024q3')).href).toBe(
      'https://www.sec.gov/files/structureddata/data/insider-transactions-data-sets/2024q3_form345.zip',
    )
  })

  it('are made of what is what it should be only', () => {
    for (const make of [
      () => dailyIndexPath('2020-02-30'),
      () => dailyIndexPath('2020-13-01'),
      () => dailyIndexPath('20200318'),
      () => dailyIndexPath('2020-03-18/../x'),
      () => submissionsPath(0),
      () => submissionsPath(1.5),
      () => submissionsPath(10_000_000_000),
      () => furtherSubmissionsPath('../CIK0000001234-submissions-001.json'),
      () => furtherSubmissionsPath('CIK0000001234-submissions-001.json\n'),
      () => submissionPath(1, '0000001234-20-00001'),
      () => submissionPath(-1, '0000001234-20-000001'),
      () => dataSetPath('2024q5'),
    ]) {
      expect(attempt(make)).toEqual(withCode('BAD_PATH'))
    }
  })

  it('that are not plain never become an address', () => {
    const rooms: [string | undefined, string][] = [
      [undefined, 'https://www.sec.gov'],
      ['http://localhost:8080/', 'http://localhost:8080'],
      ['https://mirror.example/edgar', 'https://mirror.example/edgar'],
    ]
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          hostile,
          hostile.map((path) => `/a${path}`),
        ),
        (path) => {
          for (const [base, room] of rooms) {
            const url = attempt(() => createAddresses(base).of(path as EdgarPath))
            if (url instanceof URL) expect(url.href).toBe(room + path)
            else expect(url).toEqual(withCode('BAD_PATH'))
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('that are not plain are not asked for', async () => {
    const { base, seen } = await serve((_, response) => response.end('here'))
    const { get } = client(base)
    const junk = [
      '',
      '/',
      'a',
      '//evil.example/a',
      '/../a',
      '/a/../b',
      '/a\\b',
      '/a\r\nX: y',
      '/a b',
      'https://evil.example',
      '@evil.example/',
      '.evil.example/',
      '/a#b',
      '/%2e%2e/a',
    ]
    for (const path of junk) await expect(get(path as EdgarPath, some)).rejects.toThrow(withCode('BAD_PATH'))
    expect(seen).toEqual([])
  })

  it.each(['', 'localhost', 'ftp://localhost', 'http://a:b@localhost', 'http://localhost?a', 'file:///tmp'])(
    'are of no base like %j',
    (base) => {
      expect(() => client(base)).toThrow(withCode('BAD_BASE'))
    },
  )
})

describe('the signal', () => {
  const patient = { headersMs: 600_000, idleMs: 600_000, blockedMs: 600_000, backoffMs: 600_000 }
  it.each<[string, Handler]>([
    ['headers', () => {}],
    ['the rest of a body', (_, response) => response.write('half')],
    ['the next try', (_, response) => response.writeHead(500).end()],
    ['the end of a block', (_, response) => response.writeHead(403).end()],
  ])('ends at once what waits for %s, and for its turn', async (_, handler) => {
    const stop = new AbortController()
    const { base, seen } = await serve(handler)
    const { get, download } = client(base, { limits: { ...patient, atOnce: 1 }, signal: stop.signal })
    const file = join(folder, 'a')
    const asked = [get('/a', some), download('/b', file, some), get('/c', some)].map((each) =>
      each.catch((error) => error),
    )
    await expect.poll(() => seen.length).toBeGreaterThan(0)
    await sleep(30)
    const reason = new Error('Enough.')
    stop.abort(reason)
    const before = seen.length
    for (const error of await Promise.all(asked)) expect(error).toBe(reason)
    expect(await get('/d', some).catch((error) => error)).toBe(reason)
    expect(seen).toHaveLength(before)
    expect(await readdir(folder)).toEqual([])
  })
})

describe('downloads', () => {
  const file = () => join(folder, 'set.zip')

  it('are written whole, and only where they have changed', async () => {
    let version = '"one"'
    const { base, seen } = await serve((request, response) => {
      if (request.headers['if-none-match'] === version) response.writeHead(304).end()
      else response.writeHead(200, { ETag: version, 'Last-Modified': 'x' }).end(`version ${version}`)
    })
    const { download } = client(base)
    const first = await download('/set.zip', file(), some)
    expect(first).toEqual({ version: '"one"', bytes: 13 })
    expect(await readFile(file(), 'utf8')).toBe('version "one"')
    expect(await download('/set.zip', file(), { ...some, ifNot: '"one"' })).toBe('unchanged')
    version = 'W/"two"'
    expect(await download('/set.zip', file(), { ...some, ifNot: '"one"' })).toEqual({ version, bytes: 15 })
    expect(await download('/set.zip', file(), { ...some, ifNot: version })).toBe('unchanged')
    expect(await readFile(file(), 'utf8')).toBe('version W/"two"')
    expect(await readdir(folder)).toEqual(['set.zip'])
    expect(seen).toHaveLength(4)
  })

  it('go by the day of change where there is no ETag, and by nothing where there is none', async () => {
    const changed = 'Wed, 18 Mar 2020 12:00:00 GMT'
    const { base } = await serve((request, response) => {
      if (request.url === '/bare') response.end('here')
      else if (request.headers['if-modified-since'] === changed) response.writeHead(304).end()
      else response.setHeader('Last-Modified', changed).end('here')
    })
    const { download } = client(base)
    expect(await download('/set.zip', file(), some)).toEqual({ version: changed, bytes: 4 })
    expect(await download('/set.zip', file(), { ...some, ifNot: changed })).toBe('unchanged')
    expect(await download('/bare', file(), some)).toEqual({ version: null, bytes: 4 })
  })

  it('leave what was there where they fail, and nothing half', async () => {
    await writeFile(file(), 'before')
    const { base } = await serve((request, response, nth) => {
      response.writeHead(200, { 'Content-Length': 10 }).write('half')
      if (request.url === '/later' && nth > 1) response.end(' whole')
      else setTimeout(() => response.destroy(), 20)
    })
    const { download } = client(base)
    await expect(download('/set.zip', file(), some)).rejects.toThrow(withCode('UNREACHABLE'))
    expect(await readFile(file(), 'utf8')).toBe('before')
    expect(await readdir(folder)).toEqual(['set.zip'])
    expect(await download('/later', file(), some)).toEqual({ version: null, bytes: 10 })
    expect(await readFile(file(), 'utf8')).toBe('half whole')
  })

  it('say what the disk says, at once', async () => {
    const { base, seen } = await serve((_, response) => response.end('here'))
    const nowhere = join(folder, 'no', 'folder', 'set.zip')
    await expect(client(base).download('/set.zip', nowhere, some)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(seen).toHaveLength(1)
  })
})
