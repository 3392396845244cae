/** What is known of the request in hand, wherever it is: for the logs, the figures, and whoever asks about an error. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Answered; refused, since something of it is the caller's to mend; failed, since something broke; listening, to a subscription; left, before it was answered. */
export type Outcome = 'answered' | 'refused' | 'failed' | 'listening' | 'left'

export interface Asked {
  readonly id: string
  outcome: Outcome
}

export const inHand = new AsyncLocalStorage<Asked>()

/** The id that a request brings, where it looks harmless; else a new one. */
export function idOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID()
}
