/**
 * Load while another process writes, by default for ten minutes (`INSIDER_GRAPH_SOAK_MINUTES`): no error, each answer as it
 * was when it was asked for alone, nobody waits long, and memory stays as it is.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { memoryOf } from '../hostileServer.ts'
import { writeOwnershipXml } from '../ownershipXml.ts'
import { type ServeProcess, startServe } from '../serveProcess.ts'

const MINUTES = Number(process.env.INSIDER_GRAPH_SOAK_MINUTES ?? 10)
const CLIENTS = 32
const MAIN = join(import.meta.dirname, '../../src/main.ts')

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-soak-'))
const db = join(folder, 'served.db')
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS + 1 })
let server: ServeProcess

beforeAll(async () => {
  server = await startServe(['--db', db])
})
afterAll(async () => {
  agent.destroy()
  expect(await server.stop()).toBe(0)
  expect(await server.log).toBe('')
  rmSync(folder, { recursive: true })
})

async function ask(
  query: string,
  variables: object = {},
): Promise<{ status: number; body: string; ms: number }> {
  const startedAt = performance.now()
  const { port } = new URL(server.base)
  const asked = request({
    agent,
    port,
    path: '/graphql',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
  })
  asked.end(JSON.stringify({ query, variables }))
  const [response] = await once(asked, 'response')
  const body = await text(response)
  return { status: response.statusCode, body, ms: performance.now() - startedAt }
}

/** What is asked for has its own companies and people: what is written meanwhile is of others. */
async function questions(): Promise<[query: string, variables: object][]> {
  const { body } = await ask(
    '{ issuers(first: 40) { nodes { cik } } insiders(first: 40) { nodes { cik } } filings(first: 40) { nodes { accessionNumber } } }',
  )
  const { issuers, insiders, filings } = JSON.parse(body).data
  const issuer = `query ($cik: Cik!) { issuer(by: { cik: $cik }) { name filings(first: 10) { totalCount nodes { form filedOn owners { name } } }
    insiders { edges { roles node { name } } } transactions(first: 20) { nodes { transactedOn shares pricePerShare footnotes { text } } } } }`
  const insider = `query ($cik: Cik!) { insider(by: { cik: $cik }) { name issuers { edges { roles positions { lastOn isOpen } node { name } } }
    transactions(first: 20) { totalCount nodes { shares filing { accessionNumber } } } } }`
  const filing = `query ($number: AccessionNumber!) { filing(accessionNumber: $number) { form issuer { name } owners { name }
    transactions { shares pricePerShare footnotes { label text } } signatures { name } } }`
  return [
    ...issuers.nodes.map(({ cik }: { cik: string }) => [issuer, { cik }]),
    ...insiders.nodes
      .filter(({ cik }: { cik: string | null }) => cik)
      .map(({ cik }: { cik: string }) => [insider, { cik }]),
    ...filings.nodes.map(({ accessionNumber }: { accessionNumber: string }) => [
      filing,
      { number: accessionNumber },
    ]),
  ]
}

/** Writes filings of other companies and people by a process of its own, a hundred at a time, until told to stop. */
async function write(isOver: () => boolean): Promise<number> {
  const incoming = join(folder, 'incoming')
  mkdirSync(incoming)
  let written = 0
  while (!isOver()) {
    for (let i = 0; i < 100; i++, written++)
      writeFileSync(
        join(
          incoming,
          `${9_000_000_000 + (written % 500)}-24-${String(written % 1_000_000).padStart(6, '0')}.xml`,
        ),
        documentOf(written),
      )
    const ingest = spawn(process.execPath, [MAIN, 'ingest', incoming, '--db', db], { stdio: 'ignore' })
    expect((await once(ingest, 'exit'))[0]).toBe(0)
    rmSync(incoming, { recursive: true })
    mkdirSync(incoming)
    await setTimeout(200)
  }
  return written
}

const documentOf = (n: number) =>
  writeOwnershipXml({
    form: '4',
    periodOfReport: '2024-05-06',
    issuer: { cik: 9_000_000 + (n % 50), name: `Written ${n % 50} Inc.`, ticker: `W${n % 50}` },
    owners: [{ cik: 8_000_000 + (n % 300), name: `Writer ${n % 300}`, isDirector: true }],
    rows: [
      {
        kind: 'transaction',
        table: 'I',
        ordinal: 1,
        fields: {
          securityTitle: { value: 'Common Stock' },
          transactedOn: { value: '2024-05-06' },
          code: { value: 'P' },
          shares: { value: String(1 + n) },
          pricePerShare: { value: '12.5' },
          direction: { value: 'A' },
          ownership: { value: 'D' },
        },
      },
    ],
    footnotes: [],
    signatures: [],
  } as unknown as Parameters<typeof writeOwnershipXml>[0])

it(`answers ${CLIENTS} clients for ${MINUTES} minutes while another process writes`, async () => {
  const asked = await questions()
  const alone = new Map<unknown, string>()
  for (const question of asked) {
    const { status, body } = await ask(...question)
    expect([status, JSON.parse(body).errors]).toEqual([200, undefined])
    alone.set(question, body)
  }

  const end = performance.now() + MINUTES * 60_000
  const isOver = () => performance.now() > end
  const waits: number[] = []
  const trivial: number[] = []
  const wrong: string[] = []
  const memory: number[] = []
  const client = async (seed: number) => {
    for (let i = seed; !isOver(); i += 7) {
      const question = asked[i % asked.length]!
      const { status, body, ms } = await ask(...question)
      waits.push(ms)
      if (status !== 200 || body !== alone.get(question)) wrong.push(body.slice(0, 500))
      await setTimeout(100)
    }
  }
  const watcher = async () => {
    while (!isOver()) {
      trivial.push((await ask('{ __typename }')).ms)
      memory.push(memoryOf(server))
      await setTimeout(500)
    }
  }
  const [written] = await Promise.all([
    write(isOver),
    watcher(),
    ...Array.from({ length: CLIENTS }, (_, i) => client(i * 3)),
  ])

  const sorted = waits.toSorted((a, b) => a - b)
  const third = Math.ceil(memory.length / 3)
  const found = {
    requests: waits.length,
    written,
    p50: Math.round(sorted[Math.floor(sorted.length * 0.5)]!),
    p99: Math.round(sorted[Math.floor(sorted.length * 0.99)]!),
    longest: Math.round(sorted.at(-1)!),
    longestTrivial: Math.round(Math.max(...trivial)),
    mostMemory: Math.round(Math.max(...memory) / 1e6),
    memoryGrowth: Math.round((Math.max(...memory.slice(-third)) - Math.max(...memory.slice(0, third))) / 1e6),
  }
  console.log(found)
  expect(wrong).toEqual([])
  expect(written).toBeGreaterThan(0)
  expect(found.p99).toBeLessThanOrEqual(250)
  expect(found.longest).toBeLessThanOrEqual(3_000)
  expect(found.longestTrivial).toBeLessThanOrEqual(1_000)
  expect(found.mostMemory).toBeLessThan(700)
  expect(found.memoryGrowth).toBeLessThan(100)
  const { body } = await ask('{ filings { totalCount } }')
  expect(JSON.parse(body).data.filings.totalCount).toBe(101 + written)
})
