/** Who listens to subscriptions, and who takes too long. */
import type { ServerResponse } from 'node:http'
import { LIMITS } from '../limits.ts'

export class Listeners {
  readonly #responses = new Set<ServerResponse>()

  get size(): number {
    return this.#responses.size
  }

  /**
   * The events of a subscription. They end when the connection does, and it is cut when one was told and the next is
   * not asked for in time: then all that lies between is full.
   */
  add<Event>(response: ServerResponse, events: AsyncIterableIterator<Event>): AsyncIterableIterator<Event> {
    const leave = () => {
      this.#responses.delete(response)
      events.return?.()
    }
    this.#responses.add(response)
    if (response.closed) leave()
    else response.once('close', leave)
    return taken(events, () => response.destroy())
  }
}

async function* taken<Event>(events: AsyncIterable<Event>, drop: () => void) {
  for await (const event of events) {
    const patience = setTimeout(drop, LIMITS.slowListenerMs.value)
    try {
      yield event
    } finally {
      clearTimeout(patience)
    }
  }
}
