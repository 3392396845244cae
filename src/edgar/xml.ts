/** The safe way through an XML text: well-formed, without a DOCTYPE and within limits, or refused. */

import { SaxesParser } from 'saxes'
import type { RefusalCode } from './filing.ts'

export const MAX_XML_BYTES = 10_000_000
const MAX_DEPTH = 32
const MAX_ELEMENTS = 200_000
const MAX_ATTRIBUTES = 200
const MAX_NAME = 200
const MAX_TEXT = 1_000_000

/** What is told of each element as it passes. Names come without their namespace prefix. */
export interface XmlVisitor {
  open(name: string, attributes: Record<string, string>): void
  text(text: string): void
  close(): void
}

/** Thrown inside the reader only, where a document cannot become a Filing; never leaves it. */
export class Refused extends Error {
  readonly code: RefusalCode
  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Walks `xml` from start to end.
 * @throws {Refused} MALFORMED_XML, UNSAFE_XML or TOO_LARGE; NOT_OWNERSHIP for an HTML page, by its DOCTYPE.
 */
export function walkXml(xml: string, visitor: XmlVisitor): void {
  if (xml.length > MAX_XML_BYTES) throw new Refused('TOO_LARGE', 'The XML is larger than 10 MB.')
  // Without saxes's `xmlns`: an undeclared prefix is no reason to lose a filing. A declaration may only stand first.
  const parser = new SaxesParser({ position: true })
  let depth = 0
  let elements = 0
  let attributes = 0
  let length = 0

  const unsafe = (what: string) => new Refused('UNSAFE_XML', `${what} (line ${parser.line}).`)
  const measure = (text: string) => {
    length += text.length
    if (length > MAX_TEXT) throw unsafe('The XML holds a text of more than 1 MB')
  }
  const addText = (text: string) => {
    measure(text)
    visitor.text(text)
  }

  parser.on('error', (error) => {
    const reason = error.message
      .replace(/^[\d:]+ /, '')
      .replace(/\.$/, '')
      .slice(0, MAX_NAME)
    throw new Refused('MALFORMED_XML', `The XML is not well-formed at line ${parser.line}: ${reason}.`)
  })
  parser.on('doctype', (doctype) => {
    if (/^\s*html\b/i.test(doctype)) throw new Refused('NOT_OWNERSHIP', 'This is an HTML page, not a filing.')
    throw unsafe('The XML has a DOCTYPE, which no ownership document needs')
  })
  parser.on('attribute', ({ value }) => {
    measure(value)
    if (++attributes > MAX_ATTRIBUTES) throw unsafe(`An element has more than ${MAX_ATTRIBUTES} attributes`)
  })
  parser.on('opentag', (tag) => {
    length = 0
    attributes = 0
    if (++depth > MAX_DEPTH) throw unsafe(`The XML is nested deeper than ${MAX_DEPTH} elements`)
    if (tag.name.length > MAX_NAME) throw unsafe(`A name is longer than ${MAX_NAME} characters`)
    if (++elements > MAX_ELEMENTS) throw unsafe(`The XML has more than ${MAX_ELEMENTS} elements`)
    visitor.open(tag.name.slice(tag.name.indexOf(':') + 1), tag.attributes as Record<string, string>)
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    length = 0
    depth--
    visitor.close()
  })
  // Only a leading space is cut off: saxes is a third slower on a slice of a longer text.
  parser.write(xml.replace(/^[\uFEFF\s]+/, '')).close()
}

/**
 * Joins tags that a hard line wrap has cut (PEM-wrapped submissions of 2006 wrap at a fixed column): `<transaction⏎Code>`.
 * A break before an attribute becomes a space. Only for a text that is malformed as it stands.
 */
export function unwrapTags(xml: string): string {
  return xml.replace(/<[^<>]+>/g, (tag) =>
    tag.replace(/\s+/g, (space, at: number) => {
      if (!/[\r\n]/.test(space)) return space
      return /^[\w:.-]+\s?=/.test(tag.slice(at + space.length, at + space.length + 100)) ? ' ' : ''
    }),
  )
}
