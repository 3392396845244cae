/** The builder of the schema: plugins, context, defaults. It defines no types. */
import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import DataloaderPlugin from '@pothos/plugin-dataloader'
import RelayPlugin from '@pothos/plugin-relay'
import type { GraphQLError } from 'graphql'
import type { Arrivals } from '../db/arrivals.ts'
import type { Db } from '../db/open.ts'
import { refuse } from './errors.ts'
import { GRAPH_LIMITS } from './limits.ts'
import type { Loader } from './loads.ts'

/** What every resolver is given; a new one for each operation, since loaders remember what they loaded in it. */
export interface Context {
  db: Db
  /** Where subscriptions hear of new filings. */
  arrivals: Arrivals
  /** Whether the cost of the operation was found bearable before it ran: fields need not work it out again. */
  isCosted?: boolean
  /** What it loads, by the names of the loads. */
  loaders?: Map<unknown, Loader<unknown, unknown>>
}

export interface Types {
  Context: Context
  DefaultFieldNullability: false
  Scalars: {
    ID: { Input: string; Output: string | number }
    Date: { Input: string; Output: string }
    DateTime: { Input: string; Output: string }
    Decimal: { Input: string; Output: string }
    Cik: { Input: number; Output: number }
    AccessionNumber: { Input: string; Output: string }
    Url: { Input: string; Output: string }
  }
}

export type Schema = PothosSchemaTypes.ExtendDefaultTypes<Types>

/** The types that have ids of their own; `nodes.ts` names them. */
export const nodeNames = new Set<string>()

/** What an operation may cost. */
export const MOST = GRAPH_LIMITS.cost.value

/** Why an operation costs too much; undefined where it does not. */
export function refusalOf(complexity: number): GraphQLError | undefined {
  if (complexity <= MOST) return undefined
  const found = `The operation's complexity is ${complexity}, more than ${MOST}`
  return refuse('QUERY_TOO_COMPLEX', `${found}: ask for smaller pages or fewer nested lists.`)
}

/**
 * The id of a node, opaque to callers: base64url of its type and key. Both are letters of ASCII, digits and a few signs, none
 * of which base64 would write otherwise; `btoa` takes half as long as a buffer.
 */
export function globalId(typename: string, key: unknown): string {
  const padded = btoa(`${typename}:${key}`)
  return padded.endsWith('==') ? padded.slice(0, -2) : padded.endsWith('=') ? padded.slice(0, -1) : padded
}

export const builder = new SchemaBuilder<Types>({
  plugins: [ComplexityPlugin, RelayPlugin, DataloaderPlugin],
  defaultFieldNullability: false,
  complexity: {
    defaultListMultiplier: 3, // most filings have one owner, two transactions, three footnotes
    limit: ({ isCosted }) => (isCosted ? {} : { complexity: MOST }),
    complexityError: (_, { complexity }) => refusalOf(complexity)!,
  },
  relay: {
    encodeGlobalID: globalId,
    decodeGlobalID: (globalId) => {
      const [, typename, id] = /^(\w+):(.+)$/s.exec(Buffer.from(globalId, 'base64url').toString()) ?? []
      if (!typename || !id || !nodeNames.has(typename))
        throw refuse(
          'BAD_USER_INPUT',
          `"${globalId.slice(0, 40)}" is not an id: pass one that this API gave.`,
        )
      return { typename, id }
    },
    idFieldOptions: { description: 'Its id: opaque, and the same for ever.' },
    nodeTypeOptions: { description: 'Whatever has an id of its own, and can be fetched again by it.' },
    nodeQueryOptions: {
      description: 'The object with this id; null when there is none.',
      args: { id: { description: 'An id that this API gave.' } },
    },
    nodesQueryOptions: {
      description: 'The objects with these ids, in their order; null where there is none.',
      args: { ids: { description: `Ids that this API gave, at most ${GRAPH_LIMITS.ids.value}.` } },
      complexity: ({ ids }: { ids: unknown[] }) => ({ field: 1, multiplier: ids.length }),
      resolve: (_, { ids }, __, ___, resolveNodes) => {
        if (ids.length > GRAPH_LIMITS.ids.value)
          throw refuse(
            'BAD_USER_INPUT',
            `At most ${GRAPH_LIMITS.ids.value} ids, not ${ids.length}: ask for them in parts.`,
          )
        return resolveNodes(ids)
      },
    },
    hasNextPageFieldOptions: { description: 'Whether more follows this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether more comes before this page.' },
    startCursorFieldOptions: { description: 'The cursor of its first item; null on an empty page.' },
    endCursorFieldOptions: { description: 'The cursor of its last item; null on an empty page.' },
    pageInfoTypeOptions: { description: 'Where a page stands among all of its connection.' },
  },
})
