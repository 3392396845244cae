/** Hostile requests over real sockets: each is bounded, tells nothing of the inside, and harms nobody else. */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { attack, type Victim } from './hostileServer.ts'

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
let victim: Victim

beforeAll(async () => {
  victim = await attack(['--db', join(folder, 'attacked.db')], {
    INSIDER_GRAPH_HEADERS_MS: '400',
    INSIDER_GRAPH_REQUEST_MS: '700',
    INSIDER_GRAPH_CHECK_MS: '50',
    INSIDER_GRAPH_SILENCE_MS: '900',
    INSIDER_GRAPH_KEEP_ALIVE_MS: '300',
  })
})
afterEach(() => victim.expectWell())
afterAll(async () => {
  expect(await victim.server.stop()).toBe(0)
  expect(await victim.server.log).toBe('') // nothing broke
  rmSync(folder, { recursive: true })
})

const QUERY = JSON.stringify({ query: '{ __typename }' })
const head = (...lines: string[]) => `${['POST /graphql HTTP/1.1', 'Host: a', ...lines].join('\r\n')}\r\n\r\n`
const JSON_TYPE = 'Content-Type: application/json'
const plain = `${head(JSON_TYPE, `Content-Length: ${QUERY.length}`)}${QUERY}`
const answers = (told: string) => told.match(/HTTP\/1\.1 \d{3}/g) ?? []

describe('what is slow', () => {
  it('headers that never end are cut off', async () => {
    const drops = Array.from({ length: 200 }, (_, i) => `X-${i}: y\r\n`)
    expect(answers(await victim.raw(['POST /graphql HTTP/1.1\r\nHost: a\r\n', ...drops], 1_000))).toEqual([
      'HTTP/1.1 408',
    ])
  })

  it('a body that never ends is cut off', async () => {
    const drops = Array.from({ length: 200 }, () => ' ')
    expect(answers(await victim.raw([head(JSON_TYPE, 'Content-Length: 1000'), ...drops], 1_000))).toEqual([
      'HTTP/1.1 408',
    ])
  })

  it('silence within a body is cut off', async () => {
    expect(await victim.raw([`${head(JSON_TYPE, 'Content-Length: 1000')}{`], 2_000)).not.toContain(' 200 ')
  })

  it('a body that breaks off is nobody else’s', async () => {
    for (const length of [QUERY.length + 1, 100_000]) {
      const socket = connect(Number(new URL(victim.server.base).port), '127.0.0.1')
      socket.write(`${head(JSON_TYPE, `Content-Length: ${length}`)}${QUERY}`)
      await setTimeout(50)
      socket.destroy()
    }
  })

  it('200 silent connections keep nobody waiting, and are cut off', async () => {
    const { port } = new URL(victim.server.base)
    const sockets = Array.from({ length: 200 }, () =>
      connect(Number(port), '127.0.0.1').on('error', () => {}),
    )
    const closed = Promise.all(
      sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    )
    await Promise.all(Array.from({ length: 20 }, () => victim.expectWell()))
    for (const socket of sockets) socket.resume()
    await closed
  })
})

describe('what is no request', () => {
  const refused = (told: string) => expect(answers(told)).toEqual([expect.stringMatching(/ 4\d\d$/)])

  it.each([
    ['noise', Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919) % 256))],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['another version', 'GET /graphql HTTP/9.9\r\nHost: a\r\n\r\n'],
    ['no Host', 'GET /graphql HTTP/1.1\r\n\r\n'],
    ['a Host that is none', 'GET /graphql HTTP/1.1\r\nHost: [\r\n\r\n'],
    ['a Host with a path', 'GET /graphql HTTP/1.1\r\nHost: a b/../c\r\n\r\n'],
    ['a target that is absolute', 'GET http://elsewhere/graphql HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a target that is none', 'GET http://[/graphql HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a target with two slashes', 'GET //[ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a tunnel', 'CONNECT elsewhere:443 HTTP/1.1\r\nHost: a\r\n\r\n'],
    [
      'both lengths',
      `${head(JSON_TYPE, `Content-Length: ${QUERY.length}`, 'Transfer-Encoding: chunked')}0\r\n\r\n`,
    ],
    ['two lengths', `${head(JSON_TYPE, 'Content-Length: 5', 'Content-Length: 6')}{}`],
    ['a length that is none', `${head(JSON_TYPE, 'Content-Length: -1')}{}`],
    ['a length beyond all', `${head(JSON_TYPE, 'Content-Length: 99999999999999999999')}{}`],
    ['another coding', `${head(JSON_TYPE, 'Transfer-Encoding: gzip')}{}`],
    ['chunks that are none', `${head(JSON_TYPE, 'Transfer-Encoding: chunked')}zz\r\n{}\r\n`],
    ['a line that is folded', 'GET /graphql HTTP/1.1\r\nHost: a\r\n X: y\r\n\r\n'],
    ['a name with a blank', 'GET /graphql HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc'],
    ['a header of 20 KB', `GET /graphql HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['5,000 headers', `GET /graphql HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(5_000)}\r\n`],
    ['a target of 20 KB', `GET /graphql?${'y'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
    [
      'an endless Accept',
      `GET /graphql HTTP/1.1\r\nHost: a\r\nAccept: ${','.repeat(8_000)}\r\nConnection: close\r\n\r\n`,
    ],
  ])('%s', async (_, request) => {
    const told = await victim.raw([request])
    if (told !== '') refused(told)
    expect(told.length).toBeLessThan(2_000)
  })

  it('what follows a request that is refused is not taken for another', async () => {
    const smuggled = `${head(JSON_TYPE, 'Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${plain}`
    expect(answers(await victim.raw([smuggled]))).toEqual(['HTTP/1.1 400'])
  })
})

