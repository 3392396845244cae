import { type ExecutionResult, getOperationAST, getVariableValues, graphql, parse, validate } from 'graphql'
import { expect } from 'vitest'
import type { Db } from '../db/open.ts'
import type { Context } from '../schema/builder.ts'
import { Plan } from '../schema/execution/plan.ts'
import { schema } from '../schema/index.ts'
import { operationOf } from '../schema/operation.ts'
import type { World } from './world.ts'

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever shape the operation asks for
  data: any
  errors: readonly { message: string; extensions: Record<string, unknown> }[]
  /** The distinct statements that it ran, and its batched loads. */
  sql: string[]
  loads: string[]
}

/** Runs an operation as a server would, with loaders of its own, and tells what it cost. */
export async function ask(
  { db, sql, loads, reset }: World,
  source: string,
  variableValues = {},
): Promise<Answer> {
  reset()
  const run = counting(db)
  const result = await graphql({ schema, source, variableValues, contextValue: { db: run.db } })
  // Once for each kind of statement, and not for each operation, plans are looked at.
  const [ran, loaded] = [sql.filter((text) => !text.startsWith('EXPLAIN')), [...loads]]
  const planned = counting(db)
  await expectSameWhenPlanned(planned.db, source, variableValues, result)
  for (const [name, keys] of planned.keys)
    expect(keys, `keys of ${name}`).toBeLessThanOrEqual(run.keys.get(name) ?? 0)
  await expectSameWhenCompiled(db, source, variableValues, result)
  reset()
  sql.push(...ran)
  loads.push(...loaded)
  return {
    data: result.data && JSON.parse(JSON.stringify(result.data)),
    errors: result.errors ?? [],
    sql: [...new Set(ran)],
    loads: loaded.map(({ name }) => name),
  }
}

/** What a server runs from the second time on must say the same: compiled, and reading only what was looked at before. */
async function expectSameWhenCompiled(db: Db, source: string, variables: object, result: ExecutionResult) {
  const document = attempt(() => parse(source))
  if (!document || validate(schema, document).length > 0) return
  const operation = operationOf(document)
  const run = () => operation.run({ db } as Context, plain(variables))
  await run()
  const { data, errors } = await run()
  expect({ data: plain(data), errors: told(errors) }).toEqual({
    data: plain(result.data),
    errors: told(result.errors),
  })
}

/** A database that counts how many keys are loaded from it, by the names of the loads: nothing is to be loaded twice. */
function counting(db: Db): { db: Db; keys: Map<string, number> } {
  const keys = new Map<string, number>()
  const load = (name: string, count: number) => {
    keys.set(name, (keys.get(name) ?? 0) + count)
    db.observer.load?.(name, count)
  }
  return { db: { ...db, observer: { load } }, keys }
}

/** Its plan gives the same data; what the schema says of itself has none. */
async function expectSameWhenPlanned(db: Db, source: string, variables: object, result: ExecutionResult) {
  if (result.errors || /\b__(schema|type)\b/.test(source)) return
  const document = parse(source)
  const operation = getOperationAST(document)!
  const { variableValues } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    plain(variables) as Record<string, unknown>,
  )
  const data = await new Plan(schema, document, operation).run(
    { db, isCosted: true } as Context,
    variableValues!,
  )
  expect(plain(data)).toEqual(plain(result.data))
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value ?? null))

/** Each once: where one error leaves nothing around it, how many of its like are told differs. */
const told = (errors: ExecutionResult['errors']) => [
  ...new Set(errors?.map(({ message, extensions }) => `${extensions?.code}: ${message}`)),
]

const attempt = <T>(make: () => T): T | undefined => {
  try {
    return make()
  } catch {
    return undefined
  }
}

/** The data of an operation that must not fail. */
export async function answer(world: World, source: string, variables = {}) {
  const { data, errors } = await ask(world, source, variables)
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return data
}
