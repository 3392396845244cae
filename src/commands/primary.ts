/** `--primary`: who writes a database may tell a primary of it, which replicas follow. */
import { DatabaseError } from '../../db/errors.ts'
import type { Db } from '../../db/open.ts'
import { relay } from '../primary/relay.ts'
import { requireDatabase } from './arguments.ts'

/** Where a command writes. */
export interface Written {
  db: string
  primary?: string
}

/** Throws `UserError` where there is nothing yet that a primary could hold, too. */
export function requirePublished({ db, primary }: Written): void {
  if (primary !== undefined) requireDatabase(db)
}

/**
 * What tells the primary, where one is named, of all that was written until then: see `relay`. It is to be called before anything
 * is written, too: whether both are the same shows then.
 */
export function deliverer(db: Db, { primary: url }: Written, stop?: AbortSignal): () => Promise<void> {
  if (url === undefined) return async () => {}
  return relay(db, { url, token: process.env.INSIDER_GRAPH_PRIMARY_TOKEN }, stop)
}

/** Whether an error says that the primary could not be told. */
export const isOfPrimary = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code.startsWith('PRIMARY_')
