/** What can be wrong with a database, in words for whoever named it. */

export type DatabaseErrorCode =
  | 'NOT_A_DATABASE'
  | 'NEWER_DATABASE'
  | 'CANNOT_OPEN'
  | 'DAMAGED_DATABASE'
  | 'READ_ONLY'
  | 'DISK_FULL'
  | 'DISK_FAILED'
  | 'DATABASE_BUSY'
  | 'REPLICA'
  | 'PRIMARY_DIFFERS'
  | 'PRIMARY_AWAY'
  | 'PRIMARY_REFUSES'

/** An error that names what is wrong with a database and how to mend it. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode
  constructor(code: DatabaseErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

const KEPT = 'All that was written before is whole; of the last step, nothing is there.'

/** By the first words of SQLite's codes. */
const MEANINGS: [of: string, code: DatabaseErrorCode, meaning: string][] = [
  ['SQLITE_FULL', 'DISK_FULL', `has no room to grow: the disk is full. ${KEPT} Make room, and run it again.`],
  [
    'SQLITE_IOERR',
    'DISK_FAILED',
    `cannot be read or written: the disk says no. ${KEPT} Look after the disk.`,
  ],
  [
    'SQLITE_READONLY',
    'READ_ONLY',
    'may only be read here: name another file with --db, or let it be written.',
  ],
  [
    'SQLITE_BUSY',
    'DATABASE_BUSY',
    'is being written by another process, for too long to wait: run it again when the other is done.',
  ],
  [
    'SQLITE_CORRUPT',
    'DAMAGED_DATABASE',
    'is damaged: put a backup in its place, or make it anew. "insider-graph check" tells where.',
  ],
  ['SQLITE_NOTADB', 'NOT_A_DATABASE', 'is not an SQLite database: name another file with --db.'],
]

/** SQLite's own code of an error, also of one that Drizzle or `explained` has wrapped; undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  if (typeof code === 'string' && code.startsWith('SQLITE_')) return code
  return cause ? sqliteCode(cause) : undefined
}

/** An error of SQLite's in words, where there are some for it; any other as it is. */
export function explained(error: unknown, file = 'The database'): unknown {
  if (error instanceof DatabaseError) return error
  const found = sqliteCode(error)
  const [, code, meaning] = MEANINGS.find(([of]) => found?.startsWith(of)) ?? []
  return code ? new DatabaseError(code, `${file} ${meaning} (${found})`, error) : error
}
