/** The server: yoga over the schema, and what stands before it. The only import of yoga. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ExecutionResult, GraphQLError, parse, validate } from 'graphql'
import { createLRUCache, createYoga, maskError, type Plugin, type YogaInitialContext } from 'graphql-yoga'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { type Arrivals, watchArrivals } from '../db/arrivals.ts'
import type { Db } from '../db/open.ts'
import type { Context } from '../schema/builder.ts'
import { schema } from '../schema/index.ts'
import { extensionsOf, operationOf } from '../schema/operation.ts'
import { subscribe } from '../schema/subscribe.ts'
import { LIMITS } from './limits.ts'
import { Listeners } from './listeners.ts'
import { QuickWay } from './quick.ts'
import { graphiqlPage } from './web/graphiql.ts'

export interface Serving {
  port: number
  /**
   * Stops accepting, ends subscriptions, lets what else is in flight finish, and resolves when the last connection is
   * closed.
   */
  close(): Promise<void>
}

/** Serves a database over HTTP. Rejects where the address is taken. Port 0 means any that is free. */
export async function serve(db: Db, at: { host: string; port: number }, log: Logger): Promise<Serving> {
  const arrivals = watchArrivals(db, LIMITS.arrivalsMs.value)
  const handle = handlerFor(db, arrivals, log)
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
      const patience = setTimeout(() => server.closeAllConnections(), LIMITS.shutdownMs.value)
      await closed
      clearTimeout(patience)
    },
  }
}

/** The id of the request in hand, for the logs and for whoever asks about an error. */
const requestId = new AsyncLocalStorage<string>()

function handlerFor(db: Db, arrivals: Arrivals, log: Logger) {
  const contextOf = () => ({ db, arrivals })
  const quick = new QuickWay(db, contextOf)
  const yoga = createYoga<Answering, Context>({
    schema,
    context: contextOf,
    plugins: [useTaken, useDocumentLimits, useSubscriptions(), useOperations(quick)],
    parserAndValidationCache: {
      documentCache: createLRUCache({ max: LIMITS.documents.value }),
      errorCache: { get: () => undefined, set: () => {} },
    },
    maskedErrors: {
      maskError(error, message, isDev) {
        const masked = maskError(error, message, isDev)
        if (masked === error) return coded(error)
        const id = requestId.getStore()
        log.error({ requestId: id, err: (error as GraphQLError).originalError ?? error }, 'unexpected error')
        if (masked instanceof GraphQLError) masked.extensions.requestId = id
        return masked
      },
    },
    maxRequestBodySize: LIMITS.bodyBytes.value,
    cors: { origin: '*', credentials: false },
    multipart: false,
    graphiql: false,
    landingPage: false,
    logging: false, // unexpected errors are logged above
  })

  return (request: IncomingMessage, response: ServerResponse) => {
    const { url = '', method } = request
    const accept = request.headers.accept ?? ''
    if (!isAddress(url, request.headers.host)) return end(response, 400)
    if (accept.length > LIMITS.acceptBytes.value) return end(response, 406)
    const [path] = url.split('?', 1)
    if (path === '/') return end(response, 302, { Location: '/graphql' })
    if (path === '/health') return end(response, 200, { 'Content-Type': 'text/plain' }, 'ok')
    if (path === '/graphql' && method === 'GET' && isBrowser(accept)) return show(request, response)
    quick.answer(request, response, () => requestId.run(randomUUID(), () => yoga(request, response)))
  }
}

/** Hosts that were found to be well-formed: nearly all requests name the same. */
const hosts = new LRUCache<string, true>({ max: 100 })

/** Whether path and host make an address. */
function isAddress(url: string, host = ''): boolean {
  if (url === '/graphql' && hosts.has(host)) return true
  const isOne = url.startsWith('/') && URL.canParse(url, `http://${host}`)
  if (isOne) hosts.set(host, true)
  return isOne
}

/** Browsers put HTML first; whoever prefers JSON to it wants the answer. */
const isBrowser = (accept: string) => /^\s*text\/html\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(accept)

