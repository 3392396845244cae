/** What is answered before GraphQL: requests that are none of HTTP's, whether all is well, and GraphiQL. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import { lastArrival } from '../../db/arrivals.ts'
import type { Db } from '../../db/open.ts'
import { LIMITS } from '../limits.ts'
import { graphiqlPage } from '../web/graphiql.ts'

/** Answers what is not for GraphQL, and tells whether it was that. */
export function answerPage(request: IncomingMessage, response: ServerResponse, db: Db): boolean {
  const { url = '', method, headers } = request
  const accept = headers.accept ?? ''
  if (!isAddress(url, headers.host))
    refuse(response, 400, 'The target or the Host is no address: ask for /graphql.')
  else if (accept.length > LIMITS.acceptBytes.value)
    refuse(response, 406, `An Accept header has at most ${LIMITS.acceptBytes.value} characters.`)
  else
    switch (url.split('?', 1)[0]) {
      case '/':
        response.writeHead(302, { Location: '/graphql' }).end()
        break
      case '/health':
        text(response, 200, 'ok')
        break
      case '/ready':
        if (isReady(db)) text(response, 200, 'ready')
        else text(response, 503, 'not ready')
        break
      case '/graphql':
        if (method !== 'GET' || !isBrowser(accept)) return false
        show(request, response)
        break
      default:
        return false
    }
  return true
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

/** Answers with an error as GraphQL writes them. */
export function refuse(response: ServerResponse, status: number, message: string, code = 'BAD_REQUEST') {
  response
    .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
    .end(JSON.stringify({ errors: [{ message, extensions: { code } }] }))
}

function text(response: ServerResponse, status: number, body: string) {
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end(body)
}

/** Whether the database answers. */
function isReady(db: Db): boolean {
  try {
    lastArrival(db)
    return true
  } catch {
    return false
  }
}

/** Browsers put HTML first; whoever prefers JSON to it wants the answer. */
const isBrowser = (accept: string) => /^\s*text\/html\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(accept)

async function show(request: IncomingMessage, response: ServerResponse) {
  const { headers, zipped } = await graphiqlPage()
  const isKnown = request.headers['if-none-match'] === headers.ETag
  response.writeHead(isKnown ? 304 : 200, headers).end(isKnown ? undefined : zipped)
}
