/** Killing commands at random moments: what they leave is whole, and what they make in the end is what undisturbed ones make. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { flawsOf } from '../db/check.ts'
import { type Db, open, openToRead } from '../db/open.ts'
import { isBehind } from '../db/versions.ts'
import { dump } from './dump.ts'
import { filing, rows, trade } from './world.ts'

/** Filings enough for their writing to take a while. */
export const manyFilings = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    filing({
      accession: `0000000100-24-${String(i + 1).padStart(6, '0')}`,
      issuer: { cik: 100 + (i % 50), name: `ISSUER ${i % 50}` },
      owners: [{ cik: 900 + (i % 200), name: `OWNER ${i % 200}`, isDirector: true }],
      rows: rows(trade('P', String(i + 1), '1.25'), trade('S', String(i + 2), '1.5')),
    }),
  )

/** What hangs on one filing alone. */
const PARTS = [
  'filing_owners',
  'transactions',
  'transaction_owners',
  'holdings',
  'holding_owners',
  'footnotes',
  'footnote_references',
  'signatures',
]

/** Of each filing, how many rows it has in each table. */
function partsOf({ orm }: Db): Map<number, string> {
  const counts = PARTS.map((table) => `(SELECT count(*) FROM ${table} p WHERE p.accession = f.accession)`)
  const found = orm.values<[number, ...number[]]>(
    sql.raw(`SELECT f.accession, ${counts.join(', ')} FROM filings f`),
  )
  return new Map(found.map(([accession, ...counts]) => [accession, counts.join()]))
}

/** An undisturbed database, to compare others with. */
export class Undisturbed {
  readonly #content: Record<string, string[]>
  readonly #parts: Map<number, string>

  constructor(file: string) {
    const db = open(file)
    this.#content = dump(db)
    this.#parts = partsOf(db)
    db.close()
  }

  /** What is wrong with a database that may not have come to its end: the file, the references, filings half there. */
  flawsIn(file: string): unknown[] {
    if (!existsSync(file)) return []
    const db = openToRead(file)
    try {
      if (isBehind(db)) return flawsOf(db) // killed before it had its tables
      const half = [...partsOf(db)].filter(([accession, parts]) => this.#parts.get(accession) !== parts)
      return [...flawsOf(db), ...half]
    } finally {
      db.close()
    }
  }

  /** The tables in which a database that has come to its end differs. */
  differencesIn(file: string): string[] {
    const db = open(file)
    const content = dump(db)
    db.close()
    return Object.keys(this.#content).filter(
      (table) => content[table]!.join() !== this.#content[table]!.join(),
    )
  }
}

/**
 * Starts a command that writes into a new file until it has been killed so many times, each at a random moment within
 * `most` milliseconds of its beginning to write, and then lets it come to its end. When it ends by itself, it begins
 * anew. Returns what was found wrong: nothing.
 */
export async function killRandomly(
  times: number,
  most: number,
  { file, start, hasBegun }: { file: string; start: () => ChildProcess; hasBegun: () => boolean },
  undisturbed: Undisturbed,
): Promise<unknown[]> {
  const wrong: unknown[] = []
  const forget = () => {
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  }
  const end = (code: number) => {
    if (code !== 0) wrong.push(`ended with ${code}`)
    wrong.push(...undisturbed.flawsIn(file), ...undisturbed.differencesIn(file))
    forget()
  }
  forget()
  for (let kills = 0; kills < times; ) {
    const child = start()
    const ended = once(child, 'exit') as Promise<[number]>
    while (!hasBegun() && child.exitCode === null) await setTimeout(2)
    await setTimeout(Math.random() * most)
    const wasKilled = child.kill('SIGKILL')
    const [code] = await ended
    if (!wasKilled) end(code)
    else {
      kills++
      wrong.push(...undisturbed.flawsIn(file))
    }
  }
  end(((await once(start(), 'exit')) as [number])[0])
  return wrong
}
