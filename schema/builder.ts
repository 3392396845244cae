/** The builder of the schema: plugins, context, defaults. It defines no types. */
import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import DataloaderPlugin from '@pothos/plugin-dataloader'
import RelayPlugin from '@pothos/plugin-relay'
import type { Db } from '../db/open.ts'
import { refuse } from './errors.ts'

/** What every resolver is given; a new one for each operation, since loaders remember what they loaded in it. */
export interface Context {
  db: Db
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

const LIMITS = { nodes: 100, cost: 20_000, depth: 20, breadth: 2_000 }

export const builder = new SchemaBuilder<Types>({
  plugins: [ComplexityPlugin, RelayPlugin, DataloaderPlugin],
  defaultFieldNullability: false,
  complexity: {
    defaultListMultiplier: 3, // most filings have one owner, two transactions, three footnotes
    limit: { complexity: LIMITS.cost, depth: LIMITS.depth, breadth: LIMITS.breadth },
    complexityError: (kind, { depth, breadth, complexity }) => {
      const found = { Depth: depth, Breadth: breadth, Complexity: complexity }[kind as 'Depth']
      const limit = { Depth: LIMITS.depth, Breadth: LIMITS.breadth, Complexity: LIMITS.cost }[kind as 'Depth']
      return refuse(
        'QUERY_TOO_COMPLEX',
        `The operation's ${kind.toLowerCase()} is ${found}, more than ${limit}: ask for smaller pages or fewer nested lists.`,
      )
    },
  },
  relay: {
    encodeGlobalID: (typename, id) => Buffer.from(`${typename}:${id}`).toString('base64url'),
    decodeGlobalID: (globalId) => {
      const [, typename, id] = /^(\w+):(.+)$/s.exec(Buffer.from(globalId, 'base64url').toString()) ?? []
      if (!typename || !id)
        throw refuse(
          'BAD_USER_INPUT',
          `"${globalId.slice(0, 40)}" is not an id: pass one that this API gave.`,
        )
      return { typename, id }
    },
    nodeTypeOptions: { description: 'Whatever has an id of its own, and can be fetched again by it.' },
    nodeQueryOptions: {
      description: 'The object with this id; null when there is none.',
      args: { id: { description: 'An id that this API gave.' } } as never,
    },
    nodesQueryOptions: {
      description: `The objects with these ids, in their order; null where there is none. At most ${LIMITS.nodes}.`,
      complexity: (args: { ids: unknown[] }) => ({ field: 1, multiplier: args.ids.length }),
    },
    pageInfoTypeOptions: { description: 'Where a page stands among all of its connection.' },
  },
})
