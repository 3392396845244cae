/** A server under measurement: a process of its own, and what the kernel says of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Usage, usageOf } from './processes.ts'

export interface Server extends Usage {
  port: number
  pid: number
  stop(): Promise<void>
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** A script of this folder that prints its port. */
export const startScript = (name: string, ...args: string[]) => start([path(name), ...args], /^(\d+)$/m)
export const startLimit = (file: string) => startScript('limit.ts', file)
/** Ours by so many processes, which keep no answers, so that each is worked out. */
export const startOurs = (file: string, processes = 1) =>
  startServe(file, { INSIDER_GRAPH_ANSWER_BYTES: '1', INSIDER_GRAPH_WORKERS: String(processes) })
/** Ours that follows a primary into a file, and keeps no answers. */
export const startReplica = (file: string, url: string) =>
  startServe(file, { INSIDER_GRAPH_ANSWER_BYTES: '1', INSIDER_GRAPH_REPLICA_OF: url })
/** Ours as it comes. */
export const startKeeping = (file: string) => startServe(file, {})

const startServe = (file: string, env: Record<string, string>) =>
  start([path('../src/main.ts'), 'serve', '--db', file, '--port', '0'], /:(\d+)\/graphql/, env)

/** Starts a script under this Node; `told` finds its port in what it prints. Rejects when it ends before that. */
async function start(args: string[], told: RegExp, env: Record<string, string> = {}): Promise<Server> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, NODE_ENV: 'production' },
  })
  const kill = () => child.kill()
  process.once('exit', kill)
  const port = await portTold(child, told)
  return {
    port,
    pid: child.pid!,
    ...usageOf(child.pid!),
    async stop() {
      process.off('exit', kill)
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

async function portTold(child: ChildProcess, told: RegExp): Promise<number> {
  let text = ''
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    text += chunk
    const port = Number(told.exec(text)?.[1])
    if (port) {
      child.stdout!.resume()
      return port
    }
  }
  throw new Error(`${child.spawnargs.join(' ')} ended before it listened.`)
}