describe('what is not taken', () => {
  it.each(['PUT', 'DELETE', 'PATCH'])('%s', async (method) => {
    const { status, text } = await victim.send({ query: '{ __typename }' }, { method })
    expect([status, text]).not.toEqual([200, expect.stringContaining('data')])
    expect(status).toBeGreaterThanOrEqual(400)
  })

  it.each(['TRACE', 'PROPFIND', 'HEAD'])('%s', async (method) => {
    const told = await victim.raw([`${method} /graphql HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`])
    expect(answers(told)).toEqual([expect.stringMatching(/ 4\d\d$/)])
  })

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/graphql',
    'application/jsonp',
    '\t',
    'x'.repeat(5_000),
  ])('%j', async (type) => {
    const { status, codes } = await victim.send('query={__typename}', { headers: { 'Content-Type': type } })
    expect([status, codes]).toEqual([415, ['BAD_REQUEST']])
  })

  it.each([
    ['gzip', gzipSync(QUERY)],
    ['br', brotliCompressSync(QUERY)],
    ['gzip', gzipSync(Buffer.alloc(50_000_000))], // 50 KB that would be 50 MB
    ['gzip', Buffer.from(QUERY)],
    ['chunked, gzip', gzipSync(QUERY)],
  ])('a body in %s', async (coding, body) => {
    const { status, codes } = await victim.send(body, { headers: { 'Content-Encoding': coding } })
    expect([status, codes]).toEqual([415, ['BAD_REQUEST']])
  })

  it.each([
    '{',
    '[',
    'null',
    'true',
    '1e999',
    '"query"',
    '[]',
    '[[]]',
    '{}',
    '{"query": null}',
    '{"query": []}',
    '{"query": {"__proto__": 1}}',
    '{"query": "{ __typename }", "variables": []}',
    '{"query": "{ __typename }", "variables": "{}"}',
    '{"query": "{ __typename }", "operationName": {}}',
    '{"query": "{ __typename }", "extensions": 1}',
    '{"query": "{ __typename }", "toString": 1}',
    '\u0000',
    `{"query": "{ __typename }"}${'}'.repeat(1_000)}`,
    '['.repeat(100_000),
    `${'['.repeat(60_000)}${']'.repeat(60_000)}`,
    `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  ])('the body %.40s', async (body) => {
    for (let i = 0; i < 3; i++) {
      const { status, codes } = await victim.send(body, {
        headers: { Accept: 'application/graphql-response+json' },
      })
      expect(status).toBe(400)
      expect(codes.length).toBeGreaterThan(0)
      for (const code of codes)
        expect(code).toMatch(/^(BAD_REQUEST|GRAPHQL_\w+|OPERATION_RESOLUTION_FAILURE)$/)
    }
  })

  it('batches, of any size', async () => {
    for (const size of [1, 2, 2_000]) {
      const { status, codes } = await victim.send(
        Array.from({ length: size }, () => ({ query: '{ __typename }' })),
      )
      expect([status, codes]).toEqual([400, ['BAD_REQUEST']])
    }
  })

  it.each(['variables', 'extensions'])('%s in a GET that are no JSON', async (name) => {
    for (const value of ['{', 'x', '[', '%00', '\ud800'.toWellFormed(), '['.repeat(5_000)]) {
      const { status, codes } = await victim.send('', {
        method: 'GET',
        query: `?${new URLSearchParams({ query: '{ __typename }', [name]: value })}`,
      })
      expect([status, codes]).toEqual([400, ['BAD_REQUEST']])
    }
  })

  it('escapes in a target that are none', async () => {
    for (const query of [
      '?query=%',
      '?query=%ff%fe',
      '?%00=%00',
      '?query={__typename}&query={a}',
      `?${'&'.repeat(10_000)}`,
    ]) {
      const { status } = await victim.send('', { method: 'GET', query })
      expect(status).toBeLessThan(500)
    }
  })

  it('an upgrade to another protocol', async () => {
    const upgrade =
      'GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n'
    expect(await victim.raw([upgrade])).not.toContain('101')
  })
})

describe('what is much', () => {
  it('a body that is larger than may be, said or not, is not read to its end', async () => {
    const big = 'x'.repeat(1_000_000)
    expect(answers(await victim.raw([`${head(JSON_TYPE, 'Content-Length: 100000000')}${big}`]))).toEqual([
      'HTTP/1.1 413',
    ])
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`
    const told = await victim.raw([
      head(JSON_TYPE, 'Transfer-Encoding: chunked'),
      ...Array.from({ length: 20 }, () => chunk),
    ])
    expect(answers(told)).toEqual(['HTTP/1.1 413'])
  })

  it('requests one upon the other are answered in turn', async () => {
    const told = await victim.raw([plain.repeat(500)], 1_000)
    expect(answers(told)).toEqual(Array(500).fill('HTTP/1.1 200'))
    expect(told.match(/"__typename":"Query"/g)).toHaveLength(500)
  })

  it('a request upon a subscription waits for it, and ends with it', async () => {
    const listen =
      'GET /graphql?query=subscription{filingAdded{id}} HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n'
    expect(answers(await victim.raw([`${listen}${plain}`]))).toEqual(['HTTP/1.1 200'])
  })
})
