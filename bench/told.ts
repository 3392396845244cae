/** What it costs to tell a primary: the same filings into a file alone, and into one whose primary has them when they count as written. */
import { type Db, open } from '../db/open.ts'
import { writeFilings } from '../db/write.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { incoming } from '../src/ingest/rows.ts'
import { relay } from '../src/primary/relay.ts'
import { median } from './statistics.ts'
import { blockOf } from './synthetic/population.ts'

const SEED = 77
const ROUNDS = 5
/** Filings of a transaction: of a `watch` and of an `ingest`; and how many such transactions a round has. */
const SIZES = [
  { atOnce: 1, transactions: 40 },
  { atOnce: 500, transactions: 1 },
]

/** Milliseconds for each filing, at so many in each transaction. */
export interface Writing {
  atOnce: number
  local: number
  told: number
}

/** Writes filings that are new, and waits until the primary, where there is one, has them. */
export class Writer {
  readonly #db: Db
  readonly #deliver: () => Promise<void>
  #count = 0

  constructor(file: string, primary?: string) {
    this.#db = open(file)
    this.#deliver = primary === undefined ? async () => {} : relay(this.#db, { url: primary })
  }

  /** In one transaction. */
  async write(filings: Filing[]): Promise<void> {
    writeFilings(this.#db, (write) => {
      for (const filing of filings) {
        const accession = `0000000345-29-${String(this.#count++).padStart(6, '0')}`
        write(incoming({ ...filing, accession }, 'DOCUMENT', `told/${accession}.xml`))
      }
    })
    await this.#deliver()
  }

  close(): void {
    this.#db.close()
  }
}

/** Round by round, one after the other. */
export async function measureWriting(alone: Writer, told: Writer): Promise<Writing[]> {
  const measured: Writing[] = []
  for (const { atOnce, transactions } of SIZES) {
    const taken = { local: [] as number[], told: [] as number[] }
    for (let round = -1; round < ROUNDS; round++) {
      const filings = blockOf(SEED + round, atOnce * transactions)
      for (const [name, writer] of Object.entries({ local: alone, told }) as ['local' | 'told', Writer][]) {
        const begun = performance.now()
        for (let i = 0; i < transactions; i++) await writer.write(filings.slice(i * atOnce, (i + 1) * atOnce))
        if (round >= 0) taken[name].push((performance.now() - begun) / filings.length)
      }
    }
    measured.push({ atOnce, local: median(taken.local), told: median(taken.told) })
  }
  return measured
}
