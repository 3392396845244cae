/** The one reader of documents: from the bytes of a file to a Filing, or to the reason why there is none. */

import type { Day, Filing, Reading, RefusalCode } from './filing.ts'
import { readOwnershipXml } from './ownership.ts'
import { type Header, isSubmission, readSubmission } from './submission.ts'
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
  const { header, xml }: { header: Header; xml?: Uint8Array } = isSubmission(bytes)
    ? readSubmission(bytes)
    : { header: {}, xml: bytes }
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

/** The accession number at the start of a file's name: `0001107843-13-000123…`, or its 18 digits alone. */
function accessionOf(name: string): string | undefined {
  const base = name.split(/[/\\!]/).at(-1)!
  const digits = /^(\d{10})-(\d\d)-(\d{6})(?!\d)/.exec(base) ?? /^(\d{10})(\d\d)(\d{6})(?!\d)/.exec(base)
  return digits ? digits.slice(1).join('-') : undefined
}

/**
 * UTF-16 by its mark; another encoding where the XML declaration says so; else UTF-8, or windows-1252 (of which
 * Latin-1 is a part) where that fails.
 */
function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(start)?.[1]
  // A declared UTF-16 without its mark was written before the text was converted.
  for (const encoding of [declared && !/^utf-?(8|16)/i.test(declared) ? declared : undefined, 'utf-8']) {
    try {
      if (encoding) return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // An encoding that nobody knows, or bytes that are not in it: on to the next.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes)
}
