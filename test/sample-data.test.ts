import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Filed,
  type Filing,
  type Footnote,
  type Issuer,
  type Leftover,
  type Owner,
  ROW_FIELDS,
  type Row,
  type RowField,
  type Signature,
} from '../src/edgar/filing.ts'

const ROOT = join(import.meta.dirname, '..')
const SAMPLE = join(ROOT, 'src/ingest/sample')
const CORPUS = join(ROOT, '../shared/corpus')

const files = readdirSync(SAMPLE).filter((name) => name.endsWith('.json'))
const byFile = new Map(files.map((name) => [name, load(name)]))
const filings = [...byFile.values()].flat()
const numbered = filings.flatMap((filing) =>
  filing.accession === undefined ? [] : [{ accession: filing.accession, filing }],
)
const named = filings.map((filing) => [`${filing.issuer.ticker} ${filing.accession ?? ''}`, filing] as const)

function load(name: string): Filing[] {
  return JSON.parse(readFileSync(join(SAMPLE, name), 'utf8'))
}

const get = (row: Row, field: RowField) => row.fields[field]?.value
const references = (row: Row) => Object.values(row.fields).flatMap((filed) => filed?.footnotes ?? [])
const texts = (filing: Filing) => [...filing.footnotes.map((note) => note.text), filing.remarks ?? '']
const insider = (filing: Filing) =>
  filing.owners
    .map((owner) => owner.cik)
    .sort()
    .join()

