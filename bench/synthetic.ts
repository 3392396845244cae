/**
 * The synthetic database: the same for the same scale, made once and kept as a file. The first block of filings is written
 * as any other filings are, and multiplied; then come those who have far more of something than others, written again.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { open } from '../db/open.ts'
import { mergeWords } from '../db/search-index.ts'
import { writeFilings } from '../db/write.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { incoming } from '../src/ingest/rows.ts'
import { hubs } from './synthetic/hubs.ts'
import { multiply } from './synthetic/multiply.ts'
import { blockOf } from './synthetic/population.ts'

/** At scale 1. */
export const FILINGS = 100_000
const FULL = 50
const MOST_OF_BLOCK = 10_000
const SEED = 345

/** `0.1`, `1`, `10`, `full`: how many hundred thousands of filings; full is five million. Throws for what is no such number. */
export function scaleOf(text: string): number {
  const scale = text === 'full' ? FULL : Number(text)
  if (!(scale >= 0.005 && scale <= FULL))
    throw new RangeError(`${text} is no scale: pass 0.1, 1, 10 or full.`)
  return scale
}

/** The file of a scale, made if it is not there yet; `told` hears of what takes long. */
export function synthetic(scale: number, told: (text: string) => void = () => {}, folder = cache()): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `insider-graph-${scale}-${inputsHash()}.db`)
  if (!existsSync(file)) make(file, scale, told)
  return file
}

/** Where databases and figures are kept. */
export const cache = () => process.env.BENCH_CACHE || join(tmpdir(), 'insider-graph-bench')

function make(file: string, scale: number, told: (text: string) => void): void {
  const part = `${file}.${process.pid}.part`
  const started = performance.now()
  const tell = (what: string) => told(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  const filings = Math.round(scale * FILINGS)
  const inBlock = Math.min(MOST_OF_BLOCK, Math.round(filings / 2))
  const blocks = Math.round(filings / inBlock)
  try {
    write(part, blockOf(SEED, inBlock))
    tell(`${inBlock.toLocaleString('en')} filings written`)
    const driver = quickly(new Database(part))
    multiply(driver, blocks)
    driver.close()
    tell(`${blocks} such blocks`)
    write(part, hubs(SEED + 1, { filings, blocks, first: blockOf(SEED, inBlock) }))
    tell('hubs written')
    settle(part, scale <= 0.1)
    tell('done')
    renameSync(part, file)
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(part + suffix, { force: true })
  }
  told(`${(statSync(file).size / 2 ** 20).toFixed(0)} MB in ${file}`)
}

const AT_ONCE = 1_000

/** The file is thrown away if this does not come to its end. */
function write(file: string, filings: Filing[]): void {
  const db = open(file)
  try {
    db.orm.run(sql`PRAGMA synchronous = OFF`)
    db.orm.run(sql`PRAGMA cache_size = -1000000`)
    for (let from = 0; from < filings.length; from += AT_ONCE)
      writeFilings(db, (writeFiling) => {
        for (const filing of filings.slice(from, from + AT_ONCE))
          writeFiling(incoming(filing, 'DOCUMENT', `synthetic/${filing.accession!}__form345.xml`))
      })
    mergeWords(db) // as who ingests many does
  } finally {
    db.close()
  }
}

function quickly(driver: Database.Database): Database.Database {
  driver.unsafeMode() // or else there would be a journal all the same, as large as the file
  driver.pragma('foreign_keys = OFF')
  driver.pragma('synchronous = OFF')
  driver.pragma('journal_mode = OFF')
  driver.pragma('cache_size = -1000000')
  driver.pragma('temp_store = MEMORY')
  return driver
}

function settle(file: string, isChecked: boolean): void {
  const driver = new Database(file)
  driver.pragma('journal_mode = WAL')
  if (isChecked) {
    const faults = [
      ...(driver.pragma('integrity_check') as object[]),
      ...(driver.pragma('foreign_key_check') as object[]),
    ]
    if (JSON.stringify(faults) !== '[{"integrity_check":"ok"}]')
      throw new Error(JSON.stringify(faults.slice(0, 5)))
  }
  driver.pragma('wal_checkpoint(TRUNCATE)')
  driver.close()
}

/** Changes with what could change the file: the generator, the tables, and the versions of the rules by which filings become rows. */
function inputsHash(): string {
  const db = open(':memory:')
  const rules = db.orm.get<{ user_version: number }>(sql`PRAGMA user_version`)
  db.close()
  const { derivation } = incoming(blockOf(SEED, 1)[0]!, 'DOCUMENT', '')
  const hash = createHash('sha256').update(JSON.stringify([rules, derivation]))
  for (const folder of ['synthetic', '../db/migrations']) {
    const url = new URL(`${folder}/`, import.meta.url)
    const inputs = readdirSync(url).filter((name) => /\.(ts|sql)$/.test(name))
    for (const name of inputs.sort()) hash.update(name).update(readFileSync(new URL(name, url)))
  }
  return hash
    .update(readFileSync(new URL(import.meta.url)))
    .digest('hex')
    .slice(0, 12)
}
