/** `npm run bench`: see README.md for what it measures. */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chartOf } from './chart.ts'
import { OPERATIONS } from './operations.ts'
import { measureReplicas, replicasTable } from './replicas.ts'
import { growthTable, peersTable, ratioTable } from './report.ts'
import { workersTable } from './serving.ts'
import { compareStacks, growthOver } from './stacks.ts'
import { cache, FILINGS, scaleOf, synthetic } from './synthetic.ts'
import { measureWorkers } from './workers.ts'
import { measureWrites, writesTable } from './writes.ts'

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: '0.1' },
    operations: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.7' },
    connections: { type: 'string', default: '8' },
    growth: { type: 'string' },
    peers: { type: 'boolean', default: false },
    workers: { type: 'string' },
    replicas: { type: 'string' },
    writes: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})

const wanted = options.operations?.split(',')
const unknown = wanted?.filter((name) => !OPERATIONS.some((operation) => operation.name === name)) ?? []
if (unknown.length > 0) {
  const names = OPERATIONS.map(({ name }) => name).join(', ')
  console.error(`There is no operation ${unknown}: choose from ${names}.`)
  process.exit(2)
}
const operations = OPERATIONS.filter(({ name }) => wanted?.includes(name) ?? true)
const connections = Number(options.connections)
const effort = { rounds: Number(options.rounds), seconds: Number(options.seconds), connections }

// Whatever was started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))

const [load] = loadavg() as [number]
if (load > 1) console.error(`Others keep ${load.toFixed(1)} cores busy: figures are rough, ratios less so.`)

if (options.writes) {
  const written = await measureWrites(scaleOf(options.scale) * FILINGS, console.error)
  console.log(writesTable(written))
  keep('writes', written)
} else if (options.growth) {
  const scales = options.growth.split(',').map(scaleOf)
  const results = await growthOver(scales, operations, { ...effort, connections: 1 }, console.error)
  console.log(growthTable(results, scales))
  keep('growth', { scales, results })
} else if (options.workers) {
  const file = synthetic(scaleOf(options.scale), console.error)
  const served = await measureWorkers(file, Number(options.workers), operations, effort)
  console.log(workersTable(served))
  keep('workers', { scale: options.scale, connections, served })
} else if (options.replicas) {
  const file = synthetic(scaleOf(options.scale), console.error)
  const measured = await measureReplicas(file, Number(options.replicas), operations, effort)
  console.log(replicasTable(measured))
  keep('replicas', { scale: options.scale, connections, measured })
} else {
  const scale = scaleOf(options.scale)
  const results = await compareStacks(scale, operations, effort, options.peers, console.error)
  console.log(ratioTable(results))
  if (options.peers) console.log(`\n${peersTable(results)}`)
  keep('read', { scale, connections, results })
  writeFileSync(jsonFile('read').replace(/(\.json)?$/, '.svg'), chartOf(results, `Scale ${options.scale}`))
}

function jsonFile(kind: string): string {
  return options.json ?? join(cache(), `bench-${kind}.json`)
}

function keep(kind: string, measured: object): void {
  const file = jsonFile(kind)
  writeFileSync(file, `${JSON.stringify({ node: process.version, load, ...measured }, null, 2)}\n`)
  console.error(`Figures: ${file}`)
}
