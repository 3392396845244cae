/**
 * The quick way: what a server has answered before, and operations that it knows, past yoga's request path. Yoga stands
 * for what HTTP and GraphQL say: whatever is not a plain success goes its way, so that there is one word on it.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { DocumentNode, ExecutionResult } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/open.ts'
import type { Context } from '../schema/builder.ts'
import { operationOf } from '../schema/operation.ts'
import { LIMITS } from './limits.ts'
import { keptDocuments } from './serving/documents.ts'
import type { Metrics } from './serving/metrics.ts'
import type { PersistedOperations } from './serving/persisted.ts'

const JSON_TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?$/i
const RESULT_TYPE = 'application/graphql-response+json'

interface Params {
  query: string
  operationName?: string | null
  variables?: Record<string, unknown> | null
}

export class QuickWay {
  readonly #db: Db
  readonly #contextOf: () => Context
  readonly #operations: PersistedOperations | undefined
  readonly #metrics: Metrics | undefined
  /** Documents that are valid, by their text. */
  readonly #documents = keptDocuments()
  /** Answers by the requests that they answer, all of the same state of the data. */
  readonly #answers = new LRUCache<string, string>({
    maxSize: LIMITS.answerBytes.value,
    maxEntrySize: Math.ceil(LIMITS.answerBytes.value / 16),
    sizeCalculation: (answer, request) => 2 * (answer.length + request.length),
  })
  #state = ''

  constructor(db: Db, contextOf: () => Context, operations?: PersistedOperations, metrics?: Metrics) {
    this.#db = db
    this.#contextOf = contextOf
    this.#operations = operations
    this.#metrics = metrics
  }

  /** Makes a document known that was found valid. */
  learn(query: string, document: DocumentNode): void {
    this.#documents.set(query, document)
  }

  /** Answers a request, where it can; else `otherwise` does, which finds the body on the request. */
  answer(request: IncomingMessage, response: ServerResponse, otherwise: () => void): void {
    if (!isPlain(request)) otherwise()
    else takeBody(request, (body) => this.#reply(Object.assign(request, { body }), response, otherwise))
  }

  #reply(request: IncomingMessage & { body: Buffer }, response: ServerResponse, otherwise: () => void): void {
    const reply = (answer: string | undefined) => {
      if (answer === undefined) otherwise()
      else response.writeHead(200, headersOf(request.headers, answer)).end(answer)
    }
    // What breaks here breaks there as well, where it is told and logged.
    try {
      const answer = this.#find(request.body)
      if (answer instanceof Promise) answer.then(reply, otherwise)
      else reply(answer)
    } catch {
      otherwise()
    }
  }

  #find(body: Buffer): string | undefined | Promise<string | undefined> {
    const request = body.toString('latin1') // as it came, byte for byte
    const known = this.#known(request)
    if (known !== undefined) this.#metrics?.kept()
    return known ?? this.#worked(body, request)
  }

  #known(request: string): string | undefined {
    // What is said of days to come, such as of options that expire, changes with the day.
    const state = `${this.#db.version()} ${Math.floor(Date.now() / 86_400_000)}`
    if (state !== this.#state) this.#answers.clear()
    this.#state = state
    return this.#answers.get(request)
  }

  #worked(body: Buffer, request: string): string | undefined | Promise<string | undefined> {
    const state = this.#state
    const params = paramsOf(body, this.#operations)
    const document = params && this.#documents.get(params.query)
    if (!document) return undefined
    const operation = operationOf(document, params.operationName)
    if (!operation.isQuery) return undefined
    const written = (result: ExecutionResult) => {
      if (result.errors) return undefined
      this.#metrics?.ran(result)
      const answer = JSON.stringify(result)
      if (state === this.#state) this.#answers.set(request, answer)
      return answer
    }
    const result = operation.run(this.#contextOf(), params.variables ?? {})
    return result instanceof Promise ? result.then(written) : written(result)
  }
}

/** A POST of some JSON that asks for JSON, of a size that is told and may be. */
function isPlain({ method, url, headers }: IncomingMessage): boolean {
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

/** The type of the answer; undefined where that is not plain to see. */
function typeOf(accept = '*/*'): string | undefined {
  if (accept === '*/*' || accept === 'application/json') return 'application/json; charset=utf-8'
  return accept === RESULT_TYPE ? `${RESULT_TYPE}; charset=utf-8` : undefined
}

/** As yoga's. */
const headersOf = ({ accept }: IncomingHttpHeaders, answer: string) => ({
  'Content-Type': typeOf(accept)!,
  'Content-Length': Buffer.byteLength(answer),
})

/** Gives all of a body once it is there; of one that breaks off, nothing: nobody waits for an answer. */
function takeBody(request: IncomingMessage, give: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => give(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
}

/** What is asked for; undefined where it is anything but that. */
function paramsOf(body: Buffer, operations: PersistedOperations | undefined): Params | undefined {
  let params: unknown
  try {
    params = JSON.parse(body.toString())
  } catch {
    return undefined
  }
  if (typeof params !== 'object' || params === null) return undefined
  if (operations) params = operations.resolve(params as Record<string, unknown>) ?? {}
  const { query, operationName, variables, extensions } = params as Record<string, unknown>
  const isObject = (value: unknown) => value == null || (typeof value === 'object' && !Array.isArray(value))
  const isName = operationName == null || typeof operationName === 'string'
  const isPlain = typeof query === 'string' && isName && isObject(variables) && extensions == null
  return isPlain ? (params as Params) : undefined
}
