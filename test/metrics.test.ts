/** What Prometheus is told: of one process, and of several together. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { type ServeProcess, startServe } from './serveProcess.ts'

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
let server: ServeProcess | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})
afterAll(() => rmSync(folder, { recursive: true }))

const start = async (...args: string[]) => {
  server = await startServe(['--db', join(folder, 'served.db'), '--metrics-port', '0', ...args])
  return server
}

/** Each sample by its name, with its labels in it. */
async function read({ metrics }: ServeProcess): Promise<Map<string, number>> {
  const response = await fetch(metrics!)
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ])
  const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]))
}

const post = async ({ base }: ServeProcess, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Connection: 'close', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  await response.text()
}

it('counts what becomes of requests, what it costs, and how long it takes', async () => {
  const one = await start()
  const before = await read(one)
  expect(before.get('insider_graph_arrivals')).toBe(101)
  expect(before.get('insider_graph_listeners')).toBe(0)
  expect(before.get('process_resident_memory_bytes')).toBeGreaterThan(1e7)
  expect(before.has('nodejs_eventloop_lag_p99_seconds')).toBe(true)

  for (let i = 0; i < 5; i++) await post(one, { query: '{ filings { totalCount } }' })
  await post(one, { query: '{ nothing }' })
  await post(one, { query: '{ issuers(first: 1000) { totalCount } }' })
  await post(one, '{')
  await post(one, {
    query: '{ a: issuers(first: 100) { nodes { filings(first: 100) { nodes { issuer { name } } } } } }',
  })
  const controller = new AbortController()
  await fetch(`${one.base}/graphql?query=subscription{filingAdded{id}}`, {
    headers: { Accept: 'text/event-stream' },
    signal: controller.signal,
  })
  // Whoever asks chooses no label.
  await post(one, { query: '{ __typename }', operationName: 'chosen' }, { 'X-Request-Id': 'chosen' })
  await fetch(`${one.base}/health`)

  const after = await read(one)
  const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
  expect(grown('insider_graph_requests_total{outcome="answered"}')).toBe(5)
  expect(grown('insider_graph_requests_total{outcome="refused"}')).toBe(5)
  expect(grown('insider_graph_requests_total{outcome="failed"}')).toBe(0)
  expect(grown('insider_graph_request_duration_seconds_count')).toBe(10)
  expect(grown('insider_graph_kept_answers_total')).toBe(3)
  expect(grown('insider_graph_operation_cost_count')).toBe(4) // two that ran, one that ran into an error, one too dear
  expect(after.get('insider_graph_operation_cost_bucket{le="20000"}')).toBe(3)
  expect(grown('insider_graph_errors_total{code="QUERY_TOO_COMPLEX"}')).toBe(1)
  expect(grown('insider_graph_errors_total{code="PAGE_SIZE"}')).toBe(1)
  expect(after.get('insider_graph_listeners')).toBe(1)
  expect([...after.keys()].join()).not.toContain('chosen')

  controller.abort()
  await expect.poll(async () => (await read(one)).get('insider_graph_listeners')).toBe(0)
  expect((await read(one)).get('insider_graph_requests_total{outcome="listening"}')).toBe(1)
  expect((await fetch(new URL('/', one.metrics))).status).toBe(404)
  expect((await fetch(`${one.base}/metrics`)).status).toBe(404)
})

it('takes all workers together', async () => {
  const several = await start('--workers', '2')
  await expect
    .poll(async () => (await read(several).catch(() => new Map())).get('insider_graph_arrivals'), {
      timeout: 20_000,
    })
    .toBe(101)
  await Promise.all(Array.from({ length: 20 }, () => post(several, { query: '{ filings { totalCount } }' })))
  const all = await read(several)
  expect(all.get('insider_graph_requests_total{outcome="answered"}')).toBe(20)
  expect(all.get('insider_graph_arrivals')).toBe(101)
})
