/** The arguments of a field: what no variable is in is worked out once, the rest for each run. */
import {
  coerceInputLiteral,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getArgumentValues,
  getNullableType,
  isInputObjectType,
  isNonNullType,
  isRequiredArgument,
  Kind,
  type ValueNode,
  visit,
} from 'graphql'
import { refuseNull, type Variables } from './run.ts'

type FromVariables<Made> = (variables: Variables) => Made
export type Arguments = FromVariables<object>

const NONE = Object.freeze({})

export function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Arguments {
  if (field.args.length === 0) return () => NONE
  const given = node.arguments ?? []
  if (given.some(({ value }) => hasVariable(value))) return membersOf(field.args, given)
  const known = getArgumentValues(field, node)
  return () => known
}

type Definition = GraphQLArgument | GraphQLInputField

/** The arguments of a field, or the fields of an input: what is given of them, or what they are by default. */
function membersOf(
  definitions: readonly Definition[],
  given: readonly { name: { value: string }; value: ValueNode }[],
): FromVariables<object> {
  const members = definitions.map((definition) => {
    const node = given.find(({ name }) => name.value === definition.name)?.value
    return {
      name: definition.name,
      mustBe: isNonNullType(definition.type),
      value: node ? valueFrom(definition.type, node) : () => undefined,
      usual: defaultOf(definition),
    }
  })
  return (variables) => {
    const values: Record<string, unknown> = {}
    for (const { name, mustBe, value, usual } of members) {
      let found = value(variables)
      if (found === undefined) found = usual
      if (found == null && mustBe) refuseNull()
      if (found !== undefined) values[name] = found
    }
    return values
  }
}

/** Undefined for a variable that is not given. */
function valueFrom(type: GraphQLInputType, node: ValueNode): FromVariables<unknown> {
  if (node.kind === Kind.VARIABLE) return ({ coerced }) => coerced[node.name.value]
  const input = getNullableType(type)
  if (node.kind === Kind.OBJECT && hasVariable(node) && isInputObjectType(input) && !input.isOneOf)
    return membersOf(Object.values(input.getFields()), node.fields)
  const literal = (variables?: Variables) => coerceInputLiteral(node, type, variables)
  const fitting = (value: unknown) => (value === undefined ? refuseNull() : value)
  if (hasVariable(node)) return (variables) => fitting(literal(variables))
  const known = fitting(literal())
  return () => known
}

function defaultOf(definition: Definition): unknown {
  if (isRequiredArgument(definition as GraphQLArgument)) return undefined
  const alone = { args: [definition] } as unknown as GraphQLField<unknown, unknown>
  return getArgumentValues(alone, { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '' } })[definition.name]
}

function hasVariable(node: ValueNode): boolean {
  let found = false
  visit(node, {
    [Kind.VARIABLE]: () => {
      found = true
    },
  })
  return found
}
