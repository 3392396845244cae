/** A visitor who hides nothing: every byte that a server sends over one connection. */
import { connect } from 'node:net'

export interface Visit {
  head: string
  body: Buffer
  /** How it ended: properly, by a reset, or not while one had patience, in milliseconds from byte to byte. */
  end: 'closed' | 'reset' | 'hung'
}

export function visit(url: string, headers: Record<string, string> = {}, patience = 5000): Promise<Visit> {
  const { hostname, port, pathname, search } = new URL(url)
  const lines = Object.entries({ Host: hostname, Connection: 'close', ...headers })
  const request = [
    `GET ${pathname}${search} HTTP/1.1`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ]
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(request.join('\r\n')))
    const done = (end: Visit['end']) => {
      socket.destroy()
      const all = Buffer.concat(chunks)
      const split = all.indexOf('\r\n\r\n')
      resolve({ head: all.subarray(0, Math.max(split, 0)).toString(), body: all.subarray(split + 4), end })
    }
    socket.setTimeout(patience, () => done('hung'))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => done('reset'))
    socket.on('end', () => done('closed'))
  })
}

/** What stands in chunks, and whether the last of them is there: without it the body is known to be cut off. */
export function unchunked(body: Buffer): { body: Buffer; isWhole: boolean } {
  const parts: Buffer[] = []
  let rest = body
  for (;;) {
    const line = rest.indexOf('\r\n')
    const size = line < 0 ? Number.NaN : Number.parseInt(rest.subarray(0, line).toString(), 16)
    if (!(size > 0)) return { body: Buffer.concat(parts), isWhole: size === 0 }
    parts.push(rest.subarray(line + 2, line + 2 + size))
    rest = rest.subarray(line + 4 + size)
  }
}
