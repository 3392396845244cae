/** Hostile documents, variables and texts against a real server: each refused in words with a code, or answered; none harms anybody else. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type GraphQLInputType,
  getIntrospectionQuery,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../schema/index.ts'
import { attack, type Victim } from './hostileServer.ts'

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
let victim: Victim

beforeAll(async () => {
  victim = await attack(['--db', join(folder, 'attacked.db')], {})
})
afterAll(async () => {
  await victim.expectWell()
  expect(await victim.server.stop()).toBe(0)
  expect(await victim.server.log).toBe('') // nothing broke
  rmSync(folder, { recursive: true })
})

const CODES =
  /^(BAD_USER_INPUT|INVALID_CURSOR|PAGE_SIZE|QUERY_TOO_COMPLEX|SEARCH_TOO_LARGE|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|BAD_REQUEST|OPERATION_RESOLUTION_FAILURE)$/

/** Sends it thrice, so that it comes every way, and expects words with a code where it is refused. */
async function send(query: string, variables?: unknown, operationName?: string): Promise<string[]> {
  let codes: string[] = []
  for (let i = 0; i < 3; i++) {
    const answer = await victim.send({ query, variables, operationName })
    expect(answer.status).toBeLessThan(500)
    for (const code of answer.codes) expect(code).toMatch(CODES)
    expect(answer.codes.length > 0 || answer.text.includes('"data"')).toBe(true)
    codes = answer.codes
  }
  return codes
}

