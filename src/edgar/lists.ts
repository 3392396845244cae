/** What EDGAR's lists of filings have in common: what they name, how it is gathered, and when they cannot be read. */

import type { Cik, Day, Form } from './filing.ts'
import { readCik, readDay, readSpaces } from './values.ts'

/** One Form 3, 4 or 5 that a list names. */
export interface Listed {
  accession: string
  /** One of those under which its document lies: of the issuer, or of an owner. */
  cik: Cik
  form: Form
  filedOn: Day
  /** Whether its document is XML, and not only text or paper; absent where the list does not name the document. */
  hasXml?: boolean
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
