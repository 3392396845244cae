/** The one reader of documents: from the bytes of a file to a Filing, or to the reason why there is none. */

import type { Day, Filing, Reading, RefusalCode } from './filing.ts'
import { readOwnershipXml } from './ownership.ts'
import { type Header, isSubmission, readSubmission, type Submission } from './submission.ts'
import { MAX_XML_BYTES } from './xml.ts'

/** What is known of a filing from elsewhere, such as an index. */
export interface Known {
  accession?: string
  filedOn?: Day
}

const OWNERSHIP_FORM = /^[345](?:\/A)?$/i

/**
 * Reads a full submission or a bare ownership XML; which of them it is, is told by the content. Pure; never throws.
 * The header wins over `known`, which wins over the accession number at the start of the file's name; the XML's form
 * wins over the header's.
 */
export function readFiling(bytes: Uint8Array, name: string, known: Known = {}): Reading {
  const { header, xml, filings }: Submission = isSubmission(bytes)
    ? readSubmission(bytes)
    : { header: {}, xml: bytes, filings: 1 }
  if (filings > 1) {
    return refuse('SEVERAL_FILINGS', `It holds ${filings} filings: split it, one filing in a file.`)
  }
  if (!xml) return withoutXml(header)
  if (xml.byteLength > MAX_XML_BYTES) {
    return refuse('TOO_LARGE', `The XML is ${xml.byteLength} bytes; at most ${MAX_XML_BYTES} are read.`)
  }
  const reading = readOwnershipXml(decodeXml(xml))
  if ('refusal' in reading) return reading

  const accession = header.accession ?? known.accession ?? accessionOf(name)
  const filedOn = header.filedOn ?? known.filedOn
  const { acceptedAt } = header
  const filing: Filing = {
    ...(accession && { accession }),
    ...(filedOn && { filedOn }),
    ...(acceptedAt && { acceptedAt }),
    ...reading.filing,
  }
  return { filing }
}

const refuse = (code: RefusalCode, message: string): Reading => ({ refusal: { code, message } })

function withoutXml({ formType }: Header): Reading {
  if (!formType) return refuse('NOT_OWNERSHIP', 'The submission has neither a form type nor XML.')
  return OWNERSHIP_FORM.test(formType)
    ? refuse(
        'NO_XML',
        `The submission is a Form ${formType} without XML, as before mid-2003: it has only text.`,
      )
    : refuse('NOT_OWNERSHIP', `The submission is a ${formType}, not a Form 3, 4 or 5.`)
}

/**
 * The accession number at the start of a file's name: `0001107843-13-000123…`, or its 18 digits alone; undefined where
 * it cannot be EDGAR's, such as a timestamp.
 */
function accessionOf(name: string): string | undefined {
  const base = name.split(/[/\\!]/).at(-1)!
  const digits = /^(\d{10})-(\d\d)-(\d{6})(?!\d)/.exec(base) ?? /^(\d{10})(\d\d)(\d{6})(?!\d)/.exec(base)
  if (!digits) return undefined
  const [, filer, year] = digits.map(Number) as [number, number, number]
  // EDGAR began in 1993. A filer is a CIK, of which there are two million so far, or one of EDGAR's own 99999…; other
  // numbers the database does not take.
  const isOfEdgar = (year >= 93 || year < 50) && (filer < 67_000_000 || filer >= 9_999_900_000)
  return isOfEdgar ? digits.slice(1).join('-') : undefined
}

/**
 * UTF-16 by its mark; UTF-8 where the bytes are, whatever the XML declaration says (other texts hardly ever are by
 * chance); else as declared; else windows-1252, of which Latin-1 is a part.
 */
export function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(start)?.[1]
  // A declared UTF-16 without its mark was written before the text was converted.
  for (const encoding of ['utf-8', declared && !/^utf-?(8|16)/i.test(declared) ? declared : undefined]) {
    try {
      if (encoding) return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // An encoding that nobody knows, or bytes that are not in it: on to the next.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes)
}
