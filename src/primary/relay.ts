/** Tells a primary of every transaction that was committed here, in order and once each: the relay of an outbox. */
import pRetry from 'p-retry'
import { DatabaseError } from '../../db/errors.ts'
import type { Db } from '../../db/open.ts'
import type { Primary } from '../../db/replica.ts'
import { STOPPED, UserError } from '../commands/outcome.ts'
import { LIMITS } from '../limits.ts'
import { apply, Passing, stateOf } from './hrana.ts'

/** The longest wait between two tries. */
const MOST_MS = 5_000
/** Who is told to stop ends what is nearly told. */
const LAST_MS = 2_000

/**
 * Keeps in the outbox, from now on, what is written to a database. What is returned tells the primary all that is kept there, and
 * sees to it, when it is called first, that both are the same then. It throws `DatabaseError`: `PRIMARY_DIFFERS`; `PRIMARY_AWAY`
 * where it has not answered for a while; `PRIMARY_REFUSES`; and `UserError` soon after `stop`. What could not be told is told by the next.
 */
export function relay(db: Db, primary: Primary, stop?: AbortSignal): () => Promise<void> {
  const ms = LIMITS.primaryMs.value
  const stopped = new AbortController()
  stop?.addEventListener('abort', () => setTimeout(() => stopped.abort(), LAST_MS).unref())
  db.outbox.keep()

  /** Forgets what the primary has; throws where it is of no state from which it can go on. */
  async function agree(): Promise<void> {
    let last: number | undefined
    for (;;) {
      const state = await tried((signal) => stateOf(primary, signal))
      if (state !== undefined && db.transaction(() => db.outbox.dropUpTo(state))) return
      // Another process may have told it more, and forgotten that, between the question and the answer.
      if (state === undefined || state === last) throw differs()
      last = state
    }
  }

  const differs = () =>
    new DatabaseError(
      'PRIMARY_DIFFERS',
      `The primary at ${primary.url} does not hold what ${db.file} held before: it has another database, or one of the two was written without the other. Publish ${db.file} there: docs/replicas.md says how.`,
    )

  async function tried<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await pRetry(() => work(AbortSignal.any([AbortSignal.timeout(ms), stopped.signal])), {
        retries: Number.POSITIVE_INFINITY,
        minTimeout: 100,
        maxTimeout: MOST_MS,
        maxRetryTime: ms,
        shouldRetry: ({ error }) => error instanceof Passing && !stop?.aborted,
        signal: stopped.signal,
      })
    } catch (error) {
      if (error instanceof DatabaseError) throw error
      if (stop?.aborted) throw new UserError(`stopped. ${kept()}`, STOPPED)
      if (!(error instanceof Passing)) throw error
      throw new DatabaseError(
        'PRIMARY_AWAY',
        `The primary at ${primary.url} does not answer (${error.message}). ${kept()}`,
        error,
      )
    }
  }

  const kept = () =>
    db.outbox.first()
      ? `Nothing is lost: what it was not told yet is kept in ${db.file}, and the next command with --primary tells it.`
      : 'There is nothing that it was not told: run it again.'

  let hasAgreed = false
  async function deliver(): Promise<void> {
    for (;;) {
      const entry = db.outbox.first()
      if (!entry && hasAgreed) return
      if (!entry || !(await tried((signal) => apply(primary, entry, signal)))) await agree()
      else db.transaction(() => db.outbox.dropUpTo(entry.after))
      hasAgreed ||= !entry
    }
  }
  return deliver
}
