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
const [file, pace] = process.argv.slice(2)
const db = open(file!)
const started = performance.now()
for (const [i, filing] of blockOf(SEED, 10_000).entries()) {
  const accession = `0000000345-28-${String(i).padStart(6, '0')}`
  writeFiling(db, incoming({ ...filing, accession }, 'DOCUMENT', `steadily/${accession}.xml`))
  await setTimeout(Math.max(0, started + ((i + 1) * 1000) / Number(pace) - performance.now()))
}
