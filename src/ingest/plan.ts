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
 * Whether a filing, or one row of it, was traded under a Rule 10b5-1 plan. A tick in the box says so for all of the
 * filing. Without it, or without the box (before April 2023), a footnote on the row, or the remarks, may say it: the box
 * is for plans under the rule as amended in February 2023, and older ones are often left unticked. One sentence that
 * names the rule is enough, whatever others deny: some sales of a row may be under a plan and others not.
 */
export function planStatusOf(filing: Filing, row?: Row): PlanStatus {
  if (filing.aff10b5One) return 'YES'
  const sentences = textsOnRule(filing, row)
    .flatMap((text) => text.split(END))
    .filter((sentence) => RULE.test(sentence))
  if (sentences.length === 0) return filing.aff10b5One === false ? 'NO' : 'UNKNOWN'
  return sentences.every(denies) ? 'NO' : 'STATED_IN_FOOTNOTE'
}

/** The first time that a sentence names the rule decides: `under this Rule 10b5-1 plan, not under a prior one`. */
function denies(sentence: string): boolean {
  const denial = DENIAL.exec(sentence)
  return denial !== null && !RULE.test(sentence.slice(0, denial.index))
}

/** Says of itself that it is about more than the row on which it hangs. */
const WHOLE =
  /\b(?:transactions?|sales?|purchases?) (?:reported|disclosed|described|shown) (?:in|on) this (?:form|report|filing)\b/i

/** Footnotes, of a row or all, and remarks that name the rule. */
function textsOnRule(filing: Filing, row?: Row): string[] {
  const notes = notesOnRule(filing)
  if (notes.length === 0) return []
  const labels = row && new Set(Object.values(row.fields).flatMap((filed) => filed.footnotes ?? []))
  return notes
    .filter(({ id, text }) => !labels || id === undefined || labels.has(id) || WHOLE.test(text))
    .map(({ text }) => text)
}

/** Footnotes and remarks, which have no id, that name the rule: found once for all rows. Most filings have none. */
function notesOnRule(filing: Filing): { id?: string; text: string }[] {
  const found =
    known.get(filing) ??
    [...filing.footnotes, ...(filing.remarks ? [{ text: filing.remarks }] : [])]
      .filter(({ text }) => RULE.test(text))
      .map((note) => ({ ...note, text: note.text.replace(/\s+/g, ' ') }))
  known.set(filing, found)
  return found
}
const known = new WeakMap<Filing, { id?: string; text: string }[]>()

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DATE = String.raw`(?:(?:${MONTHS.join('|')})[a-z]*\.? \d{1,2}, ?\d{4}|\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d{2}))\b`
const ADOPTED = '(?:adopted|adoption|entered into|established)'
/** What else a plan has a day for. */
const OTHER = '(?:expir|terminat|amend|modif|sold|sale|effective)'
/** `adopted by Ms. Doe on March 7, 2023`, `On March 7, 2023, Ms. Doe adopted`, `Adoption date: 03-07-2023`. */
const ADOPTION = new RegExp(
  String.raw`${ADOPTED}(?:(?!${OTHER})[^;]){0,120}?(${DATE})|\bon (${DATE}),(?:(?!${OTHER})[^;]){0,60} ${ADOPTED}`,
  'gi',
)

/** The day on which the plan of a row was adopted; null where no footnote tells it, or several days are told. */
export function planAdoptedOn(filing: Filing, row: Row): string | null {
  const days = textsOnRule(filing, row)
    .flatMap((text) => [...text.matchAll(ADOPTION)])
    .flatMap(([, after, before]) => dayOf((after ?? before)!) ?? [])
  const [day, ...others] = new Set(days)
  return day && others.length === 0 && !(filing.filedOn && day > filing.filedOn) ? day : null
}

function dayOf(text: string): string | undefined {
  const [, name, date, year] = /^([a-z]{3})[a-z]*\.? (\d+), ?(\d+)$/i.exec(text) ?? []
  const [month, day, years] = name
    ? [MONTHS.indexOf(name.toLowerCase()) + 1, Number(date), Number(year)]
    : text.split(/[/-]/).map(Number)
  const full = years! < 100 ? 2000 + years! : years!
  const iso = `${full}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  const isDay = !Number.isNaN(Date.parse(iso)) && new Date(iso).toISOString().slice(0, 10) === iso
  return isDay && full >= 2000 ? iso : undefined
}
