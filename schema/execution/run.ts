/** What one run of a plan is given, and what it gives. */
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  getVariableValues,
} from 'graphql'
import type { Context } from '../builder.ts'

export type Variables = NonNullable<ReturnType<typeof getVariableValues>['variableValues']>

export interface Run {
  context: Context
  variables: Variables
  /** Of all that it can tell, resolvers here look at the schema alone. */
  info: GraphQLResolveInfo
}

/** What an operation is compiled for: its fragments, and the values of the variables that choose what is left out. */
export interface Scope {
  schema: GraphQLSchema
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  conditions: Readonly<Record<string, unknown>>
  /** What is asked of an object of a type, in these places. */
  select(
    type: GraphQLObjectType,
    asked: readonly FieldNode[],
  ): { run(sources: readonly unknown[], run: Run): Maybe<object[]> }
}

/** At once where it can be, and only then later. */
export type Maybe<Value> = Value | Promise<Value>

export const andThen = <Value, Next>(
  value: Maybe<Value>,
  then: (value: Value) => Maybe<Next>,
): Maybe<Next> => (value instanceof Promise ? value.then(then) : then(value))

/** What `make` makes of each, together; nothing is left behind to be refused where one of them fails. */
export function eachOf<Thing, Made>(
  things: readonly Thing[],
  make: (thing: Thing) => Maybe<Made>,
): Maybe<Made[]> {
  const made: Maybe<Made>[] = []
  let isLater = false
  try {
    for (const thing of things) {
      const one = make(thing)
      isLater ||= one instanceof Promise
      made.push(one)
    }
  } catch (error) {
    Promise.allSettled(made)
    throw error
  }
  return isLater ? Promise.all(made) : (made as Made[])
}

/** What only the general executor can do. */
export class Unfit extends Error {}

/** A value is missing that must not be: the general executor will say so, and where. */
export function refuseNull(): never {
  throw new Error('A value is missing.')
}
