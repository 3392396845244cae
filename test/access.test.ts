/** Who is answered, and what: a token, origins, operations that are known beforehand; the same whichever way it is answered. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Db, open } from '../db/open.ts'
import { fillIfEmpty } from '../src/ingest/sample.ts'
import { type Doors, type Serving, serve } from '../src/serve.ts'
import { tokenFrom } from '../src/serving/access.ts'
import { PersistedOperations } from '../src/serving/persisted.ts'

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const servers: Serving[] = []
const lines: string[] = []
const log = pino(
  new Writable({
    write(line, _encoding, done) {
      lines.push(String(line))
      done()
    },
  }),
)
let db: Db
/** A server that answers everybody everything. */
let anybody: string

beforeAll(async () => {
  db = open(':memory:')
  fillIfEmpty(db)
  anybody = await serving({})
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()))
  db.close()
  rmSync(folder, { recursive: true })
})

async function serving(doors: Doors): Promise<string> {
  const server = await serve(db, { host: '127.0.0.1', port: 0 }, log, doors)
  servers.push(server)
  return `http://127.0.0.1:${server.port}`
}

const post = (base: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

interface Told {
  data?: Record<string, { totalCount: number }>
  errors?: { message: string; extensions: { code: string } }[]
}
const told = async (response: Response) => (await response.json()) as Told
/** Asked often enough to be answered by yoga, then as a known operation, then as an answer that was kept. */
const thrice = async (ask: () => Promise<Response>) => [await ask(), await ask(), await ask()]

const COUNT = { query: '{ filings { totalCount } }' }

describe('a token', () => {
  const TOKEN = 'correct-horse-battery'
  let base: string
  beforeAll(async () => {
    base = await serving({ token: TOKEN })
  })

  it('opens', async () => {
    for (const scheme of ['Bearer', 'bearer'])
      for (const response of await thrice(() => post(base, COUNT, { Authorization: `${scheme} ${TOKEN}` })))
        expect([response.status, (await told(response)).data!.filings!.totalCount]).toEqual([200, 101])
    const query = new URLSearchParams(COUNT)
    const got = await fetch(`${base}/graphql?${query}`, { headers: { Authorization: `Bearer ${TOKEN}` } })
    expect(got.status).toBe(200)
  })

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Basic ${TOKEN}`,
    TOKEN,
    'Bearer wrong',
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(0, -1)}`,
    `Bearer ${TOKEN} ${TOKEN}`,
  ])('is asked of who brings %j, though the answer is known', async (Authorization) => {
    const headers = Authorization === undefined ? {} : { Authorization }
    const url = `${base}/graphql?${new URLSearchParams(COUNT)}`
    const stream = { ...headers, Accept: 'text/event-stream' }
    for (const response of [
      ...(await thrice(() => post(base, COUNT, headers))),
      await fetch(url, { headers }),
      await post(base, { query: 'subscription { filingAdded { id } }' }, stream),
    ]) {
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      const { data, errors } = await told(response)
      expect([data, errors![0]!.extensions.code]).toEqual([undefined, 'UNAUTHENTICATED'])
    }
  })

  it('is not asked for where nothing of the data is told', async () => {
    for (const path of ['/health', '/ready']) expect((await fetch(base + path)).status).toBe(200)
    const page = await fetch(`${base}/graphql`, { headers: { Accept: 'text/html' } })
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const preflight = await fetch(`${base}/graphql`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://example.com',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,content-type')
  })

  it('is in no log', () => {
    expect(lines.join()).not.toContain(TOKEN)
  })

  it('comes from the environment, or from a file that it names', () => {
    const file = join(folder, 'token')
    writeFileSync(file, 'from-a-file\n')
    expect(tokenFrom({})).toBeUndefined()
    expect(tokenFrom({ INSIDER_GRAPH_TOKEN: ' from-the-environment ' })).toBe('from-the-environment')
    expect(tokenFrom({ INSIDER_GRAPH_TOKEN_FILE: file })).toBe('from-a-file')
    expect(() => tokenFrom({ INSIDER_GRAPH_TOKEN: 'a-token-here', INSIDER_GRAPH_TOKEN_FILE: file })).toThrow(
      'not both',
    )
    expect(() => tokenFrom({ INSIDER_GRAPH_TOKEN_FILE: join(folder, 'none') })).toThrow('cannot be read')
    for (const odd of ['short', 'with a blank', 'ünïcödé-token'])
      expect(() => tokenFrom({ INSIDER_GRAPH_TOKEN: odd })).toThrow(/^A token has 8 or more/)
  })
})

describe('origins', () => {
  const allowed = async (base: string, Origin: string) => {
    const all = await thrice(() => post(base, COUNT, { Origin }))
    const preflight = await fetch(`${base}/graphql`, {
      method: 'OPTIONS',
      headers: { Origin, 'Access-Control-Request-Method': 'POST' },
    })
    const found = new Set(
      [...all, preflight].map(({ headers }) => headers.get('access-control-allow-origin')),
    )
    for (const { headers } of [...all, preflight])
      expect(headers.get('access-control-allow-credentials')).toBeNull()
    expect(found.size).toBe(1)
    return [...found][0]
  }

  it('are all, where none are named', async () => {
    expect(await allowed(anybody, 'https://anywhere.example')).toBe('*')
  })

  it('are those that are named', async () => {
    const base = await serving({ origins: ['https://one.example', 'https://two.example:8443'] })
    expect(await allowed(base, 'https://one.example')).toBe('https://one.example')
    expect(await allowed(base, 'https://two.example:8443')).toBe('https://two.example:8443')
    for (const other of ['https://two.example', 'http://one.example', 'https://one.example.evil', 'null'])
      expect(await allowed(base, other)).toBeNull()
    const { headers } = await post(base, COUNT)
    expect(headers.get('vary')).toContain('Origin') // for whoever keeps answers in between
  })

  it('may read why they are refused', async () => {
    const base = await serving({ token: 'a-token-here' })
    const { status, headers } = await post(base, COUNT, { Origin: 'https://one.example' })
    expect([status, headers.get('access-control-allow-origin')]).toEqual([401, '*'])
  })
})