describe('the shape of the sample', () => {
  const FILED: Record<keyof Filed, true> = { value: true, asFiled: true, footnotes: true }
  const ROW: Record<keyof Row, true> = { kind: true, table: true, ordinal: true, line: true, fields: true }
  const NOTE: Record<keyof Footnote, true> = { id: true, text: true }
  const SIGNATURE: Record<keyof Signature, true> = { name: true, signedOn: true }
  const LEFTOVER: Record<keyof Leftover, true> = { path: true, text: true }
  const ISSUER: Record<keyof Issuer, true> = { cik: true, name: true, ticker: true, foreignTicker: true }
  const OWNER: Record<keyof Owner, true> = {
    cik: true,
    name: true,
    street1: true,
    street2: true,
    city: true,
    state: true,
    zipCode: true,
    stateDescription: true,
    isNonUsAddress: true,
    nonUsStateTerritory: true,
    country: true,
    hasGoodAddress: true,
    isDirector: true,
    isOfficer: true,
    isTenPercentOwner: true,
    isOther: true,
    officerTitle: true,
    otherText: true,
  }
  const FILING: Record<keyof Filing, true> = {
    accession: true,
    filedOn: true,
    acceptedAt: true,
    form: true,
    schemaVersion: true,
    periodOfReport: true,
    originalFiledOn: true,
    noSecuritiesOwned: true,
    notSubjectToSection16: true,
    form3HoldingsReported: true,
    form4TransactionsReported: true,
    aff10b5One: true,
    issuer: true,
    owners: true,
    rows: true,
    footnotes: true,
    remarks: true,
    signatures: true,
    leftovers: true,
  }

  const DECIMALS: RowField[] = ['exercisePrice', 'shares', 'totalValue', 'pricePerShare', 'underlyingShares']
  DECIMALS.push('underlyingValue', 'sharesAfter', 'valueAfter')
  const DAYS: RowField[] = ['transactedOn', 'deemedExecutedOn', 'exercisableOn', 'expiresOn']
  const CODES: Partial<Record<RowField, RegExp>> = {
    code: /^[A-Z]$/,
    formType: /^[345]$/,
    equitySwap: /^(true|false)$/,
    timeliness: /^[EL]$/,
    direction: /^[AD]$/,
    ownership: /^[DI]$/,
  }

  function known(value: object, keys: object): void {
    expect(Object.keys(keys)).toEqual(expect.arrayContaining(Object.keys(value)))
  }

  function isDay(text: string | undefined): void {
    if (text === undefined) return
    expect(text).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(new Date(text).toISOString().slice(0, 10)).toBe(text)
  }

  it('holds no null, no empty text and no empty object', () => {
    const empty = (value: unknown): boolean =>
      value === null ||
      value === '' ||
      (typeof value === 'object' &&
        (Object.values(value).some(empty) || (!Array.isArray(value) && Object.keys(value).length === 0)))
    for (const [name, filing] of named) expect(empty(filing), name).toBe(false)
  })

  it('is filed by accession number in every file, each number once', () => {
    for (const [name, list] of byFile) {
      const accessions = list.map((filing) => filing.accession ?? '')
      expect(accessions, name).toEqual([...accessions].sort())
    }
    expect(new Set(numbered.map(({ accession }) => accession)).size).toBe(numbered.length)
    expect(filings.filter((filing) => filing.accession === undefined)).toEqual(byFile.get('qualys.json'))
  })

  it.each(named)('%s has known keys and valid heads', (_, filing) => {
    known(filing, FILING)
    known(filing.issuer, ISSUER)
    expect(['3', '3/A', '4', '4/A', '5', '5/A']).toContain(filing.form)
    if (filing.accession) expect(filing.accession).toMatch(/^\d{10}-\d\d-\d{6}$/)
    if (filing.acceptedAt) expect(new Date(filing.acceptedAt).toISOString()).toMatch(/\.000Z$/)
    isDay(filing.filedOn)
    isDay(filing.periodOfReport)
    isDay(filing.originalFiledOn)
    const ciks = [filing.issuer.cik, ...filing.owners.flatMap((owner) => owner.cik ?? [])]
    expect(ciks.every((cik) => Number.isInteger(cik) && cik > 0 && cik < 1e10)).toBe(true)
    expect(filing.owners.length).toBeGreaterThan(0)
    for (const owner of filing.owners) known(owner, OWNER)
    expect(filing.signatures.length).toBeGreaterThan(0)
    for (const signature of filing.signatures) {
      known(signature, SIGNATURE)
      isDay(signature.signedOn)
    }
    for (const leftover of filing.leftovers ?? []) known(leftover, LEFTOVER)
  })

  it.each(named)('%s has valid rows, counted without a gap', (_, filing) => {
    const counts = new Map<string, number>()
    const next = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1).get(name)
    for (const row of filing.rows) {
      known(row, ROW)
      expect(['I', 'II']).toContain(row.table)
      expect(row.ordinal).toBe(next(`${row.table} ${row.kind}`))
      expect(row.line).toBe(next(row.table))
      known(row.fields, Object.fromEntries(ROW_FIELDS.map((field) => [field, true])))
      for (const [field, filed] of Object.entries(row.fields) as [RowField, Filed][]) {
        known(filed, FILED)
        if (filed.value === undefined) continue
        if (DECIMALS.includes(field)) expect(filed.value, field).toMatch(/^(\d+\.?\d*|\.\d+)$/)
        if (DAYS.includes(field)) isDay(filed.value)
        if (CODES[field]) expect(filed.value, field).toMatch(CODES[field])
      }
    }
    expect(filing.rows.map((row) => row.table)).toEqual(filing.rows.map((row) => row.table).sort())
  })

  it.each(named)('%s has every footnote that its rows refer to, each id once', (_, filing) => {
    for (const note of filing.footnotes) {
      known(note, NOTE)
      expect(note.id).toMatch(/^F\d\d?$/)
    }
    const ids = filing.footnotes.map((note) => note.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(filing.rows.flatMap(references)))
  })

  it('begins with the filing that was given as text, and only what it shows', () => {
    const [seed] = byFile.get('qualys.json')!
    expect(seed).toMatchObject({ filedOn: '2013-11-25', form: '4', issuer: { cik: 1107843, ticker: 'QLYS' } })
    expect(seed!.owners).toMatchObject([{ name: 'Albert Peter', isOfficer: true, isDirector: false }])
    expect(
      seed!.rows.map((row) => [get(row, 'code'), get(row, 'pricePerShare'), get(row, 'shares')]),
    ).toEqual([
      ['M', '4.8', '10000'],
      ['S', '22.5307', undefined],
      ['M', undefined, '10000'],
    ])
    expect(seed!.footnotes.map((note) => note.id)).toEqual(['F1', 'F3'])
  })
})

