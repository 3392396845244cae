/** From the XML of one ownership document (Form 3, 4 or 5) to a Filing that lacks nothing of it. */

import { PARTS, type Part, ROOT, ROW_ELEMENTS, type ScalarType } from './elements.ts'
import type {
  Filed,
  Filing,
  Footnote,
  Form,
  Issuer,
  Leftover,
  Owner,
  Reading,
  Row,
  Signature,
} from './filing.ts'
import { beyondMeasure } from './measure.ts'
import {
  type FiledType,
  readCik,
  readDay,
  readFiled,
  readFlag,
  readFootnoteId,
  readLine,
  readProse,
  readSpaces,
} from './values.ts'
import { Refused, unwrapTags, walkXml, type XmlVisitor } from './xml.ts'

/**
 * Reads one ownershipDocument. Pure, and never throws: what cannot become a Filing comes back as a refusal. The Filing
 * has no accession, filedOn or acceptedAt, which are not in the XML. It is lenient about the order, place, prefix and
 * form of elements; what no name covers is among its leftovers.
 */
export function readOwnershipXml(xml: string): Reading {
  const reading = attempt(xml)
  if (!('refusal' in reading) || reading.refusal.code !== 'MALFORMED_XML') return reading
  if (!xml.includes('ownershipDocument'))
    return refusal('NOT_OWNERSHIP', 'There is no ownershipDocument in it.')
  const unwrapped = unwrapTags(xml)
  const second = unwrapped === xml ? reading : attempt(unwrapped)
  return 'filing' in second ? second : reading
}

function attempt(xml: string): Reading {
  const builder = new FilingBuilder()
  try {
    walkXml(xml, builder)
    return { filing: builder.finish() }
  } catch (error) {
    if (error instanceof Refused) return refusal(error.code, error.message)
    throw error
  }
}

const refusal = (code: Refused['code'], message: string): Reading => ({ refusal: { code, message } })

const FORMS: ReadonlySet<string> = new Set<Form>(['3', '3/A', '4', '4/A', '5', '5/A'])
/** HTML that strayed into a text: elements which stand on lines of their own. */
const LINES = new Set(['br', 'p', 'div', 'li', 'tr'])
/** Attributes about the XML itself. */
const XML_ATTRIBUTE = /^(?:xmlns|xsi|xml)(?::|$)/

type Values = Record<string, unknown>

/** One opening of a part, with what was read in it. */
interface Scope {
  part: Part
  values: Values
  /** Ids of the footnotes that hang on each field of a row. */
  footnotes: Map<string, Set<string>>
  /** There is a text or an attribute in it. */
  hasContent?: boolean
}

const scopeOf = (part: Part, values: Values): Scope => ({ part, values, footnotes: new Map() })

/** An open element. */
interface Frame {
  name: string
  /** Where there may be several of it: its place among those of its name in the document, from 1. */
  number?: number
  scope: Scope
  text: string
  /** How far its text has come; broken: an element parts it, so that what it adds up to may be what nobody filed. */
  run?: 'begun' | 'interrupted' | 'broken'
  /** It opened its scope, and closes it. */
  isPart?: boolean
  /** Our name for its text, and the type. */
  place?: readonly [key: string, type: ScalarType | FiledType]
  /** The row's field on which footnotes hang here: the nearest one around it. */
  field?: string
  /** The element with mixed content that its text belongs to. */
  prose?: Frame
  /** The id of a footnote that is defined here. */
  footnote?: string
  isReference?: boolean
}

class FilingBuilder implements XmlVisitor {
  readonly #frames: Frame[] = []
  readonly #document: Values = {}
  readonly #issuer: Values = {}
  readonly #owners: Owner[] = []
  readonly #rows: Row[] = []
  readonly #counts = new Map<string, number>()
  readonly #footnotes = new Map<string, Footnote>()
  readonly #signatures: Signature[] = []
  readonly #leftovers: Leftover[] = []

