/** Following EDGAR while it is served: filings that come are told, and nobody reads half of anything. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sampleShelf } from './edgar/shelf.ts'
import { type StandIn, standIn } from './edgar/standIn.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const shelf = sampleShelf().sort((a, b) => (a.filedOn < b.filedOn ? -1 : 1))
const [before, after] = [shelf.slice(0, 40), shelf.slice(40)]

let edgar: StandIn
let url: string
const children: ChildProcess[] = []

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args, '--db', join(folder, 'watched.db')], {
    env: {
      PATH: process.env.PATH,
      INSIDER_GRAPH_EDGAR: edgar.base,
      INSIDER_GRAPH_CONTACT: 'Jane Doe jane@example.com',
      INSIDER_GRAPH_EDGAR_GAP_MS: '5',
      INSIDER_GRAPH_WATCH_MS: '100',
    },
  })
  children.push(child)
  return child
}

interface Answer {
  filings: { totalCount: number; nodes: unknown[] }
  dataset: { filingCount: number }
}

async function ask(query: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  const { data, errors } = (await response.json()) as { data: Answer; errors?: unknown }
  expect(errors).toBeUndefined()
  return data
}

/** The accession numbers that a listener is told, as they come. */
async function* listen(): AsyncGenerator<string> {
  const query = encodeURIComponent('subscription { filingAdded { accessionNumber } }')
  const response = await fetch(`${url}?query=${query}`, { headers: { Accept: 'text/event-stream' } })
  let rest = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    for (const line of lines)
      if (line.startsWith('data: {')) yield JSON.parse(line.slice(6)).data.filingAdded.accessionNumber
  }
}

beforeAll(async () => {
  edgar = await standIn({ shelf: before })
  await once(start('sync', 'issuer', ...new Set(before.map(({ issuerCik }) => String(issuerCik)))), 'exit')
  const server = start('serve', '--port', '0')
  for await (const line of createInterface(server.stdout!)) {
    const found = /http:\S+/.exec(line)
    if (found) {
      url = found[0].replace('localhost', '127.0.0.1')
      break
    }
  }
}, 30_000)

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await edgar.close()
  rmSync(folder, { recursive: true })
})

it('tells a listener of each filing, once, while every answer is of one moment', async () => {
  const told: string[] = []
  const listening = (async () => {
    for await (const accession of listen()) {
      told.push(accession)
      if (told.length >= after.length) break
    }
  })()
  const watching = start('watch')
  const [first] = (await once(createInterface(watching.stderr!), 'line')) as [string]
  expect(first).toMatch(/^Into .*watched\.db: what is filed from \d{4}-\d\d-\d\d on\. Looks every 0\.1 s\.$/)
  const exit = once(watching, 'exit')
  // A few at a time, as they come in life; the watch sees them in the feed.
  for (let i = 0; i < after.length; i += 5) {
    edgar.publish(...after.slice(i, i + 5))
    for (let n = 0; n < 10; n++) {
      const { filings, dataset } = await ask(
        '{ filings(first: 100) { totalCount nodes { id } } dataset { filingCount } }',
      )
      expect(filings.nodes).toHaveLength(filings.totalCount)
      expect(dataset.filingCount).toBe(filings.totalCount)
    }
  }
  await listening
  expect(told.sort()).toEqual(after.map(({ accession }) => accession).sort())
  watching.kill('SIGINT')
  expect((await exit)[0]).toBe(0)
  expect((await ask('{ filings { totalCount } }')).filings.totalCount).toBe(shelf.length)
}, 60_000)
