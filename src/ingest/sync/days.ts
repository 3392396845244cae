/** All filings of a day, by EDGAR's index of it. */

import { addDays } from '../../../db/rules/days.ts'
import { isHoliday } from '../../../db/rules/lateness.ts'
import { setSyncMark, syncMark } from '../../../db/sync-marks.ts'
import { readFormIndex } from '../../edgar/indices.ts'
import { dailyIndexPath } from '../../edgar/paths.ts'
import { type Tally, tally } from '../ingest.ts'
import { daysFrom, easternDay, isWeekend } from './calendar.ts'
import { list } from './list.ts'
import { each } from './mishap.ts'
import type { Syncing } from './syncing.ts'
import { take } from './take.ts'

/** Days after which EDGAR adds no more to an index. */
const SETTLED = 2
/** An index that changes is read anew; one that never ends to change is for a later run. */
const READINGS = 5

const markOfDay = (day: string) => `days/${day}`

/** Takes in the days from one up to another that were not taken in whole before, and says how many others there are. */
export async function syncDays(sync: Syncing, from: string, to: string): Promise<void> {
  const passedOver: Tally = {}
  await each(sync, daysFrom(from, to), async (day) => {
    const why = await syncDay(sync, day)
    if (why) tally(passedOver, [why])
  })
  const reasons = Object.entries(passedOver).map(([why, count]) => `${count} ${why}`)
  if (reasons.length > 0) sync.tell(`Days without anything to take: ${reasons.join(', ')}.`)
}

/** Whether everything of a day that there can be is here. */
export const isDone = ({ db }: Syncing, day: string): boolean =>
  isWeekend(day) || syncMark(db, markOfDay(day)) !== undefined

/**
 * Takes in a day, and marks it, once its index changes no more and every filing in it has been taken. Says why there is
 * nothing to take.
 */
export async function syncDay(sync: Syncing, day: string): Promise<string | undefined> {
  const { db, isDry, tell } = sync
  if (isWeekend(day)) return 'on a weekend'
  if (isDone(sync, day)) return 'taken in before'
  const isSettled = addDays(day, SETTLED) < easternDay()
  const found = await takeWhatIsListed(sync, day)
  if (isSettled && !isDry && (found === 'all' || (found === 'none' && isHoliday(day))))
    setSyncMark(db, markOfDay(day))
  if (found !== 'none') return undefined
  if (isHoliday(day)) return 'on a holiday'
  if (!isSettled) return 'without an index yet'
  tell(`EDGAR has no index of ${day}.`)
  return 'without an index'
}

/** Until the index lists nothing more than when it was read before; `none` where there is no index. */
async function takeWhatIsListed(sync: Syncing, day: string): Promise<'all' | 'some' | 'none'> {
  const seen = new Set<string>()
  for (let reading = 1; reading <= READINGS; reading++) {
    const index = await list(sync, dailyIndexPath(day), readFormIndex)
    if (!index) return reading === 1 ? 'none' : 'some'
    const more = index.listed.filter(({ accession }) => !seen.has(accession))
    if (more.length === 0) return 'all'
    for (const { accession } of more) seen.add(accession)
    const { isWhole } = await take(sync, more)
    if (!isWhole) return 'some'
  }
  return 'some'
}
