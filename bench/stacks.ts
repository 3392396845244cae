/** Which servers are measured side by side, on which databases. */
import { type Asked, askAll, type Dialect } from './compare.ts'
import { Load } from './load.ts'
import { type Effort, measureAll, type Result, type Stack } from './measure.ts'
import type { Operation } from './operations.ts'
import { startPeers } from './peers.ts'
import { type Server, startKeeping, startLimit, startOurs } from './server.ts'
import { synthetic } from './synthetic.ts'
import { variablesOf } from './variables.ts'

type Told = (text: string) => void

/** The limit, ours, and ours when the same is asked again, on one database, and peers if they are wanted; all must answer alike. */
export async function compareStacks(
  scale: number,
  operations: readonly Operation[],
  effort: Effort,
  hasPeers: boolean,
  told: Told,
): Promise<Result[]> {
  const file = synthetic(scale, told)
  const stacks: (Stack & { dialect?: Dialect })[] = [
    { name: 'limit', server: await startLimit(file) },
    { name: 'ours', server: await startOurs(file) },
    { name: 'repeated', server: await startKeeping(file), asks: 'repeated' },
    ...(hasPeers ? await startPeers(file, told) : []),
  ]
  const servers = stacks.map(({ server }) => server)
  return await measured(servers, async (load) => {
    const asking = stacks.map(({ name, server: { port }, dialect }) => ({ name, port, dialect }))
    const asked: Map<string, Asked>[] = []
    for (const [operation, variables] of variablesOf(file, operations)) {
      const one = await askAll(operation, variables, asking)
      for (const { name } of stacks) if (!one.has(name)) told(`${name} cannot say ${operation.name}.`)
      asked.push(one)
    }
    const requests = asked.flatMap((one) => one.get('limit')!.requests)
    told(`All answer alike: ${requests.length} requests.`)
    return await measureAll(load, stacks, asked, effort)
  })
}

/** Ours and the limit on databases of several sizes, each as `ours 0.1`, `limit 0.1` … */
export async function growthOver(
  scales: readonly number[],
  operations: readonly Operation[],
  effort: Effort,
  told: Told,
): Promise<Result[]> {
  const sizes = await Promise.all(
    scales.map(async (scale) => {
      const file = synthetic(scale, told)
      const [limit, ours] = await Promise.all([startLimit(file), startOurs(file)])
      return {
        file,
        stacks: [
          { name: `limit ${scale}`, server: limit },
          { name: `ours ${scale}`, server: ours },
        ],
      }
    }),
  )
  const stacks = sizes.flatMap(({ stacks }) => stacks)
  const servers = stacks.map(({ server }) => server)
  return await measured(servers, async (load) => {
    const asked = operations.map(() => new Map<string, Asked>())
    for (const { file, stacks } of sizes)
      for (const [j, [operation, variables]] of variablesOf(file, operations).entries()) {
        const asking = stacks.map(({ name, server: { port } }) => ({ name, port }))
        for (const [name, one] of await askAll(operation, variables, asking)) asked[j]!.set(name, one)
      }
    return await measureAll(load, stacks, asked, effort)
  })
}

async function measured<Value>(servers: Server[], work: (load: Load) => Promise<Value>): Promise<Value> {
  const load = new Load()
  try {
    return await work(load)
  } finally {
    await load.end()
    await Promise.all(servers.map((server) => server.stop()))
  }
}
