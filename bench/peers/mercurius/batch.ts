/** How loaders read. */
import type { Reads } from '../../limit/database.ts'

/** How mercurius asks a loader: all parents at once, each with the arguments of the field. */
export interface Query<Parent, Params = object> {
  obj: Parent
  params: Params
}

/**
 * A loader of what is read for one parent, all within one snapshot. mercurius keeps nothing of it: to tell parents apart
 * it would spell out each.
 */
export const eachIn =
  ({ snapshot }: Reads) =>
  <Parent, Params>(read: (parent: Parent, params: Params) => unknown) => ({
    loader: async (queries: Query<Parent, Params>[]) =>
      snapshot(() => queries.map(({ obj, params }) => read(obj, params))),
    opts: { cache: false },
  })

/** A value made once for each key: a statement for each size of a page, since SQLite plans one anew whose limit is bound. */
export function once<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>()
  return (key) => {
    const known = made.get(key) ?? make(key)
    made.set(key, known)
    return known
  }
}
