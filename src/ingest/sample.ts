/** The bundled sample: filings restated by us, see `sample/README.md`. */
import { readdirSync, readFileSync } from 'node:fs'
import { hasFilings } from '../../db/filings.ts'
import type { Db } from '../../db/open.ts'
import { writeFilings } from '../../db/write.ts'
import type { Filing } from '../edgar/filing.ts'
import { incoming } from './rows.ts'

const FOLDER = new URL('sample/', import.meta.url)

/** The sample's filings, with the name of the file that each stands in. */
export function sampleFilings(): { source: string; filing: Filing }[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  return files.sort().flatMap((name) => {
    const filings = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Filing[]
    return filings.map((filing) => ({ source: `sample/${name}`, filing }))
  })
}

/** Fills a database that has no filings with the sample; returns how many it wrote, 0 where there were some. */
export function fillIfEmpty(db: Db): number {
  return writeFilings(db, (writeFiling) => {
    if (hasFilings(db)) return 0
    const filings = sampleFilings()
    for (const { source, filing } of filings) writeFiling(incoming(filing, 'SAMPLE', source))
    return filings.length
  })
}
