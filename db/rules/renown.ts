/** How well known somebody is, by their filings: a number that moves a few times only, so that an index can begin with it. Pure. */

/** Filings from which on somebody is better known; well known is well known. */
const STEPS = [25, 18, 12, 8, 5, 3, 2]

/** Of who has more filings, they need not be counted. */
export const WELL_KNOWN = STEPS[0]!
export const LEAST_RENOWN = STEPS.length

/** 0 is the best known. */
export function renownOf(filings: number): number {
  const step = STEPS.findIndex((least) => filings >= least)
  return step < 0 ? LEAST_RENOWN : step
}
