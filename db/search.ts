/**
 * Search: what is typed → the issuers, insiders and filings that are meant, with how well each fits. Numbers and tickers
 * are looked up. Words are found in any order, each as the beginning of one in a name. Where that finds next to nothing,
 * each stands for the words in the vocabulary of all names that are spelt nearly so.
 */
import { packAccession } from './accession.ts'
import { filingsById } from './filings.ts'
import { insidersByCik } from './insiders.ts'
import { issuersByCik } from './issuers.ts'
import type { Db } from './open.ts'
import { canBeMisspelt, coreOf, editsBetween, editsOf, wordsIn, wordsLike } from './rules/spelling.ts'
import {
  CANDIDATES,
  ISSUERS,
  type Match,
  NAMED,
  type Named,
  namesLike,
  namesSpelt,
  tickersFrom,
  wordsFrom,
} from './search-index.ts'

export const SEARCH_TYPES = ['ISSUER', 'INSIDER', 'FILING'] as const
export type SearchType = (typeof SEARCH_TYPES)[number]
export type MatchedBy = 'CIK' | 'ACCESSION_NUMBER' | 'TICKER' | 'NAME' | 'FORMER_NAME' | 'SIMILAR_NAME'

export interface Found {
  type: SearchType
  key: number | string
  /** The text that was found. */
  matched: string
  matchedBy: MatchedBy
  /** How well it fits: of two, the first number in which they differ tells, and the less is the better. */
  rank: number[]
}

/** What was found, and whether there may be more. */
type Worked = Found[] & { isCut?: boolean }

/** In which way something is found, the best first. Up to `OLD_NAME`, it is the whole of what was typed. */
const WAYS = [
  'KEY',
  'TICKER',
  'NAME',
  'OLD_TICKER',
  'OLD_NAME',
  'WORDS',
  'START_OF_TICKER',
  'OLD_WORDS',
  'SIMILAR',
] as const
const way = (name: (typeof WAYS)[number]) => WAYS.indexOf(name)

/** Where fewer are found, names that are spelt nearly so are looked for, too. */
export const SCARCE = 3
/** Of a longer query, no word is taken to be misspelt: each is looked for in the vocabulary. */
export const MOST_MISSPELT = 5
/** Words that a misspelt one may stand for. */
const NEAR_WORDS = 30

/**
 * What matches a query, each issuer, insider and filing once, in no order: some hundreds at most, and `isCut` where there may
 * be more.
 */
export function search(db: Db, query: string, types: readonly SearchType[]): Worked {
  db.observer.load?.('search', 1)
  return db.snapshot(() => {
    const named = NAMED.filter(({ type }) => types.includes(type))
    const words = wordsIn(joinInitials(query))
    const found: Worked[] = [
      types.includes('FILING') ? byAccessionNumber(db, query.trim()) : [],
      ...named.map((one) => byCik(db, one, query.trim())),
      types.includes('ISSUER') ? byTicker(db, query) : [],
      ...(words.length > 0 ? named.map((one) => byWords(db, one, words, coreOf(query))) : []),
    ]
    const isCut = found.some((some) => some.isCut)
    const best = bestOfEach(found.flat())
    if (words.length === 0 || best.length >= SCARCE || best.some((one) => isMeant(one, words)))
      return Object.assign(best, { isCut })
    const near = named.flatMap((one) => bySpelling(db, one, words))
    return Object.assign(bestOfEach([...best, ...near]), { isCut: isCut || near.length > 0 })
  })
}

/** `J.P. Morgan` as `JP. Morgan`. */
const joinInitials = (text: string) => text.replace(/(?<=(?<!\p{L})\p{L})\. ?(?=\p{L}(?!\p{L}))/gu, '')

/** Whether something is found by the whole of its key or name, or by several words of a name, all whole: then none is misspelt. */
const isMeant = ({ rank: [found, , begun] }: Found, words: string[]) =>
  found! <= way('OLD_NAME') || (IS_BY_WORDS.has(found!) && begun === 0 && words.length > 1)
const IS_BY_WORDS = new Set([way('WORDS'), way('OLD_WORDS')])

function byAccessionNumber(db: Db, text: string): Found[] {
  const key = text.replace(/^(\d{10})(\d\d)(\d{6})$/, '$1-$2-$3')
  const isThere = packAccession(key) !== undefined && filingsById(db, [key]).length > 0
  return isThere ? [{ type: 'FILING', key, matched: key, matchedBy: 'ACCESSION_NUMBER', rank: BY_KEY }] : []
}

/** As many numbers as every rank has: cursors tell by that whether they are of this field. */
const BY_KEY = [way('KEY'), 0, 0, 0, 0]

