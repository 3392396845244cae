/** Two hundred times `kill -9`, at random moments of an ingest and of every kind of sync. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataSetTables, writeZip } from '../dataSetFormat.ts'
import { sampleShelf, shelved } from '../edgar/shelf.ts'
import { type StandIn, standIn } from '../edgar/standIn.ts'
import { killRandomly, manyFilings, Undisturbed } from '../killing.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const at = (name: string) => join(folder, name)
const shelf = sampleShelf()
const many = manyFilings(1_500)

let edgar: StandIn
const children: ChildProcess[] = []

beforeAll(async () => {
  mkdirSync(at('filings'))
  for (const { accession, bytes } of [...shelf, ...many.map(shelved)])
    writeFileSync(at(`filings/${accession}.txt`), bytes)
  const zip = await writeZip(at('2024q3.zip'), dataSetTables(many))
  edgar = await standIn({ shelf, pageSize: 5, dataSets: { '2024q3': readFileSync(zip) } })
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await edgar.close()
  rmSync(folder, { recursive: true })
})

function start(file: string, args: string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args, '--db', file], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      INSIDER_GRAPH_EDGAR: edgar.base,
      INSIDER_GRAPH_CONTACT: 'Jane Doe jane@example.com',
      INSIDER_GRAPH_EDGAR_GAP_MS: '10',
      INSIDER_GRAPH_EDGAR_BACKOFF_MS: '5',
    },
  })
  children.push(child)
  return child
}

const issuers = [...new Set(shelf.map(({ issuerCik }) => String(issuerCik)))]
const insiders = [...new Set(shelf.flatMap(({ ownerCiks }) => ownerCiks.map(String)))]

test.each([
  [80, 3_000, ['ingest', 'filings']],
  [30, 1_500, ['sync', 'issuer', ...issuers.slice(0, 15)]],
  [30, 1_500, ['sync', 'insider', ...insiders.slice(0, 20)]],
  [30, 1_500, ['sync', 'days', '2014-05-08', '2014-07-31']],
  [30, 3_000, ['sync', 'quarter', '2024q3']],
])('killed %d times within %d ms: %j', async (times, most, args) => {
  const [whole, file] = [at(`${args.slice(0, 2).join('-')}.db`), at('killed.db')]
  expect((await once(start(whole, args), 'exit'))[0]).toBe(0)
  const command = { file, start: () => start(file, args), hasBegun: () => existsSync(file) }
  expect(await killRandomly(times, most, command, new Undisturbed(whole))).toEqual([])
})
