/**
 * What a primary is told of the transactions that are committed here. Each moves the state of the database on, and, where that is
 * asked for, leaves its statements in the outbox as a part of itself: what is committed is told, and nothing else.
 */
import { randomInt } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import type { Driver } from './session.ts'

/** As it was bound; every number as a real one, of which columns make what they hold. */
export type Value = string | number | null | { base64: string }

/** Statements: their texts, and in order, for each run, the place of its text and what was bound. */
interface Statements {
  texts: string[]
  runs: [text: number, ...values: Value[]][]
}

/** A transaction, and the states before it and after it. */
export interface Entry extends Statements {
  before: number
  after: number
}

export class Outbox {
  readonly #driver: Driver
  #isKept = false
  /** Of the present transaction: whether it has changed anything, and, where that is kept, by what. */
  #hasChanged = false
  #texts = new Map<string, number>()
  #runs: Statements['runs'] = []

  constructor(driver: Driver) {
    this.#driver = driver
  }

  /** Keeps, from now on, what transactions of this connection change. */
  keep(): void {
    this.#isKept = true
  }

  /** Takes note of a statement that has changed something. */
  note(text: string, bound: unknown[]): void {
    this.#hasChanged = true
    if (!this.#isKept) return
    const place = this.#texts.get(text) ?? this.#texts.size
    this.#texts.set(text, place)
    this.#runs.push([place, ...bound.map(asValue)])
  }

  /** The last act of a transaction. */
  put(): void {
    if (!this.#hasChanged) return
    const before = this.state()
    const after = randomInt(2 ** 48 - 1)
    this.#driver.prepare('UPDATE publication SET state = ?').run(after)
    if (this.#isKept) {
      const statements: Statements = { texts: [...this.#texts.keys()], runs: this.#runs }
      this.#driver
        .prepare('INSERT INTO outbox (before, after, statements) VALUES (?, ?, ?)')
        .run(before, after, deflateSync(JSON.stringify(statements), { level: 1 }))
    }
    this.forget()
  }

  /** Begins anew, for the next transaction. */
  forget(): void {
    this.#hasChanged = false
    this.#texts = new Map()
    this.#runs = []
  }

  /** Two databases of the same state are the same. */
  state(): number {
    return this.#driver.prepare<[], { state: number }>('SELECT state FROM publication').get()!.state
  }

  /** The first transaction that is still to be told; undefined where all are. */
  first(): Entry | undefined {
    const found = this.#driver
      .prepare<[], { before: number; after: number; statements: Buffer }>(
        'SELECT before, after, statements FROM outbox ORDER BY ordinal LIMIT 1',
      )
      .get()
    if (!found) return undefined
    const { before, after, statements } = found
    return { before, after, ...(JSON.parse(inflateSync(statements).toString()) as Statements) }
  }

  /** Forgets what a primary of this state has been told; whether that is a state from which it can go on. */
  dropUpTo(state: number): boolean {
    if (state === this.state()) {
      // Whatever is still there was told in another way: the file was published.
      this.#driver.prepare('DELETE FROM outbox').run()
      return true
    }
    this.#driver
      .prepare('DELETE FROM outbox WHERE ordinal <= (SELECT ordinal FROM outbox WHERE after = ?)')
      .run(state)
    const next = this.#driver
      .prepare<[], { before: number }>('SELECT before FROM outbox ORDER BY ordinal LIMIT 1')
      .get()
    return next?.before === state
  }
}

function asValue(bound: unknown): Value {
  if (typeof bound === 'string') return bound.toWellFormed() // what SQLite makes of half a character, too
  if (bound === null || typeof bound === 'number') return bound
  if (bound instanceof Uint8Array) return { base64: Buffer.from(bound).toString('base64') }
  throw new TypeError(`A primary cannot be told of a ${typeof bound}`)
}