  open(name: string, attributes: Record<string, string>): void {
    interrupt(this.#frames.at(-1))
    const frame = this.#enter(name, this.#frames.at(-1))
    this.#frames.push(frame)
    for (const key in attributes) {
      const value = attributes[key]!.trim()
      if (value === '' || XML_ATTRIBUTE.test(key)) continue
      frame.scope.hasContent = true
      if (frame.isReference && key === 'id') this.#refer(frame, value)
      else if (frame.footnote !== undefined && key === 'id') frame.footnote = readFootnoteId(value)
      else this.#leave(value, `@${key}`)
    }
  }

  text(text: string): void {
    const frame = this.#frames.at(-1)
    if (!frame) return
    const own = frame.prose ?? frame
    own.text += text
    if (text.trim() === '') return
    frame.scope.hasContent = true
    own.run = own.run === undefined || own.run === 'begun' ? 'begun' : 'broken'
  }

  close(): void {
    const frame = this.#frames.at(-1)!
    const text = frame.text.trim()
    if (frame.footnote !== undefined) this.#define(frame.footnote, text)
    else if (frame.prose && frame.prose !== frame) frame.prose.text += LINES.has(frame.name) ? '\n' : ''
    else if (text !== '') this.#put(frame, text)
    if (frame.isPart) this.#finishPart(frame)
    this.#frames.pop()
    interrupt(this.#frames.at(-1))
  }

  #enter(name: string, parent: Frame | undefined): Frame {
    if (!parent) {
      if (name === 'ownershipDocument') return { name, text: '', scope: scopeOf(ROOT, this.#document) }
      throw new Refused('NOT_OWNERSHIP', `Its root element is ${name}, not ownershipDocument.`)
    }
    const frame: Frame = { name, text: '', scope: parent.scope }
    if (parent.field !== undefined) frame.field = parent.field
    if (name === 'footnoteId') return { ...frame, isReference: true }
    if (parent.prose) return { ...frame, prose: parent.prose }

    if (parent.scope.part.is === 'document') {
      const part = PARTS.get(name)
      if (part) {
        const opened = { name, text: '', isPart: true }
        if (part.is === 'issuer') return { ...opened, scope: scopeOf(part, this.#issuer) }
        return { ...opened, number: this.#count(name), scope: scopeOf(part, {}) }
      }
      if (name === 'footnote') {
        frame.number = this.#count(name)
        frame.prose = frame
        frame.footnote = ''
      }
    }
    const place = parent.scope.part.elements.get(name) ?? (name === 'value' ? parent.place : undefined)
    if (place) {
      frame.place = place
      if (place[1] === 'prose' || name === 'value') frame.prose = frame
    }
    if (parent.scope.part.is === 'row') {
      const field = place?.[0] ?? parent.scope.part.groups?.get(name)
      if (field !== undefined) frame.field = field
      // An element of another kind of row: its footnotes are not those of the field around it.
      else if (ROW_ELEMENTS.has(name)) delete frame.field
    }
    return frame
  }

  #put(frame: Frame, text: string): void {
    const { scope, place } = frame
    if (frame.isReference) {
      if (/^F\d+(?:[\s,;]+F\d+)*$/i.test(text)) this.#refer(frame, text)
      else this.#leave(text)
    } else if (!place) {
      const parent = this.#frames.at(-2)
      if (parent) parent.run = 'broken'
      this.#leave(text)
    } else if (scope.part.is === 'row') this.#putFiled(frame, place as [string, FiledType], text)
    else this.#putScalar(frame, place as [string, ScalarType], text)
  }

  #putFiled({ scope, run }: Frame, [key, type]: readonly [string, FiledType], text: string): void {
    const { values, footnotes } = scope
    if (values[key] !== undefined) {
      this.#leave(text)
      return
    }
    if (run === 'broken' && type !== 'text') {
      values[key] = { asFiled: readSpaces(text) }
      return
    }
    const { footnotes: glued, ...filed } = readFiled(type, text)
    values[key] = filed
    for (const id of glued ?? []) hang(footnotes, key, id)
  }

  #putScalar({ scope, run }: Frame, [key, type]: readonly [string, ScalarType], text: string): void {
    const { values } = scope
    const isClean = run !== 'broken' || type === 'line' || type === 'prose'
    const value = isClean && values[key] === undefined ? READ[type](text) : undefined
    if (value !== undefined && value !== '') values[key] = value
    // A day in an odd form is read, and its form kept.
    if (value === undefined || value === '' || (type === 'day' && value !== text)) this.#leave(text)
  }

  /** Hangs the footnotes that a footnoteId names on the field around it. */
  #refer(frame: Frame, ids: string): void {
    for (const filed of ids.split(/[\s,;]+/)) {
      const id = readFootnoteId(filed)
      if (frame.field !== undefined) hang(frame.scope.footnotes, frame.field, id)
      else this.#leave(id)
    }
  }

  /** Takes in a footnote. Where two have the same id, the one footnote has both texts, each on its lines. */
  #define(id: string, filed: string): void {
    const text = readProse(filed)
    if (id === '') {
      if (text !== '') this.#leave(text)
      return
    }
    const known = this.#footnotes.get(id)
    if (!known) this.#footnotes.set(id, { id, text })
    else if (known.text !== text) known.text = known.text === '' ? text : `${known.text}\n${text}`
  }

  #leave(text: string, ...path: string[]): void {
    const frames = this.#frames.slice(1)
    if (frames.some(({ name }) => name.endsWith('Ccc'))) return // a filer's access code at EDGAR: not ours to keep
    const steps = frames.map(({ name, number }) => (number === undefined ? name : `${name}[${number}]`))
    this.#leftovers.push({ path: [...steps, ...path].join('/'), text })
  }

