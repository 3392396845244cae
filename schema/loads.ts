/**
 * Batched loads: what is asked for in many places of an operation is loaded once, together. A field that needs one says by
 * which key; then it is resolved for one parent at a time, whose loads a DataLoader gathers, or, where an executor knows all
 * parents (`execution/`), for all of them at once, without a promise for each.
 */
import DataLoader from 'dataloader'
import type { Db } from '../db/open.ts'
import type { Context } from './builder.ts'

/** The loads of one kind in one operation. */
export class Loader<Key, Value> {
  readonly #batch: (keys: readonly Key[]) => readonly Value[]
  readonly #known = new Map<Key, Value>()
  #one: DataLoader<Key, Value> | undefined

  /** `batch` gives the values of keys, each of which is new to it, in their order. */
  constructor(batch: (keys: readonly Key[]) => readonly Value[]) {
    this.#batch = batch
  }

  /** The value of a key, loaded with all others that are asked for in the same turn. */
  load(key: Key): Promise<Value> {
    this.#one ??= new DataLoader(async (keys) => this.loadAll(keys))
    return this.#one.load(key)
  }

  /** The value of a key, loaded with the others of `keys`, among which it is. */
  among(keys: readonly Key[], key: Key): Value {
    if (!this.#known.has(key)) this.loadAll(keys)
    return this.#known.get(key)!
  }

  /** The values of keys. */
  loadAll(keys: readonly Key[]): readonly Value[] {
    const known = this.#known
    if (known.size === 0 && keys.length === 1) {
      const values = this.#batch(keys)
      known.set(keys[0]!, values[0]!)
      return values
    }
    const missing = new Set<Key>()
    for (const key of keys) if (!known.has(key)) missing.add(key)
    if (missing.size > 0) {
      const asked = [...missing]
      for (const [i, value] of this.#batch(asked).entries()) known.set(asked[i]!, value)
    }
    return keys.map((key) => known.get(key)!)
  }
}

/** The loader of one operation for what `parts` name: the same wherever in the operation it is asked for. */
export function loaderOf<Key, Value>(
  context: Context,
  parts: readonly unknown[],
  batch: (keys: readonly Key[]) => readonly Value[],
): Loader<Key, Value> {
  return kept(context, JSON.stringify(parts), batch)
}

/** A loader for each operation. */
export function loader<Key, Value>(load: (db: Db, keys: readonly Key[]) => readonly Value[]) {
  return (context: Context) => kept(context, load, (keys: readonly Key[]) => load(context.db, keys))
}

function kept<Key, Value>(
  context: Context,
  name: unknown,
  batch: (keys: readonly Key[]) => readonly Value[],
) {
  context.loaders ??= new Map()
  const known = context.loaders.get(name)
  if (known) return known as Loader<Key, Value>
  const made = new Loader(batch)
  context.loaders.set(name, made as Loader<unknown, unknown>)
  return made
}

/** Resolves a field for all parents of a level: the value of each, in their order. */
export type Together = (parents: readonly unknown[], args: never, context: Context) => readonly unknown[]

type LoaderFor<Args, Key, Value> = (context: Context, args: Args) => Loader<Key, Value>

/**
 * How a field is resolved by a load: which loader, by which key of its parent, and what it makes of what was loaded. Where
 * there is no key, the field is null.
 */
export function loaded<Parent, Key, Value, Result = Value, Args = object>(
  loaderFor: LoaderFor<Args, Key, Value>,
  keyOf: (parent: Parent) => Key | null,
  made: (value: Value, parent: Parent, args: Args) => Result = (value) => value as unknown as Result,
) {
  const together = (parents: readonly Parent[], args: Args, context: Context) => {
    const keys = parents.map(keyOf)
    const values = loaderFor(context, args).loadAll(keys.filter((key) => key !== null))
    let next = 0
    return keys.map((key, i) => (key === null ? null : made(values[next++]!, parents[i]!, args)))
  }
  return {
    resolve: async (parent: Parent, args: Args, context: Context) => {
      const key = keyOf(parent)
      return (key === null ? null : made(await loaderFor(context, args).load(key), parent, args)) as Result
    },
    extensions: { together },
  }
}
