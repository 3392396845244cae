/** Every document of the corpus of real filings, where it lies beside the repository; nothing of it may be lost. */

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { type Filing, type Leftover, ROW_FIELDS } from '../src/edgar/filing.ts'
import { readFiling } from '../src/edgar/read.ts'
import { documents } from '../src/ingest/sources.ts'
import { ROW_PATHS } from './ownershipXml.ts'

const CORPUS = fileURLToPath(new URL('../../shared/corpus/', import.meta.url))
const hasCorpus = existsSync(CORPUS)
if (!hasCorpus) console.warn('Skipped: the corpus of real filings is not at ../shared/corpus.')

/** A parser of another kind than the reader's: a tree, in order, with texts as they are. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e8 },
})
type Node = Record<string, unknown>

/**
 * All that an ownershipDocument says, each as one line: every text by its element, within rows by row and element, and
 * every reference to a footnote by row and element.
 */
function facts(xml: string): string[] {
  const found: string[] = []
  const rows: Record<string, number> = {}
  const visit = (nodes: Node[], name: string, where: string) => {
    let own = ''
    for (const node of nodes) {
      const child = Object.keys(node).find((key) => key !== ':@')!
      if (child === '#text') {
        own += node[child]
        continue
      }
      const isRow = /^(non)?derivative(Transaction|Holding)$/i.test(child)
      if (isRow) {
        rows[child] = (rows[child] ?? 0) + 1
        found.push(`${child} ${rows[child]}`)
      }
      const inner = isRow ? `${child} ${rows[child]} ` : where
      const id = (node[':@'] as { id: string } | undefined)?.id
      if (child === 'footnoteId') {
        found.push(`${where}${name === 'transactionCoding' ? codingOf(where) : name} -> ${id}`)
      }
      if (child === 'reportingOwner' || child === 'ownerSignature') found.push(child)
      visit(
        node[child] as Node[],
        child === 'value' ? name : child === 'footnote' ? `footnote ${id}` : child,
        inner,
      )
    }
    if (own.trim() !== '') found.push(`${where}${name} = ${plain(own, name)}`)
  }
  const root = (parser.parse(xml) as Node[]).find((node) => 'ownershipDocument' in node)!
  visit(root.ownershipDocument as Node[], 'ownershipDocument', '')
  return found
}

/** The element of a coding on which the footnotes of the whole hang. */
const codingOf = (where: string) => (/Holding \d/.test(where) ? 'transactionFormType' : 'transactionCode')

/** Where a leftover stands, as a fact: the row, if any, the element around the value, and its text. */
function factOf({ path, text }: Leftover): string {
  const [, row, ordinal] = /\/(\w+(?:Transaction|Holding))\[(\d+)\]/.exec(path) ?? []
  const names = path.split('/').map((step) => step.replace(/\[\d+\]$/, ''))
  const isReference = names.at(-1) === 'footnoteId'
  if (isReference || names.at(-1) === 'value') names.pop()
  const name = names.at(-1)!
  return `${row ? `${row} ${ordinal} ` : ''}${name}${isReference ? ` -> ${text}` : ` = ${plain(text, name)}`}`
}

const FLAG =
  /^(is[A-Z]\w+|no\w+Owned|not\w+16|form[34]\w+|aff10b5One|equitySwapInvolved|\w+Flag|\w+GoodAddress)$/

/** Texts that mean the same made the same: space, flags, leading zeros of CIKs, what was escaped twice. */
function plain(text: string, name: string): string {
  const trimmed = text.replace(/\s+/g, ' ').trim().replaceAll('&amp;', '&')
  if (FLAG.test(name)) return trimmed === '1' ? 'true' : trimmed === '0' ? 'false' : trimmed
  return name.endsWith('Cik') ? trimmed.replace(/^0+/, '') : trimmed
}

const OWNER_ELEMENTS: Record<string, string> = {
  cik: 'rptOwnerCik',
  name: 'rptOwnerName',
  street1: 'rptOwnerStreet1',
  street2: 'rptOwnerStreet2',
  city: 'rptOwnerCity',
  state: 'rptOwnerState',
  zipCode: 'rptOwnerZipCode',
  stateDescription: 'rptOwnerStateDescription',
  isNonUsAddress: 'rptOwnerNonUSAddressFlag',
  nonUsStateTerritory: 'rptOwnerNonUSStateTerritory',
  country: 'rptOwnerCountry',
  hasGoodAddress: 'rptOwnerGoodAddress',
}
const OTHER_ELEMENTS: Record<string, string> = {
  form: 'documentType',
  originalFiledOn: 'dateOfOriginalSubmission',
}
const ISSUER_ELEMENTS: Record<string, string> = {
  cik: 'issuerCik',
  name: 'issuerName',
  ticker: 'issuerTradingSymbol',
  foreignTicker: 'issuerForeignTradingSymbol',
}
const SIGNATURE_ELEMENTS: Record<string, string> = { name: 'signatureName', signedOn: 'signatureDate' }

