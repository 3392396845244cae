/** A server under measurement: a process of its own, and what the kernel says of it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Server {
  port: number
  /** Seconds of CPU that it has used. */
  cpu(): number
  /** Bytes of memory that it has. */
  memory(): number
  stop(): Promise<void>
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export const startLimit = (file: string) => start([path('limit.ts'), file], /^(\d+)$/m)
/** Ours, which keeps no answers, so that each is worked out. */
export const startOurs = (file: string) => startServe(file, { INSIDER_GRAPH_ANSWER_BYTES: '1' })
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
  const port = await portTold(child, told)
  const of = (name: string) => readFileSync(`/proc/${child.pid}/${name}`, 'utf8')
  return {
    port,
    cpu() {
      const fields = of('stat')
        .replace(/^.*\) /s, '')
        .split(' ')
      return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond()
    },
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(of('status'))?.[1]) * 1024,
    async stop() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

/** How many of the kernel's ticks a second has. */
let ticks: number | undefined
const ticksPerSecond = () => (ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })))

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