/** Whatever reaches a caller unmasked is the caller's to mend, variables of the wrong kind too. */
function coded(error: unknown): Error {
  if (!(error instanceof GraphQLError)) return error as Error
  const { message, path, extensions } = error
  if (extensions?.code !== undefined) return error
  return new GraphQLError(message, { ...error, path, extensions: { ...extensions, code: 'BAD_USER_INPUT' } })
}

function end(response: ServerResponse, status: number, headers = {}, body?: string) {
  response.writeHead(status, headers).end(body)
}

async function show(request: IncomingMessage, response: ServerResponse) {
  const { headers, zipped } = await graphiqlPage()
  const isKnown = request.headers['if-none-match'] === headers.ETag
  response.writeHead(isKnown ? 304 : 200, headers).end(isKnown ? undefined : zipped)
}

const TOO_MANY = new GraphQLError('Too many listen at once: try again later, or query.', {
  extensions: { code: 'TOO_MANY_LISTENERS' },
})

const refusal = (status: number, message: string) =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status } } })

/** Takes JSON only: forms and plain text are what a foreign page can make a browser send without asking. */
const useTaken: Plugin = {
  onRequestParse({ request, url }) {
    const type = request.headers.get('content-type') ?? ''
    if (request.method === 'POST' && !/^application\/(graphql\+)?json\b/i.test(type))
      throw refusal(415, 'Send the operation as JSON, with "Content-Type: application/json".')
    if (request.method !== 'GET') return
    for (const name of ['variables', 'extensions']) {
      const value = url.searchParams.get(name)
      if (value && !isJson(value)) throw refusal(400, `The parameter "${name}" must be JSON.`)
    }
  },
  onResponse({ response: { status, headers } }) {
    // The rest of a body that was too large is never read; and who has listened to the end is not waited for.
    if (status !== 413 && headers.get('content-type') !== 'text/event-stream') return
    headers.delete('Connection') // or else it would be told twice
    headers.set('Connection', 'close')
  },
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Bounds the work that a document makes before it is executed; what executing it costs is bounded in the schema. */
const useDocumentLimits: Plugin = {
  onParse({ setParseFn }) {
    setParseFn((source, options) => parse(source, { ...options, maxTokens: LIMITS.tokens.value }))
  },
  onValidate({ setValidationFn }) {
    setValidationFn((schema, document, rules) =>
      validate(schema, document, rules, { maxErrors: LIMITS.validationErrors.value }),
    )
  },
}

/** What yoga adds to the context of each operation. */
interface Answering {
  res: ServerResponse
}

/** Takes so many subscriptions at once, and drops who does not take what is told. */
function useSubscriptions(): Plugin<Answering> {
  const listeners = new Listeners()
  return {
    onSubscribe({ args, setSubscribeFn, setResultAndStopExecution }) {
      if (listeners.size >= LIMITS.listeners.value) return setResultAndStopExecution({ errors: [TOO_MANY] })
      setSubscribeFn(subscribe)
      return {
        onSubscribeResult({ result, setResult }) {
          if (Symbol.asyncIterator in result) setResult(listeners.add(args.contextValue.res, result))
        },
      }
    },
  }
}

/** Runs queries as compiled operations; tells the cost of every answer and every event. */
const useOperations = (quick: QuickWay): Plugin<object, Context> => ({
  onExecute({ args: { document, contextValue }, setExecuteFn }) {
    const { query } = (contextValue as unknown as YogaInitialContext).params
    if (query) quick.learn(query, document)
    setExecuteFn(({ document, operationName, contextValue, variableValues }) =>
      operationOf(document, operationName).run(contextValue, variableValues ?? {}),
    )
  },
  onSubscribe({ args: { document, operationName, variableValues } }) {
    const cost = operationOf(document, operationName).cost(variableValues ?? {})
    const withCost = (result: ExecutionResult): ExecutionResult =>
      cost ? { ...result, ...extensionsOf(cost) } : result
    return {
      onSubscribeResult({ result, setResult }) {
        if (Symbol.asyncIterator in result)
          return { onNext: ({ result, setResult }) => setResult(withCost(result)) }
        setResult(withCost(result))
      },
    }
  },
})