/** The same lines, from a Filing. */
function factsOf(filing: Filing): string[] {
  const found: string[] = []
  // A day outside rows that was filed in an odd form: what was filed is among the leftovers, and stands for it.
  const odd = (filing.leftovers ?? []).map(({ path, text }) => [path.split('/').at(-1)!, text] as const)
  const say = (where: string, name: string, text: unknown) => {
    const isOdd =
      where === '' &&
      odd.some(([element, filed]) => element === name && filed !== text && filed.startsWith(`${text}`))
    if (!isOdd) found.push(`${where}${name} = ${plain(String(text), name)}`)
  }
  const sayAll = (object: object, names: Record<string, string>) => {
    for (const [key, value] of Object.entries(object)) {
      if (typeof value !== 'object') say('', names[key] ?? key, value)
    }
  }
  const { accession: _a, filedOn: _f, acceptedAt: _t, ...document } = filing
  sayAll(document, OTHER_ELEMENTS)
  sayAll(filing.issuer, ISSUER_ELEMENTS)
  for (const owner of filing.owners) {
    found.push('reportingOwner')
    sayAll(owner, OWNER_ELEMENTS)
  }
  for (const signature of filing.signatures) {
    found.push('ownerSignature')
    sayAll(signature, SIGNATURE_ELEMENTS)
  }
  for (const { id, text } of filing.footnotes) say('', `footnote ${id}`, text)
  for (const row of filing.rows) {
    const kind = row.kind === 'holding' ? 'Holding' : 'Transaction'
    const where = `${row.table === 'I' ? 'nonDerivative' : 'derivative'}${kind} ${row.ordinal}`
    found.push(where)
    for (const field of ROW_FIELDS) {
      const filed = row.fields[field]
      const name = ROW_PATHS[field].split('/').at(-1)!
      const text = filed?.asFiled ?? filed?.value
      if (text !== undefined) say(`${where} `, name, text)
      for (const id of filed?.footnotes ?? []) found.push(`${where} ${name} -> ${id}`)
    }
  }
  found.push(...(filing.leftovers ?? []).map(factOf))
  return found
}

/** The XML of a document, found in another way than the reader finds it. */
const xmlOf = (bytes: Uint8Array) =>
  /<ownershipDocument>[\s\S]*<\/ownershipDocument>/.exec(Buffer.from(bytes).toString())![0]

const SOURCES: [name: string, path: string, count: number][] = [
  ['single XML documents', 'filings', 935],
  ['full submissions', 'submissions', 148],
  ['the archive of submissions', 'form4-2023h1.tar.gz', 12_002],
]

describe.skipIf(!hasCorpus)('the corpus of real filings', () => {
  it.each(SOURCES)(
    '%s: each is read, and nothing of it is lost',
    async (_, path, count) => {
      let read = 0
      const lost: unknown[] = []
      for await (const document of documents([CORPUS + path])) {
        const reading = 'bytes' in document ? readFiling(document.bytes, document.name) : document
        if ('refusal' in reading || !('bytes' in document)) {
          lost.push(document.name, reading)
          continue
        }
        read++
        const filed = facts(xmlOf(document.bytes)).sort()
        const kept = factsOf(reading.filing).sort()
        if (filed.join('\n') !== kept.join('\n'))
          lost.push({ name: document.name, filed: without(filed, kept), kept: without(kept, filed) })
      }
      expect(lost).toEqual([])
      expect(read).toBe(count)
    },
    120_000,
  )

  it('gives each submission its accession number, its filing day and its instant', async () => {
    for await (const document of documents([`${CORPUS}submissions`])) {
      const reading = readFiling((document as { bytes: Uint8Array }).bytes, 'unnamed')
      if ('refusal' in reading) throw new Error(reading.refusal.message)
      const { accession, filedOn, acceptedAt } = reading.filing
      expect(document.name).toContain(accession)
      expect(filedOn).toMatch(/^20\d\d-\d\d-\d\d$/)
      // EDGAR closes at ten in the evening; what comes after half past five counts as filed on the next business day.
      if (acceptedAt)
        expect(Date.parse(acceptedAt)).toBeLessThan(Date.parse(`${filedOn}T00:00:00Z`) + 30 * 3_600_000)
      else expect(document.name).toMatch(/\.nc$/)
    }
  })

  it("reads SEC's own samples of each form, all but the filers' access codes", async () => {
    const forms: string[] = []
    for (const sample of ['3', '3a', '4', '4-090bcc', '4a', '5', '5a']) {
      for await (const document of documents([`${CORPUS}spec/sec-sample-doc${sample}.xml`])) {
        const { bytes } = document as { bytes: Uint8Array }
        const reading = readFiling(bytes, document.name)
        if ('refusal' in reading) throw new Error(reading.refusal.message)
        const open = facts(xmlOf(bytes)).filter((fact) => !/^\w*Ccc = /.test(fact))
        expect(factsOf(reading.filing).sort()).toEqual(open.sort())
        forms.push(reading.filing.form)
      }
    }
    expect(forms).toEqual(['3', '3/A', '4', '4', '4/A', '5', '5/A'])
  })
})

function without(some: string[], others: string[]): string[] {
  const known = new Set(others)
  return some.filter((one) => !known.has(one)).slice(0, 5)
}
