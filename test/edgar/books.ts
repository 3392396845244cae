/** What the stand-in for EDGAR writes down of its visitors. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Misbehaviour } from './misbehave.ts'

export interface Book {
  /** When the request came, in milliseconds of `performance.now()`. */
  at: number
  /** With its query. */
  path: string
  headers: IncomingHttpHeaders
  /** How many requests were open when it came, itself among them. */
  open: number
  /** The status of the answer; undefined where there is none. */
  status?: number
  /** What was done to it, where the answer was not the right one. */
  misbehaved?: Misbehaviour
}

/** The most requests that came within any second. */
export function worstSecond(books: Book[]): number {
  const starts = books.map(({ at }) => at).sort((a, b) => a - b)
  let first = 0
  return starts.reduce((worst, start, i) => {
    while (starts[first]! <= start - 1000) first++
    return Math.max(worst, i - first + 1)
  }, 0)
}

/** The requests that do not say who makes them: SEC asks for an e-mail address in the User-Agent. */
export const withoutUserAgent = (books: Book[]): Book[] =>
  books.filter(({ headers }) => !/\S@\S+\.\S/.test(headers['user-agent'] ?? ''))
