/** A slice of load on a server that may be several processes: what it served, and what kept it from serving more. */
import type { Load, Slice } from './load.ts'
import { childrenOf, mainThreadOf, together, type Usage } from './processes.ts'
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

/** Who serves: one server, or several that share nothing, each with a load of its own. */
export interface Servers {
  /** Of all of them. */
  processes: number
  servers: Server[]
}

/** Serves a slice of load, of which each server gets its part. */
export async function served(
  loads: readonly Load[],
  slice: Omit<Slice, 'port'>,
  { processes, servers }: Servers,
  writer: Usage,
): Promise<Served> {
  const answering =
    processes === servers.length
      ? servers.map(({ pid }) => pid)
      : servers.flatMap(({ pid }) => childrenOf(pid))
  const now = () => ({
    cpu: together(servers).cpu(),
    writer: writer.cpu(),
    load: process.cpuUsage(),
    threads: answering.map(mainThreadOf),
  })
  const before = now()
  const connections = Math.ceil(slice.connections / servers.length)
  const measured = await Promise.all(
    servers.map(({ port }, i) => loads[i]!.measure({ ...slice, port, connections })),
  )
  const after = now()
  const requests = measured.reduce((sum, one) => sum + one.requests, 0)
  const seconds = Math.max(...measured.map(({ seconds }) => seconds))
  const spent = (of: 'ran' | 'waited') =>
    after.threads.reduce((sum, thread, i) => sum + thread[of] - before.threads[i]![of], 0)
  const { user, system } = process.cpuUsage(before.load)
  return {
    processes,
    requestsPerSecond: requests / seconds,
    p50: median(measured.map(({ p50 }) => p50)),
    p99: Math.max(...measured.map(({ p99 }) => p99)),
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

/** How many times as much so many processes together serve as one does, by what sharing costs them beside as many that share nothing. */
export const speedOf = (shared: Served, apart: Served) =>
  shared.processes * (apart.cpu / shared.cpu) * (shared.busy / apart.busy)

/** One process, several together, and as many that share nothing. */
export function workersTable([one, shared, apart]: Served[]): string {
  const names = ['1', `${shared!.processes} together`, `${apart!.processes} apart`]
  const rows = [one!, shared!, apart!].map((served, i) => [
    names[i]!,
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
  const seen = (shared!.requestsPerSecond / one!.requestsPerSecond).toFixed(2)
  return `${aligned([head, ...rows], 1)}

Requests per second: ${seen} × of one, beside the load, the writer and whatever else runs on these cores;
${speedOf(shared!, apart!).toFixed(2)} × of one, by what sharing an address and a database costs.`
}
