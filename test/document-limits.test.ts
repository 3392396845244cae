/** What bounds a document before it is looked at more closely: its fields, aliases, depth, operations and fragments. */
import fc from 'fast-check'
import { getIntrospectionQuery } from 'graphql'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Db, open } from '../db/open.ts'
import { LIMITS } from '../src/limits.ts'
import { type Serving, serve } from '../src/serve.ts'
import { examples } from '../src/web/examples.ts'

let db: Db
let server: Serving

beforeAll(async () => {
  db = open(':memory:')
  server = await serve(db, { host: '127.0.0.1', port: 0 }, pino({ level: 'silent' }))
})
afterAll(async () => {
  await server.close()
  db.close()
})

async function errorsOf(
  query: string,
  operationName?: string,
): Promise<{ message: string; extensions: { code: string } }[]> {
  const response = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, operationName }),
  })
  return ((await response.json()) as { errors?: [] }).errors ?? []
}

const times = (count: number, make: (i: number) => string) => Array.from({ length: count }, (_, i) => make(i))

const DOCUMENTS: [limit: keyof typeof LIMITS, make: (count: number) => string][] = [
  ['operationFields', (count) => `{ ${'__typename '.repeat(count)} }`],
  [
    'operationFields',
    (count) =>
      `{ ${times(Math.floor(count / 5), () => '...Five').join(' ')} ${'__typename '.repeat(count % 5)} }
      fragment Five on Query { ${'__typename '.repeat(5)} }`,
  ],
  ['operationAliases', (count) => `{ ${times(count, (i) => `a${i}: __typename`).join(' ')} }`],
  [
    'operationDepth',
    (count) => `{ __schema { queryType { ${'ofType { '.repeat(count - 3)} name ${'} '.repeat(count)}`,
  ],
  ['documentOperations', (count) => times(count, (i) => `query Q${i} { __typename }`).join('\n')],
  [
    'documentFragments',
    (count) =>
      `{ ${times(count, (i) => `...F${i}`).join(' ')} } ${times(count, (i) => `fragment F${i} on Query { __typename }`).join(' ')}`,
  ],
]

describe.each(DOCUMENTS)('%s', (limit, make) => {
  it('up to the limit are taken, and no more', async () => {
    const most = LIMITS[limit].value
    const name = limit === 'documentOperations' ? 'Q0' : undefined
    const [within, beyond] = [await errorsOf(make(most), name), await errorsOf(make(most + 1), name)]
    expect(within).toEqual([])
    expect(beyond).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }])
    expect(beyond[0]!.message).toContain(`${most + 1}`)
    expect(beyond[0]!.message).toContain(`more than ${most}`)
  })
})

it('fragments within fragments are not walked again and again', async () => {
  const doubled = times(60, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')
  const [error] = await errorsOf(`{ ...F0 } ${doubled} fragment F60 on Query { __typename }`)
  expect(error).toMatchObject({ extensions: { code: 'QUERY_TOO_COMPLEX' } })
})

it('fragments within themselves are told as what they are', async () => {
  const errors = await errorsOf('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')
  expect(errors[0]).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })
})

it('what GraphiQL and code generators ask of the schema passes', async () => {
  expect(await errorsOf(getIntrospectionQuery())).toEqual([])
  expect(
    await errorsOf(
      getIntrospectionQuery({
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        oneOf: true,
      }),
    ),
  ).toEqual([])
})

it.each(examples().map(({ file, source }) => [file, source]))('%s passes', async (_, source) => {
  expect(await errorsOf(source)).toEqual([])
})

it('whatever fragments spread, the count is that of the document with its fragments in place', async () => {
  const counts = fc.array(fc.tuple(fc.nat(6), fc.nat(3)), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(counts, async (shapes) => {
      // Fragment i has so many fields, and spreads the next so often.
      const source = shapes
        .map(
          ([fields, spreads], i) =>
            `fragment F${i} on Query { ${'__typename '.repeat(fields + 1)} ${`...F${i + 1} `.repeat(spreads)} }`,
        )
        .join(' ')
      const size = shapes.reduceRight((next, [fields, spreads]) => fields + 1 + spreads * next, 1)
      const [error] = await errorsOf(`{ ...F0 } ${source} fragment F${shapes.length} on Query { __typename }`)
      expect(error?.extensions.code === 'QUERY_TOO_COMPLEX').toBe(size > LIMITS.operationFields.value)
    }),
    { numRuns: 60 },
  )
})
