/** What EDGAR's lists of filings have in common, and the reader of one of them: the index by form of a day or a quarter. */

import type { Cik, Day, Form } from './filing.ts'
import { readCik, readDay, readSpaces } from './values.ts'

/** One Form 3, 4 or 5 that a list names. */
export interface Listed {
  accession: string
  /** One of those under which its document lies: of the issuer, or of an owner. */
  cik: Cik
  form: Form
  filedOn: Day
}

/** What a list tells of Forms 3, 4 and 5. */
export interface FilingList {
  /** Each accession number once, in the order of the list. */
  listed: Listed[]
  /** Entries that name one of these forms, but cannot be read; shortened. */
  malformed: string[]
}

/** An entry of a list, of any form, in the texts that the list has for it; `shown` stands for the whole of it. */
export interface Entry {
  form: string
  accession: string
  cik: string
  filedOn: string
  shown: string
}

/** Thrown where bytes are no such list, or not the whole of it: whoever asked should ask again. */
export const unreadable = (message: string) => Object.assign(new Error(message), { code: 'UNREADABLE_LIST' })

/** A text from outside as one line that is fit to be kept and shown: at most 200 characters, none of control. */
export const readShort = (text: string) =>
  readSpaces(text.slice(0, MAX_SHORT).replace(/[\p{Cc}\p{Cs}]/gu, ' '))
const MAX_SHORT = 200

/** Takes the Forms 3, 4 and 5 among the entries of a list, which may name a filing once for each party to it. */
export function gather(entries: Iterable<Entry>): FilingList {
  const listed = new Map<string, Listed>()
  const malformed: string[] = []
  for (const entry of entries) {
    if (!isForm(entry.form)) continue
    const cik = readCik(entry.cik)
    const filedOn = readDay(entry.filedOn)
    const { form, accession } = entry
    if (!isAccession(accession) || !cik || !filedOn) malformed.push(readShort(entry.shown))
    else if (!listed.has(accession)) listed.set(accession, { accession, cik, form, filedOn })
  }
  return { listed: [...listed.values()], malformed }
}

const isForm = (text: string): text is Form => /^[345](?:\/A)?$/.test(text)

/** Whether it can be EDGAR's, which began in 1993, by a filer's CIK or one of EDGAR's own 99999…. */
function isAccession(text: string): boolean {
  const parts = /^(\d{10})-(\d\d)-\d{6}$/.exec(text)
  if (!parts) return false
  const [filer, year] = [Number(parts[1]), Number(parts[2])]
  return (year >= 93 || year < 50) && (filer < 67_000_000 || filer >= 9_999_900_000)
}

// Every repetition has an end, so that no line is too long for the stack of the matcher.
const HEAD = /^Form Type\s{1,100}Company Name/m
const RULE = /^-{20,1000}[ \t\r]{0,100}\n/m
const START = /^\S{1,20}/
const END = /\s(\d{8}|\d{4}-\d\d-\d\d)\s{1,100}edgar\/data\/(\d{1,10})\/([\d-]{1,20})\.txt$/
/** More than the date and the path, at the right of a line. */
const MAX_END = 200

/**
 * Reads the index by form of a day or a quarter (`form.20200318.idx`, `form.idx`). A filing's CIK is that of its path.
 * @throws {Error} `UNREADABLE_LIST`, where it is none, or is cut off within a line. That it is cut off between two
 * lines cannot be seen.
 */
export function readFormIndex(bytes: Uint8Array): FilingList {
  // All that is read of it is ASCII, and no bytes are wrong in Latin-1.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const rule = RULE.exec(text)
  if (!rule || !HEAD.test(text.slice(0, rule.index))) {
    throw unreadable('It is no index by form, or is cut off before its first line: get it again.')
  }
  const lines = text.slice(rule.index + rule[0].length).split('\n')
  const last = lines.at(-1)!.trim()
  if (last !== '' && !endOf(last)) {
    throw unreadable(`The index is cut off in its last line, "${readShort(last)}": get it again.`)
  }
  return gather(entriesOf(lines))
}

/** The date and the path. Columns cannot be counted from the left: names hold spaces, digits and anything else. */
const endOf = (line: string) => END.exec(line.trimEnd().slice(-MAX_END))

function* entriesOf(lines: Iterable<string>): Generator<Entry> {
  for (const line of lines) {
    const [form = ''] = START.exec(line.trimStart()) ?? []
    const [, filedOn = '', cik = '', accession = ''] = endOf(line) ?? []
    yield { form, accession, cik, filedOn, shown: line }
  }
}
