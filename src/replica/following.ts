/** A process of its own that brings a replica up to its primary again and again, which blocks, and may take long. */
import { setTimeout } from 'node:timers/promises'
import { followInto, noteSynced } from '../../db/replica.ts'
import { LIMITS } from '../limits.ts'
import type { Told } from './follow.ts'

const [file, url] = process.argv.slice(2) as [string, string]
const tell = (told: Told) => process.connected && process.send!(told)

// It ends with who has started it, not with the signals that both are sent.
process.on('disconnect', () => process.exit())
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})

let catchUp: (() => void) | undefined
for (;;) {
  try {
    catchUp ??= followInto(file, { url, token: process.env.INSIDER_GRAPH_REPLICA_TOKEN })
    catchUp()
    noteSynced(file)
    tell({ isSynced: true })
  } catch (error) {
    tell({ isSynced: false, reason: (error as Error).message })
  }
  await setTimeout(LIMITS.replicaSyncMs.value)
}
