/** How EDGAR, and what stands between it and us, has been seen to misbehave, and how it might. */
import type { ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'

export interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** Given the right answer, gives a wrong one, or none. */
export type Misbehaviour = (right: Answer, response: ServerResponse) => void

/** Requests whose path, with its query, matches are answered wrongly, so many times in all. */
export interface Rule {
  path: RegExp
  times: number | 'always'
  how: Misbehaviour
}

/** What EDGAR's store says of an index that is not there: of a day without filings, or of today. */
export const ACCESS_DENIED: Answer = {
  status: 403,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>0123456789ABCDEF</RequestId><HostId>made/up=</HostId></Error>',
  ),
}

const html = (title: string) =>
  `<!DOCTYPE html>\n<html lang="en"><head><title>SEC.gov | ${title}</title></head><body><h1>${title}</h1></body></html>\n`
const HTML = { 'content-type': 'text/html' }
const half = ({ body }: Answer) => body.subarray(0, Math.floor(body.length / 2))

/** An error: 500; 503 and 429 with `retry-after`, in seconds or as a date, or without. */
export const failure =
  (status: number, headers: Record<string, string> = {}): Misbehaviour =>
  (_, response) =>
    response.writeHead(status, { ...HTML, ...headers }).end(html(`Error ${status}`))

/** As if it were not there yet. */
export const absent: Misbehaviour = (_, response) =>
  response.writeHead(ACCESS_DENIED.status, ACCESS_DENIED.headers).end(ACCESS_DENIED.body)

/** The page for who asks too often, or does not say who asks; with 403, or with 200 as if it were what was asked for. */
export const blockPage =
  (
    status: 200 | 403,
    title: 'Request Rate Threshold Exceeded' | 'Your Request Originates from an Undeclared Automated Tool',
  ): Misbehaviour =>
  (_, response) =>
    response.writeHead(status, HTML).end(html(title))

/** Some page, under the type and the name of what was asked for. */
export const htmlPage: Misbehaviour = ({ status, headers }, response) =>
  response.writeHead(status, headers).end(html('Scheduled Maintenance'))

export const empty: Misbehaviour = ({ status, headers }, response) =>
  response.writeHead(status, headers).end()

/** Half of the body, in chunks that end as they should: nothing of HTTP tells that there is more. */
export const truncated: Misbehaviour = (right, response) => {
  response.writeHead(right.status, right.headers)
  response.write(half(right))
  response.end()
}

/** The first lines only, each whole: as of a list that is still being written. */
export const shortened: Misbehaviour = (right, response) => {
  const lines = half(right).subarray(0, half(right).lastIndexOf('\n') + 1)
  response.writeHead(right.status, { ...right.headers, 'content-length': lines.length }).end(lines)
}

/** A Content-Length that is so much more than the body, or less. */
export const wrongLength =
  (by: number): Misbehaviour =>
  ({ status, headers, body }, response) =>
    response
      .writeHead(status, { ...headers, 'content-length': body.length + by, connection: 'close' })
      .end(body)

/** Half of the body, and a reset of the connection. */
export const reset: Misbehaviour = (right, response) => {
  response.writeHead(right.status, { ...right.headers, 'content-length': right.body.length })
  response.write(half(right), () => response.socket?.resetAndDestroy())
}

export const hangBeforeHeaders: Misbehaviour = () => {}

/** Half of the body, and then nothing. */
export const hangInBody: Misbehaviour = (right, response) => {
  response.writeHead(right.status, right.headers)
  response.write(half(right))
}

export const redirectTo =
  (location: string): Misbehaviour =>
  (_, response) =>
    response.writeHead(302, { location }).end()

/** To where the request was. */
export const redirectLoop: Misbehaviour = (_, response) =>
  response.writeHead(302, { location: response.req.url! }).end()

/** A gigabyte of zeros, of which a megabyte goes over the wire. */
export const gzipBomb: Misbehaviour = ({ status, headers }, response) => {
  const member = gzipSync(Buffer.alloc(1_000_000))
  response.writeHead(status, { ...headers, 'content-encoding': 'gzip' })
  pipeline(Readable.from(Array<Buffer>(1000).fill(member)), response, () => {})
}

/** Compressed, with one bit turned in the middle. */
export const brokenGzip: Misbehaviour = ({ status, headers, body }, response) => {
  const packed = gzipSync(body)
  const middle = Math.floor(packed.length / 2)
  packed[middle]! ^= 1
  response.writeHead(status, { ...headers, 'content-encoding': 'gzip' }).end(packed)
}
