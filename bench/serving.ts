/** A slice of load on a server that may be several processes: what it served, and what kept it from serving more. */
import { availableParallelism } from 'node:os'
import type { Load, Slice } from './load.ts'
import { childrenOf, mainThreadOf, type Usage } from './processes.ts'
import type { Server } from './server.ts'
import { median } from './statistics.ts'
import { aligned } from './table.ts'

/** How several processes, or one, served. */
export interface Served {
  processes: number
  requestsPerSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Milliseconds of CPU for a request: of all threads, and of those that answer. */
  cpu: number
  answering: number
  /** The part of the time in which those ran, or waited for a core; in the rest they had nothing to do, or were held up. */
  busy: number
  /** Cores that were used beside the server: by the load, and by who writes. */
  load: number
  writer: number
}

/** Serves a slice of load with so many processes. */
export async function served(
  load: Load,
  slice: Slice,
  server: Server,
  writer: Usage,
  processes: number,
): Promise<Served> {
  const answering = processes === 1 ? [server.pid] : childrenOf(server.pid)
  const now = () => ({
    cpu: server.cpu(),
    writer: writer.cpu(),
    load: process.cpuUsage(),
    threads: answering.map(mainThreadOf),
  })
  const before = now()
  const { requests, seconds, p50, p99 } = await load.measure(slice)
  const after = now()
  const spent = (of: 'ran' | 'waited') =>
    after.threads.reduce((sum, thread, i) => sum + thread[of] - before.threads[i]![of], 0)
  const { user, system } = process.cpuUsage(before.load)
  return {
    processes,
    requestsPerSecond: requests / seconds,
    p50,
    p99,
    cpu: ((after.cpu - before.cpu) * 1000) / requests,
    answering: (spent('ran') * 1000) / requests,
    busy: (spent('ran') + spent('waited')) / seconds / processes,
    load: (user + system) / 1e6 / seconds,
    writer: (after.writer - before.writer) / seconds,
  }
}

/** Of each figure its median. */
export function medianOf(all: readonly Served[]): Served {
  const figures = Object.keys(all[0]!) as (keyof Served)[]
  return Object.fromEntries(
    figures.map((figure) => [figure, median(all.map((one) => one[figure]))]),
  ) as unknown as Served
}

/** How many times as much several processes serve as one does, if they have so many cores for themselves. */
export const speedOf = (one: Served, several: Served, cores: number) =>
  (Math.min(several.processes, cores) * several.busy) / several.cpu / (one.busy / one.answering)

/** One process beside several. */
export function workersTable([one, several]: Served[]): string {
  const rows = [one!, several!].map((served) => [
    String(served.processes),
    served.requestsPerSecond.toFixed(0),
    served.p50.toFixed(2),
    served.p99.toFixed(2),
    served.cpu.toFixed(3),
    served.answering.toFixed(3),
    `${(served.busy * 100).toFixed(0)} %`,
    served.load.toFixed(2),
    served.writer.toFixed(2),
  ])
  const head = [
    'processes',
    'req/s',
    'p50 ms',
    'p99 ms',
    'CPU ms',
    'of it answering',
    'busy',
    'load',
    'writer',
  ]
  const seen = (several!.requestsPerSecond / one!.requestsPerSecond).toFixed(2)
  const alone = speedOf(one!, several!, availableParallelism()).toFixed(2)
  return `${aligned([head, ...rows], 1)}

Requests per second: ${seen} × of one, beside the load, the writer and whatever else runs here;
${alone} × by what each request costs, on as many cores that do nothing else.`
}
