/** A real server process to be attacked: what it lets out is kept and looked through, and its memory is watched. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { type ServeProcess, startServe } from './serveProcess.ts'

/** What must never be told: paths, SQL, stacks, names of what it is made of. */
const SECRETS =
  /node_modules|\.[jt]s:\d|\/(?:tmp|home|root|usr|work)\/|\\n +at |\bSELECT .* FROM\b|SQLITE_|better-sqlite|json_each|drizzle|pothos/

/** RSS that the server may have at most, in bytes: what it is promised to keep. */
const MOST_MEMORY = 700e6

interface Answer {
  status: number
  text: string
  /** The codes of its errors. */
  codes: string[]
}

export interface Victim {
  server: ServeProcess
  /** Sends a request to `/graphql`; by default some JSON. */
  send(
    body: unknown,
    init?: { headers?: Record<string, string>; method?: string; query?: string },
  ): Promise<Answer>
  /** Writes bytes to a socket, one piece after the other, and tells all that comes back until the server closes it, or is silent for long. */
  raw(pieces: (string | Buffer)[], patience?: number): Promise<string>
  /** Asks something harmless, which must be answered right. */
  expectWell(): Promise<void>
}

export async function attack(args: string[], env: NodeJS.ProcessEnv): Promise<Victim> {
  const server = await startServe(args, env)
  const { hostname, port } = new URL(server.base)

  const victim: Victim = {
    server,
    async send(body, { headers = {}, method = 'POST', query = '' } = {}) {
      const response = await fetch(`${server.base}/graphql${query}`, {
        method,
        headers: { 'Content-Type': 'application/json', ...headers },
        body:
          method === 'GET' || method === 'HEAD'
            ? null
            : typeof body === 'string' || body instanceof Uint8Array
              ? (body as string)
              : JSON.stringify(body),
      })
      const text = await response.text()
      expectSilent(`${text}\n${JSON.stringify([...response.headers])}`)
      return { status: response.status, text, codes: codesIn(text) }
    },
    async raw(pieces, patience = 300) {
      const socket = connect(Number(port), hostname).setEncoding('latin1')
      let told = ''
      const closed = new Promise<'closed'>((resolve) => socket.once('close', () => resolve('closed')))
      socket.on('data', (chunk) => (told += chunk)).on('error', () => {}) // it may well be cut
      await once(socket, 'connect')
      for (const piece of pieces) {
        if (socket.closed) break
        socket.write(piece)
        if (pieces.length > 1) await setTimeout(patience / 10)
      }
      for (let known = -1; known !== told.length; ) {
        known = told.length
        if ((await Promise.race([closed, setTimeout(patience)])) === 'closed') break
      }
      socket.destroy()
      expectSilent(told)
      return told
    },
    async expectWell() {
      expect(server.child.exitCode).toBeNull()
      const { status, text } = await victim.send({ query: '{ issuer(by: { ticker: "QLYS" }) { name } }' })
      expect([status, JSON.parse(text).data]).toEqual([200, { issuer: { name: 'QUALYS, INC.' } }])
      expect(memoryOf(server)).toBeLessThan(MOST_MEMORY)
    },
  }
  return victim
}

/** The memory that a process holds, in bytes. */
export function memoryOf({ child }: ServeProcess): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))!
  return Number(kilobytes) * 1024
}

const expectSilent = (told: string) => expect(told).not.toMatch(SECRETS)

function codesIn(text: string): string[] {
  try {
    const { errors = [] } = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[] }
    return errors.map(({ extensions }) => extensions?.code ?? 'NONE')
  } catch {
    return []
  }
}
