/** What is answered the quick way is what yoga answers: the same words, the same headers, and never of older data. */

import { mkdtempSync, rmSync } from 'node:fs'
import { request as ask } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Db, open } from '../db/open.ts'
import { fillIfEmpty } from '../src/ingest/sample.ts'
import { type Serving, serve } from '../src/serve.ts'
import { filing, put } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const file = join(folder, 'quick.db')
let db: Db
/** Another connection, as of another process. */
let other: Db
let server: Serving

beforeAll(async () => {
  db = open(file)
  fillIfEmpty(db)
  other = open(file)
  server = await serve(db, { host: '127.0.0.1', port: 0 }, pino({ level: 'silent' }))
})
afterAll(async () => {
  await server.close()
  for (const one of [db, other]) one.close()
  rmSync(folder, { recursive: true })
})

async function get(params: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${server.port}/graphql?${new URLSearchParams(params)}`, {
    headers: { Accept: 'application/json', ...headers },
  })
  return { status: response.status, headers: response.headers, body: await response.text() }
}

async function post(body: string | Buffer, headers: Record<string, string> = {}, path = '/graphql') {
  const sent = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    'X-Request-Id': 'the-same',
    ...headers,
  }
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const asked = ask({
      port: server.port,
      host: '127.0.0.1',
      path,
      method: 'POST',
      headers: sent,
      agent: false,
    })
    asked.on('response', resolve).on('error', reject).end(body)
  })
  const { date: _, ...rest } = response.headers
  return { status: response.statusCode, headers: rest, body: (await buffer(response)).toString() }
}

const BY_TICKER =
  'query ($ticker: String!) { issuer(by: { ticker: $ticker }) { name filings { totalCount } } }'
const qualys = JSON.stringify({ query: BY_TICKER, variables: { ticker: 'QLYS' } })

describe('the third time is as the first', () => {
  it.each<[string, string | Buffer, Record<string, string>]>([
    ['an answer', qualys, {}],
    ['for any type', qualys, { Accept: '*/*' }],
    ['for JSON', qualys, { Accept: 'application/json' }],
    ['for its own type', qualys, { Accept: 'application/graphql-response+json' }],
    [
      'for a choice of types',
      qualys,
      { Accept: 'application/graphql-response+json, application/json;q=0.9' },
    ],
    ['for a type that there is not', qualys, { Accept: 'text/plain' }],
    ['from another origin', qualys, { Origin: 'https://example.com' }],
    ['with its charset', qualys, { 'Content-Type': 'application/json; charset=utf-8' }],
    ['in another type', qualys, { 'Content-Type': 'text/plain' }],
    [
      'with a name',
      JSON.stringify({
        query: 'query A { __typename } query B { issuers { totalCount } }',
        operationName: 'B',
      }),
      {},
    ],
    [
      'with a name that there is not',
      JSON.stringify({ query: 'query A { __typename }', operationName: 'C' }),
      {},
    ],
    [
      'without a name that is needed',
      JSON.stringify({ query: 'query A { __typename } query B { __typename }' }),
      {},
    ],
    ['an empty name', JSON.stringify({ query: '{ __typename }', operationName: '' }), {}],
    ['variables that do not fit', JSON.stringify({ query: BY_TICKER, variables: { ticker: 1 } }), {}],
    ['variables that are none', JSON.stringify({ query: '{ __typename }', variables: null }), {}],
    ['an error in it', JSON.stringify({ query: '{ node(id: "junk") { id } issuers { totalCount } }' }), {}],
    [
      'too dear',
      JSON.stringify({
        query:
          '{ issuers(first: 100) { nodes { insiders(first: 100) { nodes { filings(first: 100) { nodes { id } } } } } } }',
      }),
      {},
    ],
    ['no GraphQL', JSON.stringify({ query: '{' }), {}],
    ['not valid', JSON.stringify({ query: '{ nothing }' }), {}],
    ['no JSON', '{', {}],
    ['several at once', JSON.stringify([{ query: '{ __typename }' }]), {}],
    ['nothing', '', {}],
    ['null', 'null', {}],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), {}],
    [
      'extensions',
      JSON.stringify({ query: '{ __typename }', extensions: { persistedQuery: { version: 1 } } }),
      {},
    ],
    [
      'a subscription',
      JSON.stringify({ query: 'subscription { filingAdded { id } }' }),
      { Accept: 'application/json' },
    ],
  ])('%s', async (_, body, headers) => {
    const first = await post(body, headers)
    expect(await post(body, headers)).toEqual(first)
    expect(await post(body, headers)).toEqual(first)
  })

  it('also where the body is larger than may be', async () => {
    const large = JSON.stringify({ query: `{ __typename }${' '.repeat(200_000)}` })
    expect((await post(large)).status).toBe(413)
    expect((await post(large)).status).toBe(413)
  })
})

describe('an answer that is kept', () => {
  it('is given without asking the database, until something is written, here or elsewhere', async () => {
    const count = JSON.stringify({ query: '{ filings { totalCount } }' })
    const counted = async () => JSON.parse((await post(count)).body).data.filings.totalCount
    const before = await counted()
    expect(await counted()).toBe(before)
    put(other, filing({ accession: '0000000100-24-000101' }))
    expect(await counted()).toBe(before + 1)
    expect(await counted()).toBe(before + 1)
    put(db, filing({ accession: '0000000100-24-000102' }))
    expect(await counted()).toBe(before + 2)
  })

  it('is never of older data than what was there when it was asked for', async () => {
    let accession = 200
    const names = fc.array(fc.constantFrom('ask', 'ask', 'write', 'write elsewhere'), { maxLength: 12 })
    const query = JSON.stringify({ query: '{ issuer(by: { cik: "100" }) { filings { totalCount } } }' })
    const told = async () => JSON.parse((await post(query)).body).data.issuer.filings.totalCount
    await fc.assert(
      fc.asyncProperty(names, async (steps) => {
        for (const step of steps) {
          const next = () => filing({ accession: `0000000100-24-${String(accession++).padStart(6, '0')}` })
          if (step === 'write') put(db, next())
          else if (step === 'write elsewhere') put(other, next())
          // By then 2 filings of the test above, and those of this one.
          else expect(await Promise.all([told(), told()])).toEqual([accession - 198, accession - 198])
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('a GET', () => {
  const asked = { query: BY_TICKER, variables: JSON.stringify({ ticker: 'QLYS' }) }

  it('says the same as a POST, and tags what it says', async () => {
    const first = await get(asked)
    const { status, headers, body } = await get(asked)
    expect([status, body]).toEqual([200, first.body])
    expect(body).toBe((await post(qualys)).body)
    expect(headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/)
    expect(headers.get('cache-control')).toBe('no-cache')
    expect(headers.get('vary')).toContain('Accept')
  })

  it('is told only that nothing changed, for as long as that is so', async () => {
    const count = { query: '{ issuer(by: { cik: "100" }) { filings { totalCount } } }' }
    await get(count)
    const before = await get(count)
    const tag = before.headers.get('etag')!
    const same = await get(count, { 'If-None-Match': `W/${tag}, "another"` })
    expect([same.status, same.body, same.headers.get('etag')]).toEqual([304, '', tag])
    // What changes elsewhere changes nothing here.
    put(other, filing({ accession: '0000000300-24-000001', issuer: { cik: 300, name: 'BETA' } }))
    expect((await get(count, { 'If-None-Match': tag })).status).toBe(304)
    put(other, filing({ accession: '0000000100-24-900001' }))
    const after = await get(count, { 'If-None-Match': tag })
    expect(after.status).toBe(200)
    expect(JSON.parse(after.body).data.issuer.filings.totalCount).toBe(
      JSON.parse(before.body).data.issuer.filings.totalCount + 1,
    )
  })

  it.each([
    [{ query: '{ nothing }' }],
    [{ query: BY_TICKER }],
    [{ query: BY_TICKER, variables: '{' }],
    [{ query: BY_TICKER, variables: '[]' }],
    [{ query: '{ __typename }', extensions: '{"a":1}' }],
    [{ query: '{ __typename }', operationName: 'A' }],
    [{ query: 'subscription { filingAdded { id } }' }],
    [{}],
  ])('the third time is as the first: %j', async (params) => {
    const [first, , third] = [await get(params), await get(params), await get(params)]
    expect([third.status, third.body]).toEqual([first.status, first.body])
  })

  it('is not what a POST of its address is', async () => {
    await get(asked)
    await get(asked)
    expect((await post(`/graphql?${new URLSearchParams(asked)}`)).status).toBe(400)
  })

  it('that says something twice is answered as the first time', async () => {
    const url = `http://127.0.0.1:${server.port}/graphql?query={__typename}&query={issuers{totalCount}}`
    const ask = async () => await (await fetch(url, { headers: { Accept: 'application/json' } })).text()
    const first = await ask()
    expect([await ask(), await ask()]).toEqual([first, first])
  })
})
