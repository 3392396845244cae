/** All filings of one company or person, as EDGAR lists them under its CIK. */
import { seeIssuerAttributes } from '../../../db/issuer-attributes.ts'
import { unreadable } from '../../edgar/lists.ts'
import { furtherSubmissionsPath, submissionsPath } from '../../edgar/paths.ts'
import { readFurtherSubmissions, readSubmissions } from '../../edgar/submissions.ts'
import { easternDay } from './calendar.ts'
import { list } from './list.ts'
import { each } from './mishap.ts'
import type { Syncing } from './syncing.ts'
import { take } from './take.ts'

/** Takes in every Form 3, 4 and 5 about companies, or of persons: EDGAR lists a filing under every CIK that it names. */
export const syncParties = (sync: Syncing, ciks: number[]): Promise<void> =>
  each(sync, [...new Set(ciks)], (cik) => syncParty(sync, cik))

async function syncParty(sync: Syncing, cik: number): Promise<void> {
  const { counts, isDry, tell } = sync
  const page = await list(sync, submissionsPath(cik), (bytes) => readSubmissionsOf(cik, bytes))
  if (!page) {
    const message = 'EDGAR has nothing under this CIK: look it up in its company search.'
    throw Object.assign(new Error(message), { code: 'NO_SUCH_CIK' })
  }
  if (!isDry) seeIssuerAttributes(sync.db, cik, page.attributes, easternDay())
  const listed = [...page.listed]
  for (const name of page.further) {
    const path = furtherSubmissionsPath(name)
    const further = await list(sync, path, (bytes) => readFurtherSubmissions(bytes, cik))
    if (further) listed.push(...further.listed)
    else {
      tell(`EDGAR lists ${path}, but does not have it: the filings of that page are missing.`)
      counts.missing++
    }
  }
  const once = new Map(listed.map((one) => [one.accession, one]))
  // The oldest first, so that an amendment finds what it amends.
  await take(sync, [...once.values()].reverse())
}

function readSubmissionsOf(cik: number, bytes: Uint8Array) {
  const page = readSubmissions(bytes)
  if (page.cik !== cik) throw unreadable(`The page is of the CIK ${page.cik}.`)
  return page
}
