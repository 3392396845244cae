/** How much one filing may hold: far more than SEC's schema lets through, and few enough that what is derived from them is soon done. */
import type { Filing, Refusal } from './filing.ts'

/** SEC's schema has 30 rows in each of the two tables, and 10 owners. */
const MAX_ROWS = 500
const MAX_OWNERS = 50

/** Why a filing is beyond measure, if it is. */
export function beyondMeasure({ rows, owners }: Pick<Filing, 'rows' | 'owners'>): Refusal | undefined {
  if (rows.length <= MAX_ROWS && owners.length <= MAX_OWNERS) return undefined
  return {
    code: 'TOO_LARGE',
    message: `It has ${rows.length} rows and ${owners.length} owners; at most ${MAX_ROWS} and ${MAX_OWNERS} are read.`,
  }
}
