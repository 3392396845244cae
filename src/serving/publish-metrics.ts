/** Metrics on a port of their own, which need not be open to those who ask for GraphQL. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Answers at `/metrics` with what `read` gives, until closed. Rejects where the address is taken. */
export async function publishMetrics(
  at: { host: string; port: number },
  read: () => Promise<string>,
): Promise<{ port: number; close(): void }> {
  const server = createServer(async ({ url }, response) => {
    if (url !== '/metrics') return void response.writeHead(404).end()
    try {
      const text = await read()
      response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text)
    } catch {
      response.writeHead(503).end() // a database, or a worker, that does not answer
    }
  })
  server.listen(at.port, at.host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