describe('what the sample shows', () => {
  const rows = filings.flatMap((filing) => filing.rows.map((row) => ({ filing, row })))
  const withCode = (code: string, table?: string) =>
    rows.filter(({ row }) => get(row, 'code') === code && (table === undefined || row.table === table))

  it('is big enough to walk about in', () => {
    const years = new Set(filings.map((filing) => filing.periodOfReport?.slice(0, 4)))
    expect(filings.length).toBeGreaterThanOrEqual(61)
    expect(new Set(filings.map((filing) => filing.issuer.cik)).size).toBeGreaterThanOrEqual(12)
    expect(years.size).toBeGreaterThanOrEqual(12)
    expect(new Set(filings.map((filing) => filing.form))).toEqual(new Set(['3', '4', '4/A', '5']))
  })

  it('has insiders at several issuers, so that one can walk from board to board', () => {
    const boards = new Map<number, Set<number>>()
    for (const { issuer, owners } of filings) {
      for (const { cik } of owners) {
        if (cik !== undefined) boards.set(cik, (boards.get(cik) ?? new Set()).add(issuer.cik))
      }
    }
    const shared = [...boards.values()].filter((issuers) => issuers.size > 1)
    expect(shared.length).toBeGreaterThanOrEqual(12)

    const reachedFrom = (start: number) => {
      const reached = new Set([start])
      for (let before = 0; before < reached.size; ) {
        before = reached.size
        for (const issuers of shared) {
          if ([...issuers].some((cik) => reached.has(cik))) for (const cik of issuers) reached.add(cik)
        }
      }
      return reached.size
    }
    expect(reachedFrom(1065280), 'from Netflix').toBeGreaterThanOrEqual(7)
    expect(reachedFrom(320193), 'from Apple').toBeGreaterThanOrEqual(5)
    expect(reachedFrom(789019), 'from Microsoft').toBeGreaterThanOrEqual(4)
  })

  it('has joint filings, one of them with three owners or more', () => {
    const sizes = filings.map((filing) => filing.owners.length)
    expect(sizes.filter((size) => size > 1).length).toBeGreaterThanOrEqual(2)
    expect(Math.max(...sizes)).toBeGreaterThanOrEqual(3)
  })

  it('has amendments whose original is there', () => {
    const paired = filings
      .filter((filing) => filing.form === '4/A')
      .filter((amendment) =>
        filings.some(
          (original) =>
            original.form === '4' &&
            original.filedOn === amendment.originalFiledOn &&
            original.issuer.cik === amendment.issuer.cik &&
            insider(original) === insider(amendment),
        ),
      )
    expect(paired.length).toBeGreaterThanOrEqual(2)
  })

  it('has grants with their later exercise', () => {
    const key = ({ filing, row }: { filing: Filing; row: Row }) =>
      [
        filing.issuer.cik,
        insider(filing),
        get(row, 'securityTitle'),
        get(row, 'exercisePrice'),
        get(row, 'expiresOn'),
      ].join('|')
    const later = (grant: (typeof rows)[number], exercise: (typeof rows)[number]) =>
      key(grant) === key(exercise) && get(grant.row, 'transactedOn')! < get(exercise.row, 'transactedOn')!
    const priced = ({ row }: { row: Row }) => get(row, 'exercisePrice') && get(row, 'expiresOn')
    const exercises = withCode('M', 'II').filter(priced)
    const grants = withCode('A', 'II').filter(priced)
    expect(grants.filter((grant) => exercises.some((one) => later(grant, one))).length).toBeGreaterThan(2)
    expect(exercises.filter((one) => exercises.some((two) => later(one, two))).length).toBeGreaterThan(2)
  })

  it('has sales under Rule 10b5-1, by the box and by a footnote only', () => {
    const sales = withCode('S', 'I')
    expect(sales.some(({ filing }) => filing.aff10b5One)).toBe(true)
    expect(
      sales.some(
        ({ filing, row }) =>
          filing.aff10b5One === undefined &&
          filing.footnotes.some((note) => references(row).includes(note.id) && /10b5-1/.test(note.text)),
      ),
    ).toBe(true)
  })

  it('has three insiders who buy one issuer within 14 days', () => {
    const bought = withCode('P', 'I').filter(({ filing }) => filing.issuer.cik === 316709)
    const days = bought.map(({ row }) => Date.parse(get(row, 'transactedOn')!))
    expect(new Set(bought.map(({ filing }) => insider(filing))).size).toBeGreaterThanOrEqual(3)
    expect(Math.max(...days) - Math.min(...days)).toBeLessThanOrEqual(14 * 86_400_000)
  })

  it.each(['A', 'C', 'E', 'F', 'G', 'J', 'L', 'M', 'P', 'S', 'X'])('has the code %s', (code) => {
    expect(withCode(code).length).toBeGreaterThan(0)
  })

  it.each(['pricePerShare', 'exercisePrice', 'exercisableOn', 'expiresOn'] as const)(
    'has a footnote in place of %s',
    (field) => {
      const filed = rows.flatMap(({ row }) => row.fields[field] ?? [])
      expect(filed.some((one) => one.value === undefined && one.footnotes?.length)).toBe(true)
    },
  )

  it('has odd things that must survive', () => {
    expect(filings.some((filing) => filing.form === '3' && filing.noSecuritiesOwned)).toBe(true)
    expect(filings.some((filing) => filing.rows.length === 0)).toBe(true)
    expect(filings.some((filing) => filing.leftovers)).toBe(true)
    expect(filings.some((filing) => filing.remarks)).toBe(true)
    expect(filings.some(({ owners }) => owners.some((o) => o.officerTitle && !o.isOfficer))).toBe(true)
    expect(rows.some(({ row }) => row.fields.transactedOn?.asFiled === '2023-06-29-05:00')).toBe(true)
    expect(rows.some(({ row }) => row.fields.valueAfter && !row.fields.sharesAfter)).toBe(true)
    expect(rows.some(({ row }) => get(row, 'equitySwap') === 'true')).toBe(true)
    expect(rows.some(({ row }) => /trust/i.test(get(row, 'natureOfOwnership') ?? ''))).toBe(true)
  })
})

