/** From the rows that SEC's quarterly data sets have of one submission to the Filing that its XML gives, as far as they tell. */

import { type Column, ROW_TABLES, type TableName } from './data-set-columns.ts'
import type { Layout } from './data-set-layout.ts'
import type { ScalarType } from './elements.ts'
import type { Filed, Filing, Footnote, Issuer, Leftover, Owner, Reading, Row, Signature } from './filing.ts'
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
} from './values.ts'

/** The rows that a table has of one submission, split; each as wide as the layout says. */
export interface SubmissionRows {
  layout: Layout
  rows: string[][]
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** `31-JUL-2024` as `2024-07-31`, where there is such a day; what is written in another way is left as it is. */
export function isoDay(text: string): string {
  const [, day, month, year] = /^(\d\d?)-([a-z]{3})-(\d{4})$/i.exec(text) ?? []
  if (!day || !month) return text
  const number = MONTHS.indexOf(month.toUpperCase()) + 1
  const iso = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`
  return readDay(iso) ?? text
}

/**
 * Reads one submission, of which a table that the set lacks is absent. Pure; never throws: one that lacks its keys comes
 * back as MISSING_KEY, one beyond measure as TOO_LARGE.
 */
export function readSubmissionRows(
  accession: string,
  tables: ReadonlyMap<TableName, SubmissionRows>,
): Reading {
  const leftovers: Leftover[] = []
  const read = (name: TableName) => {
    const table = tables.get(name)
    return table?.rows.map((cells) => readScalars(name, table.layout, cells, leftovers)) ?? []
  }
  const [submission = {}] = read('SUBMISSION')
  const { filedOn, form, cik, name, ticker, remarks, ...scalars } = submission
  const documentType = String(form ?? '').toUpperCase()
  if (!/^[345](?:\/A)?$/.test(documentType)) {
    return missingKey(
      `The DOCUMENT_TYPE is "${documentType.slice(0, 40)}"; it must be 3, 4, 5 or one with /A.`,
    )
  }
  if (cik === undefined) return missingKey('The issuer has no valid CIK (ISSUERCIK).')
  const owners = read('REPORTINGOWNER') as unknown as Owner[]
  if (tables.has('REPORTINGOWNER') && owners.length === 0)
    return missingKey('The submission has no row in REPORTINGOWNER.')
  if (owners.some((owner) => owner.cik === undefined))
    return missingKey('A reporting owner has no valid CIK (RPTOWNERCIK).')

  const rows = ROW_TABLES.flatMap(({ name, kind, table, order }): Row[] =>
    inOrder(tables.get(name), order).map((fields, i) => ({ kind, table, ordinal: i + 1, fields })),
  )
  const refusal = beyondMeasure({ rows, owners })
  if (refusal) return { refusal }
  const signatures = (read('OWNER_SIGNATURE') as Signature[]).filter((one) => Object.keys(one).length > 0)
  return {
    filing: {
      accession,
      ...(filedOn !== undefined && { filedOn }),
      form: documentType,
      ...scalars,
      issuer: { cik, ...(name !== undefined && { name }), ...(ticker !== undefined && { ticker }) } as Issuer,
      owners: owners.sort((a, b) => a.cik! - b.cik! || byJson(a, b)),
      rows,
      footnotes: readFootnotes(read('FOOTNOTES')),
      ...(remarks !== undefined && { remarks }),
      signatures: signatures.sort(byJson),
      ...(leftovers.length > 0 && { leftovers: leftovers.sort(byJson) }),
    } as Filing,
  }
}

const missingKey = (message: string): Reading => ({ refusal: { code: 'MISSING_KEY', message } })

/** An order of its own for what the sets keep in none, so that equal filings are equal. */
const byJson = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

type Values = Record<string, unknown>

/** What no reader of its type understands is among the leftovers. */
function readScalars(table: TableName, { columns }: Layout, cells: string[], leftovers: Leftover[]): Values {
  const values: Values = {}
  for (const { place, key, type, names } of columns) {
    const text = cells[place]!.trim()
    if (text === '') continue
    const value = READ[type as keyof typeof READ](text)
    if (value === undefined || value === '') leftovers.push({ path: `${table}/${names[0]}`, text })
    else if (type === 'roles') Object.assign(values, value)
    else values[key] = value
  }
  return values
}

const ROLES = new Map<string, keyof Owner>([
  ['director', 'isDirector'],
  ['officer', 'isOfficer'],
  ['tenpercentowner', 'isTenPercentOwner'],
  ['other', 'isOther'],
])

/** The ticks that are named. Of the others nothing tells whether they were left out or denied. */
function readRoles(text: string): Partial<Owner> | undefined {
  const words = text.split(',').filter((word) => word.trim() !== '')
  const roles = words.map((word) => ROLES.get(word.toLowerCase().replace(/[^a-z]/g, '')))
  return roles.includes(undefined) ? undefined : Object.fromEntries(roles.map((role) => [role, true]))
}

const READ: Record<ScalarType | 'roles', (text: string) => unknown> = {
  line: readLine,
  prose: readProse,
  flag: readFlag,
  day: (text) => readDay(isoDay(text)),
  cik: readCik,
  roles: readRoles,
}

/** Ascending surrogate keys are the order of the document. */
function inOrder(table: SubmissionRows | undefined, order: string): Row['fields'][] {
  if (!table) return []
  const place = table.layout.places.get(order) ?? -1
  const key = (cells: string[]) => Number(cells[place]) || 0
  return table.rows.toSorted((a, b) => key(a) - key(b)).map((cells) => readFields(table.layout, cells))
}

function readFields({ columns }: Layout, cells: string[]): Row['fields'] {
  const fields: Record<string, Filed> = {}
  for (const { place, key, type } of columns) {
    const text = cells[place]!.trim()
    if (text === '') continue
    const { footnotes = [], ...filed } =
      type === 'footnotes' ? { footnotes: idsOf(text) } : readCell(type, text)
    const ids = new Set([...(fields[key]?.footnotes ?? []), ...footnotes])
    fields[key] = { ...fields[key], ...filed, ...(ids.size > 0 && { footnotes: [...ids] }) }
  }
  return fields
}

const idsOf = (text: string) => text.split(/[\s,;]+/).flatMap((id) => (id ? readFootnoteId(id) : []))

/** The `.0` behind a whole number is the format's, not the filer's. */
function readCell(type: Column['type'], text: string): Filed {
  if (type === 'decimal') return readFiled(type, text.replace(/(?<=\d)\.0$/, ''))
  return readFiled(type as FiledType, type === 'day' ? isoDay(text) : text)
}

/** In the order of their numbers. Of two with one id, the one footnote has both texts, each on its lines. */
function readFootnotes(rows: Values[]): Footnote[] {
  const texts = new Map<string, Set<string>>()
  for (const { id = '', text = '' } of rows as Partial<Footnote>[]) {
    const key = readFootnoteId(id)
    texts.set(key, (texts.get(key) ?? new Set()).add(text))
  }
  const number = (id: string) => Number(/^F(\d+)$/.exec(id)?.[1] ?? Number.POSITIVE_INFINITY)
  return [...texts]
    .map(([id, lines]) => ({ id, text: [...lines].sort().join('\n') }))
    .sort((a, b) => (number(a.id) === number(b.id) ? byJson(a, b) : number(a.id) - number(b.id)))
}
