/** Search, by the same rules and reads as ours: numbers, tickers, words of names, and words spelt nearly so. */
import { compareAll } from '../../db/rules/order.ts'
import { coreOf, editsBetween, editsOf, wordsIn } from '../../db/rules/spelling.ts'
import type { Answers, Reads } from './database.ts'
import { cikOf, insiderCikOf } from './formats.ts'
import { type Match, namesLike, namesSpelt, nearWords, type SideReads, sideOf, tickersIn } from './names.ts'

const [FIRST, SCARCE, MOST_MISSPELT] = [10, 3, 5]
/** In which way something is found, the best first. */
const [KEY, TICKER, NAME, OLD_TICKER, OLD_NAME, WORDS, START_OF_TICKER, OLD_WORDS, SIMILAR] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
]

interface Found {
  type: 0 | 1
  cik: number
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
        if (side.node.get(cik))
          keep(found, {
            type: type as 0 | 1,
            cik,
            matched: cikOf(cik),
            matchedBy: 'CIK',
            place: [KEY, type, cik],
          })
    byTicker(found, query)
    if (words.length > 0) for (const [type, side] of sides.entries()) byWords(found, type, side, words, core)
    const isMeant = ({ place: [way, , begun] }: Found) =>
      way! <= OLD_NAME || ((way === WORDS || way === OLD_WORDS) && begun === 0 && words.length > 1)
    const isScarce = found.size < SCARCE && ![...found.values()].some(isMeant)
    if (words.length > 0 && words.length <= MOST_MISSPELT && isScarce)
      for (const [type, side] of sides.entries()) bySpelling(found, type, side, words)
    return [...found.values()].sort((a, b) => compareAll(a.place, b.place)).slice(0, FIRST)
  }

  function byTicker(found: Map<string, Found>, query: string): void {
    const typed = query
      .replace(/^[^:]*:|\$/g, '')
      .trim()
      .toUpperCase()
    if (typed === '') return
    for (const match of tickers.all(typed, typed)) {
      const [, text, , , , isCurrent] = match
      const way = text !== typed ? START_OF_TICKER : isCurrent ? TICKER : OLD_TICKER
      keep(found, foundAs(0, match, text, 'TICKER', [way, isCurrent ? 0 : 1, 0]))
    }
  }

  return {
    Search: ({ query }: { query: string }) => ({
      search: {
        edges: search(query).map(({ type, cik, matched, matchedBy }) => {
          const [name, ticker] = sides[type]!.node.get(cik)!
          const node =
            type === 0
              ? { __typename: 'Issuer', issuerCik: cikOf(cik), name, ticker }
              : { __typename: 'Insider', cik: insiderCikOf(cik), name }
          return { matched, matchedBy, node }
        }),
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
  for (const match of namesLike(side, words, core)) {
    const [, text, indexed, itsCore, , isCurrent] = match
    const its = indexed.split(' ')
    const isWhole = itsCore === core
    const isStart = its.join('').startsWith(words.join(''))
    const among = isStart ? its.slice(0, words.length) : its
    const way = isCurrent ? (isWhole ? NAME : WORDS) : isWhole ? OLD_NAME : OLD_WORDS
    const fit = [way, isStart ? 0 : 1, words.filter((word) => !among.includes(word)).length]
    keep(found, foundAs(type, match, text, isCurrent ? 'NAME' : 'FORMER_NAME', fit))
  }
}

function bySpelling(found: Map<string, Found>, type: number, side: SideReads, words: string[]): void {
  const near = words.map((word) => [`"${word}"*`, ...nearWords(side, word).map((other) => `"${other}"`)])
  for (const match of namesSpelt(side, near.map((some) => `(${some.join(' OR ')})`).join(' AND '))) {
    const [, text, indexed] = match
    const its = indexed.split(' ')
    const edits = editsBetween(words, its)
    if (!Number.isFinite(edits)) continue
    const isStart = Number.isFinite(editsOf(words[0]!, its[0]!))
    keep(found, foundAs(type, match, text, 'SIMILAR_NAME', [SIMILAR, edits, isStart ? 0 : 1]))
  }
}

/** Of what fits equally well, who is better known comes first, then whose name was filed last. */
function foundAs(
  type: number,
  [cik, , , , renown, , lastOn]: Match,
  matched: string,
  matchedBy: string,
  fit: number[],
): Found {
  const place = [...fit, renown, -Number(lastOn.replaceAll('-', '')), type, cik]
  return { type: type as 0 | 1, cik, matched, matchedBy, place }
}

/** Each once, as it fits best. */
function keep(found: Map<string, Found>, one: Found): void {
  const id = `${one.type} ${one.cik}`
  const other = found.get(id)
  if (!other || compareAll(one.place, other.place) < 0) found.set(id, one)
}
