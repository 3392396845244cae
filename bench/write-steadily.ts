/**
 * Writes new filings one by one at a steady pace, as a sync does that asks EDGAR for each, until it is ended.
 * `node bench/write-steadily.ts <database> <filings a second>`.
 */
import { setTimeout } from 'node:timers/promises'
import { open } from '../db/open.ts'
import { writeFiling } from '../db/write.ts'
import { incoming } from '../src/ingest/rows.ts'
import { blockOf } from './synthetic/population.ts'

const SEED = 99
/** Made at once: more would take a while before the first is written. */
const BLOCK = 200
const [file, pace] = process.argv.slice(2)
const db = open(file!)
const started = performance.now()
for (let count = 0; ; ) {
  for (const filing of blockOf(SEED + count, BLOCK)) {
    const accession = `0000000345-28-${String(count++).padStart(6, '0')}`
    writeFiling(db, incoming({ ...filing, accession }, 'DOCUMENT', `steadily/${accession}.xml`))
    await setTimeout(Math.max(0, started + (count * 1000) / Number(pace) - performance.now()))
  }
}
