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
import {
  beginnings,
  canBeMisspelt,
  coreOf,
  editsBetween,
  editsOf,
  farFrom,
  wordsIn,
} from './rules/spelling.ts'
import {
  CANDIDATES,
  ISSUERS,
  type Match,
  NAMED,
  type Named,
  namesMatching,
  type Standing,
  standingsOf,
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
export function search(db: Db, query: string, types: readonly SearchType[]): Found[] & { isCut?: boolean } {
  db.observer.load?.('search', 1)
  return db.snapshot(() => {
    const named = NAMED.filter(({ type }) => types.includes(type))
    const words = wordsIn(joinInitials(query))
    const found = [
      ...(types.includes('FILING') ? byAccessionNumber(db, query.trim()) : []),
      ...named.flatMap((one) => byCik(db, one, query.trim())),
      ...(types.includes('ISSUER') ? byTicker(db, query) : []),
      ...(words.length > 0 ? named.flatMap((one) => byWords(db, one, words, coreOf(query))) : []),
    ]
    const best = bestOfEach(found)
    // Of what each way finds at most so much, so much may be a part.
    const isCut = (some: Found[]) => some.length >= CANDIDATES
    if (words.length === 0 || best.length >= SCARCE || best.some(isExact))
      return Object.assign(best, { isCut: isCut(found) })
    const near = named.flatMap((one) => bySpelling(db, one, words))
    return Object.assign(bestOfEach([...best, ...near]), { isCut: isCut(found) || near.length > 0 })
  })
}

/** `J.P. Morgan` as `JP. Morgan`. */
const joinInitials = (text: string) => text.replace(/(?<=(?<!\p{L})\p{L})\. ?(?=\p{L}(?!\p{L}))/gu, '')

const isExact = ({ rank }: Found) => rank[0]! <= way('OLD_NAME')

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
function byTicker(db: Db, query: string): Found[] {
  const ticker = query
    .replace(/^[^:]*:|\$/g, '')
    .trim()
    .toUpperCase()
  if (ticker === '') return []
  return weighed(db, ISSUERS, tickersFrom(db, ticker), ({ text }, standing) => {
    const isCurrent = standing.ticker === text
    const whole = isCurrent ? 'TICKER' : 'OLD_TICKER'
    const fit = [way(text === ticker ? whole : 'START_OF_TICKER'), isCurrent ? 0 : 1, 0]
    return { matched: text, matchedBy: 'TICKER', fit }
  })
}

/** Whose name has words that begin as all of these do. `core` is that of the query. */
function byWords(db: Db, named: Named, words: string[], core: string): Found[] {
  const found = namesMatching(db, named, beginnings(words), words[0], `^"${words.join(' ')}"*`)
  return weighed(db, named, found, ({ text }, { name }) => {
    const its = wordsIn(text)
    const isCurrent = text === name || its.join() === wordsIn(name).join()
    const isWhole = coreOf(text) === core
    const isStart = its.join('').startsWith(words.join(''))
    const among = isStart ? its.slice(0, words.length) : its
    const fit = [
      way(isCurrent ? (isWhole ? 'NAME' : 'WORDS') : isWhole ? 'OLD_NAME' : 'OLD_WORDS'),
      isStart ? 0 : 1,
      words.filter((word) => !among.includes(word)).length,
    ]
    return isCurrent
      ? { matched: name, matchedBy: 'NAME', fit }
      : { matched: text, matchedBy: 'FORMER_NAME', fit }
  })
}

/** Whose name is spelt nearly so. */
function bySpelling(db: Db, named: Named, words: string[]): Found[] {
  if (words.length > MOST_MISSPELT) return []
  const near = words.map((word) => [`"${word}"*`, ...nearWords(db, named, word).map((other) => `"${other}"`)])
  const expression = near.map((some) => `(${some.join(' OR ')})`).join(' AND ')
  return weighed(db, named, namesMatching(db, named, expression), ({ text }) => {
    const its = wordsIn(text)
    const edits = editsBetween(words, its)
    const isStart = Number.isFinite(editsOf(words[0]!, its[0]!))
    const fit = [way('SIMILAR'), edits, isStart ? 0 : 1]
    return Number.isFinite(edits) ? { matched: text, matchedBy: 'SIMILAR_NAME', fit } : undefined
  })
}

/**
 * Words of names that are spelt nearly as a typed one: the nearest, then those of most names. Its first letter is right, or
 * swapped with the next.
 */
function nearWords(db: Db, named: Named, typed: string): string[] {
  if (!canBeMisspelt(typed)) return []
  const isFar = farFrom(typed)
  return [typed[0]!, typed[1]! + typed[0]!]
    .flatMap((start) => wordsFrom(db, named, start).filter(({ letters }) => !isFar(letters)))
    .map(({ term, names }) => ({ term, names, edits: editsOf(typed, term) }))
    .filter(({ edits }) => Number.isFinite(edits))
    .sort((a, b) => a.edits - b.edits || b.names - a.names)
    .slice(0, NEAR_WORDS)
    .map(({ term }) => term)
}

interface Fit {
  matched: string
  matchedBy: MatchedBy
  fit: number[]
}

/** Of what fits equally well, who is known by more filings comes first, then who filed last. */
function weighed(
  db: Db,
  named: Named,
  matches: Match[],
  weigh: (match: Match, standing: Standing) => Fit | undefined,
): Found[] {
  if (matches.length === 0) return []
  const standings = standingsOf(
    db,
    named,
    matches.map(({ cik }) => cik),
  )
  return matches.flatMap((match) => {
    const standing = standings.get(match.cik)!
    const weight = weigh(match, standing)
    if (!weight) return []
    const { fit, ...told } = weight
    const rank = [...fit, -standing.filings, -Number(standing.lastOn.replaceAll('-', ''))]
    return { type: named.type, key: match.cik, ...told, rank }
  })
}

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
