/**
 * The quick way: what a server has answered before, and operations that it knows, past yoga's request path. Yoga stands
 * for what HTTP and GraphQL say: whatever is not a plain success goes its way, so that there is one word on it.
 */
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DocumentNode, ExecutionResult } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/open.ts'
import type { Context } from '../schema/builder.ts'
import { andThen, type Maybe } from '../schema/execution/run.ts'
import { operationOf } from '../schema/operation.ts'
import { LIMITS } from './limits.ts'
import { keptDocuments } from './serving/documents.ts'
import type { Metrics } from './serving/metrics.ts'
import type { PersistedOperations } from './serving/persisted.ts'
import { headersOf, isGet, isPost, type Params, paramsOfAddress, paramsOfBody } from './serving/plain.ts'

interface Answer {
  text: string
  /** Of an answer to GET, which whoever has it may go on using. */
  tag?: string
}

export class QuickWay {
  readonly #db: Db
  readonly #contextOf: () => Context
  readonly #operations: PersistedOperations | undefined
  readonly #metrics: Metrics | undefined
  /** Documents that are valid, by their text. */
  readonly #documents = keptDocuments()
  /** Answers by the requests that they answer, all of the same state of the data. */
  readonly #answers = new LRUCache<string, Answer>({
    maxSize: LIMITS.answerBytes.value,
    maxEntrySize: Math.ceil(LIMITS.answerBytes.value / 16),
    sizeCalculation: ({ text }, request) => 2 * (text.length + request.length),
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
    if (isGet(request)) {
      const url = request.url!
      this.#reply(request, response, otherwise, `GET ${url}`, () => paramsOfAddress(url, this.#operations))
    } else if (isPost(request))
      takeBody(request, (body) => {
        Object.assign(request, { body })
        const key = `POST ${body.toString('latin1')}` // as it came, byte for byte
        this.#reply(request, response, otherwise, key, () => paramsOfBody(body, this.#operations))
      })
    else otherwise()
  }

  #reply(
    request: IncomingMessage,
    response: ServerResponse,
    otherwise: () => void,
    key: string,
    params: () => Params | undefined,
  ): void {
    const reply = (answer: Answer | undefined) => {
      if (answer === undefined) otherwise()
      else give(request, response, answer)
    }
    // What breaks here breaks there as well, where it is told and logged.
    try {
      const answer = this.#known(key) ?? this.#worked(key, params(), request.method === 'GET')
      if (answer instanceof Promise) answer.then(reply, otherwise)
      else reply(answer)
    } catch {
      otherwise()
    }
  }

  #known(key: string): Answer | undefined {
    // What is said of days to come, such as of options that expire, changes with the day.
    const state = `${this.#db.version()} ${Math.floor(Date.now() / 86_400_000)}`
    if (state !== this.#state) this.#answers.clear()
    this.#state = state
    const known = this.#answers.get(key)
    if (known) this.#metrics?.kept()
    return known
  }

  #worked(key: string, params: Params | undefined, isGet: boolean): Maybe<Answer | undefined> {
    const state = this.#state
    const document = params && this.#documents.get(params.query)
    if (!document) return undefined
    const operation = operationOf(document, params.operationName)
    if (!operation.isQuery) return undefined
    const written = (result: ExecutionResult) => {
      if (result.errors) return undefined
      this.#metrics?.ran(result)
      const text = JSON.stringify(result)
      const answer = isGet ? { text, tag: tagOf(text) } : { text }
      if (operation.isLasting && state === this.#state) this.#answers.set(key, answer)
      return answer
    }
    return andThen(operation.run(this.#contextOf(), params.variables ?? {}), written)
  }
}

/** Gives an answer; of one to GET, only word that it is still the same, to who has it. */
function give({ headers }: IncomingMessage, response: ServerResponse, { text, tag }: Answer): void {
  if (tag !== undefined) {
    response.setHeader('ETag', tag).setHeader('Cache-Control', 'no-cache').appendHeader('Vary', 'Accept')
    if (headers['if-none-match']?.includes(tag)) {
      response.writeHead(304).end()
      return
    }
  }
  response.writeHead(200, headersOf(headers, text)).end(text)
}

/** Gives all of a body once it is there; of one that breaks off, nothing: nobody waits for an answer. */
function takeBody(request: IncomingMessage, give: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => give(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
}

/** Tells an answer from any other. */
const tagOf = (text: string) => `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
