/** Syncing from the command line: progress on stderr, a summary on stdout, and an exit code. */
import { existsSync } from 'node:fs'
import { type Db, open } from '../../db/open.ts'
import type { Edgar } from '../edgar/client.ts'
import { isQuarter } from '../ingest/sync/calendar.ts'
import { syncDays } from '../ingest/sync/days.ts'
import { ciksOf, syncListings } from '../ingest/sync/listings.ts'
import { isOfEdgar } from '../ingest/sync/mishap.ts'
import { syncParties } from '../ingest/sync/parties.ts'
import { syncDataSets } from '../ingest/sync/quarters.ts'
import { nothingYet, type Syncing } from '../ingest/sync/syncing.ts'
import { watch, watchedFrom } from '../ingest/sync/watch.ts'
import { LIMITS } from '../limits.ts'
import { requirePaths } from './arguments.ts'
import { clientFor } from './client.ts'
import { meter } from './meter.ts'
import { FAILED, MISUSE, QUARANTINED, STOPPED, UserError } from './outcome.ts'
import { deliverer, isOfPrimary, requirePublished, type Written } from './primary.ts'
import { toldSync } from './told.ts'

export interface SyncOptions extends Written {
  json?: true
  dryRun?: true
  contact?: string
  edgar?: string
}

/** Runs a sync with all that it needs; returns the exit code. */
async function sync(
  options: SyncOptions,
  run: (sync: Syncing) => Promise<void>,
  asksEdgar = true,
): Promise<number> {
  const started = performance.now()
  const stopping = new AbortController()
  const interrupt = () => stopping.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const { show, stop } = meter()
  let client: Edgar | undefined
  let db: Db | undefined
  const syncing: Syncing = {
    // Made when it is first used, so that what is called in a wrong way leaves no file.
    get db() {
      db ??= openFor(options)
      return db
    },
    get edgar() {
      client ??= clientFor(options, stopping.signal)
      return client
    },
    counts: nothingYet(),
    differences: {},
    lost: new Set(),
    failures: { filing: 0, part: 0 },
    isDry: options.dryRun ?? false,
    stop: stopping.signal,
    steps: { done: 0, total: 0 },
    show,
    tell: (sentence) => console.error(sentence),
    deliver: async () => {},
  }
  try {
    if (asksEdgar) client = clientFor(options, stopping.signal)
    if (options.primary !== undefined && !syncing.isDry) {
      requirePublished(options)
      syncing.deliver = deliverer(syncing.db, options, stopping.signal)
      await syncing.deliver()
    }
    const failure = await run(syncing)
      .then(() => syncing.deliver())
      .catch(async (error: unknown) => {
        // What was written until then is told all the same, unless that was what failed.
        if (!isOfPrimary(error)) await syncing.deliver().catch(() => {})
        return error
      })
    const wasStopped = stopping.signal.aborted
    stop()
    const { counts, differences } = syncing
    const requests = client?.books.requests ?? 0
    const seconds = Math.round(performance.now() - started) / 1000
    const hasBegun = db || requests > 0 || !failure
    if (hasBegun && options.json)
      console.log(JSON.stringify({ ...counts, differences, requests, seconds, wasStopped }))
    else if (hasBegun) console.log(toldSync(syncing, { db: options.db, requests, seconds }))
    if (wasStopped)
      throw new UserError('stopped: what is counted above is kept. Run it again to go on.', STOPPED)
    if (failure) throw isOfEdgar(failure) ? new UserError((failure as Error).message) : failure
    if (counts.missing > 0 || counts.failed > 0) return FAILED
    return counts.quarantined > 0 ? QUARANTINED : 0
  } finally {
    stop()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    db?.close()
  }
}

/** Watches until it is stopped, which is its end and no failure; a line on stderr for each look that brought something. */
export function watchEdgar(options: SyncOptions): Promise<number> {
  const everyMs = LIMITS.watchMs.value
  const watching = sync(options, (sync) => {
    sync.show = () => {} // there is no end to be near to
    const from = watchedFrom(sync)
    sync.tell(`Into ${options.db}: what is filed from ${from} on. Looks every ${everyMs / 1000} s.`)
    let before = 0
    return watch(sync, everyMs, () => {
      const { new: fresh, updated, quarantined } = sync.counts
      const after = fresh + updated + quarantined
      if (after > before) console.error(`${new Date().toISOString()} ${after - before} more, ${after} in all`)
      before = after
    })
  })
  return watching.catch((error: unknown) => {
    if ((error as UserError).exitCode === STOPPED) return 0
    throw error
  })
}

/** Companies by CIKs, or by tickers. */
export const syncIssuers = (companies: (number | string)[], options: SyncOptions) =>
  sync(options, async (sync) => {
    const tickers = companies.filter((one) => typeof one === 'string')
    const ciks = companies.filter((one) => typeof one === 'number')
    ciks.push(...(await ciksOf(sync, tickers)))
    if (ciks.length === 0) return
    await syncListings(sync)
    await syncParties(sync, ciks)
  })

export const syncInsiders = (ciks: number[], options: SyncOptions) =>
  sync(options, (sync) => syncParties(sync, ciks))

export async function syncDaysBetween(from: string, to: string, options: SyncOptions): Promise<number> {
  if (to < from) throw new UserError(`${to} is before ${from}: give the first day first.`, MISUSE)
  return sync(options, async (sync) => {
    await syncListings(sync)
    await syncDays(sync, from, to)
  })
}

/** Quarters, `2024q3`, and files. */
export async function syncQuarters(names: string[], options: SyncOptions): Promise<number> {
  await requirePaths(names.filter((name) => !isQuarter(name)))
  const asksEdgar = !options.dryRun && names.some(isQuarter)
  return sync(options, (sync) => syncDataSets(sync, names), asksEdgar)
}

/** A dry run makes no database. */
function openFor({ db, dryRun }: SyncOptions): Db {
  return open(dryRun && !existsSync(db) ? ':memory:' : db)
}
