/** Subscriptions from outside: server-sent events over real sockets, connections that break, listeners that do not listen. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Db, open } from '../db/open.ts'
import { LIMITS } from '../src/limits.ts'
import { type Serving, serve } from '../src/serve.ts'
import { launch } from './browser/chromium.ts'
import { writeOwnershipXml } from './ownershipXml.ts'
import { filing, put } from './world.ts'

vi.hoisted(() =>
  Object.assign(process.env, {
    INSIDER_GRAPH_LISTENERS: '20',
    INSIDER_GRAPH_ARRIVALS_MS: '10',
    INSIDER_GRAPH_SLOW_LISTENER_MS: '400',
  }),
)

const AT = { host: '127.0.0.1', port: 0 }
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
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
const loads: string[] = []
let failing: string | undefined

beforeAll(async () => {
  db = open(join(folder, 'served.db'), {
    load(name) {
      loads.push(name)
      if (name === failing) throw new Error('a secret')
    },
  })
  server = await serve(db, AT, log)
  base = `http://127.0.0.1:${server.port}/graphql`
})

afterAll(async () => {
  await server.close()
  db.close()
  rmSync(folder, { recursive: true })
})

let count = 0
/** Writes filings, and tells their numbers. */
const come = (howMany: number, parts: Parameters<typeof filing>[0] = {}) =>
  Array.from({ length: howMany }, () => {
    const accession = `0000000100-24-${String(++count).padStart(6, '0')}`
    put(db, filing({ accession, ...parts }))
    return accession
  })

const connected = new Set<AbortController>()
afterEach(async () => {
  for (const controller of connected) controller.abort()
  connected.clear()
  // The server has seen them leave when nobody looks for filings.
  await vi.waitFor(async () => {
    loads.length = 0
    await setTimeout(30)
    expect(loads).toEqual([])
  }, 5_000)
})

interface Event {
  event: string
  // biome-ignore lint/suspicious/noExplicitAny: answers are as many-shaped as the questions
  data: any
}

interface Listener {
  response: Response
  next(): Promise<Event | undefined>
  /** The numbers of the filings that the next events tell. */
  numbers(howMany: number): Promise<string[]>
  break(): void
}

const subscription = (args = '', selection = 'accessionNumber arrivalCursor') =>
  `subscription { filingAdded${args} { ${selection} } }`

/** Listens; what is no event stream is the caller's to read. */
async function listen(query = subscription(), method = 'POST', at = server): Promise<Listener> {
  const base = `http://127.0.0.1:${at.port}/graphql`
  const controller = new AbortController()
  connected.add(controller)
  const init = { signal: controller.signal, headers: { Accept: 'text/event-stream' } }
  const response = await (method === 'GET'
    ? fetch(`${base}?${new URLSearchParams({ query })}`, init)
    : fetch(base, {
        ...init,
        method,
        headers: { ...init.headers, 'Content-Type': 'application/json' },
        body: JSON.stringify({ query }),
      }))
  const events = eventsOf(response)
  const next = async () => (await events.next()).value as Event | undefined
  return {
    response,
    next,
    async numbers(howMany) {
      const told = []
      for (let i = 0; i < howMany; i++) told.push((await next())!.data.data.filingAdded.accessionNumber)
      return told
    },
    break: () => controller.abort(),
  }
}

