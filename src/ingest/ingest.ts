/** From paths to the database: every document read, and written or quarantined; nothing in between. */
import { packAccession } from '../../db/accession.ts'
import type { Db } from '../../db/open.ts'
import { type Known, quarantineDocument, releaseDocument } from '../../db/quarantine.ts'
import { type Outcome, writeFiling } from '../../db/write.ts'
import type { Refusal } from '../edgar/filing.ts'
import { readFiling } from '../edgar/read.ts'
import { incoming } from './rows.ts'
import { documents } from './sources.ts'

export interface Summary {
  /** Documents read; the sum of the four below. */
  read: number
  new: number
  updated: number
  unchanged: number
  quarantined: number
  /** How many of them came without an accession number, and got a synthetic one. */
  synthetic: number
  seconds: number
}

export interface Progress {
  read: number
  quarantined: number
  /** Bytes of the sources, as they lie on disk. */
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
): Promise<Summary> {
  const started = performance.now()
  const summary = { read: 0, new: 0, updated: 0, unchanged: 0, quarantined: 0, synthetic: 0, seconds: 0 }
  for await (const document of documents(paths)) {
    summary.read++
    if ('bytes' in document) {
      const { outcome, isSynthetic } = store(db, document.name, document.bytes, known)
      summary[outcome]++
      if (isSynthetic) summary.synthetic++
    } else {
      quarantineDocument(db, { source: document.name, ...document.refusal })
      summary.quarantined++
    }
    onProgress({ read: summary.read, quarantined: summary.quarantined, ...document.progress })
  }
  summary.seconds = Math.round(performance.now() - started) / 1000
  return summary
}

/** Reads one document and writes it, or quarantines it. */
export function store(
  db: Db,
  source: string,
  bytes: Uint8Array,
  known: Known,
): { outcome: Outcome | 'quarantined'; isSynthetic: boolean } {
  const reading = readFiling(bytes, source, known)
  if ('refusal' in reading) return quarantine(db, source, bytes, known, reading.refusal)
  const { accession } = reading.filing
  if (accession !== undefined && packAccession(accession) === undefined)
    return quarantine(db, source, bytes, known, {
      code: 'MISSING_KEY',
      message: `${accession} is no accession number that EDGAR gives: pass the right one with --accession.`,
    })
  const outcome = writeFiling(db, incoming(reading.filing, 'DOCUMENT', source))
  releaseDocument(db, source, bytes)
  return { outcome, isSynthetic: accession === undefined }
}

function quarantine(db: Db, source: string, bytes: Uint8Array, known: Known, refusal: Refusal) {
  quarantineDocument(db, { source, ...refusal, bytes, known })
  return { outcome: 'quarantined' as const, isSynthetic: false }
}
