/** All filings of one company or person, as EDGAR lists them under its CIK. */
import { seeIssuerAttributes } from '../../../db/issuer-attributes.ts'
import { furtherSubmissionsPath, submissionsPath } from '../../edgar/paths.ts'
import { readFurtherSubmissions, readSubmissions } from '../../edgar/submissions.ts'
import { easternDay } from './calendar.ts'
import { list } from './list.ts'
import type { Syncing } from './syncing.ts'
import { take } from './take.ts'

/**
 * Takes in every Form 3, 4 and 5 about companies, or of persons: EDGAR lists a filing under every CIK that it names.
 * @throws {Error} with `code` `NO_SUCH_CIK` where EDGAR has nothing under one
 */
export async function syncParties(sync: Syncing, ciks: number[]): Promise<void> {
  const parties = new Set(ciks)
  sync.steps.total = parties.size
  for (const cik of parties) {
    await syncParty(sync, cik)
    sync.steps.done++
  }
}

async function syncParty(sync: Syncing, cik: number): Promise<void> {
  const page = await list(sync, submissionsPath(cik), readSubmissions)
  if (!page) {
    const message = `EDGAR has nothing under the CIK ${cik}: look it up in its company search.`
    throw Object.assign(new Error(message), { code: 'NO_SUCH_CIK' })
  }
  if (!sync.isDry) seeIssuerAttributes(sync.db, cik, page.attributes, easternDay())
  const listed = [...page.listed]
  for (const { name } of page.further) {
    const path = furtherSubmissionsPath(name)
    const further = await list(sync, path, (bytes) => readFurtherSubmissions(bytes, cik))
    listed.push(...(further?.listed ?? []))
  }
  const once = new Map(listed.map((one) => [one.accession, one]))
  // The oldest first, so that an amendment finds what it amends.
  await take(sync, [...once.values()].reverse())
}
