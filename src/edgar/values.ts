/** How one text of a filing is read as a value of its type, or as what it was filed as. */

import type { Cik, Day, Filed } from './filing.ts'

/** The types of values that an element of a row can have. */
export type FiledType = 'text' | 'code' | 'day' | 'decimal' | 'flag'

/** Longer than any number or day: spares the patterns below a megabyte of digits. */
const MAX_NUMBER = 100

const DAY = /^(\d{4})-(\d\d)-(\d\d)(?:[T ][\d:.]+)?\s?(?:Z|[+-]\d\d:?\d\d)?$/i
const COMPACT_DAY = /^(\d{4})(\d\d)(\d\d)$/
const AMERICAN_DAY = /^(\d\d?)\/(\d\d?)\/(\d{4})$/
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/
const DOLLARS = /^[+-]?\$? ?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?$/
/** References glued behind a value: `923 F1`, `923 (1)`, `923 (F1)(F2)`. */
const GLUED = /^(.+?)((?:[ ,;]*(?:\(?F\d{1,2}\)?|\(\d{1,2}\)))+)$/i

const WORDS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** A text as it was filed, but for its space: outer space gone, inner runs of it one space. */
export const readSpaces = (text: string) => text.replace(/\s+/g, ' ').trim()

/** One line: outer space gone, inner runs of space and line breaks one space; entities escaped twice are decoded. */
export function readLine(text: string): string {
  return decodeAgain(text).replace(/\s+/g, ' ').trim()
}

/** A text of several lines: as `readLine`, but line breaks stay. */
export function readProse(text: string): string {
  return decodeAgain(text)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
}

/** Decodes what was escaped twice: of `AT&amp;amp;T` the XML parser leaves `AT&amp;T`. */
function decodeAgain(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi,
    (entity, dec, hex, word) => {
      if (word) return WORDS[word.toLowerCase()] ?? entity
      const point = dec ? Number(dec) : Number.parseInt(hex, 16)
      const isText = point >= 0x20 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
      return isText ? String.fromCodePoint(point) : entity
    },
  )
}

/** A real calendar day in any of the ways in which it is written, never shifted by its zone; else undefined. */
export function readDay(text: string): Day | undefined {
  if (text.length > MAX_NUMBER) return undefined
  const iso = DAY.exec(text) ?? COMPACT_DAY.exec(text)
  if (iso) return toDay(iso[1]!, iso[2]!, iso[3]!)
  const american = AMERICAN_DAY.exec(text)
  return american ? toDay(american[3]!, american[1]!, american[2]!) : undefined
}

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function toDay(year: string, month: string, day: string): Day | undefined {
  const [y, m] = [Number(year), Number(month)]
  const isLeap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0
  const last = m === 2 && isLeap ? 29 : (DAYS_OF_MONTH[m - 1] ?? 0)
  if (Number(day) < 1 || Number(day) > last) return undefined
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** `0`, `1`, `true` or `false` in any case; else undefined. */
export function readFlag(text: string): boolean | undefined {
  const word = text.toLowerCase()
  if (word === '1' || word === 'true') return true
  return word === '0' || word === 'false' ? false : undefined
}

/** A CIK with or without its leading zeros; else undefined. */
export function readCik(text: string): Cik | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) > 0 ? Number(text) : undefined
}

/** Without a plus sign, which those who compute with decimals do not take. */
function readDecimal(text: string): string | undefined {
  if (text.length > MAX_NUMBER) return undefined
  return DECIMAL.test(text) || DOLLARS.test(text) ? text.replace(/[+$, ]/g, '') : undefined
}

/**
 * The one form of a footnote's id, so that a reference finds its footnote: `f1` and `F01` are `F1`. An id of another
 * form is itself.
 */
export function readFootnoteId(text: string): string {
  const id = text.trim()
  return /^f\d+$/i.test(id) ? id.replace(/^f0*(?=\d)/i, 'F') : id
}

/**
 * Reads the text of a row's element. `value` is absent where the text is none of its type; `asFiled` is there where it
 * says more than the value (space apart); `footnotes` are those that were glued to a number or a day.
 */
export function readFiled(type: FiledType, text: string): Filed {
  const filed = readSpaces(text)
  if (type === 'text') return withValue(readLine(text), filed)
  if (type === 'code') return withValue(filed.toUpperCase(), filed)
  if (type === 'flag') {
    const flag = readFlag(filed)
    return flag === undefined ? { asFiled: filed } : { value: String(flag) }
  }
  const read = type === 'day' ? readDay : readDecimal
  const whole = read(filed)
  if (whole !== undefined) return withValue(whole, filed)
  const glued = filed.length > MAX_NUMBER ? null : GLUED.exec(filed)
  const value = glued ? read(glued[1]!.trim()) : undefined
  if (value === undefined) return { asFiled: filed }
  return {
    value,
    asFiled: filed,
    footnotes: [...glued![2]!.matchAll(/\d+/g)].map(([digits]) => readFootnoteId(`F${digits}`)),
  }
}

function withValue(value: string, filed: string): Filed {
  if (value === '') return { asFiled: filed }
  return value === filed ? { value } : { value, asFiled: filed }
}
