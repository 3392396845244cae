/** `insider-graph serve` as a process of its own, as people run it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'

const MAIN = join(import.meta.dirname, '../src/main.ts')

export interface ServeProcess {
  child: ChildProcess
  /** Without a path: `http://127.0.0.1:4000`. */
  base: string
  /** Where it says that its metrics are; undefined where it says nothing of them. */
  metrics: string | undefined
  /** All that it writes to its log, once it has ended. */
  log: Promise<string>
  /** Asks it to stop, and tells its exit code. */
  stop(): Promise<number>
}

/** Starts it on a port that is free, and waits until it says that it serves. */
export async function startServe(args: string[], env: NodeJS.ProcessEnv = {}): Promise<ServeProcess> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', ...args], {
    env: { ...process.env, NODE_ENV: 'production', ...env }, // not that of the tests, in which yoga pings listeners
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = buffer(child.stderr).then(String)
  let metrics: string | undefined
  for await (const line of createInterface(child.stdout)) {
    const [, port, path] = /:(\d+)\/(graphql|metrics)/.exec(line) ?? []
    if (path === 'metrics') metrics = `http://127.0.0.1:${port}/metrics`
    if (path !== 'graphql') continue
    child.stdout.resume()
    const stop = async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      return (await ended)[0] as number
    }
    return { child, base: `http://127.0.0.1:${port}`, metrics, log, stop }
  }
  throw new Error(`It did not begin to serve: ${await log}`)
}
