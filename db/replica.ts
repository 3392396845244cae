/** Files that follow a primary: how they are told from others, and how old what they hold is. */
import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs'

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
