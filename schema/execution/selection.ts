/**
 * What is asked of the objects of one type. Fields that lead on are resolved for all objects together, and what they lead to
 * before the objects themselves; then each object is written in one go, by a function made for just these fields.
 */
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  getNullableType,
  isLeafType,
  isNonNullType,
} from 'graphql'
import { type Arguments, argumentsOf } from './arguments.ts'
import { collect } from './collect.ts'
import { type Column, columnOf } from './column.ts'
import { andThen, eachOf, type Maybe, type Run, refuseNull, type Scope, Unfit } from './run.ts'

/** Writes one object: its source, its place among all, what its columns hold, and the arguments of its plain fields. */
type Make = (
  source: unknown,
  i: number,
  columns: readonly unknown[][],
  args: readonly object[],
  run: Run,
) => object

export class Selection {
  readonly #columns: Column[] = []
  readonly #arguments: Arguments[] = []
  readonly #make: Make
  /** What the text of `#make` names. */
  readonly #named: unknown[] = [refuseNull, refuseLater]

  /** `asked` are the places that ask for such objects. */
  constructor(scope: Scope, type: GraphQLObjectType, asked: readonly Pick<FieldNode, 'selectionSet'>[]) {
    const sets = asked.flatMap(({ selectionSet }) => selectionSet ?? [])
    // Names in GraphQL are of letters, digits and underscores: none can say anything else in the text of a function.
    const members = [...collect(scope, type, sets)].map(
      ([key, nodes]) => `${key === '__proto__' ? '["__proto__"]' : key}: ${this.#member(scope, type, nodes)}`,
    )
    const names = this.#named.map((_, i) => `$${i}`)
    const text = `return (source, i, columns, args, run) => { let v; return { ${members.join(', ')} } }`
    this.#make = new Function(...names, text)(...this.#named) as Make
  }

  /** The value of one field, as text. */
  #member(scope: Scope, type: GraphQLObjectType, asked: readonly FieldNode[]): string {
    const [node] = asked as [FieldNode]
    if (node.name.value === '__typename') return JSON.stringify(type.name)
    const field = type.getFields()[node.name.value]
    if (!field) throw new Unfit('What the schema says of itself is asked of the general executor.')
    const leaf = getNullableType(field.type)
    const isAtHand = isLeafType(leaf) && !('together' in field.extensions)
    if (!isAtHand || (isAsync(field.resolve) && !('directly' in field.extensions)))
      return `columns[${this.#columns.push(columnOf(scope, field, asked)) - 1}][i]`
    return this.#leaf(field, leaf, node)
  }

  #leaf(field: GraphQLField<unknown, unknown>, leaf: GraphQLLeafType, node: FieldNode): string {
    const { directly, pothosExposedField: exposed } = field.extensions
    const nothing = isNonNullType(field.type) ? '$0()' : 'null'
    const written = `v == null ? ${nothing} : ${this.#name(leaf.coerceOutputValue.bind(leaf))}(v)`
    if (typeof directly === 'function') return `(v = ${this.#name(directly)}(source), ${written})`
    if (typeof exposed === 'string' || !field.resolve)
      return `(v = source[${JSON.stringify(exposed ?? field.name)}], ${written})`
    const args = this.#arguments.push(argumentsOf(field, node)) - 1
    const call = `${this.#name(field.resolve)}(source, args[${args}], run.context, run.info)`
    return `(v = ${call}, v instanceof Promise ? $1() : ${written})`
  }

  #name(value: unknown): string {
    return `$${this.#named.push(value) - 1}`
  }

  /** Objects for sources, none of which is null, in their order. */
  run(sources: readonly unknown[], run: Run): Maybe<object[]> {
    // Where there is nothing, nothing can be wrong with what is asked of it.
    if (sources.length === 0) return []
    const columns = eachOf(this.#columns, (column) => column(sources, run))
    return andThen(columns, (held) => this.#written(sources, held, run))
  }

  #written(sources: readonly unknown[], columns: readonly unknown[][], run: Run): object[] {
    const args = this.#arguments.map((of) => of(run.variables))
    const make = this.#make
    return sources.map((source, i) => make(source, i, columns, args, run))
  }
}

const isAsync = (resolve: unknown) => Object.prototype.toString.call(resolve) === '[object AsyncFunction]'

function refuseLater(): never {
  throw new Unfit('A plain value is to be had at once here.')
}