describe('operations that are known beforehand', () => {
  const byTicker =
    'query ByTicker($ticker: String!) { issuer(by: { ticker: $ticker }) { filings { totalCount } } }'
  const count = 'query Count { filings { totalCount } }\n'
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  const path = (name: string) => join(folder, name)

  beforeAll(() => {
    mkdirSync(path('operations'))
    writeFileSync(path('operations/ByTicker.graphql'), byTicker)
    writeFileSync(path('operations/Count.graphql'), count)
    writeFileSync(path('operations/notes.txt'), 'no operation')
    writeFileSync(path('relay.json'), JSON.stringify({ '0123abcd': byTicker, [sha256(count)]: count }))
    writeFileSync(
      path('apollo.json'),
      JSON.stringify({
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [
          { id: '0123abcd', name: 'ByTicker', type: 'query', body: byTicker },
          { id: sha256(count), name: 'Count', type: 'query', body: count },
        ],
      }),
    )
  })

  const persistedQuery = { version: 1, sha256Hash: sha256(byTicker) }
  const variables = { ticker: 'QLYS' }

  it.each(['operations', 'relay.json', 'apollo.json'])(
    'in %s are answered by their ids, and no others',
    async (name) => {
      const base = await serving({ operations: new PersistedOperations(path(name)) })
      const id = name === 'operations' ? 'ByTicker' : '0123abcd'
      for (const body of [
        { extensions: { persistedQuery }, variables },
        { id, variables },
        { documentId: id, variables },
        { documentId: sha256(byTicker), variables, operationName: 'ByTicker' },
        { query: byTicker, variables },
        { query: byTicker, variables, extensions: { persistedQuery } },
      ]) {
        const plain = await told(await post(anybody, { query: byTicker, variables }))
        for (const response of await thrice(() => post(base, body)))
          expect(await told(response)).toEqual(plain)
      }
      expect((await told(await post(base, { id: sha256(count) }))).data).toEqual({
        filings: { totalCount: 101 },
      })

      for (const [body, code] of [
        [{ query: '{ filings { totalCount } }' }, 'PERSISTED_QUERY_ONLY'],
        [{ query: `${byTicker} ` }, 'PERSISTED_QUERY_ONLY'],
        [{ query: '{ __schema { types { name } } }' }, 'PERSISTED_QUERY_ONLY'],
        [{}, 'PERSISTED_QUERY_ONLY'],
        [{ id: 'unknown' }, 'PERSISTED_QUERY_NOT_FOUND'],
        [{ id: '__proto__' }, 'PERSISTED_QUERY_NOT_FOUND'],
        [{ id: 'unknown', query: byTicker }, 'PERSISTED_QUERY_NOT_FOUND'],
        [{ extensions: { persistedQuery: { sha256Hash: sha256('else') } } }, 'PERSISTED_QUERY_NOT_FOUND'],
      ] as [object, string][])
        for (const response of await thrice(() => post(base, body))) {
          expect(response.status).toBe(400)
          expect((await told(response)).errors![0]!.extensions.code).toBe(code)
        }
    },
  )

  it('are answered to GET too, which others may keep', async () => {
    const base = await serving({ operations: new PersistedOperations(path('relay.json')) })
    const get = (parameters: Record<string, string>) =>
      fetch(`${base}/graphql?${new URLSearchParams(parameters)}`)
    for (const named of [
      { id: '0123abcd' },
      { documentId: sha256(byTicker) },
      { extensions: JSON.stringify({ persistedQuery }) },
    ]) {
      const { data } = await told(await get({ ...named, variables: JSON.stringify(variables) }))
      expect(data).toEqual({ issuer: { filings: { totalCount: expect.any(Number) } } })
    }
    expect((await get({ id: 'unknown' })).status).toBe(400)
    expect((await get({ query: '{ __typename }' })).status).toBe(400)
  })

  it('must be some that are valid', () => {
    mkdirSync(path('none'))
    writeFileSync(path('list.json'), '[]')
    writeFileSync(path('broken.json'), '{')
    writeFileSync(path('odd.json'), '{"a": 1}')
    writeFileSync(path('invalid.json'), JSON.stringify({ A: '{ nothing }' }))
    const reading = (name: string) => () => new PersistedOperations(path(name))
    expect(reading('none')).toThrow(/none has no operations\.$/)
    expect(reading('list.json')).toThrow(/has no operations\.$/)
    expect(reading('nowhere')).toThrow(/holds no operations that can be read: .*ENOENT/)
    expect(reading('broken.json')).toThrow(/holds no operations that can be read/)
    expect(reading('odd.json')).toThrow(/holds no operations that can be read/)
    expect(reading('invalid.json')).toThrow(/the operation "A" is not valid: .*nothing/)
  })
})
