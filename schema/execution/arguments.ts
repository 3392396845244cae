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

/**
 * The arguments of a field, or the fields of an input: what is given of them, or what they are by default. A function
 * written for just these members.
 */
function membersOf(
  definitions: readonly Definition[],
  given: readonly { name: { value: string }; value: ValueNode }[],
): FromVariables<object> {
  const named: unknown[] = [refuseNull]
  const name = (value: unknown) => `$${named.push(value) - 1}`
  const members = definitions.map((definition) => {
    const node = given.find(({ name }) => name.value === definition.name)?.value
    const usual = defaultOf(definition)
    const lines = [`v = ${node ? `${name(valueFrom(definition.type, node))}(variables)` : 'undefined'}`]
    if (usual !== undefined) lines.push(`if (v === undefined) v = ${name(usual)}`)
    if (isNonNullType(definition.type)) lines.push('if (v == null) $0()')
    return [...lines, `if (v !== undefined) values.${definition.name} = v`].join('; ')
  })
  const text = `return (variables) => { const values = {}; let v; ${members.join('; ')}; return values }`
  return new Function(...named.map((_, i) => `$${i}`), text)(...named)
}

/** Undefined for a variable that is not given. */
function valueFrom(type: GraphQLInputType, node: ValueNode): FromVariables<unknown> {
  if (node.kind === Kind.VARIABLE) return ({ coerced }) => coerced[node.name.value]
  const input = getNullableType(type)
  if (node.kind === Kind.OBJECT && hasVariable(node) && isInputObjectType(input)) {
    const members = membersOf(Object.values(input.getFields()), node.fields)
    return input.isOneOf ? (variables) => onlyOne(members(variables)) : members
  }
  const literal = (variables?: Variables) => coerceInputLiteral(node, type, variables)
  const fitting = (value: unknown) => (value === undefined ? refuseNull() : value)
  if (hasVariable(node)) return (variables) => fitting(literal(variables))
  const known = fitting(literal())
  return () => known
}

/** Of what takes one of several: one is given, and it is not null. */
function onlyOne(values: object): object {
  const [first, ...others] = Object.values(values)
  return first == null || others.length > 0 ? refuseNull() : values
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
