/**
 * Plans: operations compiled. A plan runs level by level, each field once for all objects of a level, so that what is loaded
 * for many is loaded at once; nothing waits where all is at hand. It knows nothing of errors: whatever goes wrong ends it,
 * and graphql's own executor, asked the same, says what and where.
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql'
import type { Context } from '../builder.ts'
import { conditionsOf } from './collect.ts'
import { andThen, type Maybe, type Scope, Unfit, type Variables } from './run.ts'
import { Selection } from './selection.ts'

export class Plan {
  readonly #schema: GraphQLSchema
  readonly #operation: OperationDefinitionNode
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #conditions: readonly string[]
  /** Where nothing can be left out. */
  #root: Selection | undefined
  /** By the values of the variables that choose what is left out. */
  readonly #roots = new Map<string, Selection>()
  readonly #info: GraphQLResolveInfo

  /** For the one query of a valid document. */
  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
    this.#schema = schema
    this.#operation = operation
    this.#fragments = new Map(
      (fragments as FragmentDefinitionNode[]).map((fragment) => [fragment.name.value, fragment]),
    )
    // Fragments of other operations may look at variables of theirs.
    const defined = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? []
    this.#conditions = conditionsOf(document).filter((name) => defined.includes(name))
    this.#info = { schema } as GraphQLResolveInfo
  }

  /** The data; throws, or rejects, where there is any error, `Unfit` where it will always. */
  run(context: Context, variables: Variables): Maybe<object> {
    const data = this.#rootFor(variables).run([NOTHING], { context, variables, info: this.#info })
    return andThen(data, ([root]) => root!)
  }

  #rootFor({ coerced }: Variables): Selection {
    if (this.#conditions.length === 0) {
      this.#root ??= this.#selectionOf({})
      return this.#root
    }
    const values = this.#conditions.map((name) => [name, coerced[name]])
    if (values.some(([, value]) => typeof value !== 'boolean')) throw new Error('A condition has no value.')
    const key = values.map(([, value]) => (value ? 1 : 0)).join('')
    let root = this.#roots.get(key)
    if (!root) {
      if (this.#roots.size >= MOST_ROOTS) throw new Unfit('Too much of it is asked for at times only.')
      root = this.#selectionOf(Object.fromEntries(values))
      this.#roots.set(key, root)
    }
    return root
  }

  #selectionOf(conditions: Scope['conditions']): Selection {
    const scope: Scope = {
      schema: this.#schema,
      fragments: this.#fragments,
      conditions,
      select: (type, asked) => {
        // Made when it is come to: of a union's members, few are.
        let selection: Selection | undefined
        return {
          run(sources, run) {
            selection ??= new Selection(scope, type, asked)
            return selection.run(sources, run)
          },
        }
      },
    }
    return new Selection(scope, this.#schema.getQueryType()!, [this.#operation])
  }
}

/** What the root's resolvers are given as their parent. */
const NOTHING = undefined

/** Ways to choose what is left out that are compiled. */
const MOST_ROOTS = 16
