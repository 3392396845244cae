/** Keeps a file the replica of a primary, and tells how that goes. */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { goneOf, isPublished, isReplica, syncedAt } from '../../db/replica.ts'
import { UserError } from '../commands/outcome.ts'
import { LIMITS } from '../limits.ts'

/** What becomes of each try to bring the replica up to its primary. */
export type Told = { isSynced: true; reason?: never } | { isSynced: false; reason: string }

/** How long nothing may come of a first sync before that is told. */
const SILENT_MS = 5_000

const SCRIPT = fileURLToPath(new URL('following.ts', import.meta.url))

/** A replica that is kept up to its primary by a process of its own, until it is stopped. */
export class Following {
  /** Resolves once there is something to serve: all that the primary has, or, where it is away, what was synced before. */
  readonly begun: Promise<void>
  readonly #file: string
  readonly #url: string
  readonly #log: Logger
  readonly #begin: () => void
  #child: ChildProcess | undefined
  #told: Told | undefined
  #hasStopped = false

  /** Throws `UserError` where the file is a database of its own, or has lost what belongs to it. */
  constructor(file: string, url: string, log: Logger) {
    const gone = goneOf(file)
    if (gone.length > 0)
      throw new UserError(
        `${file} is a replica without what belongs to it (${gone.join(', ')}): delete ${file} and all of ${file}-* to begin anew.`,
      )
    if (existsSync(file) && !isReplica(file))
      throw new UserError(`${file} is a database of its own: name another file with --db for the replica.`)
    this.#file = file
    this.#url = url
    this.#log = log
    const { promise, resolve } = Promise.withResolvers<void>()
    this.begun = promise
    this.#begin = resolve
    this.#start()
  }

  /** May come at any moment: a replica that is stopped in the middle of a step goes on from the one before. */
  stop(): void {
    this.#hasStopped = true
    this.#child?.kill('SIGKILL')
  }

  #start(): void {
    if (this.#hasStopped) return
    // What libSQL writes by itself of a primary that is away is told here once, in words.
    const env = { ...process.env, RUST_LOG: 'off' }
    this.#child = fork(SCRIPT, [this.#file, this.#url], { env, execArgv: [] })
    const reason = 'its first sync is not done: the primary does not answer, or has much to send'
    const silent = setTimeout(() => this.#hear({ isSynced: false, reason }), SILENT_MS).unref()
    this.#child.on('message', (told: Told) => {
      clearTimeout(silent)
      this.#hear(told)
    })
    this.#child.on('error', (error) => this.#hear({ isSynced: false, reason: error.message }))
    this.#child.on('exit', (code, signal) => {
      clearTimeout(silent)
      if (this.#hasStopped) return
      this.#hear({ isSynced: false, reason: `the process that follows it ended: ${signal ?? code}` })
      setTimeout(() => this.#start(), LIMITS.replicaSyncMs.value).unref()
    })
  }

  #hear(told: Told): void {
    const at = syncedAt(this.#file)
    if (told.isSynced || (at && isPublished(this.#file))) this.#begin()
    const before = this.#told
    this.#told = told
    if (told.isSynced) {
      if (!before?.isSynced) this.#log.info({ file: this.#file }, 'follows the primary')
    } else if (at ? before?.isSynced !== false : before?.reason !== told.reason)
      this.#log.warn(
        { file: this.#file, syncedAt: at, reason: told.reason },
        at ? 'cannot follow the primary: serves what was synced last' : 'waits for the primary',
      )
  }
}
