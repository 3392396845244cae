import type { PlanStatus } from '../../db/codes.ts'
import type { Filing, Row } from '../edgar/filing.ts'

/** Rule 10b5-1(c), however it is typed: 10b5-1, 10b-5-1, 10b-51, 10(b)5-1, 10b5‑1, 10b5-l; not Rule 10b-5. */
const RULE = /10\s*\(?b\)?\s*[-‐‑–—]?\s*\(?5\)?\s*[-‐‑–—]?\s*(?:1(?!\d)|l\b)/i

const VERB =
  'made|effected|executed|sold|purchased|traded|transacted|conducted|entered|done|completed|carried'
const NOT = String.raw`(?:\bnot|n['’]t|\bother(?:wise)? than|\bnone of [^,;]{1,60}? (?:was|were|is|are))`
const DONE = `(?: been| being)?(?: (?:${VERB})(?: (?:and|or) (?:${VERB}))?)?(?: out)?`
const BY =
  '(?:pursuant to|under|in accordance with|in compliance with|(?:as )?(?:a )?part of|in connection with|by)'
/** `no Rule 10b5-1 plan` and `without any 10b5-1 plan`, but not `without the discretion of`. */
const LACK = String.raw`\b(?:no|without) (?:an? |any )?(?=(?:rule )?10)`
/** `a`, `any prior`, `a plan adopted under`: but once another deed is told, the negation was of something else. */
const BETWEEN = String.raw`(?:(?!(?:${VERB}|but|rather|instead|prices?)\b)[^\s,;]+ ){0,12}?["'“‘(]*`
/** Says of the rule whose name follows that nothing was done under it; a `not` elsewhere in a sentence does not. */
const DENIAL = new RegExp(
  String.raw`(?:${NOT}${DONE} ${BY} |\boutside (?:of )?|${LACK})${BETWEEN}(?:${RULE.source})`,
  'i',
)

const ABBREVIATION = 'Mr|Mrs|Ms|Dr|Jr|Sr|St|Inc|Corp|Co|Ltd|Nos?|Sec|Reg|vs|[A-Z]'
/** A full stop, unless an abbreviation's; a semicolon; and a `but`, after which the opposite is said. */
const END = new RegExp(
  String.raw`(?<=[.!?]["'”’)\]]?)(?<!\b(?:${ABBREVIATION})\.)\s+(?=["'“‘([]?[A-Z0-9])` +
    String.raw`|(?<=[a-z)\d]\.)(?=[A-Z][a-z])|;|,? but `,
)

/**
 * Whether a filing, or one row of it, was traded under a Rule 10b5-1 plan. The check box decides for the whole filing;
 * forms before April 2023 have none, so that a footnote on the row, or the remarks, may say it instead. One sentence
 * that names the rule is enough, whatever others deny: some sales of a row may be under a plan and others not.
 */
export function planStatusOf(filing: Filing, row?: Row): PlanStatus {
  if (filing.aff10b5One !== undefined) return filing.aff10b5One ? 'YES' : 'NO'
  const labels = row && new Set(Object.values(row.fields).flatMap((filed) => filed.footnotes ?? []))
  const notes = filing.footnotes.filter(({ id }) => !labels || labels.has(id)).map(({ text }) => text)
  const sentences = [...notes, filing.remarks ?? '']
    .map((text) => text.replace(/\s+/g, ' '))
    .filter((text) => RULE.test(text))
    .flatMap((text) => text.split(END))
    .filter((sentence) => RULE.test(sentence))
  if (sentences.length === 0) return 'UNKNOWN'
  return sentences.every(denies) ? 'NO' : 'STATED_IN_FOOTNOTE'
}

/** The first time that a sentence names the rule decides: `under this Rule 10b5-1 plan, not under a prior one`. */
function denies(sentence: string): boolean {
  const denial = DENIAL.exec(sentence)
  return denial !== null && !RULE.test(sentence.slice(0, denial.index))
}
