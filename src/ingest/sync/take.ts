/** From what EDGAR lists to the database: every filing that is not here yet, fetched as its full submission. */
import pMap from 'p-map'
import { withSubmission } from '../../../db/filings.ts'
import { isKept, quarantineDocument } from '../../../db/quarantine.ts'
import type { Listed } from '../../edgar/lists.ts'
import { submissionPath } from '../../edgar/paths.ts'
import { isSubmission } from '../../edgar/submission.ts'
import { MAX_DOCUMENT_BYTES, tooLarge } from '../archives.ts'
import { type Stored, store, tally } from '../ingest.ts'
import { FIRST_XML } from './calendar.ts'
import { forgive } from './mishap.ts'
import { type Syncing, showStep } from './syncing.ts'

/** More than the client has open at once, so that it is never idle. */
const AHEAD = 8
export interface Taken {
  /** Whether all that was listed is here now, or quarantined with its bytes: nothing is left to ask for. */
  isWhole: boolean
  /** How many filings were asked for. */
  wanted: number
}

/**
 * Takes in what is listed and not here yet.
 * @throws what ends a run, once all that is under way is settled
 */
export async function take(sync: Syncing, listed: Listed[]): Promise<Taken> {
  const { counts, lost, failures } = sync
  const wanted = sift(sync, listed)
  if (sync.isDry) {
    counts.wanted += wanted.length
    return { isWhole: false, wanted: wanted.length }
  }
  let isWhole = !listed.some(({ accession }) => lost.has(accession))
  let done = 0
  const ends: unknown[] = []
  const takeNext = async (one: Listed) => {
    if (ends.length > 0) return void counts.left++
    const outcome = await takeOne(sync, one)
      .catch((error: unknown) => {
        forgive(sync, 'filing', error)
        return 'missing' as const
      })
      .catch((error: unknown) => {
        ends.push(error)
        return 'left' as const
      })
    counts[outcome]++
    if (outcome === 'missing' || lost.has(one.accession)) isWhole = false
    if (outcome !== 'missing' && outcome !== 'left') failures.filing = 0
    showStep(sync, ++done / wanted.length)
  }
  await pMap(wanted, takeNext, { concurrency: AHEAD })
  if (ends.length > 0) throw ends[0]
  return { isWhole, wanted: wanted.length }
}

/** What of a list is to be asked for; counts it all, and what is not. */
function sift({ db, counts, lost }: Syncing, listed: Listed[]): Listed[] {
  const here = withSubmission(
    db,
    listed.map(({ accession }) => accession),
  )
  const absent = listed.filter(({ accession }) => !here.has(accession))
  // A filing of before that day may have XML all the same: lists that name its document know.
  const asXml = absent.filter(({ filedOn, hasXml }) => hasXml ?? filedOn >= FIRST_XML)
  const wanted = asXml.filter(({ accession }) => !lost.has(accession) && !isKept(db, sourceOf(accession)))
  counts.listed += listed.length
  counts.known += here.size
  counts.withoutXml += absent.length - asXml.length
  counts.quarantined += asXml.length - wanted.length
  return wanted
}

/** One name for a document, under whichever of its parties it was fetched. */
const sourceOf = (accession: string) => `EDGAR/${accession}.txt`

async function takeOne(sync: Syncing, { cik, accession, filedOn }: Listed): Promise<Stored['outcome']> {
  const { db, edgar, differences, lost } = sync
  const source = sourceOf(accession)
  const known = { accession, filedOn }
  const lose = (refusal: { code: string; message: string }) => {
    lost.add(accession)
    quarantineDocument(db, { source, ...refusal, known })
    return 'quarantined' as const
  }
  try {
    const path = submissionPath(cik, accession)
    const bytes = await edgar.get(path, { maxBytes: MAX_DOCUMENT_BYTES, accepts: isSubmissionToItsEnd })
    if (!bytes) return lose({ code: 'ABSENT', message: 'EDGAR lists it, but has no document of it.' })
    const stored = store(db, source, bytes, known)
    tally(differences, stored.differences)
    return stored.outcome
  } catch (error) {
    if ((error as { code?: string }).code === 'TOO_LARGE') return lose(tooLarge)
    throw error
  }
}

/** A transfer that breaks off may look complete: only the last line tells. */
function isSubmissionToItsEnd(bytes: Uint8Array): boolean {
  const end = Buffer.from(bytes.subarray(-200)).toString('latin1')
  return isSubmission(bytes) && /<\/SEC-DOCUMENT>|-----END PRIVACY/.test(end)
}
