/** A process of its own that brings a replica up to its primary again and again, which blocks, and may take long. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { followInto, isPublished, noteSynced } from '../../db/replica.ts'
import { LIMITS } from '../limits.ts'
import type { Told } from './follow.ts'

const [file, url] = process.argv.slice(2) as [string, string]
const tell = (told: Told) => process.connected && process.send!(told)

// It ends with who has started it, also in the middle of a sync, and not with the signals that both are sent.
process.on('disconnect', () => process.exit())
await once(new Worker(new URL('end-with-parent.ts', import.meta.url)), 'online')
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})

/** libSQL's words can be all that a server has answered. */
const LONGEST = 200

let catchUp: (() => void) | undefined
for (;;) {
  try {
    catchUp ??= followInto(file, { url, token: process.env.INSIDER_GRAPH_REPLICA_TOKEN })
    catchUp()
    if (isPublished(file)) {
      noteSynced(file)
      tell({ isSynced: true })
    } else tell({ isSynced: false, reason: 'no database of insider-graph is published there' })
  } catch (error) {
    tell({ isSynced: false, reason: (error as Error).message.slice(0, LONGEST) })
  }
  await setTimeout(LIMITS.replicaSyncMs.value)
}
