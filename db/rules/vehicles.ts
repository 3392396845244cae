/** Through whom or what securities are held indirectly, as far as a row of a form tells. Pure. */
import { wordsOf } from './words.ts'

/** Words that say only that it is held indirectly, or where to read how. */
const POINTING = words(
  'by through in held owned indirect indirectly the a an see refer to of and below foot note notes footnote footnotes remark remarks explanation explanations response responses',
)

/** Words that say what kind of vehicle it is, and not which. */
const KINDS = words(
  'trust trusts grat grats family living revocable irrevocable estate planning vehicle vehicles fund funds partnership partnerships limited liability company companies llc llcs lp corp corporation entity entities subsidiary subsidiaries custodian child children',
)

/** How most natures begin, and some do not: `By Spouse`, `Spouse`. */
const OPENING = /^(?:(?:by|through|in|held|owned|indirectly|the) )+(?=\S)/

/** `L.L.C.` is `LLC`. */
const INITIAL = /\b(\p{L})\.(?=\p{L}\b)/gu

/** Where a sentence ends: not after an initial or an abbreviation. */
const END = /(?<=[a-z\d)"]{2})(?<!\b(?:co|corp|dr|inc|jr|ltd|mr|mrs|ms|no|sr))[.;]\s/i

/**
 * What tells one vehicle from others, where a nature of ownership and the footnotes on it speak of it. Most natures name
 * it (`By Spouse`, `GV 2019, L.P.`). Where one says only `By Trust`, the first sentence of each footnote joins in; where
 * it says only `See footnote 2`, that takes its place, for footnotes are numbered anew in each filing.
 */
export function vehicleOf(nature: string | null | undefined, footnotes: readonly string[]): string | null {
  const said = wordsOf(nature?.replace(INITIAL, '$1'))
  const name = said?.replace(OPENING, '') ?? ''
  const telling = name.split(' ').filter((word) => !POINTING.has(word) && !/^\d*$/.test(word))
  if (!telling.every((word) => KINDS.has(word))) return name
  const notes = footnotes.flatMap(firstSentence).sort()
  if (telling.length > 0) return [name, ...notes].join(' | ')
  return notes.length > 0 ? notes.join(' | ') : said
}

const firstSentence = (text: string) => wordsOf(text.split(END)[0])?.replace(/\bthe /g, '') ?? []

function words(text: string): Set<string> {
  return new Set(text.split(' '))
}
