/** One request to one address, and what its answer means. */

import { Block, EdgarError, Passing } from './errors.ts'

export interface RequestLimits {
  /** How long it may take to connect and to be told the headers of the answer. */
  headersMs: number
  /** How long an answer may stop in its middle. */
  idleMs: number
  /** How long everything pauses when EDGAR blocks us; the longest pause that it may ask for. */
  blockedMs: number
}

/** The chunks of a body, decompressed. */
export type Body = AsyncIterable<Uint8Array>

export interface Request<T> {
  userAgent: string
  /** Asks only for another version than this: an ETag, or else a date. */
  ifNot?: string | undefined
  /** The largest body, after decompression. */
  maxBytes: number
  /** What is made of the body. Its own errors come out as they are. */
  receive(body: Body): Promise<T>
  limits: RequestLimits
  signal: AbortSignal | undefined
}

export type Answer<T> =
  | { kind: 'received'; received: T; version: string | null }
  | { kind: 'unchanged' }
  | { kind: 'absent' }
  | { kind: 'redirected'; location: string | null }

/** How much of an answer is looked at for what it is: a block page has a few KB. */
const HEAD_BYTES = 64_000

/** @throws {Passing} for what another try may mend; {EdgarError} TOO_LARGE or REFUSED for what none will. */
export async function request<T>(url: URL, asked: Request<T>): Promise<Answer<T>> {
  const { limits } = asked
  const stop = new AbortController()
  const signal = asked.signal ? AbortSignal.any([asked.signal, stop.signal]) : stop.signal
  const stopAfter = (ms: number, reason: string) => setTimeout(() => stop.abort(new Passing(reason)), ms)
  const failure = (error: unknown) => {
    signal.throwIfAborted()
    return new Passing(reasonOf(error))
  }
  let timer = stopAfter(limits.headersMs, `no answer within ${limits.headersMs / 1000} s`)

  async function* body(response: Response): Body {
    try {
      for await (const chunk of response.body ?? []) {
        timer.refresh()
        yield chunk
      }
    } catch (error) {
      throw failure(error)
    }
  }

  try {
    const response = await fetch(url, { headers: headersOf(asked), redirect: 'manual', signal }).catch(
      (error) => {
        throw failure(error)
      },
    )
    clearTimeout(timer)
    timer = stopAfter(limits.idleMs, `the answer stopped for ${limits.idleMs / 1000} s`)
    const { status, headers } = response
    if (status === 200) {
      const received = await asked.receive(checked(body(response), url, asked))
      return { kind: 'received', received, version: headers.get('etag') ?? headers.get('last-modified') }
    }
    if (status === 304 && asked.ifNot) return { kind: 'unchanged' }
    if (REDIRECTS.includes(status)) return { kind: 'redirected', location: headers.get('location') }
    if (status === 404) return { kind: 'absent' }
    if (status === 403) {
      // A page that breaks off, or cannot be unpacked, is no word that there is nothing.
      const page = await head(body(response)).catch(() => '')
      asked.signal?.throwIfAborted()
      if (ABSENT.test(page)) return { kind: 'absent' }
      throw new Block('HTTP 403', limits.blockedMs)
    }
    const pauseMs = status === 429 || status === 503 ? retryAfter(headers) : undefined
    if (status === 429 && pauseMs === undefined) throw new Block('HTTP 429', limits.blockedMs)
    if (status === 429 || status >= 500) {
      throw new Passing(`HTTP ${status}`, Math.min(pauseMs ?? 0, limits.blockedMs))
    }
    throw new EdgarError('REFUSED', `EDGAR refuses ${url.pathname} (HTTP ${status}).`)
  } finally {
    clearTimeout(timer)
    // Lets go of what nobody has read.
    stop.abort()
  }
}

const REDIRECTS = [301, 302, 303, 307, 308]
/** What the store behind EDGAR's archive answers where there is nothing. */
const ABSENT = /<Code>(?:AccessDenied|NoSuchKey)<\/Code>/
const BLOCK_PAGE =
  /^[^<]{0,9}(?:<\?xml[^>]*>\s*)?<(?:!doctype )?html\b[\s\S]*(?:Request Rate Threshold Exceeded|Undeclared Automated Tool)/i

function headersOf({ userAgent, ifNot }: { userAgent: string; ifNot?: string | undefined }) {
  const condition = ifNot && { [/^(?:W\/)?"/.test(ifNot) ? 'If-None-Match' : 'If-Modified-Since']: ifNot }
  return { 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate', ...condition }
}

/** Passes a body on; fails where it is too large, empty, or in truth a page that tells us to stay away. */
async function* checked(body: Body, url: URL, { maxBytes, limits }: Request<unknown>): Body {
  const first: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    if (bytes < HEAD_BYTES) first.push(chunk)
    bytes += chunk.byteLength
    if (bytes > maxBytes) {
      throw new EdgarError('TOO_LARGE', `What EDGAR has at ${url.pathname} is larger than ${maxBytes} bytes.`)
    }
    yield chunk
  }
  if (bytes === 0) throw new Passing('the answer is empty')
  if (BLOCK_PAGE.test(Buffer.concat(first).toString('latin1'))) {
    throw new Block('a block page', limits.blockedMs)
  }
}

async function head(body: Body): Promise<string> {
  let text = ''
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString('latin1')
    if (text.length > HEAD_BYTES) break
  }
  return text
}

/** In milliseconds from now, of seconds or a date, which may be past; undefined where it says neither. */
function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after') ?? ''
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isNaN(ms) ? undefined : ms
}

/** fetch says only that it failed; why is in its cause. */
function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown }
  const { message, code } = cause as { message?: string; code?: string }
  return message || code || String(cause)
}
