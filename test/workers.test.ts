/** Several processes behind one address: as one, also when one of them dies. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

async function start(...args: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [MAIN, 'serve', ...args, '--db', join(folder, 'new.db')])
  children.push(child)
  for await (const line of createInterface(child.stdout)) {
    const found = /:(\d+)\/graphql/.exec(line)
    if (found) return { child, url: `http://127.0.0.1:${found[1]}/graphql` }
  }
  throw new Error('It did not begin to serve.')
}

/** On a connection of its own, so that it may come to any worker. */
async function filingCount(url: string): Promise<number> {
  const headers = { 'Content-Type': 'application/json', Connection: 'close' }
  const body = JSON.stringify({ query: '{ filings { totalCount } }' })
  const response = await fetch(url, { method: 'POST', headers, body })
  return ((await response.json()) as { data: { filings: { totalCount: number } } }).data.filings.totalCount
}

/** By what the kernel says of each process: its parent is the fourth field of its state, behind the name in brackets. */
const workersOf = ({ pid }: ChildProcess) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return (
          Number(
            readFileSync(`/proc/${name}/stat`, 'utf8')
              .replace(/^.*\) . /s, '')
              .split(' ')[0],
          ) === pid
        )
      } catch {
        return false // ended meanwhile
      }
    })
    .map(Number)

it('answers from all of them, starts another for one that dies, and ends them all when it is stopped', async () => {
  const { child, url } = await start('--port', '0', '--workers', '2')
  await expect.poll(() => workersOf(child).length, { timeout: 10_000 }).toBe(2)
  expect(new Set(await Promise.all(Array.from({ length: 8 }, () => filingCount(url))))).toEqual(
    new Set([101]),
  )

  // One that has served for long enough not to have failed at its start.
  await setTimeout(5_500)
  const [first] = workersOf(child)
  process.kill(first!, 'SIGKILL')
  await expect.poll(() => workersOf(child).filter((pid) => pid !== first).length, { timeout: 10_000 }).toBe(2)
  expect(await filingCount(url)).toBe(101)

  const workers = workersOf(child)
  child.kill('SIGTERM')
  expect((await once(child, 'exit'))[0]).toBe(0)
  for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
}, 40_000)
