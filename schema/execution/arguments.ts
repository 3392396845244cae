/** The arguments of a field: worked out once where no variable is in them, else for each run. */
import { type FieldNode, type GraphQLField, getArgumentValues, Kind, visit } from 'graphql'
import type { Variables } from './run.ts'

export type Arguments = (variables: Variables) => object

const NONE = Object.freeze({})

export function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Arguments {
  if (field.args.length === 0) return () => NONE
  if (!node.arguments?.some(hasVariable)) {
    const known = getArgumentValues(field, node)
    return () => known
  }
  return (variables) => getArgumentValues(field, node, variables)
}

function hasVariable(argument: NonNullable<FieldNode['arguments']>[number]): boolean {
  let found = false
  visit(argument, {
    [Kind.VARIABLE]: () => {
      found = true
    },
  })
  return found
}
