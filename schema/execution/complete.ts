/** Values completed as a type says, all of a field at once: lists laid end to end, objects by their types. */
import {
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { andThen, eachOf, type Maybe, type Run, refuseNull, type Scope, Unfit } from './run.ts'

type Complete = (values: readonly unknown[], run: Run) => Maybe<unknown[]>

/** How the values of a field that is asked for in these places are completed. */
export function completed(scope: Scope, type: GraphQLOutputType, asked: readonly FieldNode[]): Complete {
  const complete = completedWhole(scope, getNullableType(type), asked)
  return (values, run) => {
    if (!values.includes(null) && !values.includes(undefined)) return complete(values, run)
    if (isNonNullType(type)) refuseNull()
    const whole = complete(
      values.filter((value) => value != null),
      run,
    )
    return andThen(whole, (done) => {
      let next = 0
      return values.map((value) => (value == null ? null : done[next++]))
    })
  }
}

/** For values none of which is null. */
function completedWhole(scope: Scope, type: GraphQLOutputType, asked: readonly FieldNode[]): Complete {
  if (isListType(type)) return lists(completed(scope, type.ofType, asked))
  if (isLeafType(type))
    return (values) => values.map((value) => type.coerceOutputValue(value) ?? refuseNull())
  if (isAbstractType(type)) return byType(scope, type, asked)
  const selection = scope.select(type as GraphQLObjectType, asked)
  return (values, run) => selection.run(values, run)
}

/** Lists, by way of all their items together. */
function lists(complete: Complete): Complete {
  return (values, run) => {
    const all = values as unknown[][]
    if (all.length === 1) return andThen(complete(all[0]!, run), (items) => [items])
    return andThen(complete(all.flat(), run), (items) => {
      let next = 0
      return all.map((list) => list.map(() => items[next++]))
    })
  }
}

/** Objects of several types, those of each together. */
function byType(scope: Scope, type: GraphQLAbstractType, asked: readonly FieldNode[]): Complete {
  const completes = new Map<string, Complete>()
  const completeAs = (name: string) => {
    const known = completes.get(name)
    if (known) return known
    const found = scope.schema.getType(name)
    if (!isObjectType(found) || !scope.schema.isSubType(type, found))
      throw new Error(`${name} is no ${type}.`)
    const selection = scope.select(found, asked)
    const made: Complete = (values, run) => selection.run(values, run)
    completes.set(name, made)
    return made
  }
  return (values, run) => {
    const names = values.map((value) => type.resolveType!(value, run.context, run.info, type))
    const [first] = names
    if (names.every((name) => name === first))
      return first === undefined ? [] : completeAs(nameOf(first))(values, run)
    const kinds = [...new Set(names)].map((name) => {
      const places = names.flatMap((other, i) => (other === name ? i : []))
      return { places, complete: completeAs(nameOf(name)) }
    })
    const parts = eachOf(kinds, ({ places, complete }) =>
      complete(
        places.map((i) => values[i]),
        run,
      ),
    )
    return andThen(parts, (all) => {
      const done: unknown[] = new Array(values.length)
      for (const [k, { places }] of kinds.entries())
        for (const [i, place] of places.entries()) done[place] = all[k]![i]
      return done
    })
  }
}

function nameOf(name: unknown): string {
  if (typeof name !== 'string') throw new Unfit('types are told at once here')
  return name
}
