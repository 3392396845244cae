/** From what EDGAR lists to the database: every filing that is not here yet, fetched as its full submission. */
import pMap from 'p-map'
import { withSubmission } from '../../../db/filings.ts'
import { isKept, quarantineDocument } from '../../../db/quarantine.ts'
import type { Listed } from '../../edgar/indices.ts'
import { submissionPath } from '../../edgar/paths.ts'
import { MAX_DOCUMENT_BYTES, tooLarge } from '../archives.ts'
import { type Stored, store, tally } from '../ingest.ts'
import { FIRST_XML } from './calendar.ts'
import { type Syncing, showStep } from './syncing.ts'

/** More than the client has open at once, so that it is never idle. */
const AHEAD = 8
/** So many in a row that EDGAR does not give are no mishaps. */
const PATIENCE = 8

type Wanted = Listed & { hasXml?: boolean }

export interface Taken {
  /** Whether all that was listed is here now, or quarantined with its bytes: nothing is left to ask for. */
  isWhole: boolean
  /** How many filings were asked for. */
  wanted: number
}

/**
 * Takes in what is listed and not here yet.
 * @throws what the client throws, but for what one document alone can be the cause of
 */
export async function take(sync: Syncing, listed: Wanted[]): Promise<Taken> {
  const { counts } = sync
  const wanted = sift(sync, listed)
  if (sync.isDry) counts.wanted += wanted.length
  let isWhole = !sync.isDry
  let done = 0
  const takeNext = async (one: Wanted) => {
    const outcome = await takeOne(sync, one).catch((error: unknown) => {
      if (!isOfOne(error) || ++sync.failures >= PATIENCE) throw error
      sync.tell((error as Error).message)
      return 'missing' as const
    })
    if (outcome !== 'missing') sync.failures = 0
    if (outcome === 'missing' || (outcome === 'quarantined' && !isKept(sync.db, sourceOf(one))))
      isWhole = false
    counts[outcome]++
    showStep(sync, ++done / wanted.length)
  }
  if (!sync.isDry) await pMap(wanted, takeNext, { concurrency: AHEAD })
  return { isWhole, wanted: wanted.length }
}

/** What of a list is to be asked for; counts it all, and what is not. */
function sift({ db, counts }: Syncing, listed: Wanted[]): Wanted[] {
  const accessions = listed.map(({ accession }) => accession)
  const here = withSubmission(db, accessions)
  const absent = listed.filter(({ accession }) => !here.has(accession))
  const asXml = absent.filter(hasXml)
  const wanted = asXml.filter((one) => !isKept(db, sourceOf(one)))
  counts.listed += listed.length
  counts.known += here.size
  counts.withoutXml += absent.length - asXml.length
  counts.quarantined += asXml.length - wanted.length
  return wanted
}

/** A filing of before that day may have XML all the same: those who list it know. */
const hasXml = ({ filedOn, hasXml }: Wanted) => hasXml ?? filedOn >= FIRST_XML

/** Where it is for everybody, wherever it was fetched. */
const sourceOf = (one: Listed) => `https://www.sec.gov${submissionPath(one.cik, one.accession)}`

async function takeOne({ db, edgar, differences }: Syncing, one: Listed): Promise<Stored['outcome']> {
  const source = sourceOf(one)
  const { accession, filedOn } = one
  const quarantine = (refusal: { code: string; message: string }) => {
    quarantineDocument(db, { source, ...refusal, known: { accession, filedOn } })
    return 'quarantined' as const
  }
  try {
    const bytes = await edgar.get(submissionPath(one.cik, accession), {
      maxBytes: MAX_DOCUMENT_BYTES,
      accepts: (bytes) => isWhole(bytes, accession),
    })
    if (!bytes) return quarantine({ code: 'ABSENT', message: 'EDGAR lists it, but has no document of it.' })
    const stored = store(db, source, bytes, { accession, filedOn })
    tally(differences, stored.differences)
    return stored.outcome
  } catch (error) {
    if ((error as { code?: string }).code === 'TOO_LARGE') return quarantine(tooLarge)
    throw error
  }
}

/** Whether it is the submission asked for, up to its last line: a transfer that breaks off may look complete. */
function isWhole(bytes: Uint8Array, accession: string): boolean {
  const text = (from: number, to?: number) => Buffer.from(bytes.subarray(from, to)).toString('latin1')
  return text(0, 4_000).includes(accession) && /<\/SEC-DOCUMENT>|-----END PRIVACY/.test(text(-200))
}

const isOfOne = (error: unknown) =>
  ['UNREACHABLE', 'REFUSED', 'REDIRECTED_ELSEWHERE'].includes((error as { code: string }).code)

/** Whether EDGAR or the way to it is the cause, so that it may work later. */
export const isOfEdgar = (error: unknown) => isOfOne(error) || (error as { code: string }).code === 'BLOCKED'
