/** From documents to filings that can be written, or to reasons why not: without the database, in any thread. */
import { packAccession } from '../../db/accession.ts'
import type { Known } from '../../db/quarantine.ts'
import type { Filing, Refusal } from '../edgar/filing.ts'
import { readFiling } from '../edgar/read.ts'
import { accessionsOf, isSubmission } from '../edgar/submission.ts'
import type { Content } from './archives.ts'
import { type Told, toldBy } from './rows.ts'
import { documents, type SourceDocument } from './sources.ts'

/** A document that was read, or why it could not be, and its bytes, where they are at hand. */
export type Read = { source: string; bytes?: Uint8Array; known?: Known } & (
  | { filing: Told }
  | { refusal: Refusal }
)

/** Documents of one transaction. */
export interface Batch {
  documents: Read[]
  progress: SourceDocument['progress']
}

/** What the end of a transaction costs is more than a filing does, and whoever else writes waits for it. */
const MOST = { documents: 1_000, bytes: 8_000_000 }

/** All documents at some paths: see `documents`. The bytes of what could be read stay behind: they are on disk. */
export async function* readAll(paths: string[], known: Known): AsyncGenerator<Batch> {
  let batch: Read[] = []
  let bytes = 0
  let last: SourceDocument['progress'] | undefined
  for await (const { name, progress, ...content } of documents(paths)) {
    const one = read(name, content, known)
    batch.push('filing' in one ? { source: name, known, filing: one.filing } : one)
    if ('bytes' in content) bytes += content.bytes.byteLength
    last = progress
    if (batch.length < MOST.documents && bytes < MOST.bytes) continue
    yield { documents: batch, progress }
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield { documents: batch, progress: last! }
}

/** Reads one document. */
export function read(source: string, content: Content, known: Known): Read {
  if ('refusal' in content) return { source, refusal: content.refusal }
  const { bytes } = content
  const { filedOn: toldOn, ...rest } = known
  const reading = readFiling(bytes, source, rest)
  const refusal =
    otherFiling(bytes, known) ?? ('refusal' in reading ? reading.refusal : refusalOf(reading.filing))
  if ('refusal' in reading || refusal) return { source, bytes, known, refusal: refusal! }
  return { source, bytes, known, filing: toldBy(reading.filing, 'DOCUMENT', source, toldOn) }
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
