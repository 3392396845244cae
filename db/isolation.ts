/** When a connection reads and when it writes: views that are held until the event loop turns, and transactions that write. */
import { Outbox } from './outbox.ts'
import type { Driver } from './session.ts'

/** Rows kept of a kind, before they make room for others. */
const MOST_KEPT = 50_000

export class Isolation {
  readonly #driver: Driver
  readonly #begin
  readonly #beginImmediate
  readonly #commit
  readonly #rollback
  /** Moves when another connection has committed; `#commits` when this one has. */
  readonly #dataVersion
  #commits = 0
  /** The state of the data that is held, or was last; what is kept of it. */
  #version = ''
  readonly #known = new Map<string, Map<unknown, unknown>>()
  /** Whether a read transaction is held until the event loop turns. */
  #isHeld = false
  readonly outbox: Outbox

  constructor(driver: Driver) {
    this.#driver = driver
    this.#begin = driver.prepare('BEGIN')
    this.#beginImmediate = driver.prepare('BEGIN IMMEDIATE')
    this.#commit = driver.prepare('COMMIT')
    this.#rollback = driver.prepare('ROLLBACK')
    this.#dataVersion = driver.prepare<[], [number]>('PRAGMA data_version').raw()
    this.outbox = new Outbox(driver)
  }

  /** Holds a view of the data, unless one is held. */
  hold(): void {
    if (this.#isHeld || this.#driver.inTransaction) return
    this.#begin.run()
    this.#isHeld = true
    setImmediate(() => this.release())
    // This begins to read: what is read from here on is of that version.
    const found = `${this.#dataVersion.get()![0]}.${this.#commits}`
    if (found !== this.#version) this.#known.clear()
    this.#version = found
  }

  release(): void {
    // An error of SQLite's own may have ended it.
    if (this.#isHeld && this.#driver.open && this.#driver.inTransaction) this.#commit.run()
    this.#isHeld = false
  }

  version(): string {
    this.hold()
    return this.#version
  }

  kept<Key, Value>(name: string): Map<Key, Value> {
    this.hold()
    if ((this.#known.get(name)?.size ?? MOST_KEPT) >= MOST_KEPT) this.#known.set(name, new Map())
    return this.#known.get(name) as Map<Key, Value>
  }

  /** Runs what reads the whole database, and takes long, inside a view of its own, unless it runs in a transaction already. */
  async view(read: () => Promise<void>): Promise<void> {
    this.release()
    const isOwn = !this.#driver.inTransaction
    if (isOwn) this.#begin.run()
    try {
      await read()
    } finally {
      if (isOwn) this.#commit.run()
    }
  }

  transaction<T>(write: () => T): T {
    this.release()
    if (this.#driver.inTransaction) return write()
    this.#beginImmediate.run()
    try {
      const result = write()
      this.outbox.put()
      this.#commit.run()
      this.#commits++
      return result
    } catch (error) {
      this.outbox.forget()
      if (this.#driver.inTransaction) this.#rollback.run()
      throw error
    }
  }

  /** Runs a statement that writes, in a transaction of its own where there is none. */
  write<T extends { changes: number }>(sql: string, bound: unknown[], run: () => T): T {
    if (this.#isHeld || !this.#driver.inTransaction)
      return this.transaction(() => this.write(sql, bound, run))
    const result = run()
    if (result.changes > 0) this.outbox.note(sql, bound)
    return result
  }
}
