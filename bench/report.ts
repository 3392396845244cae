/** What was measured, as tables for people. */
import { type Result, timesOf } from './measure.ts'
import { geometricMean } from './statistics.ts'
import { aligned, megabytes } from './table.ts'

/** How much more a stack needs than the limit: in CPU per request, and in requests per second that it falls short. */
export interface Ratio {
  operation: string
  stack: string
  cpu: number
  throughput: number
}

export function ratiosOf(results: readonly Result[]): Ratio[] {
  const limits = new Map(results.filter(({ stack }) => stack === 'limit').map((one) => [one.operation, one]))
  return results
    .filter(({ stack }) => stack !== 'limit')
    .map((result) => {
      const limit = limits.get(result.operation)!
      return {
        operation: result.operation,
        stack: result.stack,
        cpu: timesOf(result, limit, 'cpuPerRequest'),
        throughput: timesOf(limit, result, 'requestsPerSecond'),
      }
    })
}

const HEAD = ['operation', 'stack', 'req/s', 'p50 ms', 'p99 ms', 'CPU ms', '× CPU', '× req/s', 'MB']

/** Every stack beside the limit, with geometric means over the operations. */
export function ratioTable(results: readonly Result[]): string {
  const ratios = ratiosOf(results)
  const rows = results.map((one) => {
    const ratio = ratios.find(({ operation, stack }) => operation === one.operation && stack === one.stack)
    return [
      one.operation,
      one.stack,
      one.requestsPerSecond.toFixed(0),
      one.p50.toFixed(2),
      one.p99.toFixed(2),
      one.cpuPerRequest.toFixed(3),
      ratio?.cpu.toFixed(2) ?? '',
      ratio?.throughput.toFixed(2) ?? '',
      megabytes(one.memory),
    ]
  })
  const means = [...Map.groupBy(ratios, ({ stack }) => stack)].map(([stack, some]) => {
    const mean = (of: (ratio: Ratio) => number) => geometricMean(some.map(of)).toFixed(2)
    return [
      'geometric mean',
      stack,
      '',
      '',
      '',
      '',
      mean(({ cpu }) => cpu),
      mean(({ throughput }) => throughput),
      '',
    ]
  })
  return aligned([HEAD, ...rows, ...means])
}

/** How many times the CPU that ours uses a peer uses, and how many times its requests per second ours answers. */
export function peersTable(results: readonly Result[]): string {
  const peers = [...new Set(results.map(({ stack }) => stack))].filter((stack) => !OURS.includes(stack))
  const rows = [...Map.groupBy(results, ({ operation }) => operation)].map(([operation, some]) => {
    const ours = some.find(({ stack }) => stack === 'ours')!
    const ratios = peers.flatMap((peer) => {
      const theirs = some.find(({ stack }) => stack === peer)
      if (!theirs) return [undefined, undefined]
      return [timesOf(theirs, ours, 'cpuPerRequest'), timesOf(ours, theirs, 'requestsPerSecond')]
    })
    return { operation, ratios }
  })
  const means = peers.flatMap((_, i) =>
    [2 * i, 2 * i + 1].map((place) =>
      geometricMean(rows.map(({ ratios }) => ratios[place]).filter((ratio) => ratio !== undefined)),
    ),
  )
  const head = ['operation', ...peers.flatMap((peer) => [`${peer} CPU`, `req/s`])]
  const all = [...rows, { operation: 'geometric mean', ratios: means }]
  return aligned([head, ...all.map(({ operation, ratios }) => [operation, ...ratios.map(times)])], 1)
}
const OURS = ['limit', 'ours', 'repeated']
const times = (ratio: number | undefined) => ratio?.toFixed(2) ?? ''

/**
 * How the median time and the CPU of each operation grow from the first scale to the others, and how those of the limit do:
 * what a larger file and more to be found cost whoever reads it.
 */
export function growthTable(results: readonly Result[], scales: readonly number[]): string {
  const operations = [...Map.groupBy(results, ({ operation }) => operation)]
  const of = (some: Result[], stack: string, scale: number) =>
    some.find((one) => one.stack === `${stack} ${scale}`)!
  const growth = (some: Result[], scale: number) =>
    ['ours', 'limit'].flatMap((stack) => {
      const [first, now] = [of(some, stack, scales[0]!), of(some, stack, scale)]
      return [now.p50 / first.p50, now.cpuPerRequest / first.cpuPerRequest]
    })
  const rows = operations.flatMap(([operation, some]) =>
    scales.map((scale) => {
      const { p50, p99, cpuPerRequest } = of(some, 'ours', scale)
      const figures = [p50.toFixed(2), p99.toFixed(2), cpuPerRequest.toFixed(3)]
      return [operation, `${scale}`, ...figures, ...growth(some, scale).map((times) => times.toFixed(2))]
    }),
  )
  const means = scales.map((scale) => {
    const all = operations.map(([, some]) => growth(some, scale))
    const mean = all[0]!.map((_, i) => geometricMean(all.map((times) => times[i]!)).toFixed(2))
    return ['geometric mean', `${scale}`, '', '', '', ...mean]
  })
  const head = ['p50 ms', 'p99 ms', 'CPU ms', '× p50', '× CPU', 'limit × p50', '× CPU']
  return aligned([['operation', 'scale', ...head], ...rows, ...means], 1)
}
