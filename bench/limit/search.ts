/** Search, by the same rules and reads as ours: numbers, tickers, words of names, and words spelt nearly so. */
import { compareAll } from '../../db/rules/order.ts'
import { beginnings, coreOf, editsBetween, editsOf, wordsIn } from '../../db/rules/spelling.ts'
import type { Answers, Reads } from './database.ts'
import { cikOf, insiderCikOf } from './formats.ts'
import {
  type Match,
  namesMatching,
  nearWords,
  type SideReads,
  type Standing,
  sideOf,
  tickersIn,
} from './names.ts'

const [FIRST, SCARCE, MOST_MISSPELT] = [10, 3, 5]
/** In which way something is found, the best first. */
const [KEY, TICKER, NAME, OLD_TICKER, OLD_NAME, WORDS, START_OF_TICKER, OLD_WORDS, SIMILAR] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
]

interface Found {
  type: 0 | 1
  cik: number
  name: string
  ticker: string | null
  matched: string
  matchedBy: string
  place: number[]
}

export function searchReads(reads: Reads): Answers {
  const sides = [sideOf(reads, 'issuer'), sideOf(reads, 'insider')]
  const tickers = tickersIn(reads)

  function search(query: string): Found[] {
    const words = wordsIn(query.replace(/(?<=(?<!\p{L})\p{L})\. ?(?=\p{L}(?!\p{L}))/gu, ''))
    const core = coreOf(query)
    const found = new Map<string, Found>()
    const cik = Number(/^(?:CIK)?[\s:#]*(\d{1,10})$/i.exec(query.trim())?.[1])
    if (cik > 0)
      for (const [type, side] of sides.entries())
        for (const standing of standingsOf(side, [cik]).values())
          keep(found, foundAs(type, standing, cikOf(cik), 'CIK', [KEY], true))
    byTicker(found, query)
    if (words.length > 0) for (const [type, side] of sides.entries()) byWords(found, type, side, words, core)
    const isExact = () => [...found.values()].some(({ place }) => place[0]! <= OLD_NAME)
    if (words.length > 0 && words.length <= MOST_MISSPELT && found.size < SCARCE && !isExact())
      for (const [type, side] of sides.entries()) bySpelling(found, type, side, words)
    return [...found.values()].sort((a, b) => compareAll(a.place, b.place)).slice(0, FIRST)
  }

  function byTicker(found: Map<string, Found>, query: string): void {
    const typed = query
      .replace(/^[^:]*:|\$/g, '')
      .trim()
      .toUpperCase()
    if (typed === '') return
    const matches = tickers.all(typed, typed)
    const standings = standingsOf(sides[0]!, ciksOf(matches))
    for (const [, text, cik] of matches) {
      const standing = standings.get(cik)!
      const isCurrent = standing[4] === text
      const way = text !== typed ? START_OF_TICKER : isCurrent ? TICKER : OLD_TICKER
      keep(found, foundAs(0, standing, text, 'TICKER', [way, isCurrent ? 0 : 1, 0]))
    }
  }

  return {
    Search: ({ query }: { query: string }) => ({
      search: {
        edges: search(query).map(({ type, cik, name, ticker, matched, matchedBy }) => ({
          matched,
          matchedBy,
          node:
            type === 0
              ? { __typename: 'Issuer', issuerCik: cikOf(cik), name, ticker }
              : { __typename: 'Insider', cik: insiderCikOf(cik), name },
        })),
      },
    }),
  }
}

function byWords(
  found: Map<string, Found>,
  type: number,
  side: SideReads,
  words: string[],
  core: string,
): void {
  const matches = namesMatching(side, beginnings(words), words[0], `^"${words.join(' ')}"*`)
  const standings = standingsOf(side, ciksOf(matches))
  for (const [, text, cik] of matches) {
    const standing = standings.get(cik)!
    const its = wordsIn(text)
    const isCurrent = text === standing[1] || its.join() === wordsIn(standing[1]).join()
    const isWhole = coreOf(text) === core
    const isStart = its.join('').startsWith(words.join(''))
    const among = isStart ? its.slice(0, words.length) : its
    const way = isCurrent ? (isWhole ? NAME : WORDS) : isWhole ? OLD_NAME : OLD_WORDS
    const fit = [way, isStart ? 0 : 1, words.filter((word) => !among.includes(word)).length]
    const [matched, matchedBy] = isCurrent ? [standing[1], 'NAME'] : [text, 'FORMER_NAME']
    keep(found, foundAs(type, standing, matched, matchedBy, fit))
  }
}

function bySpelling(found: Map<string, Found>, type: number, side: SideReads, words: string[]): void {
  const near = words.map((word) => [`"${word}"*`, ...nearWords(side, word).map((other) => `"${other}"`)])
  const matches = namesMatching(side, near.map((some) => `(${some.join(' OR ')})`).join(' AND '))
  const standings = standingsOf(side, ciksOf(matches))
  for (const [, text, cik] of matches) {
    const its = wordsIn(text)
    const edits = editsBetween(words, its)
    if (!Number.isFinite(edits)) continue
    const isStart = Number.isFinite(editsOf(words[0]!, its[0]!))
    keep(found, foundAs(type, standings.get(cik)!, text, 'SIMILAR_NAME', [SIMILAR, edits, isStart ? 0 : 1]))
  }
}

const ciksOf = (matches: Match[]) => [...new Set(matches.map(([, , cik]) => cik))]

const standingsOf = ({ standings }: SideReads, ciks: number[]): Map<number, Standing> =>
  ciks.length === 0
    ? new Map()
    : new Map(standings.all(JSON.stringify(ciks)).map((standing) => [standing[0], standing]))

/** Of what fits equally well, who is known by more filings comes first, then who filed last. */
function foundAs(
  type: number,
  [cik, name, lastOn, filings, ticker]: Standing,
  matched: string,
  matchedBy: string,
  fit: number[],
  isKey = false,
): Found {
  const rank = isKey ? fit : [...fit, -filings, -Number(lastOn.replaceAll('-', ''))]
  return { type: type as 0 | 1, cik, name, ticker, matched, matchedBy, place: [...rank, type, cik] }
}

/** Each once, as it fits best. */
function keep(found: Map<string, Found>, one: Found): void {
  const id = `${one.type} ${one.cik}`
  const other = found.get(id)
  if (!other || compareAll(one.place, other.place) < 0) found.set(id, one)
}
