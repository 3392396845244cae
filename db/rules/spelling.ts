/** Names as search compares them: by their words, without case, accents and punctuation; and how they may be misspelt. Pure. */

/** As the index of words splits them. */
export const wordsIn = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** So many letters at most are no word of their own. */
const PARTICLE = 3

/**
 * Words that begin as all of these do, in FTS5's language. A blank or an apostrophe after a few letters tells nothing:
 * `O'Brien` is `OBRIEN`, and `JP Morgan` is `JPMORGAN`.
 */
export function beginnings(words: string[]): string {
  const clauses: string[] = []
  for (let i = 0; i < words.length; i++) {
    const [word, next] = [words[i]!, words[i + 1] ?? '']
    if (word.length <= PARTICLE && next.length > PARTICLE) {
      clauses.push(`(("${word}"* AND "${next}"*) OR "${word}${next}"*)`)
      i++
    } else {
      const splits = [1, 2, 3].filter((letters) => word.length - letters > PARTICLE)
      const apart = splits.map((letters) => `"${word.slice(0, letters)} ${word.slice(letters)}"*`)
      clauses.push(`(${[`"${word}"*`, ...apart].join(' OR ')})`)
    }
  }
  return clauses.join(' AND ')
}

const LEGAL_FORMS = new Set(
  'inc incorporated corp corporation co company ltd limited llc llp lp plc nv sa ag se'.split(' '),
)

/** What makes two names the same: their words in any order, without legal form and place (`/DE/`) at the end. */
export function coreOf(name: string): string {
  const words = wordsIn(name.replace(/\s*\/\s*[A-Z]{2,3}\s*\/?$/i, ''))
  const last = words.findLastIndex((word) => !LEGAL_FORMS.has(word))
  return words
    .slice(0, last < 0 ? words.length : last + 1)
    .sort()
    .join(' ')
}

/** The typed word is only the beginning of the other. It tells less than the whole, but that is hardly an error. */
const UNFINISHED = 0.25
/** How much of a word may be wrong: one letter in four; of a number, nothing. */
const allowedEdits = (word: string) => (/\p{N}/u.test(word) ? UNFINISHED : word.length / 4)
export const canBeMisspelt = (word: string) => allowedEdits(word) >= 1

/** How many edits typed words are away from those of a name; infinite where one of them is too far from all of these. */
export const editsBetween = (typed: readonly string[], name: readonly string[]): number =>
  typed.reduce((total, word) => total + Math.min(...name.map((other) => editsOf(word, other))), 0)

/**
 * How many letters are added, left out, changed, or swapped with the next, from a typed word to another or to its
 * beginning; infinite where they are too many.
 */
export function editsOf(typed: string, word: string): number {
  const allowed = allowedEdits(typed)
  if (word.length < typed.length - allowed) return Number.POSITIVE_INFINITY
  const distances = distancesToBeginnings(typed, word.slice(0, typed.length + allowed + 1), allowed)
  const whole = distances[word.length] ?? Number.POSITIVE_INFINITY
  const edits = Math.min(whole, Math.min(...distances) + UNFINISHED)
  return edits <= allowed ? edits : Number.POSITIVE_INFINITY
}

/** The letters of a word as bits; some share one. */
export function lettersOf(word: string): number {
  let letters = 0
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31)
  return letters
}

/** Tells of which words, by their letters, a typed one cannot be a misspelling: each letter that one lacks is an edit. */
export function farFrom(typed: string): (letters: number) => boolean {
  const [wanted, allowed] = [lettersOf(typed), allowedEdits(typed)]
  return (letters) => {
    let edits = 0
    for (let lacking = wanted & ~letters; lacking !== 0; lacking &= lacking - 1) edits++
    return edits > allowed
  }
}

/** From a word to each beginning of another, the empty one first: optimal string alignment. None, where all need too many. */
function distancesToBeginnings(typed: string, word: string, allowed: number): number[] {
  let before: number[] = []
  let last = Array.from({ length: word.length + 1 }, (_, j) => j)
  for (let i = 1; i <= typed.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= word.length; j++) {
      const changed = last[j - 1]! + (typed[i - 1] === word[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1]
      const swapped = isSwap ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY
      const edits = Math.min(changed, swapped, last[j]! + 1, row[j - 1]! + 1)
      row.push(edits)
      if (edits < least) least = edits
    }
    if (least > allowed) return []
    before = last
    last = row
  }
  return last
}
