/** The server from outside: real sockets, real fetch. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Db, open } from '../db/open.ts'
import { fillIfEmpty } from '../src/ingest/sample.ts'
import { LIMITS } from '../src/limits.ts'
import { type Serving, serve } from '../src/serve.ts'
import { examples } from '../src/web/examples.ts'

const AT = { host: '127.0.0.1', port: 0 }
const logged: Record<string, unknown>[] = []
const log = pino(
  new Writable({
    write(line, _encoding, done) {
      logged.push(JSON.parse(line))
      done()
    },
  }),
)

let db: Db
let server: Serving
let base: string

beforeAll(async () => {
  db = open(':memory:')
  fillIfEmpty(db)
  server = await serve(db, AT, log)
  base = `http://127.0.0.1:${server.port}`
})

afterAll(async () => {
  await server.close()
  db.close()
})

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: answers are as many-shaped as the questions
  data?: any
  errors?: { message: string; extensions?: Record<string, unknown> }[]
  extensions?: { cost: { requested: number; limit: number } }
}

const send = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

async function ask(query: string, variables?: Record<string, unknown>): Promise<Answer> {
  const response = await send({ query, variables })
  return (await response.json()) as Answer
}

describe('GraphQL over HTTP', () => {
  it('answers POST, with variables', async () => {
    const query = 'query ($t: String!) { issuer(by: { ticker: $t }) { name } }'
    expect((await ask(query, { t: 'QLYS' })).data).toEqual({ issuer: { name: 'QUALYS, INC.' } })
  })

  it('answers GET', async () => {
    const query = new URLSearchParams({ query: '{ filings { totalCount } }' })
    const response = await fetch(`${base}/graphql?${query}`)
    expect(response.status).toBe(200)
    expect(((await response.json()) as Answer).data.filings.totalCount).toBeGreaterThan(90)
  })

  it('tells the cost of the operation that is asked for, whichever stands first', async () => {
    const query = `query Cheap { issuers(first: 1) { totalCount } }
      query Dear($n: Int) { issuers(first: $n) { nodes { filings(first: 50) { nodes { id } } } } }`
    const cost = async (operationName: string, n?: number) => {
      const answer = (await (await send({ query, operationName, variables: { n } })).json()) as Answer
      return answer.extensions!.cost
    }
    const cheap = await cost('Cheap')
    const dear = await cost('Dear', 10)
    expect(cheap.requested).toBeLessThan(10)
    expect(dear.requested).toBeGreaterThan(500)
    expect(dear.limit).toBe(20_000)
    expect(await cost('Dear', 100)).toEqual({ requested: expect.any(Number), limit: 20_000 })
  })

  it('refuses what is too dear, and says what it would cost', async () => {
    const { errors, extensions } = await ask(
      '{ issuers(first: 100) { nodes { filings(first: 100) { nodes { owners { name } } } } } }',
    )
    expect(errors![0]!.extensions!.code).toBe('QUERY_TOO_COMPLEX')
    expect(extensions!.cost.requested).toBeGreaterThan(extensions!.cost.limit)
  })

  it("tells what is the caller's fault, with its code", async () => {
    const { errors } = await ask('{ issuers(first: 1000) { totalCount } }')
    expect(errors).toHaveLength(1)
    expect(errors![0]!.extensions!.code).toBe('PAGE_SIZE')
  })

  it('gives every request loaders of its own', async () => {
    const answers = await Promise.all(
      ['QLYS', 'AAPL', 'QLYS'].map((ticker) => ask(`{ issuer(by: { ticker: "${ticker}" }) { name } }`)),
    )
    expect(answers.map(({ data }) => data.issuer.name)).toEqual([
      'QUALYS, INC.',
      'Apple Inc.',
      'QUALYS, INC.',
    ])
  })
})

describe('the examples', () => {
  it.each(examples().map(({ file, source }) => [file, source]))('%s has an answer', async (_file, source) => {
    const { data, errors } = await ask(source)
    expect(errors).toBeUndefined()
    const empty = Object.entries(data).filter(([, value]) => isEmpty(value))
    expect(empty).toEqual([])
    expect(JSON.stringify(data).length).toBeGreaterThan(200)
  })

  it.each(examples().map(({ file, source }) => [file, source]))('%s says what it is for', (_file, source) => {
    expect(source).toMatch(/^(# .+\n){2,}query/)
    expect(source).toMatch(/^query [A-Z]\w+/m)
  })

  it('have the filing of Qualys in full', async () => {
    const { data } = await ask(examples().find(({ source }) => source.includes('query OneFiling'))!.source)
    expect(JSON.stringify(data)).toMatch(/Albert Peter.*22\.5307.*10b5-1/)
  })
})

function isEmpty(value: unknown): boolean {
  if (value === null) return true
  const { nodes } = value as { nodes?: unknown[] }
  return nodes?.length === 0
}

describe('pages', () => {
  it('leads from / to GraphQL', async () => {
    const response = await fetch(base, { redirect: 'manual' })
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe('/graphql')
  })

  it('is healthy', async () => {
    const response = await fetch(`${base}/health`)
    expect([response.status, await response.text()]).toEqual([200, 'ok'])
  })

  it('is ready while its database answers', async () => {
    const own = open(':memory:')
    const other = await serve(own, AT, log)
    const told = async () => {
      const response = await fetch(`http://127.0.0.1:${other.port}/ready`)
      return [response.status, await response.text()]
    }
    expect(await told()).toEqual([200, 'ready'])
    own.close()
    expect(await told()).toEqual([503, 'not ready'])
    expect((await fetch(`http://127.0.0.1:${other.port}/health`)).status).toBe(200)
    await other.close()
  })

  it('has nothing else', async () => {
    expect((await fetch(`${base}/elsewhere`)).status).toBe(404)
  })

  it('shows GraphiQL, with nothing from elsewhere in it', async () => {
    const response = await fetch(`${base}/graphql`, { headers: { Accept: 'text/html' } })
    const html = await response.text()
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(html).toContain('<title>insider-graph</title>')
    const [head] = html.split('<script>', 1)
    expect(head).not.toMatch(/(?:src|href)\s*=\s*["']?\s*(?:https?:)?\/\//i)
    expect(html).not.toMatch(/<(?:script|link|img|iframe)[^>]+(?:src|href)=["']?(?:https?:)?\/\//i)
    expect(head).not.toMatch(/@import|url\(\s*["']?(?:https?:)?\/\//i)
    for (const { source } of examples()) expect(html).toContain(JSON.stringify(source))
  })

  it('forbids GraphiQL everything but itself', async () => {
    const { headers } = await fetch(`${base}/graphql`, { headers: { Accept: 'text/html' } })
    const policy = headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/)
  })

  it('sends GraphiQL once', async () => {
    const headers = { Accept: 'text/html' }
    const etag = (await fetch(`${base}/graphql`, { headers })).headers.get('etag')!
    const again = await fetch(`${base}/graphql`, { headers: { ...headers, 'If-None-Match': etag } })
    expect(again.status).toBe(304)
  })
})

describe('what is refused', () => {
  const errorOf = async (response: Response) => ((await response.json()) as Answer).errors![0]!

  it('a body that is too large', async () => {
    const response = await send({ query: `{ __typename } #${'x'.repeat(LIMITS.bodyBytes.value)}` })
    expect(response.status).toBe(413)
    expect((await errorOf(response)).extensions!.code).toBe('REQUEST_ENTITY_TOO_LARGE')
  })

  it('a body that is too large and does not say so', async () => {
    const chunks = async function* () {
      for (let i = 0; i < 20; i++) yield Buffer.alloc(10_000, ' ')
    }
    const response = await fetch(`${base}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: chunks(),
      duplex: 'half',
    } as unknown as RequestInit)
    expect(response.status).toBe(413)
    expect(response.headers.get('connection')).toBe('close')
  })

  it.each(['{', '', '[]', 'null', '{"query": 1}', '{"query": "{"}', '{"query": "{ nope }"}'])(
    'the body %j',
    async (body) => {
      const response = await send(body, { Accept: 'application/graphql-response+json' })
      expect(response.status).toBe(400)
      expect((await errorOf(response)).message).toMatch(/\w/)
    },
  )

  it('variables in a GET that are no JSON', async () => {
    const response = await fetch(`${base}/graphql?query={__typename}&variables={`)
    expect(response.status).toBe(400)
    expect((await errorOf(response)).message).toContain('variables')
  })

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/plain; application/json',
  ])('%s, which a foreign page can send', async (type) => {
    const response = await send('query=%7B__typename%7D', { 'Content-Type': type })
    expect(response.status).toBe(415)
    expect((await errorOf(response)).message).toContain('application/json')
  })

  it('documents with too many words', async () => {
    const { errors } = await ask(`{ ${'__typename '.repeat(LIMITS.tokens.value)} }`)
    expect(errors![0]!.message).toContain('tokens')
  })

  it('errors by the hundred', async () => {
    const { errors } = await ask(`{ ${Array.from({ length: 100 }, (_, i) => `nope${i}`).join(' ')} }`)
    expect(errors!.length).toBeLessThanOrEqual(LIMITS.validationErrors.value + 1)
  })

  it('batches', async () => {
    expect((await send([{ query: '{ __typename }' }])).status).toBe(400)
  })

  it('an endless Accept', async () => {
    const { status } = await send({ query: '{ __typename }' }, { Accept: ','.repeat(6000) })
    expect(status).toBe(406)
  })

  it.each([
    ['a Host that is none', 'GET /graphql HTTP/1.1\r\nHost: [\r\n\r\n'],
    ['an absolute target', 'GET http://[/graphql HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('%s', async (_name, request) => {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(request)
    const [answer] = await once(socket, 'data')
    socket.destroy()
    expect(String(answer)).toMatch(/^HTTP\/1.1 400 /)
    expect(String(answer)).not.toContain('.ts')
  })
})

describe('other origins', () => {
  it('may read, without credentials', async () => {
    const { headers } = await send({ query: '{ __typename }' }, { Origin: 'https://example.com' })
    expect(['*', 'https://example.com']).toContain(headers.get('access-control-allow-origin'))
    expect(headers.get('access-control-allow-credentials')).not.toBe('true')
  })

  it('may ask whether they may', async () => {
    const response = await fetch(`${base}/graphql`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://example.com', 'Access-Control-Request-Method': 'POST' },
    })
    expect(response.ok).toBe(true)
    expect(['*', 'https://example.com']).toContain(response.headers.get('access-control-allow-origin'))
    expect(response.headers.get('access-control-allow-credentials')).not.toBe('true')
  })
})

describe('the id of a request', () => {
  const idOf = async (given?: string) => {
    const headers: Record<string, string> = given === undefined ? {} : { 'X-Request-Id': given }
    return (await send({ query: '{ __typename }' }, headers)).headers.get('x-request-id')
  }

  it('is new for each', async () => {
    const [one, other] = [await idOf(), await idOf()]
    expect(one).toMatch(/^[0-9a-f-]{36}$/)
    expect(other).not.toBe(one)
  })

  it('is the one that it brings, where that looks harmless', async () => {
    expect(await idOf('a1-b2.c3:d_4')).toBe('a1-b2.c3:d_4')
    for (const odd of ['', 'a b', '{"a": 1}', 'x'.repeat(65), 'é'])
      expect(await idOf(odd)).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('when something breaks', () => {
  it('tells nothing but an id, under which the log has the rest', async () => {
    const broken = open(':memory:')
    const other = await serve(broken, AT, log)
    broken.close()
    const response = await fetch(`http://127.0.0.1:${other.port}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        query: 'query ($private: String) { issuers(filter: { nameStartsWith: $private }) { totalCount } }',
        variables: { private: 'what-nobody-is-to-know' },
      }),
    })
    const text = await response.text()
    expect(JSON.stringify(logged)).not.toMatch(/what-nobody-is-to-know|\$private/)
    await other.close()
    const [{ message, extensions }] = JSON.parse(text).errors
    expect(message).toBe('Unexpected error.')
    expect(extensions.code).toBe('INTERNAL_SERVER_ERROR')
    expect(text).not.toMatch(/database|sqlite|stack|\.ts/i)
    const entry = logged.find(({ requestId }) => requestId === extensions.requestId)
    expect(response.headers.get('x-request-id')).toBe(extensions.requestId)
    expect(entry).toMatchObject({ err: { message: expect.stringContaining('database') } })
  })

  it('refuses to start where another listens', async () => {
    await expect(serve(db, { ...AT, port: server.port }, log)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('finishes what is in flight before it stops', async () => {
    const other = await serve(db, AT, log)
    const body = JSON.stringify({ query: '{ filings { totalCount } }' })
    const socket = connect(other.port, '127.0.0.1')
    const head = `Host: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
    socket.write(`POST /graphql HTTP/1.1\r\n${head}\r\n\r\n${body.slice(0, 5)}`)
    await setTimeout(200)
    const closed = other.close()
    await expect(fetch(`http://127.0.0.1:${other.port}/health`)).rejects.toThrow()
    socket.write(body.slice(5))
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toContain('totalCount')
    await closed
  })

  it('stops at once when nothing is in flight, though connections are kept open', async () => {
    const other = await serve(db, AT, log)
    await (await fetch(`http://127.0.0.1:${other.port}/health`)).text()
    const started = performance.now()
    await other.close()
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
