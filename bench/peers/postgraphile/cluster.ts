/** A PostgreSQL of its own in a temporary folder, on a socket there, with the data of a synthetic database; gone in the end. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import Database from 'better-sqlite3'
import { copies } from './load.ts'

const USER = 'bench'
/** For one machine that serves mostly reads; what is lost when it breaks down was only copied. */
const SETTINGS = {
  listen_addresses: '',
  shared_buffers: '1GB',
  work_mem: '32MB',
  maintenance_work_mem: '512MB',
  random_page_cost: '1.1',
  effective_cache_size: '4GB',
  max_wal_size: '8GB',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
}

export interface Cluster {
  /** Of its socket. */
  folder: string
  /** Of its first process, whose children are the others. */
  pid: number
  stop(): void
}

/** Starts it and copies a database into it. Throws where PostgreSQL is not installed. */
export async function startCluster(file: string): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'insider-graph-postgres-'))
  const data = join(folder, 'data')
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: folder })
  try {
    if (process.getuid?.() === 0) execFileSync('chown', ['postgres', folder])
    run('initdb', ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
    const options = settings.map(([name, value]) => `-c ${name}=${value}`).join(' ')
    run('pg_ctl', ['start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', options])
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error('PostgreSQL does not start. Is it installed? On Debian: apt-get install postgresql', {
      cause,
    })
  }
  const stop = () => {
    process.off('exit', stop)
    run('pg_ctl', ['stop', '-w', '-m', 'fast', '-D', data])
    rmSync(folder, { recursive: true })
  }
  process.once('exit', stop)
  try {
    await psql(folder, filled(file))
  } catch (error) {
    stop()
    throw error
  }
  return { folder, pid: Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), stop }
}

function* filled(file: string): Generator<string> {
  const driver = new Database(file, { readonly: true })
  const script = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
  try {
    yield script('tables')
    yield* copies(driver)
    yield ['keys', 'functions', 'clusters', 'paths'].map(script).join('')
    yield 'VACUUM (ANALYZE);\n'
  } finally {
    driver.close()
  }
}

async function psql(folder: string, script: Iterable<string>): Promise<void> {
  const args = ['-h', folder, '-U', USER, '-d', 'postgres', '-q', '-v', 'ON_ERROR_STOP=1']
  const child = spawn(program('psql'), args, { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  await pipeline(Readable.from(script), child.stdin)
  const [code] = await ended
  if (code !== 0) throw new Error('The database could not be copied into PostgreSQL.')
}

/** As a user other than root, whom PostgreSQL refuses. */
function run(name: string, args: string[]): void {
  const [command, ...all] = [program(name), ...args]
  const stdio: 'ignore'[] = ['ignore', 'ignore', 'ignore']
  if (process.getuid?.() === 0)
    execFileSync('runuser', ['-u', 'postgres', '--', command!, ...all], { stdio, cwd: '/' })
  else execFileSync(command!, all, { stdio })
}

/** Debian keeps the programs of each version in a folder of its own, and only some of them on the path. */
function program(name: string): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : []
  const path = join(DEBIAN, String(Math.max(...versions)), 'bin', name)
  return versions.length > 0 && existsSync(path) ? path : name
}
const DEBIAN = '/usr/lib/postgresql'