const hasCorpus = existsSync(CORPUS)
if (!hasCorpus) console.warn(`Skipped: the sample against the real filings, which are not at ${CORPUS}.`)

describe.skipIf(!hasCorpus)('the sample against the real filings', () => {
  const sources = new Map<string, string>()

  beforeAll(async () => {
    const wanted = new Set(numbered.map(({ accession }) => accession))
    for (const folder of ['filings', 'submissions']) {
      for (const name of readdirSync(join(CORPUS, folder))) {
        const accession = name.slice(0, 20)
        if (wanted.has(accession)) sources.set(accession, readFileSync(join(CORPUS, folder, name), 'utf8'))
      }
    }
    const entries = createReadStream(join(CORPUS, 'form4-2023h1.tar.gz')).pipe(createGunzip()).pipe(extract())
    for await (const entry of entries) {
      const accession = /\d{10}-\d\d-\d{6}/.exec(entry.header.name)?.[0] ?? ''
      const chunks: Buffer[] = []
      for await (const chunk of entry) if (wanted.has(accession)) chunks.push(chunk as Buffer)
      if (chunks.length > 0) sources.set(accession, Buffer.concat(chunks).toString())
    }
  }, 120_000)

  /** The values of an element in the order of the document; by patterns only, without our readers. */
  function values(source: string, element: string): string[] {
    const blocks = source.matchAll(new RegExp(`<${element}>([^]*?)</${element}>`, 'g'))
    return [...blocks].flatMap(([, block]) => /<value>\s*([^<]+?)\s*<\/value>/.exec(block!)?.[1] ?? [])
  }

  it('finds the source of every filing', () => {
    expect(numbered.filter(({ accession }) => !sources.has(accession))).toEqual([])
  })

  it.each(numbered)('$accession states the same facts', ({ accession, filing }) => {
    const source = sources.get(accession)!
    const elements: [string, RowField][] = [
      ['securityTitle', 'securityTitle'],
      ['conversionOrExercisePrice', 'exercisePrice'],
      ['transactionDate', 'transactedOn'],
      ['transactionShares', 'shares'],
      ['transactionPricePerShare', 'pricePerShare'],
      ['transactionAcquiredDisposedCode', 'direction'],
      ['exerciseDate', 'exercisableOn'],
      ['expirationDate', 'expiresOn'],
      ['sharesOwnedFollowingTransaction', 'sharesAfter'],
      ['directOrIndirectOwnership', 'ownership'],
    ]
    for (const [element, field] of elements) {
      const ours = filing.rows.flatMap((row) => row.fields[field]?.asFiled ?? get(row, field) ?? [])
      expect(ours, element).toEqual(values(source, element).map(decode))
    }
    const references = filing.rows.flatMap((row) =>
      Object.values(row.fields).flatMap((f) => f.footnotes ?? []),
    )
    expect(references.length).toBe(source.match(/<footnoteId /g)?.length ?? 0)
    expect(filing.footnotes.length).toBe(source.match(/<footnote /g)?.length ?? 0)
    expect(Number(/<issuerCik>\s*(\d+)/.exec(source)![1])).toBe(filing.issuer.cik)
    expect([...source.matchAll(/<rptOwnerCik>\s*(\d+)/g)].map(([, cik]) => Number(cik))).toEqual(
      filing.owners.map((owner) => owner.cik),
    )
    const filed = /FILED AS OF DATE:\s*(\d{4})(\d\d)(\d\d)/.exec(source)
    expect(filing.filedOn).toBe(filed ? `${filed[1]}-${filed[2]}-${filed[3]}` : undefined)
    // Between New York and UTC there are four or five hours.
    const accepted = /<ACCEPTANCE-DATETIME>(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(source)
    if (accepted) {
      const [, year, month, day, ...time] = accepted
      const apart = Date.parse(filing.acceptedAt!) - Date.parse(`${year}-${month}-${day}T${time.join(':')}Z`)
      expect([4, 5]).toContain(apart / 3_600_000)
    }
  })

  it('has footnotes and remarks in words of its own', () => {
    const seed = readFileSync(join(CORPUS, 'rendered/qualys-form4-2013-11-25.txt'), 'utf8')
    const copied = new Set<string>()
    for (const source of [seed, ...sources.values()]) for (const run of runs(source)) copied.add(run)
    expect(copied.size).toBeGreaterThan(1000)
    const shared = filings.flatMap((filing) =>
      texts(filing).flatMap((text) => runs(text).filter((run) => copied.has(run))),
    )
    expect(shared).toEqual([])
  })
})

const MONTH = /^(january|february|march|april|may|june|july|august|september|october|november|december)$/

/** Every run of eight words, without tags, punctuation, case, numbers and months. */
function runs(text: string): string[] {
  const words = decode(text.replace(/<[^>]*>/g, ' . '))
    .toLowerCase()
    .replace(/['’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !/\d/.test(word) && !MONTH.test(word))
  return words.slice(7).map((_, at) => words.slice(at, at + 8).join(' '))
}

function decode(text: string): string {
  const plain = text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name]!)
  return plain === text ? text : decode(plain)
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
