const MARKETS = 'NASDAQ(?:[ .-]+(?:GM|GS|GSM|NM|CM))?|NYSE|AMEX|OTC(?:BB|QB|QX)?|TSXV?|ARCA|ASX'
const TIERS = 'GLOBAL|SELECT|CAPITAL|NATIONAL|VENTURE|AMERICAN|ARCA|MKT|BB|QB|QX|PINK'
const NOUNS = 'STOCK|MARKETS?|EXCHANGE|BULLETIN|BOARD|SHEETS'
/** `NASDAQ GM`, `NYSE American`, `OTC Bulletin Board`: where it is listed, which is never a ticker. */
const EXCHANGE = new RegExp(
  String.raw`\b(?:NEW YORK STOCK EXCHANGE|${MARKETS})\b(?:[ .-]+(?:${TIERS}|${NOUNS})\b)*`,
  'g',
)
/** Says that there is none, alone or in a phrase: `not listed`, `no ticker`, `private`. */
const NONE = /\b(?:NOT?|NON|NONE|NULL|NIL|TB[AD]|PRIVATE(?:LY)?|UNLISTED|UNKNOWN|PENDING|APPLIED)\b/
/** Of a phrase, what is no ticker. Not `UNIT` or `ADS`, which are. */
const WORDS = new Set(
  'THE CLASS SERIES COMMON PREFERRED ORDINARY STOCK SHARES WARRANTS UNITS SYMBOL TICKER'.split(' '),
)
/** With a class or a market behind it: `BRK.A`, `GEF-B`, `ACRG.A.U`, `2330.TW`. Not a CIK, nor an access code. */
const TICKER = /^(?=.*[1-9A-Z])(?:[A-Z0-9]{1,6}|[A-Z]{7,8})(?:[.\-$][A-Z]{1,4}){0,2}$/
/** A second word that only numbers the company: `GPAC II` trades as GPAC. */
const NUMERAL = /^(?:II|III|IV|VI{1,3}|IX|\d{1,2})$/
/** A second word, or what a slash sets off, that is a class or a warrant. Z is none: `ZG/Z` are Zillow's two. */
const CLASS = /^(?:[A-Y]|WS)$/
const MOST_WORDS = 4
/** What is longer is prose, and would take the patterns below time that grows with its square. */
const MOST_LETTERS = 100

/**
 * The tickers in what a filer typed as one, in capitals and in the filer's order: without an exchange
 * (`NYSE: KRC`) or brackets (`(SIRI)`), each of several (`BFA, BFB`, `WLY/WLYB`), a class with its ticker (`RDS A`,
 * `BRK/A`), none for `NONE` and its like.
 */
export function tickersOf(typed: string | undefined): string[] {
  if (!typed || typed.length > MOST_LETTERS) return []
  const tickers = typed
    .toUpperCase()
    .replace(EXCHANGE, '')
    .replace(/\(?\b(?:CLASS|CL\.?) ([A-Y])\b\)?/g, ' $1') // `BRK (Class B)`
    .split(/[,;|&()[\]\n]+|\bAND\b/)
    .flatMap(tickersOfPart)
  return [...new Set(tickers)]
}

/** Of one of several; blanks and slashes stand between tickers as well as before a class. */
function tickersOfPart(part: string): string[] {
  const text = part
    .replace(/:\s*$/, '') // of `KRC: NYSE`
    .replace(/^[^:/]*:|\S+:/g, '') // a label: `Class A: FOO`
    .trim()
  if (/^N ?[./]? ?A[ .]*$/.test(text) || NONE.test(text)) return []
  const words = text
    .replace(/^(?:[A-Z] ){1,4}[A-Z]$/, (spaced) => spaced.replaceAll(' ', '')) // `N O G`
    .split(/[\s/]+/)
    .map((word) => word.replace(/^['"`‘’“”*.:$\-–—]+|['"`‘’“”*.:$\-–—]+$/g, ''))
    .filter((word) => word !== '' && !WORDS.has(word))
  return words.length > MOST_WORDS ? [] : words.reduce(withWord, [])
}

function withWord(tickers: string[], word: string): string[] {
  const last = tickers.at(-1)
  if (last !== undefined && NUMERAL.test(word)) return tickers
  if (last === undefined || !CLASS.test(word)) return TICKER.test(word) ? [...tickers, word] : tickers
  const [root, itsClass] = last.split('.') as [string, string?]
  // A fifth letter is a class already: the K of `FWONA/K` is no ticker, and which one it means is not known.
  if (root.length > 4) return tickers
  return itsClass ? [...tickers, `${root}.${word}`] : [...tickers.slice(0, -1), `${root}.${word}`]
}
