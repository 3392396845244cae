/** Syncing from the command line: progress on stderr, a summary on stdout, and an exit code. */
import { existsSync } from 'node:fs'
import { type Db, open } from '../../db/open.ts'
import { type Edgar, edgar } from '../edgar/client.ts'
import { isQuarter } from '../ingest/sync/calendar.ts'
import { syncDays } from '../ingest/sync/days.ts'
import { ciksOf, syncListings } from '../ingest/sync/listings.ts'
import { syncParties } from '../ingest/sync/parties.ts'
import { loadDataSet, syncQuarter } from '../ingest/sync/quarters.ts'
import { nothingYet, type Syncing } from '../ingest/sync/syncing.ts'
import { isOfEdgar } from '../ingest/sync/take.ts'
import { watch } from '../ingest/sync/watch.ts'
import { LIMITS } from '../limits.ts'
import { version } from '../version.ts'
import { meter } from './meter.ts'
import { FAILED, MISUSE, QUARANTINED, STOPPED, UserError } from './outcome.ts'
import { rowsOf, toldDifferences } from './told.ts'

export interface SyncOptions {
  db: string
  json?: true
  dryRun?: true
  contact?: string
  edgar?: string
}

/** Runs a sync with all that it needs; returns the exit code. */
async function sync(options: SyncOptions, run: (sync: Syncing) => Promise<void>): Promise<number> {
  const started = performance.now()
  const stopping = new AbortController()
  const interrupt = () => stopping.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const { show, stop } = meter()
  const db = openFor(options)
  let client: Edgar | undefined
  const syncing: Syncing = {
    db,
    counts: nothingYet(),
    differences: {},
    failures: 0,
    isDry: options.dryRun ?? false,
    get edgar() {
      client ??= clientFor(options, stopping.signal)
      return client
    },
    stop: stopping.signal,
    steps: { done: 0, total: 0 },
    show,
    tell: (sentence) => console.error(sentence),
  }
  try {
    const failure = await run(syncing).catch((error: unknown) => error)
    const wasStopped = stopping.signal.aborted
    stopping.abort() // whatever of it is still under way
    stop()
    if (failure && !wasStopped && !isOfEdgar(failure)) throw failure
    const { counts, differences } = syncing
    const requests = client?.books.requests ?? 0
    const seconds = Math.round(performance.now() - started) / 1000
    if (options.json) console.log(JSON.stringify({ ...counts, differences, requests, seconds, wasStopped }))
    else console.log(told(syncing, options, { requests, seconds }))
    if (wasStopped)
      throw new UserError('stopped: what is counted above is kept. Run it again to go on.', STOPPED)
    if (failure) throw new UserError(`${(failure as Error).message} Run it again to go on.`)
    if (counts.missing > 0) return FAILED
    return counts.quarantined > 0 ? QUARANTINED : 0
  } finally {
    stop()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    db.close()
  }
}

/** Watches until it is stopped, which is its end and no failure; a line on stderr for each look that brought something. */
export function watchEdgar(options: SyncOptions): Promise<number> {
  const watching = sync(options, (sync) => {
    sync.show = () => {} // there is no end to be near to
    let before = 0
    return watch(sync, LIMITS.watchMs.value, () => {
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

/** Companies by tickers or CIKs. */
export const syncIssuers = (names: string[], options: SyncOptions) =>
  sync(options, async (sync) => {
    const isCik = (name: string) => /^(?:CIK)?\d{1,10}$/i.test(name)
    const tickers = names.filter((name) => !isCik(name))
    const ciks = names.filter(isCik).map((name) => Number(name.replace(/\D/g, '')))
    if (tickers.length > 0) ciks.push(...(await ciksOf(sync, tickers)))
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
export const syncQuarters = (names: string[], options: SyncOptions) =>
  sync(options, async (sync) => {
    sync.steps.total = names.length
    for (const name of names) {
      if (isQuarter(name)) await syncQuarter(sync, name)
      else await loadDataSet(sync, name)
      sync.steps.done++
    }
  })

/** A dry run makes no database. */
function openFor({ db, dryRun }: SyncOptions): Db {
  return open(dryRun && !existsSync(db) ? ':memory:' : db)
}

/** What SEC allows is ten requests a second. */
const LEAST_GAP_MS = 100

function clientFor({ contact, edgar: base }: SyncOptions, signal: AbortSignal): Edgar {
  const { edgarGapMs, edgarAtOnce, edgarTries, edgarBackoffMs, edgarBlockedMs, edgarHeadersMs, edgarIdleMs } =
    LIMITS
  if (!contact)
    throw new UserError(
      'SEC asks everybody to say who they are: give your name and e-mail address, as --contact "Jane Doe jane@example.com" or in INSIDER_GRAPH_CONTACT.',
      MISUSE,
    )
  if (!base && edgarGapMs.value < LEAST_GAP_MS)
    throw new UserError(
      `SEC allows ten requests a second: set INSIDER_GRAPH_EDGAR_GAP_MS to ${LEAST_GAP_MS} or more.`,
      MISUSE,
    )
  const limits = {
    gapMs: edgarGapMs.value,
    atOnce: edgarAtOnce.value,
    tries: edgarTries.value,
    backoffMs: edgarBackoffMs.value,
    blockedMs: edgarBlockedMs.value,
    headersMs: edgarHeadersMs.value,
    idleMs: edgarIdleMs.value,
  }
  const onPause = (pauseMs: number, reason: string) =>
    console.error(`EDGAR has us wait for ${Math.ceil(pauseMs / 1000)} s (${reason}).`)
  return edgar({ contact, version, base, limits, signal, onPause })
}

function told(
  { counts, differences, isDry }: Syncing,
  { db }: SyncOptions,
  done: { requests: number; seconds: number },
) {
  const { listed, ...others } = counts
  const met = Object.fromEntries(Object.entries(others).filter(([, count]) => count > 0))
  const lines = [
    isDry
      ? 'A dry run, which writes nothing:'
      : `Into ${db} in ${done.seconds} s, with ${done.requests} requests:`,
    ...rowsOf({ listed, ...met }),
    ...toldDifferences(differences),
  ]
  if (counts.missing > 0) lines.push('What is missing could not be had from EDGAR: run it again.')
  if (counts.quarantined > 0) lines.push(`Why: insider-graph quarantine list --db ${db}`)
  return lines.join('\n')
}
