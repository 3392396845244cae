/** Servers that follow a primary: real ones, killed and brought back. What they say is compared with SQLite's own file. */
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseEnv } from 'node:util'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { OPERATIONS } from '../bench/operations.ts'
import { freePort, hasPrimary } from '../bench/primary.ts'
import { Sample } from '../bench/sample.ts'
import { openToRead } from '../db/open.ts'
import { followInto } from '../db/replica.ts'
import { type Answer, ask } from './ask.ts'
import {
  at,
  contentOf,
  countOf,
  folder,
  follow,
  hear,
  local,
  primary,
  replicaOf,
  replicate,
  soon,
  tokensOf,
} from './replicating.ts'
import { filing, put, type World } from './world.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')

/** A database as a world that tells what runs on it. */
function worldOf(file: string): World {
  const sql: string[] = []
  const loads: World['loads'] = []
  const db = openToRead(file, {
    statement: (text) => sql.push(text),
    load: (name, keys) => loads.push({ name, keys }),
  })
  const reset = () => {
    sql.length = 0
    loads.length = 0
  }
  return { db, sql, loads, reset }
}

describe.skipIf(!hasPrimary)('a replica', () => {
  const sample = at('sample.db')
  const more = at('more.db')
  beforeAll(() => {
    local('sample.db')
    local('more.db', 300)
  })

  test('answers everything as the file does from which it comes, by the same statements', async () => {
    const source = await primary()
    await source.publish(sample)
    expect(await replicate(source.url, 'same.db')).toBe(true)
    expect(contentOf(at('same.db'))).toEqual(contentOf(sample))
    const [ours, theirs] = [worldOf(sample), worldOf(at('same.db'))]
    async function expectSame(query: string, variables = {}): Promise<Answer> {
      const [here, there] = [await ask(ours, query, variables), await ask(theirs, query, variables)]
      expect(there, query).toEqual(here)
      return here
    }
    for (const folder of ['../src/web/examples/', 'queries/']) {
      const url = new URL(folder, import.meta.url)
      for (const name of readdirSync(url).filter((name) => name.endsWith('.graphql')))
        expect((await expectSame(readFileSync(new URL(name, url), 'utf8'))).errors).toEqual([])
    }
    const driver = new Database(sample, { readonly: true })
    for (const { query, variables } of OPERATIONS)
      for (const given of variables(new Sample(driver, 3)))
        expect((await expectSame(query, given)).errors).toEqual([])
    driver.close()
    ours.db.close()
    theirs.db.close()
  })

  test('cannot be written, nor copied as if it were the original', async () => {
    const source = await primary()
    await source.publish(sample)
    followInto(at('held.db'), { url: source.url })()
    const run = (...args: string[]) =>
      new Promise<string>((resolve) =>
        execFile(process.execPath, [MAIN, ...args, '--db', at('held.db')], (_, __, err) => resolve(err)),
      )
    expect(await run('ingest', folder)).toMatch(/is a replica, which only its primary changes/)
    expect(await run('backup', at('copy.db'))).toMatch(/is a replica: copy the primary's database/)
    expect(existsSync(at('copy.db'))).toBe(false)
    const db = openToRead(at('held.db'))
    expect(() => put(db, filing())).toThrow()
    db.close()
    expect(() => followInto(at('held.db'), { url: source.url })).toThrow(/Another process follows/)
  })

  test('is not made of a database of its own', async () => {
    await expect(follow('http://127.0.0.1:9', 'sample.db')).rejects.toThrow(/is a database of its own/)
  })

  test('serves while its primary is away, tells how old it is, and catches up, kept answers too', async () => {
    const source = await primary()
    await source.publish(sample)
    const both = await Promise.all([
      follow(source.url, 'a.db'),
      follow(source.url, 'b.db', { INSIDER_GRAPH_WORKERS: '2' }),
    ])
    for (const server of both) {
      expect([await countOf(server), await countOf(server), await countOf(server)]).toEqual([101, 101, 101])
      expect((await replicaOf(server))!.ageSeconds).toBeLessThan(30)
    }
    await source.end()
    const [last] = await Promise.all(both.map(replicaOf))
    // A primary that does not answer is given three seconds.
    await expect.poll(async () => (await replicaOf(both[0]!))!.ageSeconds, soon).toBeGreaterThan(3)
    for (const server of both) expect(await countOf(server)).toBe(101)
    const later = (await replicaOf(both[0]!))!
    expect(Date.parse(later.syncedAt) - Date.parse(last!.syncedAt)).toBeLessThan(1_000)
    expect(later.ageSeconds).toBeGreaterThan(last!.ageSeconds)
    await source.publish(more)
    for (const server of both) await expect.poll(() => countOf(server), soon).toBe(401)
    for (const server of both) expect(await server.stop()).toBe(0)
    expect(await both[0]!.log).toMatch(
      /cannot follow the primary: serves what was synced last.*follows the primary/s,
    )
  })

  test('waits for its first sync before it is ready', async () => {
    const source = await primary()
    const starting = follow(source.url, 'first.db')
    await setTimeout(1_000)
    expect(existsSync(at('first.db-synced'))).toBe(false)
    await source.publish(sample)
    const server = await starting
    expect((await fetch(`${server.base}/ready`)).status).toBe(200)
    expect(await countOf(server)).toBe(101)
  })

  test('waits while nothing is published to its primary, and says so', async () => {
    const source = await primary()
    await source.start()
    const starting = follow(source.url, 'unpublished.db')
    await expect.poll(() => existsSync(at('unpublished.db-client_wal_index')), soon).toBe(true)
    expect(await Promise.race([starting, setTimeout(1_000, 'waits')])).toBe('waits')
    await source.publish(sample)
    const server = await starting
    expect(await countOf(server)).toBe(101)
    await server.stop()
    expect(await server.log).toMatch(/no database of insider-graph is published there.*follows the primary/s)
  })

  test.each(['', '-client_wal_index'])('does not go on without its file replica.db%s', async (part) => {
    const source = await primary()
    await source.publish(sample)
    const name = `partial${part}.db`
    expect(await replicate(source.url, name)).toBe(true)
    rmSync(at(`${name}${part}`))
    await expect(follow(source.url, name)).rejects.toThrow(
      `(${at(`${name}${part}`)}): delete ${at(name)} and all of ${at(name)}-* to begin anew`,
    )
  })

  describe('whose primary takes connections and never answers', () => {
    const env = { ...process.env, INSIDER_GRAPH_REPLICA_SYNC_MS: '100' }
    async function waiting(name: string) {
      const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const { port } = silent.address() as AddressInfo
      const args = [
        MAIN,
        'serve',
        '--port',
        '0',
        '--db',
        at(name),
        '--replica-of',
        `http://127.0.0.1:${port}`,
      ]
      const server = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
      await once(silent, 'connection')
      return { silent, server }
    }
    const isFollowed = (name: string) => {
      try {
        return !followInto(at(name), { url: 'http://127.0.0.1:9' })
      } catch {
        return true
      }
    }

    test('says so, and ends when it is asked to, with what follows for it', async () => {
      const { silent, server } = await waiting('asked.db')
      const [line] = await once(server.stderr, 'data')
      expect(`${line}`).toMatch(/waits for the primary/)
      server.kill('SIGTERM')
      expect(await once(server, 'exit')).toEqual([0, null])
      await expect.poll(() => isFollowed('asked.db'), soon).toBe(false)
      silent.close()
    })

    test('leaves nothing that follows when it is killed', async () => {
      const { silent, server } = await waiting('orphaned.db')
      expect(isFollowed('orphaned.db')).toBe(true)
      server.kill('SIGKILL')
      await once(server, 'exit')
      await expect.poll(() => isFollowed('orphaned.db'), soon).toBe(false)
      silent.close()
    })
  })

  test('brings a token that lets it read, and no more', async () => {
    const source = await primary()
    const token = tokensOf(source)('ro')
    await source.publish(sample)
    expect(await replicate(source.url, 'stranger.db')).toBe(false)
    const server = await follow(source.url, 'known.db', { INSIDER_GRAPH_REPLICA_TOKEN: token })
    expect(await countOf(server)).toBe(101)
    const asking = async (statement: string) => {
      const response = await fetch(`${source.url}/v2/pipeline`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: JSON.stringify({ requests: [{ type: 'execute', stmt: { sql: statement } }] }),
      })
      return response.text()
    }
    expect(await asking('SELECT count(*) FROM filings')).toMatch(/"value":"101"/)
    expect(await asking('DELETE FROM quarantine')).toMatch(/forbidden/)
  })

  test('is let in by tokens that are made as the page says', async () => {
    const page = readFileSync(new URL('../docs/replicas.md', import.meta.url), 'utf8')
    const [, command] = /## Tokens.*?```sh\n(.*?)```/s.exec(page)!
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }
    const made = parseEnv(execFileSync('sh', ['-c', command!], { encoding: 'utf8', env }))
    const source = await primary()
    source.key = made.SQLD_AUTH_JWT_KEY
    await source.publish(sample)
    const write = async (token: string | undefined) => {
      const response = await fetch(`${source.url}/v2/pipeline`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: JSON.stringify({ requests: [{ type: 'execute', stmt: { sql: 'DELETE FROM quarantine' } }] }),
      })
      return response.text()
    }
    expect(await write('')).toMatch(/auth/i)
    expect(await write(made.INSIDER_GRAPH_REPLICA_TOKEN)).toMatch(/forbidden/)
    expect(await write(made.INSIDER_GRAPH_PRIMARY_TOKEN)).toMatch(/"type":"ok"/)
    const server = await follow(source.url, 'let-in.db', made)
    expect(await countOf(server)).toBe(101)
  })

  test('with a stale file begins with what its primary has, or, where that is away, with what is there', async () => {
    const source = await primary()
    await source.publish(sample)
    expect(await replicate(source.url, 'stale.db')).toBe(true)
    await source.publish(more)
    const fresh = await follow(source.url, 'stale.db')
    expect(await countOf(fresh)).toBe(401)
    await fresh.stop()
    await source.end()
    const anHourAgo = new Date(Date.now() - 3_600_000)
    utimesSync(at('stale.db-synced'), anHourAgo, anHourAgo)
    const stale = await follow(source.url, 'stale.db')
    expect(await countOf(stale)).toBe(401)
    expect((await replicaOf(stale))!.ageSeconds).toBeGreaterThanOrEqual(3_600)
    await source.publish(sample)
    await expect.poll(() => countOf(stale), soon).toBe(101)
  })

  test('that is killed in the middle of a sync is what it was before, and goes on', async () => {
    const source = await primary()
    await source.publish(sample)
    expect(await replicate(source.url, 'killed.db')).toBe(true)
    const [before, after] = [contentOf(sample), contentOf(more)]
    await source.publish(more)
    let kills = 0
    for (let ms = 0; !(await replicate(source.url, 'killed.db', ms)); ms += 16) {
      kills++
      expect([before, after]).toContainEqual(contentOf(at('killed.db')))
    }
    expect(kills).toBeGreaterThan(0)
    expect(contentOf(at('killed.db'))).toEqual(after)
  })

  test('tells a listener of what arrives through it; another that lags answers from its own state meanwhile', async () => {
    const source = await primary()
    await source.publish(sample)
    const [quick, slow] = await Promise.all([
      follow(source.url, 'quick.db'),
      follow(source.url, 'slow.db', { INSIDER_GRAPH_REPLICA_SYNC_MS: '3600000' }),
    ])
    const told = hear(quick, 300)
    await source.publish(more)
    expect(await told).toContain('0000000100-24-000300')
    expect([await countOf(quick), await countOf(slow)]).toEqual([401, 101])
  })
})

