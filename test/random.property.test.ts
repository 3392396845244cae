/** Whatever valid operation is asked: no internal error, and the same answer interpreted, compiled, and read by columns. */
import fc from 'fast-check'
import { parse, validate } from 'graphql'
import { beforeAll, expect, it } from 'vitest'
import { schema } from '../schema/index.ts'
import { GRAPH_LIMITS } from '../schema/limits.ts'
import { operationOf } from '../schema/operation.ts'
import { ask } from './ask.ts'
import { type Pool, poolOf, randomOperation } from './randomOperation.ts'
import { sampleWorld, type World } from './world.ts'

let world: World
let pool: Pool

beforeAll(async () => {
  world = sampleWorld()
  pool = await poolOf(world)
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
