/** SEC's Insider Transactions Data Sets: all filings of a quarter in one file. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quarantineDocument, releaseSource } from '../../../db/quarantine.ts'
import { mergeWords } from '../../../db/search-index.ts'
import { setSyncMark, syncMark } from '../../../db/sync-marks.ts'
import { type WriteFiling, writeFilings } from '../../../db/write.ts'
import { dataSetPath } from '../../edgar/paths.ts'
import { differencesToStored } from '../differences.ts'
import { tally } from '../ingest.ts'
import { type DataSet, type DataSetFiling, openDataSet } from '../quarter.ts'
import { incoming } from '../rows.ts'
import { isQuarter } from './calendar.ts'
import { each } from './mishap.ts'
import { type Syncing, showStep } from './syncing.ts'

const MAX_ZIP_BYTES = 200_000_000
/** Filings of one transaction: enough that its end costs little, few enough that whoever else writes is not kept waiting. */
const BATCH = 1_000
const TRIES = 3

/** Loads the data sets of quarters, from SEC, and those of files, one after another. */
export const syncDataSets = (sync: Syncing, names: string[]): Promise<void> =>
  each(sync, names, (name) => (isQuarter(name) ? syncQuarter(sync, name) : loadDataSet(sync, name)))

/** Loads the data set of a quarter from SEC, unless it was loaded before and is the same. */
export async function syncQuarter(sync: Syncing, quarter: string): Promise<void> {
  const { db, tell } = sync
  const mark = `quarter/${quarter}`
  const known = syncMark(db, mark)
  if (sync.isDry) {
    const words = known
      ? `was loaded on ${known.takenAt.slice(0, 10)}: asks whether it is the same`
      : 'is to be loaded'
    return tell(`${quarter} ${words}.`)
  }
  const got = await fetchDataSet(sync, quarter, known?.version ?? undefined)
  if (got === undefined) return tell(`${quarter}: SEC has not published it.`)
  if (got === 'unchanged') return tell(`${quarter}: loaded before, and the same since.`)
  await load(sync, quarter, got.dataSet)
  setSyncMark(db, mark, got.version)
}

/** Loads a data set from a file: see `openDataSet` for what it throws. */
export const loadDataSet = async (sync: Syncing, file: string): Promise<void> =>
  load(sync, file, await openDataSet(file))

/** A ZIP that is cut off or damaged on its way is fetched again; it is held whole once it is open. */
async function fetchDataSet({ edgar, failures, tell }: Syncing, quarter: string, ifNot: string | undefined) {
  const folder = await mkdtemp(join(tmpdir(), 'insider-graph-'))
  const file = join(folder, `${quarter}_form345.zip`)
  try {
    for (let attempt = 1; ; attempt++) {
      const got = await edgar.download(dataSetPath(quarter), file, { maxBytes: MAX_ZIP_BYTES, ifNot })
      failures.part = 0
      if (got === undefined || got === 'unchanged') return got
      try {
        return { dataSet: await openDataSet(file), version: got.version }
      } catch (error) {
        if (attempt === TRIES) throw error
        tell(`${quarter}: ${(error as Error).message} It is fetched again.`)
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What documents told of its filings stays. */
async function load(sync: Syncing, name: string, dataSet: DataSet): Promise<void> {
  const { db, counts } = sync
  for (const sentence of oddities(dataSet)) sync.tell(`${name} ${sentence}.`)
  counts.listed += dataSet.submissions
  if (sync.isDry) {
    counts.wanted += dataSet.submissions
    return
  }
  let batch: DataSetFiling[] = []
  let batches = 0
  const write = async () => {
    writeFilings(db, (writeFiling) => {
      for (const one of batch) writeOne(sync, one, writeFiling)
    })
    batch = []
    showStep(sync, ++batches / Math.ceil(dataSet.submissions / BATCH))
    await sync.deliver()
  }
  let read = 0
  const before = counts.new + counts.updated
  try {
    for await (const one of dataSet.filings()) {
      sync.stop.throwIfAborted()
      batch.push(one)
      if (batch.length < BATCH) continue
      await write()
      read += BATCH
    }
    await write()
    if (counts.new + counts.updated > before) {
      mergeWords(db)
      await sync.deliver()
    }
    read = dataSet.submissions
  } finally {
    counts.left += dataSet.submissions - read
  }
}

/** Sets have it since 2023 only, and not all of those. */
const AT_TIMES = ['SUBMISSION.AFF10B5ONE']

function oddities({ missing, missingColumns, unknownColumns, orphans }: DataSet): string[] {
  return [
    ...missing.map((table) => `has no table ${table}: its filings lack what that would tell`),
    ...missingColumns
      .filter((column) => !AT_TIMES.includes(column))
      .map((column) => `has no column ${column}: its filings lack what that would tell`),
    ...unknownColumns.map((column) => `has a column ${column}, which nobody here knows`),
    ...(orphans > 0 ? [`has ${orphans} rows that belong to no filing of it`] : []),
  ]
}

function writeOne({ db, counts, differences }: Syncing, one: DataSetFiling, writeFiling: WriteFiling): void {
  if ('refusal' in one) {
    quarantineDocument(db, { source: one.source, ...one.refusal })
    counts.quarantined++
    return
  }
  const filing = incoming(one.filing, 'DATA_SET', one.source)
  tally(differences, differencesToStored(db, filing))
  counts[writeFiling(filing)]++
  releaseSource(db, one.source)
}
