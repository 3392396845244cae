/** Operations that are known beforehand: where there are some, no others are answered. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { GraphQLError, parse, validate } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { schema } from '../../schema/index.ts'
import { MISUSE, UserError } from '../commands/outcome.ts'

type Params = Record<string, unknown>

export class PersistedOperations {
  readonly #texts = new Map<string, string>()

  /**
   * From a folder of `.graphql` files, or from a manifest: Apollo's, or Relay's map of ids to texts. Each is known by the
   * SHA-256 of its text, and by its id in the manifest or the name of its file without the ending. Throws `UserError` for
   * what cannot be read, and for an operation that is not valid.
   */
  constructor(path: string) {
    for (const [id, text] of reading(path, () =>
      statSync(path).isDirectory() ? inFolder(path) : inManifest(path),
    )) {
      const [problem] = reading(path, () => validate(schema, parse(text)))
      if (problem)
        throw new UserError(`${path}: the operation "${id}" is not valid: ${problem.message}`, MISUSE)
      this.#texts.set(id, text)
      this.#texts.set(createHash('sha256').update(text).digest('hex'), text)
    }
    if (this.#texts.size === 0) throw new UserError(`${path} has no operations.`, MISUSE)
  }

  /** A request with the text of the operation that it names, or has in full; undefined where that is not known. */
  resolve(params: Params): Params | undefined {
    const { query, operationName, variables } = params
    const text = this.#texts.get(idIn(params) ?? hashOf(query))
    return text === undefined ? undefined : { query: text, operationName, variables }
  }
}

/** The id of an operation, however a client says it. */
function idIn(params: Params): string | undefined {
  const { persistedQuery } = (params.extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } }
  const id = params.id ?? params.documentId ?? persistedQuery?.sha256Hash
  return typeof id === 'string' ? id : undefined
}

const hashOf = (text: unknown) => createHash('sha256').update(String(text)).digest('hex')

function inFolder(folder: string): [id: string, text: string][] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'))
  return files.map((name) => [name.replace(/\.graphql$/, ''), readFileSync(join(folder, name), 'utf8')])
}

function inManifest(file: string): [id: string, text: string][] {
  const content = JSON.parse(readFileSync(file, 'utf8'))
  if (content.format !== 'apollo-persisted-query-manifest') return Object.entries(content)
  return content.operations.map(({ id, body }: { id: string; body: string }) => [id, body])
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UserError(`${path} holds no operations that can be read: ${(error as Error).message}.`, MISUSE)
  }
}

const refusal = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } })

/** Answers known operations only. */
export const usePersisted = (operations: PersistedOperations): Plugin => ({
  onParams({ request, params, setParams }) {
    const inAddress = request.method === 'GET' && Object.fromEntries(new URL(request.url).searchParams)
    const { id, documentId } = inAddress || ({} as Params)
    const asked = { id, documentId, ...(params as Params) }
    const known = operations.resolve(asked)
    if (known) return setParams(known)
    // In these words, clients of Apollo know what is meant.
    if (idIn(asked)) throw refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
    throw refusal(
      'PERSISTED_QUERY_ONLY',
      'Only operations that this server knows are answered: send the id of one.',
    )
  },
})
