/** A function that remembers what it gave for arguments of the same key. */
export function memo<Args extends unknown[], Value>(
  work: (...args: Args) => Value,
  keyOf: (...args: Args) => string,
): (...args: Args) => Value {
  const known = new Map<string, Value>()
  return (...args) => {
    const key = keyOf(...args)
    if (!known.has(key)) known.set(key, work(...args))
    return known.get(key)!
  }
}
