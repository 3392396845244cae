/** Every connection of the schema, found by introspection, and in a crowded world a parent of each with rows to page through. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { schema } from '../schema/index.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { answer, ask } from './ask.ts'
import { filing, put, rows, sampleWorld, trade } from './world.ts'

const CROWD = { issuers: [100, 101, 102, 103], insiders: [900, 901, 902, 903, 904] }
const DAYS = ['2024-01-10', '2024-04-10', '2024-07-10', '2024-10-10']

const option = { securityTitle: 'Option', exercisePrice: '5', expiresOn: '2030-01-01', ownership: 'D' }

const crowded = (day: string, issuer: number, insider: number): Filing =>
  filing({
    accession: `0000000${issuer}-24-${String(insider * 10 + DAYS.indexOf(day)).padStart(6, '0')}`,
    filedOn: day,
    periodOfReport: day,
    issuer: { cik: issuer, name: 'GRAND CORP' },
    owners: [{ cik: insider, name: 'GRAND JANE', isDirector: true }],
    rows: rows(
      trade('P', '10', '5', day),
      trade('S', '15', '7', day),
      ['holding', 'I', { securityTitle: 'Common Stock', sharesAfter: '9', ownership: 'I' }],
      ['transaction', 'II', { ...option, transactedOn: day, code: 'A', shares: '2', pricePerShare: '1' }],
      ['holding', 'II', { ...option, sharesAfter: '8' }],
      ['holding', 'II', { ...option, exercisePrice: '6', expiresOn: '2031-01-01', sharesAfter: '8' }],
    ),
  })

/** The sample, and filings by everyone on everything on the same few days: every order has ties. */
export const world = sampleWorld()
for (const day of DAYS)
  for (const issuer of CROWD.issuers)
    for (const insider of CROWD.insiders) put(world.db, crowded(day, issuer, insider))

const ISSUER = 'issuer(by: {cik: "100"})'
const INSIDER = 'insider(by: {cik: "900"})'

/** By which steps to come to objects of each type, the first of the crowd and so with rows in every list; `nodes` is the first. */
const PATHS: Record<string, string[][]> = {
  Query: [[]],
  Issuer: [[ISSUER], ['issuer(by: {cik: "19617"})'], ['issuer(by: {cik: "1604821"})']],
  Insider: [[INSIDER], ...[1494730, 1222287].map((cik) => [`insider(by: {cik: "${cik}"})`])],
  OptionGrant: [[INSIDER, 'optionGrants(filter: {expiresOn: {to: "2030-01-01"}})', 'nodes']],
  Position: [[INSIDER, 'positions(first: 1, filter: {table: I})', 'nodes']],
  ShortSwingCandidate: [[INSIDER, 'shortSwingCandidates(first: 1)', 'nodes']],
}

/** With which arguments to ask a field that finds nothing without, and one under a filter, too. */
const GIVEN: Record<string, Args[]> = {
  'Query.clusterBuys': [{ on: '{from: "2024-01-01", to: "2024-12-31"}' }],
  'Query.search': [{ query: '"grand"' }],
  'Query.transactions': [{}, { filter: '{codes: [OPEN_MARKET_SALE, EXEMPT_EXERCISE], table: I}' }],
}

/** Arguments as they are written. */
export type Args = Record<string, string>

/** One list: a connection field of one parent. */
export interface List {
  name: string
  path: string[]
  field: GraphQLField<unknown, unknown>
  /** What of an edge and of a node to compare. */
  edge: string
  node: string
  given: Args
}

const isConnection = (type: GraphQLNamedType) =>
  type.name.endsWith('Connection') &&
  isObjectType(type) &&
  'edges' in type.getFields() &&
  'pageInfo' in type.getFields()

/** Every connection field of the schema, by its name. */
export const FIELDS = new Map(
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
    .filter(({ field }) => isConnection(getNamedType(field.type)))
    .map(({ type, field }) => [`${type.name}.${field.name}`, { type, field }] as const),
)

/** Every list that there is a path to; of each field, that of the crowd first. */
export const LISTS: List[] = [...FIELDS].flatMap(([name, { type, field }]) => {
  const edges = fieldsOf(getNamedType(fieldsOf(getNamedType(field.type)).edges!.type))
  const plain = Object.values(edges).filter(isPlain)
  const edge = plain.map((each) => each.name).join(' ')
  const node = shapeOf(getNamedType(edges.node!.type))
  return (PATHS[type.name] ?? []).flatMap((path) =>
    (GIVEN[name] ?? [{}]).map((given) => ({ name, path, field, edge, node, given })),
  )
})

