/** Primaries, and servers that follow them, for the tests of both: real ones, in a folder that each file of tests has for itself. */
import { fork } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, expect } from 'vitest'
import { hasPrimary, Primary } from '../bench/primary.ts'
import { open, openToRead } from '../db/open.ts'
import { fillIfEmpty } from '../src/ingest/sample.ts'
import { dump } from './dump.ts'
import { manyFilings } from './killing.ts'
import { type ServeProcess, startServe } from './serveProcess.ts'
import { put } from './world.ts'

if (!hasPrimary)
  console.warn('There is no libSQL server for this platform: replicas and primaries are not tested.')

const FOLLOWING = join(import.meta.dirname, '../src/replica/following.ts')
export const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
export const at = (name: string) => join(folder, name)
const primaries: Primary[] = []
let servers: ServeProcess[] = []

export async function primary(): Promise<Primary> {
  const one = await Primary.in(at(`primary-${primaries.length}`))
  primaries.push(one)
  return one
}

afterEach(async () => {
  for (const { child } of servers) child.kill('SIGKILL')
  servers = []
  await Promise.all(primaries.map((one) => one.end()))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A server that follows a primary into a file, with what it says once it serves. */
export async function follow(url: string, file: string, env: NodeJS.ProcessEnv = {}): Promise<ServeProcess> {
  const server = await startServe(['--db', at(file), '--replica-of', url], {
    INSIDER_GRAPH_REPLICA_SYNC_MS: '100',
    ...env,
  })
  servers.push(server)
  return server
}

interface Replica {
  syncedAt: string
  ageSeconds: number
}

interface Answered {
  data: { filings: { totalCount: number }; dataset: { replica: Replica | null } }
  errors?: unknown
}

async function asked({ base }: ServeProcess, query: string) {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  const { data, errors } = (await response.json()) as Answered
  expect(errors).toBeUndefined()
  return data
}

export const countOf = async (server: ServeProcess) =>
  (await asked(server, '{ filings { totalCount } }')).filings.totalCount
export const replicaOf = async (server: ServeProcess) =>
  (await asked(server, '{ dataset { replica { syncedAt ageSeconds } } }')).dataset.replica

/**
 * Follows into a file in a process of its own, which is killed once it has told that all is there, or so many milliseconds after
 * it has begun. Tells which.
 */
export async function replicate(url: string, file: string, ms = 30_000): Promise<boolean> {
  const begun = at(`${file}-lock-journal`)
  rmSync(begun, { force: true })
  const child = fork(FOLLOWING, [at(file), url], { execArgv: [], stdio: 'ignore' })
  const ended = once(child, 'exit')
  const told = once(child, 'message').then(([{ isSynced }]) => isSynced as boolean)
  while (!existsSync(begun)) await setTimeout(2)
  const isSynced = await Promise.race([told, setTimeout(ms, false)])
  child.kill('SIGKILL')
  await ended
  return isSynced
}

export const soon = { timeout: 30_000, interval: 50 }

/** A database with the sample, and so many filings more. */
export function local(name: string, more = 0): string {
  const db = open(at(name))
  fillIfEmpty(db)
  db.transaction(() => manyFilings(more).map((one) => put(db, one)))
  db.close()
  return at(name)
}

/** The rows of a database, with its file's own notes beside it. */
export function contentOf(file: string): Record<string, string[]> {
  const db = openToRead(file)
  try {
    return dump(db)
  } finally {
    db.close()
  }
}

/** Has a primary ask for tokens, from its next start on; makes them: `ro` to read, `rw` to write too. */
export function tokensOf(source: Primary): (access: 'ro' | 'rw') => string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  source.key = publicKey.export({ format: 'jwk' }).x
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  return (access) => {
    const words = `${encoded({ alg: 'EdDSA', typ: 'JWT' })}.${encoded({ a: access })}`
    return `${words}.${sign(null, Buffer.from(words), privateKey).toString('base64url')}`
  }
}

/** Every cell of every table as SQLite writes it, but for what is still to be told, and for what search reads. */
export function cellsOf(file: string): Record<string, string[]> {
  const db = openToRead(file)
  try {
    const tables = db.orm.all<{ name: string }>(
      sql`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT IN ('outbox', 'sqlite_schema')`,
    )
    return Object.fromEntries(
      tables.map(({ name }) => {
        const columns = db.orm.all<{ name: string }>(sql`SELECT name FROM pragma_table_info(${name})`)
        const cells = columns.map((column) => `quote("${column.name}")`).join(" || ', ' || ")
        const rows = db.orm.all<{ row: string }>(sql.raw(`SELECT ${cells} AS row FROM "${name}" ORDER BY 1`))
        return [name, rows.map(({ row }) => row)]
      }),
    )
  } finally {
    db.close()
  }
}

/** What a server tells a subscription, until so many filings, or more, have been told of. */
export async function hear({ base }: ServeProcess, filings: number): Promise<string[]> {
  const query = 'subscription { filingAdded { accessionNumber } }'
  const listening = await fetch(`${base}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { Accept: 'text/event-stream' },
  })
  let told = ''
  for await (const chunk of listening.body!.pipeThrough(new TextDecoderStream())) {
    told += chunk
    const heard = [...told.matchAll(/"accessionNumber":"([\d-]+)"/g)].map(([, accession]) => accession!)
    if (heard.length >= filings) return heard
  }
  throw new Error(`It ended after: ${told}`)
}
