/** Asks for one thing until it is there or given up: through the gate, along redirects, again after what may pass. */

import pRetry from 'p-retry'
import { Block, EdgarError, Passing } from './errors.ts'
import { createGate } from './gate.ts'
import type { Addresses, EdgarPath } from './paths.ts'
import { type Answer, type Body, type Request, type RequestLimits, request } from './request.ts'

export interface EdgarLimits extends RequestLimits {
  /** At least so long between the starts of two requests. */
  gapMs: number
  /** At most so many requests are open. */
  atOnce: number
  /** How often one thing is asked for before it is given up. */
  tries: number
  /** The wait before the second try, twice as long before each further one; up to as long again is added at random. */
  backoffMs: number
}

/** What it has cost so far. */
export interface Books {
  requests: number
  /** Of bodies, after decompression. */
  bytes: number
  /** How often something was asked for again. */
  retries: number
  /** How long requests waited for their turn and before they were repeated, added up. */
  waitedMs: number
}

/** What is asked for, and what is made of it. */
type Wanted<T> = Pick<Request<T>, 'maxBytes' | 'receive' | 'ifNot'>

export type Ask = <T>(path: EdgarPath, wanted: Wanted<T>) => Promise<Answer<T>>

const MAX_REDIRECTS = 3

/** A way to ask, with a gate of its own, that keeps the books. Its errors are `EdgarError`s, or the signal's reason. */
export function createAsk(asker: {
  userAgent: string
  addresses: Addresses
  limits: EdgarLimits
  signal: AbortSignal | undefined
  onPause: ((pauseMs: number, reason: string) => void) | undefined
  books: Books
}): Ask {
  const { userAgent, addresses, limits, signal, onPause, books } = asker
  const gate = createGate(limits, signal)

  async function* counted(body: Body): Body {
    for await (const chunk of body) {
      books.bytes += chunk.byteLength
      yield chunk
    }
  }

  /** One request, once the gate lets it pass. A pause begins before the gate can let another one pass. */
  function pass<T>(url: URL, wanted: Wanted<T>): Promise<Answer<T>> {
    const cameAt = performance.now()
    return gate.pass(async () => {
      books.requests++
      books.waitedMs += performance.now() - cameAt
      const receive = (body: Body) => wanted.receive(counted(body))
      try {
        return await request(url, { ...wanted, receive, userAgent, limits, signal })
      } catch (error) {
        if (error instanceof Passing && error.pauseMs > 0) {
          gate.pause(error.pauseMs)
          onPause?.(error.pauseMs, error.message)
        }
        throw error
      }
    })
  }

  async function follow<T>(path: EdgarPath, wanted: Wanted<T>): Promise<Answer<T>> {
    let url = addresses.of(path)
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await pass(url, wanted)
      if (answer.kind !== 'redirected') return answer
      url = addresses.redirected(url, answer.location)
    }
    throw new EdgarError('REDIRECTED_ELSEWHERE', `${path} leads on more than ${MAX_REDIRECTS} times.`)
  }

  return async (path, wanted) => {
    let wasBlocked = false
    try {
      return await pRetry(() => follow(path, wanted), {
        retries: limits.tries - 1,
        minTimeout: limits.backoffMs,
        randomize: true,
        shouldRetry({ error, retryDelay }) {
          if (!(error instanceof Passing) || (wasBlocked && error instanceof Block)) return false
          wasBlocked = error instanceof Block
          books.retries++
          books.waitedMs += retryDelay
          return true
        },
        ...(signal && { signal }),
      })
    } catch (error) {
      throw error instanceof Passing ? givenUp(path, error) : error
    }
  }
}

function givenUp(path: EdgarPath, error: Passing): EdgarError {
  return error instanceof Block
    ? new EdgarError(
        'BLOCKED',
        `EDGAR keeps us out (${error.message}, asked for ${path}). Let nothing else here ask it, see that the contact is right, and come back later.`,
      )
    : new EdgarError('UNREACHABLE', `EDGAR does not give ${path}: ${error.message}. Try again later.`)
}
