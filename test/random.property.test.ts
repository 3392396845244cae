/** Whatever valid operation is asked: no internal error, and the same answer interpreted, compiled, and read by columns. */
import fc from 'fast-check'
import { parse, validate } from 'graphql'
import { beforeAll, expect, it } from 'vitest'
import { schema } from '../schema/index.ts'
import { GRAPH_LIMITS } from '../schema/limits.ts'
import { operationOf } from '../schema/operation.ts'
import { answer, ask } from './ask.ts'
import { type Pool, randomOperation } from './randomOperation.ts'
import { sampleWorld, type World } from './world.ts'

let world: World
let pool: Pool

beforeAll(async () => {
  world = sampleWorld()
  const { filings, issuers, insiders, transactions } = await answer(
    world,
    `{ filings(first: 20) { edges { cursor } nodes { id accessionNumber filedOn } }
       issuers(first: 20) { nodes { id cik ticker name } }
       insiders(first: 20) { nodes { id cik name } }
       transactions(first: 50) { nodes { id transactedOn pricePerShare shares } } }`,
  )
  const all = <T>(nodes: Record<string, T>[], name: string) =>
    nodes.map((node) => node[name]!).filter((one) => one != null)
  pool = {
    ID: [filings, issuers, insiders, transactions].flatMap(({ nodes }) => all<string>(nodes, 'id')),
    AccessionNumber: all(filings.nodes, 'accessionNumber'),
    Cik: [...all<string>(issuers.nodes, 'cik'), ...all<string>(insiders.nodes, 'cik')],
    Date: [...all<string>(filings.nodes, 'filedOn'), ...all<string>(transactions.nodes, 'transactedOn')],
    DateTime: ['2013-11-25T21:05:30Z'],
    Decimal: [
      '0',
      '-1',
      ...all<string>(transactions.nodes, 'pricePerShare'),
      ...all<string>(transactions.nodes, 'shares'),
    ],
    String: [
      ...all<string>(issuers.nodes, 'ticker'),
      ...all<string>(issuers.nodes, 'name'),
      ...all<string>(insiders.nodes, 'name'),
      ...filings.edges.map(({ cursor }: { cursor: string }) => cursor),
    ],
  }
})

it('any valid operation is answered, the same whichever way it is run', async () => {
  let [answered, refused] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (pick) => {
      const { source, variables } = randomOperation(schema, pool, pick)
      const document = parse(source)
      expect(validate(schema, document)).toEqual([])
      const cost = operationOf(document).cost(variables)
      fc.pre(cost === undefined || cost <= GRAPH_LIMITS.cost.value)
      const { errors } = await ask(world, source, variables).catch((error) => {
        throw new Error(`${error.message}\n${source}\n${JSON.stringify(variables)}`) // compares the ways
      })
      for (const { message, extensions } of errors)
        expect([message, source, extensions.code]).toEqual([message, source, expect.any(String)])
      if (errors.length > 0) refused++
      else answered++
    }),
    { numRuns: 150, endOnFailure: true },
  )
  // Else this would say little.
  expect(answered).toBeGreaterThan(refused / 2)
})
