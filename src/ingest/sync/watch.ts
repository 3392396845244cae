/** Follows EDGAR: each filing minutes after it is accepted, and each day's index after it, so that none is missed. */
import { setTimeout } from 'node:timers/promises'
import { DatabaseError, explained, sqliteCode } from '../../../db/errors.ts'
import { addDays } from '../../../db/rules/days.ts'
import { setSyncMark, syncMark, WATCH } from '../../../db/sync-marks.ts'
import { readCurrent } from '../../edgar/current.ts'
import { currentPath } from '../../edgar/paths.ts'
import { daysFrom, easternDay } from './calendar.ts'
import { isDone, syncDay } from './days.ts'
import { list } from './list.ts'
import { syncListings } from './listings.ts'
import { isOfEdgar, isOfOne } from './mishap.ts'
import type { Syncing } from './syncing.ts'
import { take } from './take.ts'

/** The feed gives 100 entries at most, and two or more for each filing. */
const PAGE = 100
/** More than are filed in any hour. */
const PAGES = 40
/** EDGAR lists a day's filings in the night after it, and adds to them until the day after. */
const INDICES_EVERY_MS = 3_600_000
/** Before the first watch, so many days back. */
const FIRST_DAYS = 7

/** The first day of which not all may be here: where a watch begins. */
export const watchedFrom = ({ db }: Pick<Syncing, 'db'>): string =>
  syncMark(db, WATCH)?.version ?? addDays(easternDay(), -FIRST_DAYS)

/**
 * Looks at the feed again and again, and every hour at the indices of the days that are not here in whole, a day between
 * two looks. What goes wrong is told, and tried again later. Ends when it is stopped.
 */
export async function watch(sync: Syncing, everyMs: number, onLook: () => void): Promise<void> {
  const { stop } = sync
  let indicesAt = Number.NEGATIVE_INFINITY
  let days: string[] = []
  while (!stop.aborted) {
    await tryOnce(sync, () => syncCurrent(sync))
    await tryOnce(sync, async () => {
      if (performance.now() - indicesAt > INDICES_EVERY_MS) {
        indicesAt = performance.now()
        days = openDays(sync)
        moveMark(sync)
        sync.lost.clear() // what was not there an hour ago may be there now
        await syncListings(sync)
      }
      const day = days.shift()
      if (!day) return
      await syncDay(sync, day)
      moveMark(sync)
    })
    onLook()
    if (days.length === 0) await setTimeout(everyMs, undefined, { signal: stop }).catch(() => {})
  }
}

const openDays = (sync: Syncing) =>
  daysFrom(watchedFrom(sync), easternDay()).filter((day) => !isDone(sync, day))

const moveMark = (sync: Syncing) => setSyncMark(sync.db, WATCH, openDays(sync)[0] ?? easternDay())

/** What may pass is told: EDGAR's troubles, a primary that is away, and that somebody else writes for too long. */
async function tryOnce(sync: Syncing, work: () => Promise<void>): Promise<void> {
  sync.failures = { filing: 0, part: 0 }
  try {
    await work()
    await sync.deliver()
  } catch (error) {
    if (sync.stop.aborted) return
    const isBusy = sqliteCode(error)?.startsWith('SQLITE_BUSY')
    const isAway = error instanceof DatabaseError && error.code === 'PRIMARY_AWAY'
    if (!isOfEdgar(error) && !isOfOne(error) && !isBusy && !isAway) throw error
    sync.tell((explained(error) as Error).message)
  }
}

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
