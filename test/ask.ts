import { graphql } from 'graphql'
import { schema } from '../schema/index.ts'
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
  const result = await graphql({ schema, source, variableValues, contextValue: { db } })
  return {
    data: result.data && JSON.parse(JSON.stringify(result.data)),
    errors: result.errors ?? [],
    sql: [...new Set(sql)],
    loads: loads.map(({ name }) => name),
  }
}

/** The data of an operation that must not fail. */
export async function answer(world: World, source: string, variables = {}) {
  const { data, errors } = await ask(world, source, variables)
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return data
}