/** Listens as curl does, and has read nothing yet when it is answered. */
async function listenRaw(query: string, at = server): Promise<Socket> {
  const socket = connect(at.port, '127.0.0.1')
  const path = `/graphql?${new URLSearchParams({ query })}`
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n`)
  await once(socket, 'readable')
  return socket
}

async function* eventsOf(response: Response): AsyncGenerator<Event> {
  let text = ''
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + piece).split('\n\n')
    text = blocks.pop()!
    for (const block of blocks) {
      const [, event, data] = /^event: (\w+)\ndata: ?(.*)$/.exec(block) ?? []
      if (event) yield { event, data: data ? JSON.parse(data) : undefined }
    }
  }
}

async function ask(query: string) {
  const response = await fetch(base, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: answers are as many-shaped as the questions
  return (await response.json()) as any
}

const cursor = async () => (await ask('{ dataset { arrivalCursor } }')).data.dataset.arrivalCursor

describe('a subscription', () => {
  it.each(['GET', 'POST'])('is told by %s, with what it costs', async (method) => {
    const listener = await listen(subscription('', 'form'), method)
    expect(listener.response.headers.get('content-type')).toBe('text/event-stream')
    come(1)
    expect(await listener.next()).toEqual({
      event: 'next',
      data: {
        data: { filingAdded: { form: 'FORM_4' } },
        extensions: { cost: { requested: 2, limit: 20_000 } },
      },
    })
  })

  it('is told to whoever does not say what it accepts, as curl does', async () => {
    const socket = await listenRaw(subscription())
    const head = String(socket.read())
    expect(head).toMatch(/^HTTP\/1.1 200 [\s\S]*text\/event-stream/)
    expect(head.match(/^connection: .*/gim)).toEqual(['connection: close'])
    socket.destroy()
  })

  it('is told to several, to each what it asked for', async () => {
    const all = await listen()
    const ours = await listen(subscription('(filter: {issuers: ["101"]})'))
    const theirs = await listen(subscription('(filter: {insiders: ["902"], forms: [FORM_4]})'))
    const [, b, c] = [
      come(1),
      come(1, { issuer: { cik: 101, name: 'BETA' } }),
      come(1, { owners: [{ cik: 902, name: 'ROE RICHARD', isDirector: true }] }),
    ].flat()
    expect(await all.numbers(3)).toHaveLength(3)
    expect(await ours.numbers(1)).toEqual([b])
    expect(await theirs.numbers(1)).toEqual([c])
  })

  it('is told what is so now, not what an earlier event found', async () => {
    const listener = await listen(subscription('', 'issuer { name filings { totalCount } }'))
    const told = []
    for (const [i, name] of ['OLD NAME', 'NEW NAME'].entries()) {
      come(1, { issuer: { cik: 150, name }, filedOn: `2024-03-0${i + 5}` })
      told.push((await listener.next())!.data.data.filingAdded.issuer)
    }
    expect(told).toEqual([
      { name: 'OLD NAME', filings: { totalCount: 1 } },
      { name: 'NEW NAME', filings: { totalCount: 2 } },
    ])
  })

  it('is told what another process writes', async () => {
    const listener = await listen(subscription('', 'accessionNumber issuer { name }'))
    const xml = writeOwnershipXml({
      form: '4',
      periodOfReport: '2024-05-06',
      issuer: { cik: 1234567, name: 'Made Up Inc.', ticker: 'MADE' },
      owners: [{ cik: 7654321, name: 'Doe Jane', isDirector: true }],
      rows: [],
      footnotes: [],
      signatures: [],
    })
    const [one, two] = ['0009999999-24-000001', '0009999999-24-000002']
    for (const number of [one, two]) writeFileSync(join(folder, `${number}.xml`), xml)
    const main = join(import.meta.dirname, '../src/main.ts')
    const files = [one, two].map((number) => join(folder, `${number}.xml`))
    const told = Promise.all([listener.next(), listener.next()])
    await promisify(execFile)(process.execPath, [main, 'ingest', ...files, '--db', db.file])
    const filings = (await told).map((event) => event!.data.data.filingAdded)
    expect(filings.map(({ accessionNumber }) => accessionNumber).sort()).toEqual([one, two])
    expect(filings[1].issuer.name).toBe('Made Up Inc.')
  })

  it('that breaks anywhere goes on where it was: all is told, each once, in order', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('come' as const), howMany: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ kind: fc.constant('take' as const), howMany: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ kind: fc.constant('break' as const), howMany: fc.integer({ min: 0, max: 4 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const came: string[] = []
        const told: string[] = []
        let since = await cursor()
        let listener = await listen(subscription(`(since: "${since}")`))
        const take = async (howMany: number) => {
          for (let i = 0; i < howMany && told.length < came.length; i++) {
            const { accessionNumber, arrivalCursor } = (await listener.next())!.data.data.filingAdded
            told.push(accessionNumber)
            since = arrivalCursor
          }
        }
        for (const { kind, howMany } of steps) {
          if (kind === 'come') came.push(...come(howMany))
          if (kind === 'take') await take(howMany)
          if (kind === 'break') {
            listener.break()
            came.push(...come(howMany))
            listener = await listen(subscription(`(since: "${since}")`))
          }
        }
        await take(Number.POSITIVE_INFINITY)
        expect(told).toEqual(came)
        came.push(...come(1))
        await take(1) // and nothing was left over
        expect(told).toEqual(came)
        listener.break()
      }),
      { numRuns: 25 },
    )
  })
})

describe('what cannot be told', () => {
  it('is refused in words: a cursor that is none', async () => {
    const query = subscription('(since: "junk")')
    expect((await ask(query)).errors[0].extensions.code).toBe('INVALID_CURSOR')
    const listener = await listen(query)
    expect((await listener.next())!.data.errors[0].extensions.code).toBe('INVALID_CURSOR')
    expect(await listener.next()).toMatchObject({ event: 'complete' })
  })

  it('is refused before there is anything to tell: what costs too much', async () => {
    const dear =
      'issuer { insiders(first: 100) { nodes { filings(first: 100) { nodes { form remarks } } } } }'
    const { errors, extensions } = await ask(subscription('', dear))
    expect(errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX')
    expect(extensions.cost.requested).toBeGreaterThan(extensions.cost.limit)
  })

  it('is masked, and logged: our own failure in one event, after which it goes on', async () => {
    const listener = await listen(subscription('', 'accessionNumber issuer { name }'))
    failing = 'issuers.byCik'
    come(1)
    const { errors } = (await listener.next())!.data
    failing = undefined
    expect(errors[0].message).toBe('Unexpected error.')
    expect(JSON.stringify(errors)).not.toContain('secret')
    const { requestId } = errors[0].extensions
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(logged.at(-1)).toMatchObject({ requestId, err: { message: 'a secret' } })
    expect(await listener.numbers(come(1).length)).toHaveLength(1)
  })

  it('is masked, and logged: our own failure to read what comes, which ends it', async () => {
    const listener = await listen()
    failing = 'arrivals'
    come(1)
    const { errors } = (await listener.next())!.data
    failing = undefined
    expect(errors[0].message).toBe('Unexpected error.')
    expect(logged.at(-1)).toMatchObject({ err: { message: 'a secret' } })
    expect(await listener.next()).toMatchObject({ event: 'complete' })
  })
})

describe('listeners', () => {
  const code = async (listener: Listener) => (await listener.next())?.data.errors?.[0].extensions.code

  it('are so many at most; whoever leaves makes room, and who could not be answered takes none', async () => {
    for (let i = 0; i < LIMITS.listeners.value; i++) {
      const headers = { Accept: 'application/json', 'Content-Type': 'application/json' }
      const body = JSON.stringify({ query: subscription() })
      const response = await fetch(base, { method: 'POST', headers, body })
      expect(response.status).toBe(406)
      await response.text()
    }
    const all = await Promise.all(Array.from({ length: LIMITS.listeners.value }, () => listen()))
    expect(await code(await listen())).toBe('TOO_MANY_LISTENERS')
    expect((await ask('{ __typename }')).data.__typename).toBe('Query')
    all[0]!.break()
    await vi.waitFor(async () => {
      const listener = await listen()
      const [number] = come(1)
      expect((await listener.next())!.data.data?.filingAdded.accessionNumber).toBe(number)
    })
  })

  it('who have left leave nothing behind that still looks for filings', async () => {
    for (let i = 0; i < 3; i++) {
      const listener = await listen()
      loads.length = 0
      await vi.waitFor(() => expect(loads).toContain('arrivals.last'))
      listener.break()
    }
    await vi.waitFor(async () => {
      loads.length = 0
      await setTimeout(100)
      expect(loads).toEqual([])
    })
  })

  it('who only wait are left alone: neither silence nor patience ends them', async () => {
    const { value } = LIMITS.silenceMs
    LIMITS.silenceMs.value = 100 // less than from one ping to the next
    const other = await serve(db, AT, log)
    LIMITS.silenceMs.value = value
    const listener = await listen(subscription(), 'POST', other)
    await setTimeout(1_000)
    expect(await listener.numbers(come(1).length)).toHaveLength(1)
    listener.break()
    await other.close()
  })

  it('who do not read are read nothing for, and cut off', async () => {
    const large = { remarks: 'x'.repeat(1_000_000) }
    const reading = await listen(subscription('', 'accessionNumber'))
    const socket = await listenRaw(subscription('', 'remarks owners { name }'))
    socket.on('error', () => {}) // that it is cut off is seen by what it got
    const READS = 'filings.owners' // what only the one who does not read asks for
    const readsFor = (came: number) => {
      come(came, large)
      return reading.numbers(came).then(() => loads.filter((name) => name === READS).length)
    }
    loads.length = 0
    const first = await readsFor(30)
    expect(first).toBeLessThan(30)
    expect(await readsFor(10)).toBe(first)
    const ended = once(socket, 'close')
    let got = ''
    await setTimeout(1_000)
    socket.on('data', (piece) => {
      got += piece
    })
    await ended
    expect(got.match(/event: next/g)!.length).toBeLessThanOrEqual(first)
    expect(got).not.toContain('event: complete')
  })
})

it('a server that stops ends what it tells, and the connection, at once', async () => {
  const other = await serve(db, AT, log)
  const socket = await listenRaw(subscription(), other)
  let got = ''
  socket.on('data', (piece) => {
    got += piece
  })
  const begun = performance.now()
  await other.close()
  // It would wait 5 s for a next request, and 10 s for what is in flight.
  expect(performance.now() - begun).toBeLessThan(4_000)
  await vi.waitFor(() => expect(got).toMatch(/event: complete\ndata:\n\n/))
})

it('GraphiQL shows each filing as it comes', async () => {
  const browser = await launch()
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(`${base}?${new URLSearchParams({ query: subscription('', 'accessionNumber') })}`)
  await page.waitForSelector('.graphiql-query-editor .view-line')
  const begun = page.waitForResponse((response) =>
    /event-stream/.test(response.headers()['content-type'] ?? ''),
  )
  await page.click('.graphiql-execute-button')
  await begun
  const shown = () => page.locator('.result-window').innerText()
  for (let i = 0; i < 2; i++) {
    const [number] = come(1)
    await expect.poll(shown, { timeout: 20_000 }).toContain(number)
  }
  expect(complaints).toEqual([])
  await browser.close()
})