const times = (count: number, make: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ')
const nested = (field: string, depth: number, inner: string) =>
  `${`${field} { `.repeat(depth)}${inner}${' }'.repeat(depth)}`
const DEAR =
  'issuers(first: 100) { nodes { insiders(first: 100) { nodes { filings(first: 100) { nodes { id } } } } } }'

describe('documents', () => {
  it.each([
    ['a flood of words', `{ ${'__typename '.repeat(10_000)} }`],
    ['a flood of brackets', '{'.repeat(60_000)],
    ['a flood of lists', `{ node(id: ${'['.repeat(50_000)}) }`],
    ['a flood of objects', `{ issuers(filter: ${'{a:'.repeat(30_000)}) }`],
    ['a flood of aliases', `{ ${times(200, (i) => `a${i}: __typename`)} }`],
    ['aliases of what is dear', `{ ${times(50, (i) => `a${i}: ${DEAR}`)} }`],
    ['a flood of directives', `{ __typename ${'@include(if: true) '.repeat(200)} }`],
    ['a flood of unknown directives', `{ __typename ${times(300, (i) => `@d${i}`)} }`],
    ['a flood of fragments', `{ ...F0 } ${times(120, (i) => `fragment F${i} on Query { __typename }`)}`],
    [
      'fragments that double',
      `{ ...F0 } ${times(70, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F70 on Query { __typename }`,
    ],
    ['a fragment within itself', '{ ...A } fragment A on Query { ...A }'],
    ['fragments within each other', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    [
      'deep nesting',
      `{ issuers { nodes { ${nested('filings { nodes { issuer', 15, 'name')} ${'} } '.repeat(15)} } } }`,
    ],
    ['nesting by inline fragments', `{ ${nested('... on Query', 300, '__typename')} }`],
    ['a field with itself, hundreds of times', `{ ${'issuers { nodes { name } } '.repeat(150)} }`],
    ['fields that differ by arguments', `{ ${times(60, (i) => `issuers(first: ${i}) { totalCount }`)} }`],
    ['a flood of variables', `query (${times(400, (i) => `$v${i}: Int`)}) { __typename }`],
    ['a flood of operations', times(150, (i) => `query Q${i} { __typename }`)],
    [
      'introspection, many times',
      `{ ${times(40, (i) => `a${i}: __schema { types { name fields { name } } }`)} }`,
    ],
    ['deep introspection', `{ __schema { types { ${nested('fields { type', 6, 'name')} ${'}'.repeat(6)} } }`],
    ['a name of 100 KB', `{ ${'a'.repeat(100_000)} }`],
    ['a text of 100 KB', `{ issuer(by: { ticker: "${'a'.repeat(100_000)}" }) { name } }`],
    ['a comment of 100 KB', `{ __typename } #${'x'.repeat(100_000)}`],
    ['blanks by the thousand', `{ __typename${' '.repeat(100_000)}}`],
    ['a number without end', `{ issuers(first: ${'9'.repeat(50_000)}) { totalCount } }`],
    ['an exponent without end', '{ issuers(first: 1e999999999) { totalCount } }'],
    ['NUL', '{ __typename \u0000 }'],
    ['half a character', '{ issuer(by: { ticker: "\\ud800" }) { name } }'],
    ['an escape beyond all', '{ issuer(by: { ticker: "\\u{110000}" }) { name } }'],
    ['names of prototypes', '{ __proto__ constructor toString hasOwnProperty }'],
    [
      'aliases of prototypes',
      '{ constructor: __typename toString: __typename __proto__: __typename hasOwnProperty: __typename }',
    ],
    ['a fragment named as a prototype', '{ ...constructor } fragment constructor on Query { __typename }'],
    ['arguments of prototypes', '{ issuer(by: { __proto__: { ticker: "A" }, constructor: 1 }) { name } }'],
    ['a mutation', 'mutation { drop }'],
    ['a type', 'type A { b: Int }'],
    ['nothing', ' '],
    [
      'a subscription to what is dear',
      `subscription { filingAdded { issuer { ${DEAR.replace('issuers', 'filings')} } } }`,
    ],
  ])('%s', async (_, query) => {
    await send(query)
    await victim.expectWell()
  })

  it('by the hundred, each another, each compiled, take no more memory than may be', async () => {
    const many = (i: number) =>
      `query Q${i} { issuers(first: 1) { nodes { ${times(45, (j) => `a${j}_${i}: filings(first: 1) { totalCount }`)} } } }`
    for (let i = 0; i < 120; i++) expect(await send(many(i))).toEqual([])
    await victim.expectWell()
  }, 120_000)

  it('by names that there are not are refused each time', async () => {
    const query = 'query A { __typename } query B { __typename }'
    expect(await send(query, undefined, 'A')).toEqual([])
    for (let i = 0; i < 30; i++)
      expect(await send(query, undefined, `${'n'.repeat(10_000)}${i}`)).toEqual([
        'OPERATION_RESOLUTION_FAILURE',
      ])
  }, 60_000)
})

describe('cost', () => {
  it('through variables, which a document that is known does not bound', async () => {
    const query = `query ($n: Int, $m: Int = 100) { issuers(first: $n) { nodes { insiders(first: $m) { nodes { filings(first: $n) { nodes { id } } } } } } }`
    expect(await send(query, { n: 1, m: 1 })).toEqual([])
    expect(await send(query, { n: 100 })).toEqual(['QUERY_TOO_COMPLEX'])
    expect(await send(query, { n: 1, m: 1 })).toEqual([])
    for (const n of [-1, 1e9, 2 ** 31, 1.5, '100', [100], { n: 100 }, true, -(2 ** 31)])
      expect((await send(query, { n, m: n })).length).toBeGreaterThan(0)
  })

  it('by ids', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    expect(await send(query, { ids: Array(101).fill('x') })).toEqual(['BAD_USER_INPUT'])
    expect(await send(query, { ids: Array(20_000).fill('x') })).toEqual(['BAD_USER_INPUT'])
  })

  it('of values that are long, by the hundred, takes no more memory than may be', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    for (let i = 0; i < 150; i++)
      await victim.send({ query, variables: { ids: [`${i}${'x'.repeat(120_000)}`] } })
    await victim.expectWell()
  }, 60_000)

  it('of values that are deep', async () => {
    const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`
    for (const type of ['[ID!]!', 'ID', 'IssuerFilter', 'Int']) {
      const query = type.includes('[')
        ? `query ($v: ${type}) { nodes(ids: $v) { id } }`
        : `query ($v: ${type}) { __typename }`
      for (let i = 0; i < 3; i++) {
        const { status, codes } = await victim.send(
          `{"query": ${JSON.stringify(query)}, "variables": {"v": ${deep}}}`,
        )
        expect(status).toBeLessThan(500)
        for (const code of codes) expect(code).toMatch(CODES)
      }
    }
  })
})

const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u200b\ufeff',
  'ﷺ'.repeat(500),
  'e\u0301'.repeat(1_000),
  '__proto__',
  'constructor',
  'null',
  'NaN',
  'Infinity',
  '-0',
  '1e309',
  '9'.repeat(400),
  '0x10',
  '9999-99-99',
  '0000-00-00',
  '2024-02-30',
  '+275760-09-13',
  '2024-01-01T00:00:00Z',
  `'; DROP TABLE filings; --`,
  `" OR 1=1 --`,
  '%',
  '_%',
  '*',
  '"',
  '""""',
  'a" OR "b',
  'NEAR(a b, 5)',
  'name:a',
  '^a',
  'a AND (b OR c)',
  'a NOT b',
  '-a',
  '{a b}:c',
  'a*b*',
  '()',
  'x'.repeat(149),
  'x '.repeat(74),
  'x'.repeat(100_000),
  '../../etc/passwd',
  '{{7*7}}',
  'W10',
  Buffer.from('[]').toString('base64url'),
  Buffer.from('["x",1,2,3]').toString('base64url'),
  Buffer.from('[null,null]').toString('base64url'),
  Buffer.from('["__proto__",{"a":1}]').toString('base64url'),
  Buffer.from('[[[[[[]]]]]]').toString('base64url'),
  Buffer.from('Issuer:__proto__').toString('base64url'),
  Buffer.from('Issuer:1e999').toString('base64url'),
  Buffer.from('Filing:0000000000-00-000000').toString('base64url'),
  Buffer.from('NonDerivativeTransaction:x:y').toString('base64url'),
  Buffer.from(`Issuer:${'9'.repeat(50)}`).toString('base64url'),
]
const deep = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
const VALUES: unknown[] = [
  ...TEXTS,
  null,
  true,
  0,
  -1,
  0.5,
  2 ** 31,
  -(2 ** 53),
  1e308,
  [],
  {},
  [null],
  [[[]]],
  ['x', 1, null],
  JSON.parse('{"__proto__": {"polluted": true}, "toString": "x"}'),
  deep(500),
]

/** For what is no text: the oddest. */
const ODD = [...TEXTS.slice(0, 10), ...VALUES.slice(TEXTS.length)]

/** Every argument of every root field: its type, and the values that the field's other arguments must have. */
const ARGUMENTS = Object.values(schema.getQueryType()!.getFields()).flatMap((field) =>
  field.args.map((arg) => ({
    field,
    arg,
    others: field.args.filter((other) => other !== arg && isRequiredArgument(other)),
  })),
)
/** Some value that fits. */
const FITTING: Record<string, unknown> = {
  ID: 'SXNzdWVyOjE',
  String: 'x',
  AccessionNumber: '0001107843-13-000123',
}

/** Values with something hostile in each place of an input type. */
function hostile(type: GraphQLInputType, depth = 0): unknown[] {
  if (isNonNullType(type)) return hostile(type.ofType, depth)
  if (isListType(type)) return [...ODD, ...hostile(type.ofType, depth).map((value) => [value])]
  if (!isInputObjectType(type))
    return isScalarType(type) && !['Int', 'Boolean'].includes(type.name) ? VALUES : ODD
  const fields = Object.values(type.getFields())
  const required = Object.fromEntries(
    fields.filter(isRequiredInputField).map((field) => [field.name, valueFor(field.type)]),
  )
  const within = depth > 2 ? [] : fields
  return [
    ...ODD,
    ...within.flatMap((field) =>
      hostile(field.type, depth + 1).map((value) => ({ ...required, [field.name]: value })),
    ),
  ]
}

const valueFor = (type: GraphQLInputType): unknown => {
  const inner = isNonNullType(type) ? type.ofType : type
  return 'getValues' in inner ? inner.getValues()[0]!.name : (FITTING[String(inner)] ?? {})
}

it.each(ARGUMENTS.map((one) => [one.field.name, one.arg.name, one] as const))(
  'whatever stands in %s(%s:), and within it',
  async (name, argument, { field, arg, others }) => {
    const given = others.map((other) => `${other.name}: ${JSON.stringify(valueFor(other.type))}`)
    const isList = String(field.type).includes('Connection')
    const query = `query ($value: ${arg.type}) { ${name}(${[`${argument}: $value`, ...given].join(', ')}) { ${isList ? 'totalCount nodes { __typename }' : '__typename'} } }`
    const asked = hostile(arg.type)
    const failed: unknown[] = []
    await Promise.all(
      Array.from({ length: 4 }, async (_, i) => {
        for (let j = i; j < asked.length; j += 4) {
          const { status, codes } = await victim.send({ query, variables: { value: asked[j] } })
          if (status >= 500 || codes.some((code) => !CODES.test(code))) failed.push([asked[j], codes])
        }
      }),
    )
    expect(failed.slice(0, 5)).toEqual([])
  },
  120_000,
)

it('nothing has been polluted, and introspection is as it was', async () => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  expect(await send(getIntrospectionQuery())).toEqual([])
})
