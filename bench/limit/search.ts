/** Search, by the same rules and reads as ours: numbers, tickers, words of names, and words spelt nearly so. */
import { compareAll } from '../../db/rules/order.ts'
import { beginnings, coreOf, editsBetween, editsOf, wordsIn } from '../../db/rules/spelling.ts'
import type { Answers, Reads } from './database.ts'
import { cikOf, insiderCikOf } from './formats.ts'
import { type Candidate, namesMatching, nearWords, type SideReads, sideOf, tickersIn } from './names.ts'

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
      for (const [type, { byCik }] of sides.entries()) {
        const row = byCik.get(cik)
        if (row) keep(found, foundAs(type, [cikOf(cik), cik, ...row], 'CIK', [KEY], true))
      }
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
    for (const candidate of tickers.all(typed, typed)) {
      const isCurrent = candidate[5] === candidate[0]
      const way = candidate[0] !== typed ? START_OF_TICKER : isCurrent ? TICKER : OLD_TICKER
      keep(found, foundAs(0, candidate, 'TICKER', [way, isCurrent ? 0 : 1, 0]))
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
  const start = `^"${words.join(' ')}"*`
  for (const candidate of namesMatching(side, `(${start}) OR (${beginnings(words)})`, start)) {
    const its = wordsIn(candidate[0])
    const isCurrent = its.join() === wordsIn(candidate[2]).join()
    const isWhole = coreOf(candidate[0]) === core
    const isStart = its.join('').startsWith(words.join(''))
    const among = isStart ? its.slice(0, words.length) : its
    const way = isCurrent ? (isWhole ? NAME : WORDS) : isWhole ? OLD_NAME : OLD_WORDS
    const fit = [way, isStart ? 0 : 1, words.filter((word) => !among.includes(word)).length]
    if (isCurrent) candidate[0] = candidate[2]
    keep(found, foundAs(type, candidate, isCurrent ? 'NAME' : 'FORMER_NAME', fit))
  }
}

function bySpelling(found: Map<string, Found>, type: number, side: SideReads, words: string[]): void {
  const near = words.map((word) => [`"${word}"*`, ...nearWords(side, word).map((other) => `"${other}"`)])
  for (const candidate of namesMatching(side, near.map((some) => `(${some.join(' OR ')})`).join(' AND '))) {
    const its = wordsIn(candidate[0])
    const edits = editsBetween(words, its)
    if (!Number.isFinite(edits)) continue
    const isStart = Number.isFinite(editsOf(words[0]!, its[0]!))
    keep(found, foundAs(type, candidate, 'SIMILAR_NAME', [SIMILAR, edits, isStart ? 0 : 1]))
  }
}

/** Of what fits equally well, who is known by more filings comes first, then who filed last. */
function foundAs(type: number, candidate: Candidate, matchedBy: string, fit: number[], isKey = false): Found {
  const [matched, cik, name, lastOn, filings, ticker] = candidate
  const rank = isKey ? fit : [...fit, -filings, -Number(lastOn.replaceAll('-', ''))]
  return { type: type as 0 | 1, cik, name, ticker, matched, matchedBy, place: [...rank, type, cik] }
}

/** Each once, as it fits best. */
function keep(found: Map<string, Found>, one: Found): void {
  const id = `${one.type} ${one.cik}`
  const other = found.get(id)
  if (!other || compareAll(one.place, other.place) < 0) found.set(id, one)
}
