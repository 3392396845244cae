/** The bench measures what it says: the same database each time, right in all that is derived, and the same answers. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { askAll } from '../bench/compare.ts'
import { OPERATIONS } from '../bench/operations.ts'
import { arePeersInstalled, startPeers } from '../bench/peers.ts'
import { Sample } from '../bench/sample.ts'
import { type Server, startLimit, startOurs } from '../bench/server.ts'
import { synthetic } from '../bench/synthetic.ts'
import { open } from '../db/open.ts'
import { dump } from './dump.ts'

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-bench-test-'))
const servers: Server[] = []
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  rmSync(folder, { recursive: true })
})

const SCALE = 0.01
const file = synthetic(SCALE, undefined, join(folder, 'one'))

function contentOf(name: string): Record<string, string[]> {
  const db = open(name)
  try {
    return dump(db)
  } finally {
    db.close()
  }
}

test('what is made is the same each time', () => {
  const again = synthetic(SCALE, undefined, join(folder, 'two'))
  expect(contentOf(again)).toEqual(contentOf(file))
})

test('deriving everything anew from its filings changes nothing', () => {
  const copy = join(folder, 'copy.db')
  copyFileSync(file, copy)
  const db = open(copy)
  db.orm.run(sql`PRAGMA user_version = 0`)
  db.close()
  // What search reads is kept in an order that depends on that of writing.
  const told = (content: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(content).filter(([table]) => !table.includes('_words')))
  expect(told(contentOf(copy))).toEqual(told(contentOf(file)))
})

test('the limit and ours answer every operation alike', async () => {
  servers.push(await startLimit(file), await startOurs(file))
  const stacks = servers.map(({ port }, i) => ({ name: ['limit', 'ours'][i]!, port }))
  const driver = new Database(file, { readonly: true })
  const sample = new Sample(driver, 40)
  for (const operation of OPERATIONS) {
    const variables = operation.variables(sample)
    const asked = await askAll(operation, variables, stacks)
    expect(asked.get('ours')!.answers, operation.name).toHaveLength(40)
  }
  driver.close()
})

test.skipIf(!arePeersInstalled())(
  'peers, if `npm run bench -- --peers` has installed them, answer alike what they can say',
  async () => {
    const peers = await startPeers(file, () => {})
    servers.push(await startLimit(file), ...peers.map(({ server }) => server))
    const limit = { name: 'limit', port: servers.at(-3)!.port }
    const stacks = [limit, ...peers.map(({ name, server: { port }, dialect }) => ({ name, port, dialect }))]
    const driver = new Database(file, { readonly: true })
    const sample = new Sample(driver, 40)
    for (const operation of OPERATIONS) {
      const asked = await askAll(operation, operation.variables(sample), stacks)
      const said =
        operation.name === 'search' ? ['limit', 'mercurius'] : ['limit', 'mercurius', 'PostGraphile']
      expect([...asked.keys()], operation.name).toEqual(said)
    }
    driver.close()
  },
  30_000,
)

test('a different answer is an error that shows where', async () => {
  const other = synthetic(SCALE * 2, undefined, join(folder, 'one'))
  servers.push(await startLimit(other))
  const stacks = [servers[0]!, servers.at(-1)!].map(({ port }, i) => ({ name: `limit ${i}`, port }))
  const [operation] = OPERATIONS.filter(({ name }) => name === 'totalCount')
  const variables = [{ codes: ['GIFT'], from: '2000-01-01', to: '2030-01-01' }]
  await expect(askAll(operation!, variables, stacks)).rejects.toThrow(
    /limit 1 differs in totalCount .*totalCount":/s,
  )
})
