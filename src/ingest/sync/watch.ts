/** Follows EDGAR: each filing minutes after it is accepted, and each day's index after it, so that none is missed. */
import { setTimeout } from 'node:timers/promises'
import { addDays } from '../../../db/rules/days.ts'
import { lastSyncMark } from '../../../db/sync-marks.ts'
import { readCurrent } from '../../edgar/current.ts'
import { currentPath } from '../../edgar/paths.ts'
import { easternDay, weekdays } from './calendar.ts'
import { markOfDay, syncDays } from './days.ts'
import { list } from './list.ts'
import { syncListings } from './listings.ts'
import type { Syncing } from './syncing.ts'
import { isOfEdgar, take } from './take.ts'

/** The feed gives 100 entries at most, and two or more for each filing. */
const PAGE = 100
/** More than are filed in any hour. */
const PAGES = 40
/** EDGAR lists a day's filings in the night after it, and adds to them until the day after. */
const INDICES_EVERY_MS = 3_600_000

/** Looks once at the feed, and takes in what is new. */
async function syncCurrent(sync: Syncing): Promise<void> {
  for (const type of ['3', '4', '5'] as const)
    for (let page = 0; page < PAGES; page++) {
      const feed = await list(sync, currentPath({ type, start: page * PAGE, count: PAGE }), readCurrent)
      const { listed, entries } = feed ?? { listed: [], entries: 0 }
      const { wanted } = await take(sync, listed)
      const isNews = wanted > 0 || listed.length === 0
      if (entries < PAGE || !isNews) break
    }
}

/**
 * Looks at the feed again and again, and every hour at the indices of the days since the last that was taken in whole,
 * a day between two looks. What goes wrong is told, and tried again later. Ends when it is stopped.
 */
export async function watch(sync: Syncing, everyMs: number, onLook: () => void): Promise<void> {
  const { stop } = sync
  let indicesAt = Number.NEGATIVE_INFINITY
  let days: string[] = []
  while (!stop.aborted) {
    try {
      await syncCurrent(sync)
      if (performance.now() - indicesAt > INDICES_EVERY_MS) {
        indicesAt = performance.now()
        days = [...weekdays(firstDay(sync), easternDay())]
        await syncListings(sync)
      }
      const day = days.shift()
      if (day) await syncDays(sync, day, day)
    } catch (error) {
      if (stop.aborted) return
      if (!isOfEdgar(error)) throw error
      sync.tell((error as Error).message)
    }
    onLook()
    if (days.length === 0) await setTimeout(everyMs, undefined, { signal: stop }).catch(() => {})
  }
}

/** The last day that was taken in whole, but a week back in any case: a day before it may not have been. */
function firstDay({ db }: Syncing): string {
  const weekBefore = addDays(easternDay(), -7)
  const last = lastSyncMark(db, markOfDay(''))?.slice(markOfDay('').length)
  return last && last < weekBefore ? last : weekBefore
}
