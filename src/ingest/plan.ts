import type { PlanStatus } from '../../db/codes.ts'
import type { Filing, Row } from '../edgar/filing.ts'

/** Rule 10b5-1(c), however it is typed: 10b5-1, 10b-5-1, 10b5‑1. */
const RULE = /10b\s*-?\s*5\s*[-‐‑–—]?\s*1/i
/** Said of a transaction that was not made under such a plan. */
const DENIAL = /\b(not|other than|outside|without)\b[^.;]{0,60}10b\s*-?\s*5\s*[-‐‑–—]?\s*1/i

/**
 * Whether a filing, or one row of it, was traded under a Rule 10b5-1 plan. The check box decides for the whole filing;
 * forms before April 2023 have none, so that a footnote on the row, or the remarks, may say it instead.
 */
export function planStatusOf(filing: Filing, row?: Row): PlanStatus {
  if (filing.aff10b5One !== undefined) return filing.aff10b5One ? 'YES' : 'NO'
  const labels = row && new Set(Object.values(row.fields).flatMap((filed) => filed.footnotes ?? []))
  const notes = filing.footnotes.filter(({ id }) => !labels || labels.has(id)).map(({ text }) => text)
  const texts = [...notes, filing.remarks ?? ''].filter((text) => RULE.test(text))
  if (texts.length === 0) return 'UNKNOWN'
  return texts.some((text) => !DENIAL.test(text)) ? 'STATED_IN_FOOTNOTE' : 'NO'
}
