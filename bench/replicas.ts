/** Servers that each follow one primary, against one server of the same file: what reading, following, a first sync and writing cost. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Load } from './load.ts'
import type { Effort } from './measure.ts'
import type { Operation } from './operations.ts'
import { Primary } from './primary.ts'
import type { Usage } from './processes.ts'
import { type Server, startOurs, startReplica } from './server.ts'
import { medianOf, type Served, type Servers, served } from './serving.ts'
import { median } from './statistics.ts'
import { blockOf } from './synthetic/population.ts'
import { aligned } from './table.ts'
import { measureWriting, Writer, type Writing } from './told.ts'
import { requestsTo } from './workers.ts'

const CHANGES = 15

interface Measured {
  local: Served
  /** Of one replica, of two and so on. */
  replicas: Served[]
  /** Seconds: to copy the file, to begin to serve a copy, and to begin to serve a replica that is made first. */
  copying: number
  starting: number
  following: number
  /** Milliseconds from a commit at the primary to an answer that knows of it. */
  lag: number
  writing: Writing[]
}

/** Measures all operations mixed on a copy of a database, and on one to so many replicas of it. */
export async function measureReplicas(
  file: string,
  most: number,
  operations: readonly Operation[],
  { rounds, seconds, connections }: Effort,
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'insider-graph-replicas-'))
  const at = (name: string) => join(folder, name)
  const primary = await Primary.in(at('primary'))
  const started: Server[] = []
  const loads = Array.from({ length: most }, () => new Load())
  try {
    const copying = await secondsOf(() => copyFileSync(file, at('copy.db')))
    const starting = await secondsOf(async () => started.push(await startOurs(at('copy.db'))))
    await primary.publish(file)
    await syncable(at('none.db'), primary)
    const following = await secondsOf(async () => started.push(await startReplica(at('0.db'), primary.url)))
    for (let i = 1; i < most; i++) started.push(await startReplica(at(`${i}.db`), primary.url))
    const [one, ...replicas] = started
    const all: Servers[] = [
      { processes: 1, servers: [one!] },
      ...replicas.map((_, i) => ({ processes: i + 1, servers: replicas.slice(0, i + 1) })),
    ]
    const requests = await requestsTo(started, at('copy.db'), operations)
    const expected = requests.map(() => ({ status: 200 }))
    const taken: Served[][] = all.map(() => [])
    for (let round = -1; round < rounds; round++)
      for (const [i, servers] of all.entries()) {
        const from = Math.floor((requests.length * (round + 1)) / (rounds + 1))
        const measured = await served(
          loads,
          { requests, expected, from, seconds, connections },
          servers,
          NOBODY,
        )
        if (round >= 0) taken[i]!.push(measured) // the first only lets operations be compiled
      }
    // One replica is enough to follow what is written; the others would only take cores from who writes.
    for (const server of started) if (server !== replicas[0]) await server.stop()
    for (const name of ['alone.db', 'told.db']) copyFileSync(file, at(name))
    const [alone, told] = [new Writer(at('alone.db')), new Writer(at('told.db'), primary.url)]
    const writing = await measureWriting(alone, told)
    const lags: number[] = []
    for (const filing of blockOf(CHANGES, CHANGES))
      lags.push(await lagOf(() => told.write([filing]), replicas[0]!))
    for (const writer of [alone, told]) writer.close()
    const [local, ...others] = taken.map(medianOf)
    return { local: local!, replicas: others, copying, starting, following, lag: median(lags), writing }
  } finally {
    await Promise.all([...loads.map((load) => load.end()), ...started.map((server) => server.stop())])
    await primary.end()
    rmSync(folder, { recursive: true })
  }
}

const NOBODY: Usage = { cpu: () => 0, memory: () => 0 }

async function secondsOf(work: () => unknown): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

/** Waits until the primary has made its log of a file that was published, and a snapshot of that. */
async function syncable(file: string, { url }: Primary): Promise<void> {
  const server = await startReplica(file, url)
  await server.stop()
}

/** From when a primary has a change, until an answer about the dataset tells of it. */
async function lagOf(change: () => Promise<void>, { port }: Server): Promise<number> {
  const arrival = () => post(`http://127.0.0.1:${port}/graphql`, { query: '{ dataset { arrivalCursor } }' })
  await setTimeout(Math.random() * 1000)
  const before = await arrival()
  await change()
  const begun = performance.now()
  while ((await arrival()) === before) await setTimeout(5)
  return performance.now() - begun
}

const post = async (url: string, body: object): Promise<string> =>
  (
    await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).text()

export function replicasTable(measured: Measured): string {
  const { local, replicas, copying, starting, following, lag, writing } = measured
  const row = (name: string, served: Served) => [
    name,
    served.requestsPerSecond.toFixed(0),
    `${(served.requestsPerSecond / replicas[0]!.requestsPerSecond).toFixed(2)} ×`,
    served.p50.toFixed(2),
    served.p99.toFixed(2),
    served.cpu.toFixed(3),
    `${(served.answering / local.answering).toFixed(2)} ×`,
    `${(served.busy * 100).toFixed(0)} %`,
  ]
  const head = [
    'servers',
    'req/s',
    'of one replica',
    'p50 ms',
    'p99 ms',
    'CPU ms',
    'answering, of local',
    'busy',
  ]
  const rows = [row('local', local), ...replicas.map((served, i) => row(`${i + 1} replicas`, served))]
  const written = writing.map(({ atOnce, local, told }) => [
    `${atOnce} at once`,
    local.toFixed(2),
    told.toFixed(2),
    `${(told / local).toFixed(2)} ×`,
  ])
  return `${aligned([head, ...rows], 1)}

${aligned([['filings written', 'local, ms each', 'with --primary', 'of local'], ...written], 1)}

First sync: ${(following - starting).toFixed(1)} s more than to begin to serve a copy; copying the file takes ${copying.toFixed(1)} s.
Lag: ${lag.toFixed(0)} ms from a commit at the primary to an answer that knows of it, at the usual period.`
}
