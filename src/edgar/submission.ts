/** Full submissions (`.txt`, `.nc`): the SGML header, and the ownership document among the documents within. */

import type { Day } from './filing.ts'
import { readDay } from './values.ts'

export interface Header {
  accession?: string
  filedOn?: Day
  /** An instant in UTC, `2013-11-25T21:05:30Z`. */
  acceptedAt?: string
  formType?: string
}

export interface Submission {
  header: Header
  /** The bytes between `<XML>` and `</XML>` of the ownership document, or of the first XML there is. */
  xml?: Uint8Array
  /** How many filings it holds, by its headers or by its ownership documents; the above is of the first. */
  filings: number
}

const START =
  /<(?:(SEC-DOCUMENT|SEC-HEADER|IMS-DOCUMENT|IMS-HEADER|SUBMISSION|DOCUMENT|XML)>|\?xml|[\w:]*ownershipDocument)/

/** Whether bytes are a submission, by whichever tag comes first within the first 8 KB (a PEM wrapper may precede it). */
export function isSubmission(bytes: Uint8Array): boolean {
  return START.exec(asLatin1(bytes.subarray(0, 8192)))?.[1] !== undefined
}

/**
 * Reads a submission. Works on bytes, since its documents may be in several encodings; what is not the ownership
 * document (exhibits, uuencoded PDFs) is not looked into.
 */
export function readSubmission(bytes: Uint8Array): Submission {
  // Latin-1 keeps every byte: positions in the text are positions in the bytes.
  const text = asLatin1(bytes)
  const header = readHeader(headerText(text))
  const { section, ownerships } = findXml(text)
  const filings = Math.max(1, ownerships, countHeaders(text))
  return section ? { header, filings, xml: bytes.subarray(...section) } : { header, filings }
}

const asLatin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

/** What stands before the first document. */
function headerText(text: string): string {
  const end = text.indexOf('<DOCUMENT>')
  return text.slice(0, end < 0 ? 65_536 : end)
}

type Section = [start: number, end: number]

/** The section of the first ownership document, or else the first one; and how many ownership documents there are. */
function findXml(text: string): { section?: Section; ownerships: number } {
  let first: Section | undefined
  let owned: Section | undefined
  let ownerships = 0
  const tags = /<(\/?)XML>\s*/gi
  let tag = tags.exec(text)
  while (tag) {
    const start = tags.lastIndex
    const isOpen = !tag[1]
    // A section ends at the next tag, of whichever kind; one that is cut off, with the text.
    tag = tags.exec(text)
    if (!isOpen) continue
    const section: Section = [start, tag ? tag.index : text.length]
    first ??= section
    if (!/<(?:\w+:)?ownershipDocument\b/.test(text.slice(...section))) continue
    owned ??= section
    ownerships++
  }
  const section = owned ?? first
  return { ...(section && { section }), ownerships }
}

/** How many submissions begin in the text: each has a tag of every kind once at most. */
function countHeaders(text: string): number {
  const counts: Record<string, number> = {}
  for (const [, tag] of text.matchAll(/(?<=^|>)<((?:SEC|IMS)-(?:DOCUMENT|HEADER)|SUBMISSION)>/gm)) {
    counts[tag!] = (counts[tag!] ?? 0) + 1
  }
  return Math.max(0, ...Object.values(counts))
}

const LABELLED = /ACCESSION NUMBER:\s*(\d{10}-\d\d-\d{6})|<ACCESSION-NUMBER>\s*(\d{10}-\d\d-\d{6})/
const FIRST_LINE = /<(?:SEC|IMS)-(?:DOCUMENT|HEADER)>(\d{10}-\d\d-\d{6})/
const NAMED = new RegExp(`${LABELLED.source}|${FIRST_LINE.source}`, 'g')

/** All accession numbers by which a submission calls itself: in its header, and in the lines before it. */
export function accessionsOf(bytes: Uint8Array): string[] {
  const found = headerText(asLatin1(bytes)).matchAll(NAMED)
  return [...found].map((match) => match.slice(1).find(Boolean)!)
}

/** Both styles of header: labels (`ACCESSION NUMBER:  …`) and tags (`<ACCESSION-NUMBER>…`, at times all on one line). */
function readHeader(text: string): Header {
  const find = (pattern: RegExp) => pattern.exec(text)?.slice(1).find(Boolean)
  const named = find(LABELLED) ?? find(FIRST_LINE)
  const filed = find(/FILED AS OF DATE:\s*(\d{8})|<FILING-DATE>\s*(\d{8})/)
  const accepted = find(/<ACCEPTANCE-DATETIME>\s*(\d{14})/)
  const formType = find(/CONFORMED SUBMISSION TYPE:[ \t]*([^\s<]+)|<TYPE>[ \t]*([^\s<]+)/)
  const filedOn = filed && readDay(filed)
  const acceptedAt = accepted && easternInstant(accepted)
  return {
    ...(named && { accession: named }),
    ...(filedOn && { filedOn }),
    ...(acceptedAt && { acceptedAt }),
    ...(formType && { formType }),
  }
}

const HOUR = 3_600_000
const easternHour = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hour: '2-digit',
  hourCycle: 'h23',
})

/**
 * The instant of EDGAR's `YYYYMMDDhhmmss`, which is US Eastern time, summer or winter; undefined where it is no time.
 * In the hour that occurs twice in autumn it takes the first.
 */
export function easternInstant(stamp: string): string | undefined {
  const [, day, hour, minute, second] = /^(\d{8})(\d\d)(\d\d)(\d\d)$/.exec(stamp) ?? []
  const date = day && readDay(day)
  const local = date ? Date.parse(`${date}T${hour}:${minute}:${second}Z`) : Number.NaN
  if (Number.isNaN(local)) return undefined
  const summer = local + 4 * HOUR
  const isSummer = easternHour.format(summer) === hour
  return new Date(isSummer ? summer : local + 5 * HOUR).toISOString().replace('.000Z', 'Z')
}
