/** `--primary`: who writes a database may tell a primary of it, which replicas follow. */
import { DatabaseError } from '../../db/errors.ts'
import type { Db } from '../../db/open.ts'
import { relay } from '../primary/relay.ts'
import { requireDatabase } from './arguments.ts'
import { MISUSE, UserError } from './outcome.ts'

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
  return relay(db, { url, token: tokenOf(process.env) }, stop)
}

function tokenOf({ INSIDER_GRAPH_PRIMARY_TOKEN }: NodeJS.ProcessEnv): string | undefined {
  const token = INSIDER_GRAPH_PRIMARY_TOKEN?.trim()
  if (!token) return undefined
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new UserError(
      'INSIDER_GRAPH_PRIMARY_TOKEN is no token: it has letters, digits and signs, and no blanks.',
      MISUSE,
    )
  return token
}

/** Whether an error says that the primary could not be told. */
export const isOfPrimary = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code.startsWith('PRIMARY_')
