/** The order in which accession numbers came here, for those who want to hear of each that is new. */
import { setImmediate } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { filingColumns } from './filings.ts'
import { anyOf, atLeast, atMost } from './filters.ts'
import { putInto } from './insert.ts'
import type { Db } from './open.ts'
import { type Collection, type FilterValues, pages, type Window } from './page.ts'
import type { RowOf } from './reader.ts'
import { filingOwners, filings, sequences } from './tables.ts'

/** Says which place was given last, each being given once only; for use within the transaction that writes the filings. */
export const setLastArrival = (db: Db, value: number): void =>
  putInto(db, sequences, { name: 'arrival', value })

/** The last place that was given; 0 where none was. It never falls, though the filing that was given it may be gone. */
export function lastArrival(db: Db): number {
  const statement = db.once('arrivals.last', () =>
    db.orm.select({ value: sequences.value }).from(sequences).where(eq(sequences.name, 'arrival')).prepare(),
  )
  db.observer.load?.('arrivals.last', 1)
  return db.snapshot(() => statement.get()?.value ?? 0)
}

/** A number by which this database is told from others, drawn when it was made. */
export const databaseId = (db: Db): number =>
  db.once('arrivals.database', () =>
    db.orm.select({ value: sequences.value }).from(sequences).where(eq(sequences.name, 'database')).get(),
  )!.value

type Arrived = RowOf<typeof filingColumns>

const arrivals = {
  name: 'arrivals',
  from: filings,
  columns: filingColumns,
  orders: { ARRIVAL: { columns: [filings.arrival] } },
  // The pluses keep the index of the order in use: every other one would have the filings sorted.
  filters: {
    upTo: atMost(filings.arrival),
    forms: anyOf(filings.form),
    issuers: anyOf(filings.issuerCik),
    insiders: (name, _, count) =>
      sql`EXISTS (SELECT 1 FROM ${filingOwners} WHERE ${filingOwners.filingId} = ${filings.id} AND ${anyOf(filingOwners.insiderCik)(name, undefined, count)})`,
    filedFrom: (name) => sql`+${atLeast(filings.datedOn)(name)}`,
    filedTo: (name) => sql`+${atMost(filings.datedOn)(name)}`,
    late: () => sql`+${filings.isLate} = 1`,
    onTime: () => sql`+${filings.isLate} = 0`,
  },
} satisfies Collection<typeof filingColumns>

/** How many places one read looks at: a filter that few filings pass must not hold up everybody else. */
const STRIDE = 1_000

/** Tells of filings as they come, whoever writes them. */
export interface Arrivals {
  /**
   * The filings after a place that pass filters, in order: those that are here, then each that comes. They are read one
   * by one as they are taken, each at the start of a turn of the event loop that no other listener has, so that what
   * is read for it within that turn is of the same state. It ends when it is told to return, or when all are ended.
   */
  after(place: number, filters: FilterValues): AsyncIterableIterator<Arrived>
  /** Ends all, and those that are asked for later. */
  end(): void
}

/** Looks for new filings at intervals, and only while anybody waits for them. */
export function watchArrivals(db: Db, everyMs: number): Arrivals {
  const waiting = new Map<() => void, number>()
  let timer: NodeJS.Timeout | undefined
  let hasEnded = false
  let turns = Promise.resolve()

  function look(): void {
    let last = Number.POSITIVE_INFINITY // what cannot be read wakes everybody: their own reads tell what is wrong
    try {
      last = lastArrival(db)
    } catch {}
    for (const [wake, place] of waiting) if (place < last) wake()
  }

  /** Waits until places after this one are given, or `wake` is called. */
  function wait(place: number, listener: { wake(): void }): Promise<void> {
    timer ??= setInterval(look, everyMs).unref()
    return new Promise((resolve) => {
      listener.wake = () => {
        waiting.delete(listener.wake)
        if (waiting.size === 0) timer = void clearInterval(timer)
        resolve()
      }
      waiting.set(listener.wake, place)
    })
  }

  async function* told(after: number, filters: FilterValues, listener: { hasLeft: boolean; wake(): void }) {
    let place = after
    for (;;) {
      turns = turns.then(() => setImmediate())
      await turns
      if (hasEnded || listener.hasLeft) return
      const last = lastArrival(db)
      const upTo = Math.min(place + STRIDE, last)
      const filing = place < last && nextAfter(db, place, { ...filters, upTo })
      place = filing ? filing.arrival : upTo
      if (filing) yield filing
      else if (place === last) await wait(place, listener)
    }
  }

  return {
    after(place, filters) {
      const listener = { hasLeft: false, wake() {} }
      const filings = told(place, filters, listener)
      return {
        [Symbol.asyncIterator]() {
          return this
        },
        next: () => filings.next(),
        // A generator that waits would only return when it has been told something.
        return() {
          listener.hasLeft = true
          listener.wake()
          return filings.return(undefined)
        },
      }
    },
    end() {
      hasEnded = true
      for (const wake of waiting.keys()) wake()
    },
  }
}

function nextAfter(db: Db, place: number, filters: FilterValues): Arrived | undefined {
  const window: Window = { order: 'ARRIVAL', direction: 'ASC', size: 1, backward: false, after: [place] }
  return pages(db, arrivals, [0], window, filters)[0]!.rows[0]
}