  #finishPart({ name, scope, number }: Frame): void {
    const { part, values } = scope
    if (part.is === 'owner' && !scope.hasContent) {
      // Nobody: a form's blank, which is not counted either.
      this.#counts.set(name, number! - 1)
      return
    }
    if (part.row) this.#addRow(scope, { ...part.row, ordinal: number! })
    if (part.is === 'owner') this.#owners.push(inOrder(part, values) as Owner)
    if (part.is === 'signature' && Object.keys(values).length > 0) {
      this.#signatures.push(inOrder(part, values) as Signature)
    }
  }

  #addRow({ part, values, footnotes }: Scope, row: Pick<Row, 'kind' | 'table' | 'ordinal'>): void {
    for (const [key, ids] of footnotes) values[key] = { ...(values[key] as Filed), footnotes: [...ids] }
    const line = this.#count(row.table)
    this.#rows.push({ ...row, line, fields: inOrder(part, values) as Row['fields'] })
  }

  /** How many of the name there are by now, this one included. */
  #count(name: string): number {
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, count)
    return count
  }

  /** @throws {Refused} MISSING_KEY, TOO_LARGE */
  finish(): Filing {
    const { form, remarks, ...scalars } = inOrder(ROOT, this.#document)
    const documentType = String(form ?? '').toUpperCase()
    if (!FORMS.has(documentType)) {
      const found = documentType ? `is "${documentType.slice(0, 40)}"` : 'is missing'
      throw new Refused(
        'MISSING_KEY',
        `The documentType ${found}; it must be 3, 4 or 5, or one of them with /A.`,
      )
    }
    if (this.#issuer.cik === undefined)
      throw new Refused('MISSING_KEY', 'The issuer has no valid CIK (issuerCik).')
    if (this.#owners.length === 0) throw new Refused('MISSING_KEY', 'The document has no reportingOwner.')
    const nameless = this.#owners.findIndex((owner) => owner.cik === undefined)
    if (nameless >= 0) {
      throw new Refused('MISSING_KEY', `Reporting owner ${nameless + 1} has no valid CIK (rptOwnerCik).`)
    }
    const refusal = beyondMeasure({ rows: this.#rows, owners: this.#owners })
    if (refusal) throw new Refused(refusal.code, refusal.message)
    return {
      form: documentType as Form,
      ...scalars,
      issuer: inOrder(PARTS.get('issuer')!, this.#issuer) as unknown as Issuer,
      owners: this.#owners,
      rows: this.#rows,
      footnotes: [...this.#footnotes.values()],
      ...(remarks !== undefined && { remarks: remarks as string }),
      signatures: this.#signatures,
      ...(this.#leftovers.length > 0 && { leftovers: this.#leftovers }),
    }
  }
}

const READ: Record<ScalarType, (text: string) => unknown> = {
  line: readLine,
  prose: readProse,
  flag: readFlag,
  day: readDay,
  cik: readCik,
}

/** An element begins or ends within the frame's text. */
function interrupt(frame: Frame | undefined): void {
  const own = frame?.prose ?? frame
  if (own?.run === 'begun') own.run = 'interrupted'
}

/** Adds a reference to a row's field, once: a second one to the same footnote says nothing more. */
function hang(footnotes: Scope['footnotes'], key: string, id: string): void {
  const ids = footnotes.get(key)
  if (ids) ids.add(id)
  else footnotes.set(key, new Set([id]))
}

/** The values of a part in the order of the table, so that equal documents give equal JSON. */
function inOrder(part: Part, values: Values): Values {
  const ordered: Values = {}
  for (const [key] of part.elements.values()) if (values[key] !== undefined) ordered[key] = values[key]
  return ordered
}
