/** A stand-in for EDGAR: a real server on loopback, with EDGAR's layout and its bad days. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { type Archive, type ArchiveOptions, archive } from './archive.ts'
import type { Book } from './books.ts'
import type { Answer, Rule } from './misbehave.ts'

export interface StandIn extends Archive {
  /** Where it is: `http://127.0.0.1:12345`, all of EDGAR's hosts in one. */
  base: string
  /** Every request so far, in the order in which they came. */
  books: Book[]
  /** Requests that match are answered wrongly from now on; of several rules, by the first that has not run out. */
  misbehave(rule: Rule): void
  /** Ends all misbehaviours. */
  behave(): void
  /** Ends what hangs, too. */
  close(): Promise<void>
}

export async function standIn(options: ArchiveOptions): Promise<StandIn> {
  const { companies, publish, rightAnswer } = archive(options)
  const books: Book[] = []
  const rules: { path: RegExp; left: number; how: Rule['how'] }[] = []
  let open = 0
  const server = createServer((request, response) => {
    const path = request.url!
    const book: Book = { at: performance.now(), path, headers: request.headers, open: ++open }
    books.push(book)
    response.on('close', () => open--)
    const rule = rules.find((one) => one.left > 0 && one.path.test(path))
    if (rule) {
      rule.left--
      book.misbehaved = rule.how
      rule.how(rightAnswer(path), response)
    } else send(rightAnswer(path), request, response)
    if (response.headersSent) book.status = response.statusCode
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    books,
    companies,
    publish,
    misbehave({ path, times, how }) {
      rules.push({ path, left: times === 'always' ? Number.POSITIVE_INFINITY : times, how })
    },
    behave() {
      rules.length = 0
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Compressed where the client takes it, and 304 where it has it. */
function send({ status, headers, body }: Answer, request: IncomingMessage, response: ServerResponse): void {
  if (headers.etag && request.headers['if-none-match'] === headers.etag) {
    response.writeHead(304, { etag: headers.etag }).end()
  } else if (/\bgzip\b/.test(String(request.headers['accept-encoding'])) && !headers.etag) {
    response.writeHead(status, { ...headers, 'content-encoding': 'gzip' }).end(gzipSync(body))
  } else {
    response.writeHead(status, { ...headers, 'content-length': body.length }).end(body)
  }
}
