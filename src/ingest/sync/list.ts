/** Lists of EDGAR's, fetched and read. */
import type { EdgarPath } from '../../edgar/paths.ts'
import type { Syncing } from './syncing.ts'

/** Several times what the longest lists have: the index of the busiest day, all filings of a bank. */
const MAX_LIST_BYTES = 16_000_000
/** Of entries that cannot be read, so many are told of. */
const TOLD = 10

/**
 * The list at a path, asked for anew while it cannot be read, as when it is cut off; undefined where there is none. Says
 * which of its entries cannot be read.
 */
export async function list<List extends { malformed: string[] }>(
  { edgar, failures, tell }: Pick<Syncing, 'edgar' | 'failures' | 'tell'>,
  path: EdgarPath,
  read: (bytes: Uint8Array) => List,
): Promise<List | undefined> {
  let found: List | undefined
  const accepts = (bytes: Uint8Array) => {
    try {
      found = read(bytes)
      return true
    } catch (error) {
      if ((error as { code?: string }).code !== 'UNREADABLE_LIST') throw error
      return false
    }
  }
  const isThere = await edgar.get(path, { maxBytes: MAX_LIST_BYTES, accepts })
  failures.part = 0
  if (!isThere) return undefined
  const { malformed } = found!
  for (const entry of malformed.slice(0, TOLD)) tell(`An entry of ${path} cannot be read: ${entry}`)
  if (malformed.length > TOLD) tell(`Nor can ${malformed.length - TOLD} more of it.`)
  return found
}
