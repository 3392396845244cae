/** Valid operations at random, made of the schema alone: fields, arguments, variables, fragments, aliases, directives. */
import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'

/** Values that are known to be good, by the name of their scalar. */
export type Pool = Record<string, readonly string[]>

export interface RandomOperation {
  source: string
  variables: Record<string, unknown>
}

/** One operation, of so many levels at most. */
export function randomOperation(
  schema: GraphQLSchema,
  pool: Pool,
  pick: GeneratorValue,
  levels = 5,
): RandomOperation {
  const definitions: string[] = []
  const fragments: string[] = []
  const variables: Record<string, unknown> = {}
  let names = 0
  const named = (letter: string) => `${letter}${names++}`
  const chance = (percent: number) => pick(fc.nat, { max: 99 }) < percent
  const oneOf = <T>(values: readonly T[]): T => values[pick(fc.nat, { max: values.length - 1 })]!
  const some = <T>(values: readonly T[], most: number): T[] =>
    values.length === 0
      ? []
      : Array.from({ length: 1 + pick(fc.nat, { max: most - 1 }) }, () => oneOf(values))

  function scalar(type: GraphQLNamedType): unknown {
    if (isEnumType(type)) return oneOf(type.getValues()).name
    if (type.name === 'Boolean') return chance(50)
    if (type.name === 'Int') return 1 + pick(fc.nat, { max: 3 })
    if (type.name === 'Float') return pick(fc.nat, { max: 1_000 }) / 10
    return oneOf(pool[type.name] ?? pool.String!)
  }

  /** A value as variables have it; what is written into the source is printed from that. */
  function value(type: GraphQLInputType, depth = 0): unknown {
    if (isNonNullType(type)) return value(type.ofType, depth)
    if (isListType(type)) return some([0, 1, 2], 3).map(() => value(type.ofType, depth))
    if (!isInputObjectType(type)) return scalar(type)
    const fields = Object.values(type.getFields())
    const given = type.isOneOf
      ? [oneOf(fields)]
      : fields.filter((field) => isRequiredInputField(field) || (depth < 2 && chance(20)))
    return Object.fromEntries(given.map((field) => [field.name, value(field.type, depth + 1)]))
  }

  function print(given: unknown, type: GraphQLInputType): string {
    if (isNonNullType(type)) return print(given, type.ofType)
    if (given === null) return 'null'
    if (isListType(type))
      return `[${(given as unknown[]).map((item) => print(item, type.ofType)).join(', ')}]`
    if (!isInputObjectType(type)) return isEnumType(type) ? String(given) : JSON.stringify(given)
    const fields = Object.entries(given as object).map(
      ([name, field]) => `${name}: ${print(field, type.getFields()[name]!.type)}`,
    )
    return `{${fields.join(', ')}}`
  }

  function argument({ name, type }: GraphQLArgument): string {
    const given = value(type)
    if (!chance(40)) return `${name}: ${print(given, type)}`
    const variable = named('v')
    const hasDefault = chance(30)
    definitions.push(`$${variable}: ${type}${hasDefault ? ` = ${print(value(type), type)}` : ''}`)
    if (!hasDefault || chance(50)) variables[variable] = given
    return `${name}: $${variable}`
  }

  function directive(): string {
    if (!chance(10)) return ''
    if (chance(50)) return ` @include(if: ${chance(70)})`
    const variable = named('v')
    definitions.push(`$${variable}: Boolean!`)
    variables[variable] = chance(30)
    return ` @skip(if: $${variable})`
  }

  function field({ name, args, type }: GraphQLField<unknown, unknown>, left: number): string {
    const isPage = args.some((arg) => arg.name === 'first')
    const given = args.filter((arg) => {
      if (arg.name === 'last' || arg.name === 'after' || arg.name === 'before') return chance(2)
      return isRequiredArgument(arg) || arg.name === 'first' || chance(isPage ? 25 : 40)
    })
    const told = given.length > 0 ? `(${given.map(argument).join(', ')})` : ''
    const inner = getNamedType(type)
    // Aliases are unique, so that no two fields of one place differ.
    const called = `${named('a')}: ${name}${told}${directive()}`
    return isLeafType(inner) ? called : `${called} ${selection(inner, left - 1)}`
  }

  /** The selection within a type, with braces; where no levels are left, its leaves. */
  function selection(type: GraphQLNamedType, left: number): string {
    return `{ __typename ${parts(type, left).join(' ')} }`
  }

  function parts(type: GraphQLNamedType, left: number): string[] {
    const own = isObjectType(type) || isAbstractType(type)
    if (!own) return []
    const fields = 'getFields' in type ? Object.values(type.getFields()) : []
    const within = left > 0 ? fields : fields.filter((one) => isLeafType(getNamedType(one.type)))
    const chosen = some(within, left > 0 ? 3 : 4).map((one) => field(one, left))
    if (isAbstractType(type))
      for (const possible of some(schema.getPossibleTypes(type), 2))
        chosen.push(`... on ${possible.name} ${selection(possible, left - 1)}`)
    if (!chance(20)) return chosen
    if (chance(50)) return [`... on ${type.name}${directive()} { ${['__typename', ...chosen].join(' ')} }`]
    const fragment = named('F')
    fragments.push(`fragment ${fragment} on ${type.name} { ${['__typename', ...chosen].join(' ')} }`)
    return [`...${fragment}`]
  }

  const body = selection(schema.getQueryType()!, levels)
  const header = definitions.length > 0 ? `(${definitions.join(', ')})` : ''
  return { source: [`query Random${header} ${body}`, ...fragments].join('\n'), variables }
}
