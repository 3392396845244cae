/** One field of many objects: its values for all of them, each completed as its type says. */
import { type FieldNode, type GraphQLField, getNamedType } from 'graphql'
import type { Loader, Together } from '../loads.ts'
import { nodeLoaders } from '../nodes.ts'
import { argumentsOf } from './arguments.ts'
import { completed } from './complete.ts'
import { andThen, eachOf, type Maybe, type Run, type Scope } from './run.ts'

/** The values of a field for sources, in their order. */
export type Column = (sources: readonly unknown[], run: Run) => Maybe<unknown[]>

type Resolve = (source: unknown, args: object, context: unknown, info: unknown) => unknown

export function columnOf(
  scope: Scope,
  field: GraphQLField<unknown, unknown>,
  asked: readonly FieldNode[],
): Column {
  const argumentsFor = argumentsOf(field, asked[0]!)
  const complete = completed(scope, field.type, asked)
  const loaderFor = nodeLoaders.get(getNamedType(field.type).name)
  const values = valuesOf(field, loaderFor !== undefined)
  return (sources, run) =>
    andThen(values(sources, argumentsFor(run.variables), run), (all) =>
      complete(loaderFor ? nodesOf(all, loaderFor(run.context)) : all, run),
    )
}

/** What gives a node may give its key instead: here it is not loaded by itself, but with all others. */
function valuesOf(
  field: GraphQLField<unknown, unknown>,
  isNode: boolean,
): (sources: readonly unknown[], args: object, run: Run) => Maybe<readonly unknown[]> {
  const { together, pothosConfig } = field.extensions as {
    together?: Together
    pothosConfig: { resolve?: Resolve }
  }
  if (together) return (sources, args, { context }) => together(sources, args as never, context)
  const resolve =
    ((isNode ? pothosConfig.resolve : field.resolve) as Resolve | undefined) ??
    ((source) => (source as Record<string, unknown>)[field.name])
  return (sources, args, { context, info }) =>
    eachOf(sources, (source) => resolve(source, args, context, info))
}

const isKey = (value: unknown) => typeof value === 'string' || typeof value === 'number'

/** Nodes, or lists of them, in place of keys. */
function nodesOf(values: readonly unknown[], loader: Loader<never, unknown>): readonly unknown[] {
  if (values.every(isKey)) return loader.loadAll(values as never[])
  const all = values.flat()
  if (!all.some(isKey)) return values
  const loaded = loader.loadAll(all.filter(isKey) as never[])
  let next = 0
  const nodeOf = (value: unknown) => (isKey(value) ? loaded[next++] : value)
  return values.map((value) => (Array.isArray(value) ? value.map(nodeOf) : nodeOf(value)))
}
