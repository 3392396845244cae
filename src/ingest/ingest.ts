/** From paths to the database: every document read, and written or quarantined; nothing in between. */
import { packAccession } from '../../db/accession.ts'
import { sqliteCode } from '../../db/errors.ts'
import type { Db } from '../../db/open.ts'
import { type Known, quarantineDocument, releaseSource } from '../../db/quarantine.ts'
import { type Outcome, writeFiling } from '../../db/write.ts'
import type { Filing, Refusal } from '../edgar/filing.ts'
import { readFiling } from '../edgar/read.ts'
import { accessionsOf, isSubmission } from '../edgar/submission.ts'
import { differencesToStored } from './differences.ts'
import { incoming } from './rows.ts'
import { documents, type SourceDocument } from './sources.ts'

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

/**
 * Reads every filing in files, folders and archives, and writes it; what cannot be read is quarantined. Throws when a
 * path does not exist, before anything is read. `known` tells what a lone XML document does not.
 */
export async function ingest(
  db: Db,
  paths: string[],
  known: Known = {},
  onProgress: (progress: Progress) => void = () => {},
  stop?: AbortSignal,
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
  function take(document: SourceDocument): void {
    summary.read++
    const [archive, inner] = document.name.split('!', 2) as [string, string?]
    if (inner !== undefined && !archives.has(archive)) archives.set(archive, 'whole')
    if ('bytes' in document) {
      const { outcome, isSynthetic, differences } = store(db, document.name, document.bytes, known)
      summary[outcome]++
      if (isSynthetic) summary.synthetic++
      tally(summary.differences, differences)
    } else {
      quarantineDocument(db, { source: document.name, ...document.refusal })
      archives.set(document.name, 'broken')
      summary.quarantined++
    }
  }

  for await (const batch of batches(documents(paths))) {
    if (stop?.aborted) {
      summary.wasStopped = true
      break
    }
    db.transaction(() => batch.forEach(take))
    onProgress({ read: summary.read, quarantined: summary.quarantined, ...batch.at(-1)!.progress })
  }
  if (!summary.wasStopped)
    for (const [archive, state] of archives) if (state === 'whole') releaseSource(db, archive)
  summary.seconds = Math.round(performance.now() - started) / 1000
  return summary
}

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

/** Documents of one transaction: what its end costs is more than a filing does, and whoever else writes waits for it. */
const BATCH = { documents: 100, bytes: 8_000_000 }

async function* batches(all: AsyncIterable<SourceDocument>): AsyncGenerator<SourceDocument[]> {
  let batch: SourceDocument[] = []
  let bytes = 0
  for await (const document of all) {
    batch.push(document)
    if ('bytes' in document) bytes += document.bytes.byteLength
    if (batch.length < BATCH.documents && bytes < BATCH.bytes) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

/** Reads one document and writes it, or quarantines it with the reason: one bad document never ends a run. */
export function store(db: Db, source: string, bytes: Uint8Array, known: Known): Stored {
  const { filedOn: toldOn, ...rest } = known
  const reading = readFiling(bytes, source, rest)
  const refusal =
    otherFiling(bytes, known) ?? ('refusal' in reading ? reading.refusal : refusalOf(reading.filing))
  if ('filing' in reading && !refusal)
    try {
      const filing = incoming(reading.filing, 'DOCUMENT', source, toldOn)
      const differences = differencesToStored(db, filing)
      const outcome = writeFiling(db, filing)
      releaseSource(db, source)
      return { outcome, isSynthetic: reading.filing.accession === undefined, differences }
    } catch (error) {
      if (sqliteCode(error)) throw error // a full disk, a lock: no fault of the document's
      return quarantine({ code: 'UNWRITABLE', message: `It was read, but could not be written: ${error}.` })
    }
  return quarantine(refusal!)

  function quarantine({ code, message }: { code: string; message: string }) {
    quarantineDocument(db, { source, code, message, bytes, known })
    return { outcome: 'quarantined' as const, isSynthetic: false, differences: [] }
  }
}

/** What calls itself by another number than it is known by is another filing, or two in one. */
function otherFiling(bytes: Uint8Array, { accession }: Known): Refusal | undefined {
  if (!accession || !isSubmission(bytes)) return undefined
  const other = accessionsOf(bytes).find((named) => named !== accession)
  if (!other) return undefined
  return { code: 'OTHER_FILING', message: `It was to be ${accession}, but says that it is ${other}.` }
}

function refusalOf({ accession }: Filing): Refusal | undefined {
  if (accession === undefined || packAccession(accession) !== undefined) return undefined
  return {
    code: 'MISSING_KEY',
    message: `${accession} is no accession number that EDGAR gives: pass the right one with --accession.`,
  }
}
