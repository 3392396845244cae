/** Files that follow a primary: how they are told from others, how old what they hold is, and the following. The only import of libSQL. */
import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type Database from 'better-sqlite3'
import { APPLICATION } from './application.ts'
import { DatabaseError } from './errors.ts'

const require = createRequire(import.meta.url)

/** Whether a file follows a primary, or has: libSQL keeps its place in the primary's log beside it. */
export const isReplica = (file: string): boolean => existsSync(`${file}-client_wal_index`)

const noteOf = (file: string) => `${file}-synced`

/** Notes that a replica holds all that its primary has now: for every process that reads it, and for the next start. */
export function noteSynced(file: string): void {
  const now = new Date()
  if (existsSync(noteOf(file))) utimesSync(noteOf(file), now, now)
  else writeFileSync(noteOf(file), '')
}

/** When a replica last held all that its primary had; null where it never did, or is none. */
export function syncedAt(file: string): Date | null {
  return statSync(noteOf(file), { throwIfNoEntry: false })?.mtime ?? null
}

/**
 * What is gone of a replica that held a database: its file, or its place in the primary's log. libSQL would go on with the
 * rest, and leave out what was there. A sync that is killed leaves both, and who closes it last takes `-wal` away.
 */
export const goneOf = (file: string): string[] =>
  syncedAt(file) ? [file, `${file}-client_wal_index`].filter((part) => !existsSync(part)) : []

/** Whether a replica holds a database of ours: its primary may have none yet. */
export function isPublished(file: string): boolean {
  const db = new (libsql())(file)
  try {
    const [held] = db.pragma('application_id') as { application_id: number }[]
    return held!.application_id === APPLICATION
  } finally {
    db.close()
  }
}

/** Where a primary is, and the token that it asks for, where it asks for one. */
export interface Primary {
  url: string
  token?: string | undefined
}

/**
 * Makes `file` a replica of a primary, or goes on with one: each call of what is returned brings all that is new there, in
 * one step for whoever reads the file. It blocks, for seconds where the primary is away, and then throws. One process at a
 * time may follow into a file: throws `DatabaseError` where another does.
 */
export function followInto(file: string, { url, token }: Primary): () => void {
  const Libsql = libsql()
  const lock = new Libsql(`${file}-lock`)
  try {
    lock.exec('BEGIN EXCLUSIVE') // ends with this process, however that ends
    locks.push(lock)
  } catch (error) {
    lock.close()
    throw new DatabaseError(
      'REPLICA',
      `Another process follows a primary into ${file}: give each server a file of its own.`,
      error,
    )
  }
  let replica: Follower | undefined
  return () => {
    replica ??= new Libsql(file, { syncUrl: url, authToken: token }) as Follower // throws where the primary is away
    replica.sync()
  }
}

/** A connection that nobody names any more would be closed. */
const locks: Database.Database[] = []

type Follower = Database.Database & { sync(): void }
type Libsql = new (
  file: string,
  options?: { syncUrl: string; authToken: string | undefined },
) => Database.Database

/** Loaded only where there is a replica. Its connections are as better-sqlite3's, but know no way to open read-only. */
export const libsql = (): Libsql => require('libsql')
