/** A sync that asks a stand-in for EDGAR, with all that it needs. */
import { type Db, open } from '../../db/open.ts'
import { edgar } from '../../src/edgar/client.ts'
import { nothingYet, type Syncing } from '../../src/ingest/sync/syncing.ts'
import { dump } from '../dump.ts'

export const LIMITS = {
  gapMs: 1,
  atOnce: 4,
  tries: 5,
  backoffMs: 5,
  blockedMs: 50,
  headersMs: 300,
  idleMs: 300,
}

/** Into a new database of its own, unless another is given; with what it tells. */
export function syncing(
  base: string,
  over: Partial<Syncing> & { limits?: typeof LIMITS } = {},
): Syncing & { told: string[] } {
  const stop = over.stop ?? new AbortController().signal
  const told: string[] = []
  const { limits = LIMITS } = over
  return {
    db: over.db ?? open(':memory:'),
    edgar: edgar({ contact: 'Jane Doe jane@example.com', version: '0', base, limits, signal: stop }),
    counts: nothingYet(),
    differences: {},
    lost: new Set(),
    failures: { filing: 0, part: 0 },
    isDry: false,
    stop,
    steps: { done: 0, total: 0 },
    show: () => {},
    deliver: async () => {},
    tell: (sentence) => told.push(sentence),
    told,
    ...over,
  }
}

/** Filings and all that is derived from them, without what else EDGAR tells of issuers. */
export function graph(db: Db) {
  const { issuer_attributes: _, ...tables } = dump(db)
  return tables
}
