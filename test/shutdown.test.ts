/** How a server ends when it is told to: real processes, one and several. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { type ServeProcess, startServe } from './serveProcess.ts'

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const db = join(folder, 'served.db')
const started: ServeProcess[] = []
afterAll(() => {
  for (const { child } of started) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

async function start(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<ServeProcess> {
  const server = await startServe(['--db', db, ...args], env)
  started.push(server)
  return server
}

/** A socket, and all that comes to it until it ends. */
function open({ base }: ServeProcess): { socket: Socket; told: Promise<string> } {
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
    .setEncoding('latin1')
    .on('error', () => {})
  let told = ''
  socket.on('data', (chunk) => (told += chunk))
  return { socket, told: once(socket, 'close').then(() => told) }
}

const QUERY = JSON.stringify({ query: '{ filings { totalCount } }' })
const HEAD = `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${QUERY.length}\r\n\r\n`

describe.each([
  ['one process', []],
  ['two workers', ['--workers', '2']],
])('%s', (_, args) => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'told by %s, answers what is in flight, ends who listens, and closes all',
    async (signal) => {
      const server = await start(args)
      const half = open(server)
      half.socket.write(HEAD + QUERY.slice(0, 5))
      const idle = open(server)
      idle.socket.write('GET /health HTTP/1.1\r\nHost: a\r\n\r\n')
      const listening = await fetch(`${server.base}/graphql?query=subscription{filingAdded{id}}`, {
        headers: { Accept: 'text/event-stream' },
      })
      const heard = listening.text()
      await setTimeout(1_000) // all of it is there

      const exited = once(server.child, 'exit')
      server.child.kill(signal)
      expect(await heard).toContain('event: complete')
      expect(await idle.told).toContain('ok')
      await expect(fetch(`${server.base}/health`)).rejects.toThrow()
      half.socket.write(QUERY.slice(5))
      expect(await half.told).toContain('{"filings":{"totalCount":101}}')
      expect(await exited).toEqual([0, null])
      expect(await server.log).toBe('')

      const closed = new DatabaseSync(db)
      expect(closed.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
      closed.close()
    },
  )
})

it('waits for what is in flight only so long', async () => {
  const server = await start([], { INSIDER_GRAPH_SHUTDOWN_MS: '300' })
  const half = open(server)
  half.socket.write(HEAD)
  await setTimeout(200)
  expect(await server.stop()).toBe(0)
  expect(await half.told).toBe('')
})
