/** Which requests are taken for GraphQL, beyond what yoga says of it. */
import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

const refusal = (status: number, message: string) =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status } } })

/** Takes plain JSON only: forms and plain text are what a foreign page can make a browser send without asking. */
export const useTaken: Plugin = {
  onRequestParse({ request, url }) {
    const type = request.headers.get('content-type') ?? ''
    if (request.method === 'POST' && !/^application\/(graphql\+)?json\b/i.test(type))
      throw refusal(415, 'Send the operation as JSON, with "Content-Type: application/json".')
    if (request.method === 'POST' && request.headers.get('content-encoding'))
      throw refusal(415, 'Send the body as it is, without "Content-Encoding".')
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
