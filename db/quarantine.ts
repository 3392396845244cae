/** What could not be read, kept whole until it can be. */
import { createHash } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import { and, asc, eq, isNotNull } from 'drizzle-orm'
import { given } from './filters.ts'
import type { Db } from './open.ts'
import { quarantine } from './tables.ts'

/** What is known of a document from elsewhere. */
export interface Known {
  accession?: string
  filedOn?: string
}

export interface Quarantined {
  id: string
  source: string
  code: string
  message: string
  quarantinedAt: string
  known: Known | null
}

/** Keeps a document, or only its name where there are no bytes to keep. The same document again is the same row. */
export function quarantineDocument(
  db: Db,
  document: { source: string; code: string; message: string; bytes?: Uint8Array; known?: Known },
): void {
  const { source, code, message, bytes, known } = document
  db.orm
    .insert(quarantine)
    .values({
      id: idOf(source, bytes),
      source,
      code,
      message,
      bytes: bytes && deflateSync(bytes),
      known,
      quarantinedAt: new Date().toISOString(),
    })
    .onConflictDoUpdate({ target: quarantine.id, set: { code, message, ...(known && { known }) } })
    .run()
}

/** Forgets what was quarantined from a source; how many documents that were. */
export function releaseSource(db: Db, source: string): number {
  const statement = db.once('quarantine.release', () =>
    db.orm
      .delete(quarantine)
      .where(eq(quarantine.source, given('source')))
      .prepare(),
  )
  return statement.run({ source }).changes
}

/** Whether a document from this source is quarantined with its bytes, so that `retry` can read it anew. */
export function isKept(db: Db, source: string): boolean {
  const statement = db.once('quarantine.kept', () =>
    db.orm
      .select({ id: quarantine.id })
      .from(quarantine)
      .where(and(eq(quarantine.source, given('source')), isNotNull(quarantine.bytes)))
      .prepare(),
  )
  return statement.get({ source }) !== undefined
}

/** All that is quarantined, without its bytes. */
export function listQuarantine(db: Db): Quarantined[] {
  const { id, source, code, message, quarantinedAt, known } = quarantine
  return db.orm
    .select({ id, source, code, message, quarantinedAt, known })
    .from(quarantine)
    .orderBy(asc(source), asc(id))
    .all()
}

/** The bytes of a quarantined document; undefined where none were kept. */
export function quarantinedBytes(db: Db, id: string): Uint8Array | undefined {
  const row = db.orm.select({ bytes: quarantine.bytes }).from(quarantine).where(eq(quarantine.id, id)).get()
  return row?.bytes ? inflateSync(row.bytes) : undefined
}

function idOf(source: string, bytes: Uint8Array | undefined): string {
  const hash = createHash('sha256').update(source).update('\0')
  if (bytes) hash.update(bytes)
  return hash.digest('hex').slice(0, 16)
}
