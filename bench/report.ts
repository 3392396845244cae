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

/** How the median time of each operation grows from the first scale to the others. */
export function growthTable(results: readonly Result[]): string {
  const stacks = [...new Set(results.map(({ stack }) => stack))]
  const operations = [...Map.groupBy(results, ({ operation }) => operation)]
  const growth = (some: Result[], stack: string) => {
    const of = (name: string) => some.find((one) => one.stack === name)!.p50
    return of(stack) / of(stacks[0]!)
  }
  const rows = operations.flatMap(([operation, some]) =>
    some.map(({ stack, p50, p99, cpuPerRequest }) => [
      operation,
      stack,
      p50.toFixed(2),
      p99.toFixed(2),
      cpuPerRequest.toFixed(3),
      growth(some, stack).toFixed(2),
    ]),
  )
  const means = stacks.map((stack) => {
    const mean = geometricMean(operations.map(([, some]) => growth(some, stack)))
    return ['geometric mean', stack, '', '', '', mean.toFixed(2)]
  })
  return aligned([['operation', 'stack', 'p50 ms', 'p99 ms', 'CPU ms', '× p50'], ...rows, ...means])
}
