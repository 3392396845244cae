/** Orders. Pure. */

/** The lesser first: -1, 0 or 1. */
export const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0)

/** By the first of several parts in which two differ. */
export function compareAll(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const i = a.findIndex((value, place) => value !== b[place])
  return i < 0 ? 0 : compare(a[i]!, b[i]!)
}
