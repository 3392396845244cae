/** The server: yoga over the schema, with what stands before it and within it (`serving/`). */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import cors from 'cors'
import { createYoga } from 'graphql-yoga'
import type { Logger } from 'pino'
import { type Arrivals, watchArrivals } from '../db/arrivals.ts'
import type { Db } from '../db/open.ts'
import type { Context } from '../schema/builder.ts'
import { schema } from '../schema/index.ts'
import { LIMITS } from './limits.ts'
import { QuickWay } from './quick.ts'
import { accessBy } from './serving/access.ts'
import { type Asked, idOf, inHand, type Outcome } from './serving/asked.ts'
import { useDocumentLimits } from './serving/document-limits.ts'
import { keptDocuments } from './serving/documents.ts'
import { maskedInto, useOutcome } from './serving/errors.ts'
import { Listeners } from './serving/listeners.ts'
import type { Metrics } from './serving/metrics.ts'
import { useOperations } from './serving/operations.ts'
import { answerPage, refuse } from './serving/pages.ts'
import { type PersistedOperations, usePersisted } from './serving/persisted.ts'
import { type Answering, useSubscriptions } from './serving/subscriptions.ts'
import { useTaken } from './serving/taken.ts'

export interface Serving {
  port: number
  /**
   * Stops accepting, ends subscriptions, lets what else is in flight finish, and resolves when the last connection is
   * closed.
   */
  close(): Promise<void>
}

/** Who is answered, and what: everybody and everything, but for what is said here. */
export interface Doors {
  /** What a request must bring. */
  token?: string | undefined
  /** The origins whose pages may read answers. */
  origins?: string[] | undefined
  /** The only operations that are answered. */
  operations?: PersistedOperations | undefined
  metrics?: Metrics | undefined
}

/** Serves a database over HTTP. Rejects where the address is taken. Port 0 means any that is free. */
export async function serve(
  db: Db,
  at: { host: string; port: number },
  log: Logger,
  doors: Doors = {},
): Promise<Serving> {
  const arrivals = watchArrivals(db, LIMITS.arrivalsMs.value)
  const handle = handlerFor(db, arrivals, log, doors)
  const server = createServer(
    {
      headersTimeout: LIMITS.headersMs.value,
      requestTimeout: LIMITS.requestMs.value,
      connectionsCheckingInterval: LIMITS.checkMs.value,
      keepAliveTimeout: LIMITS.keepAliveMs.value,
    },
    handle,
  )
  server.setTimeout(LIMITS.silenceMs.value)
  server.listen(at.port, at.host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      arrivals.end()
      // Connections that were busy are to be idle no longer than that.
      const sweep = setInterval(() => server.closeIdleConnections(), 50)
      const patience = setTimeout(() => server.closeAllConnections(), LIMITS.shutdownMs.value)
      await closed
      clearTimeout(patience)
      clearInterval(sweep)
    },
  }
}

function handlerFor(db: Db, arrivals: Arrivals, log: Logger, doors: Doors) {
  const { token, origins = '*', operations, metrics } = doors
  const contextOf = () => ({ db, arrivals })
  const quick = new QuickWay(db, contextOf, operations, metrics)
  const listeners = new Listeners()
  if (metrics) metrics.listeners = listeners
  const yoga = createYoga<Answering, Context>({
    schema,
    context: contextOf,
    plugins: [
      useTaken,
      ...(operations ? [usePersisted(operations)] : []),
      useDocumentLimits,
      useSubscriptions(listeners),
      useOperations(quick, metrics),
      useOutcome(metrics),
    ],
    parserAndValidationCache: {
      documentCache: keptDocuments(),
      errorCache: { get: () => undefined, set: () => {} },
    },
    maskedErrors: { maskError: maskedInto(log) },
    maxRequestBodySize: LIMITS.bodyBytes.value,
    cors: false,
    multipart: false,
    graphiql: false,
    landingPage: false,
    logging: false, // unexpected errors are logged where they are masked
  })

  const share = cors({ origin: origins, maxAge: 86_400 })
  const mayAsk = token === undefined ? () => true : accessBy(token)
  const answer = (request: IncomingMessage, response: ServerResponse, asked: Asked) => {
    if (!mayAsk(request)) return refuseStranger(response)
    quick.answer(request, response, () => inHand.run(asked, () => yoga(request, response)))
  }

  return (request: IncomingMessage, response: ServerResponse) => {
    const startedAt = performance.now()
    const asked: Asked = { id: idOf(request), outcome: 'answered' }
    response.setHeader('X-Request-Id', asked.id)
    if (answerPage(request, response, db)) return
    if (metrics)
      response.once('close', () => metrics.done(outcomeOf(asked, response), performance.now() - startedAt))
    share(request, response, () => answer(request, response, asked))
  }
}

function refuseStranger(response: ServerResponse): void {
  response.setHeader('WWW-Authenticate', 'Bearer')
  refuse(response, 401, 'Send the token of this server: "Authorization: Bearer …".', 'UNAUTHENTICATED')
}

function outcomeOf({ outcome }: Asked, { statusCode, writableFinished }: ServerResponse): Outcome {
  if (outcome !== 'answered') return outcome
  if (!writableFinished) return 'left'
  return statusCode < 400 ? outcome : 'refused'
}