function byCik(db: Db, named: Named, text: string): Found[] {
  const cik = Number(/^(?:CIK)?[\s:#]*(\d{1,10})$/i.exec(text)?.[1])
  const load = named.type === 'ISSUER' ? issuersByCik : insidersByCik
  const isThere = cik > 0 && load(db, [cik]).length > 0
  const matched = String(cik).padStart(10, '0')
  return isThere ? [{ type: named.type, key: cik, matched, matchedBy: 'CIK', rank: BY_KEY }] : []
}

/** Issuers that have, or had, a ticker: `TSLA`, `$tsla`, `NASDAQ: TSLA`; or one that begins so. */
function byTicker(db: Db, query: string): Worked {
  const ticker = query
    .replace(/^[^:]*:|\$/g, '')
    .trim()
    .toUpperCase()
  if (ticker === '') return []
  const matches = tickersFrom(db, ticker)
  const found = matches.map((match) => {
    const { text, isCurrent } = match
    const whole = isCurrent ? 'TICKER' : 'OLD_TICKER'
    const fit = [way(text === ticker ? whole : 'START_OF_TICKER'), isCurrent ? 0 : 1, 0]
    return foundAs(ISSUERS, match, { matched: text, matchedBy: 'TICKER', fit })
  })
  return Object.assign(found, { isCut: found.length === CANDIDATES })
}

/** Whose name has words that begin as all of these do, or is the same by its core. */
function byWords(db: Db, named: Named, words: string[], core: string): Worked {
  const { matches, isCut } = namesLike(db, named, words, core)
  const start = words.join('')
  const found = matches.map((match) => {
    const its = match.words!.split(' ')
    const { text, isCurrent } = match
    const isWhole = match.core === core
    const isStart = its.join('').startsWith(start)
    const among = isStart ? its.slice(0, words.length) : its
    return foundAs(named, match, {
      matched: text,
      matchedBy: isCurrent ? 'NAME' : 'FORMER_NAME',
      fit: [
        way(isCurrent ? (isWhole ? 'NAME' : 'WORDS') : isWhole ? 'OLD_NAME' : 'OLD_WORDS'),
        isStart ? 0 : 1,
        words.filter((word) => !among.includes(word)).length,
      ],
    })
  })
  return Object.assign(found, { isCut })
}

/** Whose name is spelt nearly so. */
function bySpelling(db: Db, named: Named, words: string[]): Found[] {
  if (words.length > MOST_MISSPELT) return []
  const near = words.map((word) => [`"${word}"*`, ...nearWords(db, named, word).map((other) => `"${other}"`)])
  const expression = near.map((some) => `(${some.join(' OR ')})`).join(' AND ')
  return namesSpelt(db, named, expression).flatMap((match) => {
    const its = match.words!.split(' ')
    const edits = editsBetween(words, its)
    if (!Number.isFinite(edits)) return []
    const isStart = Number.isFinite(editsOf(words[0]!, its[0]!))
    const fit = [way('SIMILAR'), edits, isStart ? 0 : 1]
    return foundAs(named, match, { matched: match.text, matchedBy: 'SIMILAR_NAME', fit })
  })
}

/**
 * Words of names that are spelt nearly as a typed one: the nearest, then those of most names. Its first letter is right, or
 * swapped with the next.
 */
function nearWords(db: Db, named: Named, typed: string): string[] {
  if (!canBeMisspelt(typed)) return []
  return [typed[0]!, typed[1]! + typed[0]!]
    .flatMap((start) => wordsLike(typed, wordsFrom(db, named, start)))
    .sort((a, b) => a.edits - b.edits || b.word.names - a.word.names)
    .slice(0, NEAR_WORDS)
    .map(({ word }) => word.term)
}

interface Fit {
  matched: string
  matchedBy: MatchedBy
  fit: number[]
}

/** Of what fits equally well, who is better known comes first, then whose name was filed last. */
const foundAs = ({ type }: Named, { cik, renown, lastOn }: Match, { fit, ...told }: Fit): Found => ({
  type,
  key: cik,
  ...told,
  rank: [...fit, renown, -Number(lastOn.replaceAll('-', ''))],
})

function bestOfEach(found: Found[]): Found[] {
  const best = new Map<string, Found>()
  for (const one of found) {
    const id = `${one.type} ${one.key}`
    const other = best.get(id)
    if (!other || isBetter(one.rank, other.rank)) best.set(id, one)
  }
  return [...best.values()]
}

function isBetter(rank: number[], other: number[]): boolean {
  const i = rank.findIndex((number, place) => number !== other[place])
  return i >= 0 && rank[i]! < other[i]!
}
