/** One process against several that serve one database, while another writes into it. */
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { askAll } from './compare.ts'
import { Load } from './load.ts'
import type { Effort } from './measure.ts'
import type { Operation } from './operations.ts'
import { together, type Usage, usageOf } from './processes.ts'
import { type Server, startOurs } from './server.ts'
import { medianOf, type Served, type Servers, served } from './serving.ts'
import { Random } from './synthetic/random.ts'
import { variablesOf } from './variables.ts'

/** Filings that are written in a second: as many as EDGAR is asked for. */
const PACE = 8
const SEED = 5

/** Measures all operations mixed on copies of a database: by one process, by several together, and by as many that share nothing. */
export async function measureWorkers(
  file: string,
  processes: number,
  operations: readonly Operation[],
  { rounds, seconds, connections }: Effort,
): Promise<Served[]> {
  const folder = mkdtempSync(join(tmpdir(), 'insider-graph-workers-'))
  const [copy, ...others] = Array.from({ length: processes }, (_, i) => join(folder, `${i}.db`))
  for (const one of [copy!, ...others]) copyFileSync(file, one)
  const started: Server[] = []
  const start = async (...args: Parameters<typeof startOurs>) => {
    const server = await startOurs(...args)
    started.push(server)
    return server
  }
  const loads = Array.from({ length: processes }, () => new Load())
  const writer = new AbortController()
  try {
    const one = await start(copy!)
    const all: Servers[] = [
      { processes: 1, servers: [one] },
      { processes, servers: [await start(copy!, processes)] },
      { processes, servers: [one, ...(await Promise.all(others.map((other) => start(other))))] },
    ]
    const requests = await requestsTo(started, copy!, operations)
    const usage = together([copy!, ...others].map((one) => startWriting(one, writer.signal)))
    const expected = requests.map(() => ({ status: 200 }))
    const taken: Served[][] = all.map(() => [])
    for (let round = -1; round < rounds; round++)
      for (const [i, servers] of all.entries()) {
        const from = Math.floor((requests.length * (round + 1)) / (rounds + 1))
        const slice = { requests, expected, from, seconds, connections }
        const one = await served(loads, slice, servers, usage)
        if (round >= 0) taken[i]!.push(one) // the first only lets operations be compiled
      }
    return taken.map(medianOf)
  } finally {
    writer.abort()
    await Promise.all([...loads.map((load) => load.end()), ...started.map((server) => server.stop())])
    rmSync(folder, { recursive: true })
  }
}

/** All operations, mixed; servers must answer them alike. */
export async function requestsTo(
  servers: Server[],
  file: string,
  operations: readonly Operation[],
): Promise<Buffer[]> {
  const stacks = servers.map(({ port }, i) => ({ name: `server ${i}`, port }))
  const requests: Buffer[] = []
  for (const [operation, variables] of variablesOf(file, operations))
    requests.push(...(await askAll(operation, variables, stacks)).get('server 0')!.requests)
  return new Random(SEED).shuffled(requests)
}

function startWriting(file: string, signal: AbortSignal): Usage {
  const script = fileURLToPath(new URL('write-steadily.ts', import.meta.url))
  const stdio: ('ignore' | 'inherit')[] = ['ignore', 'ignore', 'inherit']
  const child = spawn(process.execPath, [script, file, String(PACE)], { stdio, signal })
  child.on('error', (error) => {
    if (!signal.aborted) throw error
  })
  child.on('exit', () => {
    if (!signal.aborted) throw new Error('The writer ended before it was told to.')
  })
  return usageOf(child.pid!)
}
