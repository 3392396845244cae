/** What was measured, as tables for people. */
import { availableParallelism } from 'node:os'
import type { Result } from './measure.ts'
import { type Served, speedOf } from './serving.ts'
import { geometricMean } from './statistics.ts'
import type { Writes } from './writes.ts'

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
    .map(({ operation, stack, cpuPerRequest, requestsPerSecond }) => {
      const limit = limits.get(operation)!
      return {
        operation,
        stack,
        cpu: cpuPerRequest / limit.cpuPerRequest,
        throughput: limit.requestsPerSecond / requestsPerSecond,
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

/** What writing took, and how the database compares with the tables that it was loaded from. */
export function writesTable({ steps, sizes }: Writes): string {
  const rows = steps.map(({ what, filings, taken, speed }) => [
    what,
    speed ? `${speed.times.toFixed(2)} × ${speed.of}` : '',
    (filings / taken.seconds).toFixed(0),
    taken.seconds.toFixed(2),
    taken.peak ? megabytes(taken.peak) : '',
  ])
  const ratio = (sizes.database / sizes.tsv).toFixed(2)
  const size = `Size: ${megabytes(sizes.database)} MB of database, ${megabytes(sizes.tsv)} MB of tables: ${ratio} ×`
  return `${aligned([['step', 'speed', 'filings/s', 'seconds', 'peak MB'], ...rows])}\n\n${size}`
}

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

const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0)

/** As a table of Markdown: names to the left, numbers to the right. */
function aligned([head, ...rows]: string[][], names = 2): string {
  const widths = head!.map((_, i) => Math.max(...[head!, ...rows].map((row) => row[i]!.length)))
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => (i < names ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`
  const rule = `|${widths.map((width, i) => (i < names ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head!), rule, ...rows.map(line)].join('\n')
}
