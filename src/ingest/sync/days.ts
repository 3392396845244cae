/** All filings of a day, by EDGAR's index of it. */

import { addDays } from '../../../db/rules/days.ts'
import { setSyncMark, syncMark } from '../../../db/sync-marks.ts'
import { readFormIndex } from '../../edgar/indices.ts'
import { dailyIndexPath } from '../../edgar/paths.ts'
import { easternDay, weekdays } from './calendar.ts'
import { list } from './list.ts'
import { type Syncing, showStep } from './syncing.ts'
import { take } from './take.ts'

/** Days after which EDGAR adds no more to an index. */
const SETTLED = 2
/** An index that changes is read anew; one that never ends to change is for a later run. */
const READINGS = 5

export const markOfDay = (day: string) => `days/${day}`

/** Takes in the days from one up to another that were not taken in whole before. */
export async function syncDays(sync: Syncing, from: string, to: string): Promise<void> {
  const days = [...weekdays(from, to)]
  sync.steps.total += days.length
  for (const day of days) {
    await syncDay(sync, day)
    sync.steps.done++
    showStep(sync)
  }
}

/** Takes in a day; marks it, once its index changes no more and every filing in it has been taken. */
async function syncDay(sync: Syncing, day: string): Promise<void> {
  const { db } = sync
  if (syncMark(db, markOfDay(day))) return
  const isTaken = await takeWhatIsListed(sync, day)
  if (isTaken && addDays(day, SETTLED) < easternDay()) setSyncMark(db, markOfDay(day))
}

/** Until the index lists nothing more than when it was read before. */
async function takeWhatIsListed(sync: Syncing, day: string): Promise<boolean> {
  const seen = new Set<string>()
  for (let reading = 1; reading <= READINGS; reading++) {
    // There is no index of a holiday, nor of a day that is not over.
    const { listed } = (await list(sync, dailyIndexPath(day), readFormIndex)) ?? { listed: [] }
    const more = listed.filter(({ accession }) => !seen.has(accession))
    if (more.length === 0) return true
    for (const { accession } of more) seen.add(accession)
    const { isWhole } = await take(sync, more)
    if (!isWhole) return false
  }
  return false
}
