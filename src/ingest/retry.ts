import type { Db } from '../../db/open.ts'
import { listQuarantine, quarantinedBytes } from '../../db/quarantine.ts'
import { store } from './ingest.ts'

export interface RetrySummary {
  /** Documents tried: those whose bytes were kept. */
  tried: number
  released: number
  /** Still refused, or never kept. */
  remaining: number
}

/** Reads every quarantined document anew, as after an update. */
export function retryQuarantine(db: Db): RetrySummary {
  const before = listQuarantine(db)
  let tried = 0
  for (const { id, source, known } of before) {
    const bytes = quarantinedBytes(db, id)
    if (!bytes) continue
    tried++
    store(db, source, bytes, known ?? {})
  }
  const remaining = listQuarantine(db).length
  return { tried, released: before.length - remaining, remaining }
}
