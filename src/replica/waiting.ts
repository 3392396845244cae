/** Answers before there is anything to answer from: alive, and not ready. */
import { once } from 'node:events'
import { createServer } from 'node:http'

/** Listens until it is told to end. Rejects where the address is taken. */
export async function answerNotReady(at: { host: string; port: number }): Promise<() => Promise<void>> {
  const server = createServer({ keepAlive: false }, ({ url }, response) => {
    const isAlive = url === '/health'
    response
      .writeHead(isAlive ? 200 : 503, {
        'Content-Type': 'text/plain',
        'Cache-Control': 'no-store',
        'Retry-After': '1',
        Connection: 'close',
      })
      .end(isAlive ? 'ok' : 'not ready: the replica waits for its primary')
  })
  server.listen(at.port, at.host)
  await once(server, 'listening')
  return async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeIdleConnections()
    await closed
  }
}
