/** Requests that are plain to see: what they ask for, and the headers of the answer. All others are left to yoga. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { LIMITS } from '../limits.ts'
import type { PersistedOperations } from './persisted.ts'

const JSON_TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?$/i
const RESULT_TYPE = 'application/graphql-response+json'

export interface Params {
  query: string
  operationName?: string | null
  variables?: Record<string, unknown> | null
}

/** A POST of some JSON that asks for JSON, of a size that is told and may be. */
export function isPost({ method, url, headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length'])
  return (
    method === 'POST' &&
    url === '/graphql' &&
    length > 0 &&
    length <= LIMITS.bodyBytes.value &&
    JSON_TYPE.test(headers['content-type'] ?? '') &&
    headers['content-encoding'] === undefined &&
    typeOf(headers.accept) !== undefined
  )
}

/** A GET without a body that asks for JSON. */
export const isGet = ({ method, url, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  url!.startsWith('/graphql?') &&
  headers['content-length'] === undefined &&
  headers['transfer-encoding'] === undefined &&
  typeOf(headers.accept) !== undefined

/** The type of the answer; undefined where that is not plain to see. */
function typeOf(accept = '*/*'): string | undefined {
  if (accept === '*/*' || accept === 'application/json') return 'application/json; charset=utf-8'
  return accept === RESULT_TYPE ? `${RESULT_TYPE}; charset=utf-8` : undefined
}

/** As yoga's. */
export const headersOf = ({ accept }: IncomingHttpHeaders, answer: string) => ({
  'Content-Type': typeOf(accept)!,
  'Content-Length': Buffer.byteLength(answer),
})

/** What a body asks for; undefined where it is anything but that. */
export function paramsOfBody(body: Buffer, operations: PersistedOperations | undefined): Params | undefined {
  return paramsOf(parsed(body.toString()), operations)
}

/** The same of an address. */
export function paramsOfAddress(
  url: string,
  operations: PersistedOperations | undefined,
): Params | undefined {
  const given = [...new URLSearchParams(url.slice(url.indexOf('?')))]
  const params: Record<string, unknown> = Object.fromEntries(given)
  if (Object.keys(params).length < given.length) return undefined
  for (const name of ['variables', 'extensions'])
    if (typeof params[name] === 'string' && params[name] !== '') {
      params[name] = parsed(params[name])
      if (params[name] === undefined) return undefined
    }
  return paramsOf(params, operations)
}

function paramsOf(given: unknown, operations: PersistedOperations | undefined): Params | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const params = operations ? (operations.resolve(given as Record<string, unknown>) ?? {}) : given
  const { query, operationName, variables, extensions } = params as Record<string, unknown>
  const isObject = (value: unknown) => value == null || (typeof value === 'object' && !Array.isArray(value))
  const isName = operationName == null || typeof operationName === 'string'
  const isPlain = typeof query === 'string' && isName && isObject(variables) && extensions == null
  return isPlain ? (params as Params) : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
