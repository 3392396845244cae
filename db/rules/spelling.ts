/** Names as search compares them: by their words, without case, accents and punctuation; and how they may be misspelt. Pure. */

/** As the index of words splits them. */
export const wordsIn = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** So many letters at most are no word of their own: a blank or an apostrophe after them tells nothing. */
const PARTICLE = 3
const isParticle = (word: string, next = '') => word.length <= PARTICLE && next.length > PARTICLE

/** What the index of words has of a name: its words, then those that are one with a few letters before: `o brien john obrien`. */
export function indexedWords(name: string): string {
  const words = wordsIn(name)
  const joined = words.flatMap((word, i) => (isParticle(word, words[i + 1]) ? word + words[i + 1] : []))
  return [...words, ...joined].join(' ')
}

/** A word that a name is to have, perhaps only begun; or several apart, or all of them in one. */
export interface Clause {
  words: string[]
  joined?: string
}

/** What a name is to have that typed words mean. `O'Brien` is `OBRIEN`, and `JP Morgan` is `JPMORGAN`. */
export function clausesOf(words: readonly string[]): Clause[] {
  const clauses: Clause[] = []
  for (let i = 0; i < words.length; i++) {
    const [word, next] = [words[i]!, words[i + 1]]
    if (!isParticle(word, next)) clauses.push({ words: [word] })
    else clauses.push({ words: [word, words[++i]!], joined: word + next })
  }
  return clauses
}

/** Clauses in FTS5's language. */
export const expressionOf = (clauses: readonly Clause[]) =>
  clauses
    .map(({ words, joined }) => {
      const apart = words.map((word) => `"${word}"*`).join(' AND ')
      return joined === undefined ? apart : `((${apart}) OR "${joined}"*)`
    })
    .join(' AND ')

/** Whether a name has what all clauses want, by the words that the index has of it. */
export const hasAll = (clauses: readonly Clause[], its: readonly string[]) => {
  const has = (word: string) => its.some((one) => one.startsWith(word))
  return clauses.every(({ words, joined }) => words.every(has) || (joined !== undefined && has(joined)))
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
export const editsOf = (typed: string, word: string): number =>
  wordsLike(typed, [{ term: word }])[0]?.edits ?? Number.POSITIVE_INFINITY

/** Of words in an order in which those that begin alike lie together, those that a typed one may stand for: `editsOf` each. */
export function wordsLike<Word extends { term: string }>(
  typed: string,
  words: readonly Word[],
): { word: Word; edits: number }[] {
  const allowed = allowedEdits(typed)
  const found: { word: Word; edits: number }[] = []
  /** By length of a beginning of the word: how far those of the typed one are from it, and the whole of it from the nearest so far. */
  const rows = [Array.from({ length: typed.length + 1 }, (_, i) => i)]
  const nearest = [typed.length]
  let last = ''
  for (let i = 0; i < words.length; ) {
    const { term } = words[i]!
    let length = sharedLength(last, term)
    while (length < term.length && Math.min(...rows[length]!) <= allowed) {
      rows[length + 1] = nextRow(typed, term, length, rows)
      nearest[length + 1] = Math.min(nearest[length]!, rows[length + 1]![typed.length]!)
      length++
    }
    last = term.slice(0, length)
    const unfinished = nearest[length]! + UNFINISHED
    const edits = length === term.length ? Math.min(rows[length]![typed.length]!, unfinished) : unfinished
    // Of those that are too far in what they begin with, it is the same for all that begin so.
    const end = length === term.length ? i + 1 : endOf(last, words, i)
    if (edits <= allowed) for (const word of words.slice(i, end)) found.push({ word, edits })
    i = end
  }
  return found
}

function sharedLength(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}

/** Optimal string alignment, by one more letter of a word. */
function nextRow(typed: string, word: string, at: number, rows: readonly number[][]): number[] {
  const [before, last] = [rows[at - 1], rows[at]!]
  const row = [at + 1]
  for (let i = 1; i <= typed.length; i++) {
    const changed = last[i - 1]! + (typed[i - 1] === word[at] ? 0 : 1)
    const isSwap = before && i > 1 && typed[i - 1] === word[at - 1] && typed[i - 2] === word[at]
    const swapped = isSwap ? before[i - 2]! + 1 : Number.POSITIVE_INFINITY
    row.push(Math.min(changed, swapped, last[i]! + 1, row[i - 1]! + 1))
  }
  return row
}

/** Where those end that begin so, from one of them on. */
function endOf(beginning: string, words: readonly { term: string }[], from: number): number {
  const isIn = (i: number) => i < words.length && words[i]!.term.startsWith(beginning)
  let step = 1
  while (isIn(from + step)) step *= 2
  let [inside, outside] = [from + Math.floor(step / 2), from + step]
  while (outside - inside > 1) {
    const middle = (inside + outside) >> 1
    if (isIn(middle)) inside = middle
    else outside = middle
  }
  return outside
}
