/** From paths to the database: every document read, and written or quarantined; nothing in between. */
import { isSynthetic } from '../../db/accession.ts'
import { sqliteCode } from '../../db/errors.ts'
import type { Db } from '../../db/open.ts'
import { type Known, quarantineDocument, releaseSource } from '../../db/quarantine.ts'
import { mergeWords } from '../../db/search-index.ts'
import { type Outcome, writeFilings } from '../../db/write.ts'
import { beside } from './beside.ts'
import { differencesToStored } from './differences.ts'
import { type Batch, type Read, read, readAll } from './reading.ts'
import { arriving } from './rows.ts'
import { isMoreThan } from './sources.ts'

export interface Summary {
  /** Documents read; the sum of the four below. */
  read: number
  new: number
  updated: number
  unchanged: number
  quarantined: number
  /** How many of them came without an accession number, and got a synthetic one. */
  synthetic: number
  /** How documents differ from what SEC's data sets told of the same filings: see `differencesToStored`. */
  differences: Tally
  seconds: number
  /** Whether it was stopped before the end; what had been written stays. */
  wasStopped: boolean
}

/** How far it is. */
export interface Progress {
  /** Documents. */
  read: number
  quarantined: number
  /** Of an ingest, bytes of the sources as they lie on disk; of a sync, its parts (companies, days, quarters). */
  done: number
  total: number
}

/** What goes along with an ingest. */
interface Along {
  onProgress?: (progress: Progress) => void
  /** Waits until whoever is to be told has what was written. */
  deliver?: () => Promise<void>
  stop?: AbortSignal
}

/**
 * Reads every filing in files, folders and archives, and writes it; what cannot be read is quarantined. Throws when a
 * path does not exist, before anything is read. `known` tells what a lone XML document does not.
 */
export async function ingest(
  db: Db,
  paths: string[],
  known: Known = {},
  { onProgress, deliver, stop }: Along = {},
): Promise<Summary> {
  const started = performance.now()
  const summary = {
    read: 0,
    new: 0,
    updated: 0,
    unchanged: 0,
    quarantined: 0,
    synthetic: 0,
    differences: {} as Tally,
    seconds: 0,
    wasStopped: false,
  }
  /** Archives read to their end: what was said of them before is no longer so. */
  const archives = new Map<string, 'whole' | 'broken'>()
  function count(one: Read, { outcome, isSynthetic, differences }: Stored): void {
    const { source } = one
    const [archive, inner] = source.split('!', 2) as [string, string?]
    if (inner !== undefined && !archives.has(archive)) archives.set(archive, 'whole')
    if ('refusal' in one && !one.bytes) archives.set(source, 'broken')
    summary.read++
    summary[outcome]++
    if (isSynthetic) summary.synthetic++
    tally(summary.differences, differences)
  }

  for await (const batch of isMoreThan(MUCH, paths)
    ? beside<Batch>(READING, paths, known)
    : readAll(paths, known)) {
    if (stop?.aborted) {
      summary.wasStopped = true
      break
    }
    const stored = write(db, batch.documents)
    for (const [i, document] of batch.documents.entries()) count(document, stored[i]!)
    onProgress?.({ read: summary.read, quarantined: summary.quarantined, ...batch.progress })
    await deliver?.()
  }
  if (!summary.wasStopped)
    for (const [archive, state] of archives) if (state === 'whole') releaseSource(db, archive)
  if (summary.new + summary.updated >= MANY) mergeWords(db)
  await deliver?.()
  summary.seconds = Math.round(performance.now() - started) / 1000
  return summary
}

/** Filings from which on it pays to tidy up what search reads. */
const MANY = 1_000

/** Bytes of sources from which on a thread of its own to read them saves more than it costs. */
const MUCH = 1_000_000
const READING = new URL('reading-thread.ts', import.meta.url)

/** How often each of several things was met. */
export type Tally = Record<string, number>

export function tally(counts: Tally, met: string[]): void {
  for (const one of met) counts[one] = (counts[one] ?? 0) + 1
}

export interface Stored {
  outcome: Outcome | 'quarantined'
  isSynthetic: boolean
  /** To what a data set told of the filing. */
  differences: string[]
}

/** Reads one document and writes it, or quarantines it with the reason: one bad document never ends a run. */
export const store = (db: Db, source: string, bytes: Uint8Array, known: Known): Stored =>
  write(db, [read(source, { bytes }, known)])[0]!

/** Writes documents in one transaction; where one cannot be written, each in its own. */
function write(db: Db, documents: Read[]): Stored[] {
  try {
    return writeFilings(db, (writeFiling) =>
      documents.map((document) => {
        if ('refusal' in document) return refuse(db, document, document.refusal)
        const filing = arriving(document.filing)
        const differences = differencesToStored(db, filing)
        const outcome = writeFiling(filing)
        releaseSource(db, document.source)
        return { outcome, isSynthetic: isSynthetic(filing.id), differences }
      }),
    )
  } catch (error) {
    if (sqliteCode(error)) throw error // a full disk, a lock: no fault of a document's
    if (documents.length > 1) return documents.flatMap((document) => write(db, [document]))
    const message = `It was read, but could not be written: ${error}.`
    return [refuse(db, documents[0]!, { code: 'UNWRITABLE', message })]
  }
}

function refuse(
  db: Db,
  { source, bytes, known }: Read,
  { code, message }: { code: string; message: string },
): Stored {
  quarantineDocument(db, { source, code, message, ...(bytes && { bytes }), ...(known && { known }) })
  return { outcome: 'quarantined', isSynthetic: false, differences: [] }
}
