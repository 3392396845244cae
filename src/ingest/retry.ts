import type { Db } from '../../db/open.ts'
import { type Known, listQuarantine, quarantinedBytes, release } from '../../db/quarantine.ts'
import { store } from './ingest.ts'

export interface RetrySummary {
  /** Documents tried: those whose bytes were kept. */
  tried: number
  released: number
  /** Still refused, or never kept. */
  remaining: number
}

/** Reads every quarantined document anew, as after an update; `known` adds what was missing. */
export function retryQuarantine(db: Db, known: Known = {}): RetrySummary {
  let tried = 0
  let released = 0
  for (const { id, source, known: before } of listQuarantine(db)) {
    const bytes = quarantinedBytes(db, id)
    if (!bytes) continue
    tried++
    const { outcome } = store(db, source, bytes, { ...before, ...known })
    if (outcome === 'quarantined') continue
    release(db, id)
    released++
  }
  return { tried, released, remaining: listQuarantine(db).length }
}