function fieldsOf(type: GraphQLNamedType) {
  return 'getFields' in type ? (type.getFields() as Record<string, GraphQLField<unknown, unknown>>) : {}
}

function isPlain({ type, args }: GraphQLField<unknown, unknown>) {
  return args.length === 0 && isLeafType(getNamedType(type))
}

/** The id of a node; of what has none, all that is plain, and the ids of what it leads to. */
function shapeOf(type: GraphQLNamedType): string {
  const idOf = (of: GraphQLNamedType) =>
    isUnionType(of) ? '... on Node { id }' : 'id' in fieldsOf(of) ? 'id' : undefined
  const parts = Object.values(fieldsOf(type)).flatMap((field) => {
    const id = idOf(getNamedType(field.type))
    return isPlain(field) ? [field.name] : id && field.args.length === 0 ? [`${field.name} { ${id} }`] : []
  })
  return idOf(type) ?? parts.join(' ')
}

function orderFieldsOf({ field }: List) {
  const type = field.args.find(({ name }) => name === 'orderBy')?.type
  const by = type && getNamedType(type)
  const chosen = isInputObjectType(by) ? getNamedType(by.getFields().field!.type) : undefined
  return isEnumType(chosen) ? chosen.getValues() : []
}

/** The orders that a list can be asked for in, and whether each says that it leaves rows out. */
export const ordersOf = (list: List) =>
  orderFieldsOf(list).map(({ name, description }) => ({
    args: (direction: 'ASC' | 'DESC'): Args => ({ orderBy: `{field: ${name}, direction: ${direction}}` }),
    leavesOut: /left out/.test(description!),
  }))

/** Each order in each direction; of a list without orders, the one that it has. */
export function waysOf(list: List): Args[] {
  const ways = ordersOf(list).flatMap(({ args }) => [args('ASC'), args('DESC')])
  return ways.length > 0 ? ways : [{}]
}

const PAGING = ['first', 'last', 'after', 'before', 'orderBy']
const VALUES: Args = {
  Int: '7',
  Boolean: 'true',
  String: '"x"',
  Date: '"2025-12-01"',
  Decimal: '"7"',
  Cik: '"7"',
}

/** Other arguments than none: of each argument that is the field's own, or part of one, a value that is not its default. */
export const otherArgs = ({ field }: List): Args[] =>
  field.args
    .filter(({ name }) => !PAGING.includes(name))
    .flatMap((arg) => {
      const [usual, others] = [usualOf(arg), valuesOf(arg.type)]
      return others.filter((value) => value !== usual).map((value) => ({ [arg.name]: value }))
    })

const usualOf = (arg: GraphQLArgument) => JSON.stringify(arg.defaultValue)?.replaceAll('"', '')

function valuesOf(type: GraphQLInputType): string[] {
  if (isNonNullType(type)) return valuesOf(type.ofType as GraphQLInputType)
  if (isListType(type)) return valuesOf(type.ofType as GraphQLInputType).map((value) => `[${value}]`)
  if (isEnumType(type)) return type.getValues().map(({ name }) => name)
  if (!isInputObjectType(type)) return [VALUES[type.name]!]
  return Object.values(type.getFields()).flatMap((part) =>
    valuesOf(part.type).map((value) => `{${part.name}: ${value}}`),
  )
}

/** A list's page. */
export interface Page {
  totalCount: number
  edges: { cursor: string; node: object }[]
  nodes: object[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

function operation({ path, field, edge, node, given }: List, args: Args): string {
  const all = Object.entries({ ...given, ...args }).map(([name, value]) => `${name}: ${value}`)
  const body = `totalCount edges { ${edge} node { ${node} } } nodes { ${node} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`
  return `{ ${[...path, `${field.name}(${all.join(' ')})`].join(' { ')} { ${body} } ${'}'.repeat(path.length)} }`
}

export async function page(list: List, args: Args): Promise<Page> {
  let at = await answer(world, operation(list, args))
  for (const step of list.path) at = [at[/^\w+/.exec(step)![0]]].flat()[0]
  return at[list.field.name]
}

/** With which codes and words a page is refused. */
export async function refused(list: List, args: Args): Promise<[code: unknown, message: string][]> {
  const { errors } = await ask(world, operation(list, args))
  return errors.map(({ extensions, message }) => [extensions.code, message])
}