describe('the composition of replicas', () => {
  const text = readFileSync(join(import.meta.dirname, '../compose.replicas.yaml'), 'utf8')
  const { services, configs } = parse(text) as {
    services: Record<string, { command?: string[]; environment?: Record<string, string> }>
    configs: { nginx: { content: string } }
  }

  test('starts servers, and who writes, by commands and variables that there are', () => {
    for (const { command, environment } of [services.serve!, services.watch!]) {
      const help = execFileSync(process.execPath, [MAIN, ...command!, '--help'], { encoding: 'utf8' })
      for (const name of Object.keys(environment!)) expect(help).toContain(name)
    }
    expect(services.primary!.command).toContain('0.0.0.0:8080')
  })

  const hasNginx = spawnSync('nginx', ['-v']).error === undefined
  if (!hasNginx) console.warn('There is no nginx here: the composition of replicas is not tested with it.')

  test.skipIf(!hasPrimary || !hasNginx)(
    'has a proxy that goes on with one server when the other is gone',
    async () => {
      const source = await primary()
      await source.publish(local('proxied.db'))
      const two = await Promise.all([follow(source.url, 'one.db'), follow(source.url, 'two.db')])
      const port = await freePort()
      const site = configs.nginx.content
        .replace('listen 80', `listen 127.0.0.1:${port}`)
        .replace(/server serve:4000(.*);/, (_, options) =>
          two.map(({ base }) => `server ${new URL(base).host}${options};`).join(' '),
        )
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (of) => `${of}_temp_path ${at(of)};`,
      )
      const user = process.getuid?.() === 0 ? 'user root;' : ''
      writeFileSync(
        at('nginx.conf'),
        `${user} daemon off; pid ${at('nginx.pid')}; error_log stderr; events {} http { access_log off; ${temporary.join(' ')}\n${site}\n}`,
      )
      const nginx = spawn('nginx', ['-p', folder, '-c', at('nginx.conf')], { stdio: 'ignore' })
      const proxy = { ...two[0]!, base: `http://127.0.0.1:${port}` }
      try {
        await expect.poll(() => countOf(proxy).catch(() => 0), soon).toBe(101)
        two[0]!.child.kill('SIGKILL')
        await once(two[0]!.child, 'exit')
        for (let i = 0; i < 4; i++) expect(await countOf(proxy)).toBe(101)
      } finally {
        nginx.kill()
        await once(nginx, 'exit')
      }
    },
  )
})
