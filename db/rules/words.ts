/** What is typed by hand, time and again, reduced to what tells one thing from another. Pure. */
import Big from 'big.js'
import { decimal } from './plausibility.ts'

/** Letters and digits alone, in small letters: case, blanks and punctuation tell nothing. */
export const wordsOf = (text: string | null | undefined) =>
  text
    ?.toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(' ') ?? null

/**
 * A security's title without what filers add or leave out at will: its par value, its name in quotes, `stock` or
 * `shares` at its end.
 */
export function titleWords(title: string | null | undefined): string | null {
  const bare = wordsOf(title?.replace(QUOTED, ' ').replace(PAR_VALUE, ' '))
  return (bare ?? wordsOf(title))?.replace(/(?<=\S) (?:stock|shares?)$/, '') ?? null
}
/** `("Common Stock")`, perhaps cut off where the form has no more room. */
const QUOTED = /\(["“”'][^)]*(?:\)|$)/g
/** With a currency or a decimal point, so that no series' number is one. */
const AMOUNT = String.raw`(?:(?:US)?[$€£] ?\d{0,9}\.?\d{1,9}(?: \d/\d)?|\d{0,9}\.\d{1,9})`
/** `$0.01 par value per share`, `par value $.01`, `without par value`, `$0.01 per share`. */
const PAR_VALUE = new RegExp(
  `(?:(?:no|without|${AMOUNT}) par value|par value(?: of)?(?: ?${AMOUNT})?|${AMOUNT}(?= per share))(?: ?per share)?`,
  'gi',
)

/** A decimal without zeros that tell nothing: `004.80` is `4.8`. Null where there is none. */
export const plain = (text: string | null | undefined) => decimal(text)?.toFixed() ?? null

/** The exact sum of decimals; null where there are none. */
export function total(numbers: readonly (string | null | undefined)[]): string | null {
  const known = numbers.flatMap((text) => decimal(text) ?? [])
  return known.length === 0 ? null : known.reduce((sum, number) => sum.plus(number), new Big(0)).toFixed()
}
