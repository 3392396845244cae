/** SEC's quarterly data sets become the very Filing values that XML gives, as far as their format tells. */

import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import Big from 'big.js'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPromise } from 'yauzl'
import type { Db } from '../db/open.ts'
import { writeFiling } from '../db/write.ts'
import type { Filed, Filing, Row, RowField } from '../src/edgar/filing.ts'
import { readFiling } from '../src/edgar/read.ts'
import { type DataSet, type DataSetFiling, openDataSet } from '../src/ingest/quarter.ts'
import { incoming } from '../src/ingest/rows.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { documents } from '../src/ingest/sources.ts'
import { corpusSources, hasCorpus } from './corpus.ts'
import { dataSetTables, type Format, writeZip } from './dataSetFormat.ts'
import { dump } from './dump.ts'
import { filing, rows, trade, world } from './world.ts'

const PARTIAL = fileURLToPath(
  new URL('../../shared/corpus/datasets/2024q3_form345.partial.zip', import.meta.url),
)
const hasPartial = existsSync(PARTIAL)
if (!hasCorpus || !hasPartial) console.warn('Skipped: the corpus of real filings is not at ../shared/corpus.')

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'insider-graph-'))
})
afterAll(() => rm(root, { recursive: true }))

let files = 0
const fresh = () => join(root, `${++files}_form345.zip`)

async function all(set: DataSet): Promise<DataSetFiling[]> {
  const found: DataSetFiling[] = []
  for await (const one of set.filings()) found.push(one)
  return found
}

/** What becomes of tables that are given as texts, by source without the name of the ZIP. */
async function outcomes(tables: Record<string, string | Uint8Array>): Promise<Map<string, Filing | string>> {
  const found = await all(await openDataSet(await writeZip(fresh(), tables)))
  return new Map(
    found.map((one) => [one.source.split('!')[1]!, 'filing' in one ? one.filing : one.refusal.code]),
  )
}

/** The code of the refusal of a whole ZIP. */
const refusalOf = (file: string) =>
  openDataSet(file).then(
    () => 'none',
    (error) => error.code,
  )

/** What is left of a filing in a data set: told in its own words, beside those of the reader and the writer. */
function asDataSetsTell(filing: Filing): Filing {
  const { schemaVersion: _, acceptedAt: __, leftovers: ___, remarks, ...kept } = filing
  const { foreignTicker: ____, ...issuer } = filing.issuer
  const line = (text: string) => text.replace(/\n+/g, ' ')
  const byText = <T>(list: T[], text: (one: T) => string) =>
    list.toSorted((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0))
  const place = ({ table, kind, ordinal }: Row) =>
    `${table.length}${kind === 'holding' ? 1 : 0}${String(ordinal).padStart(6, '0')}`
  return {
    ...kept,
    ...(remarks !== undefined && { remarks: line(remarks) }),
    issuer,
    owners: byText(
      filing.owners.map(({ isNonUsAddress, nonUsStateTerritory, country, hasGoodAddress, ...owner }) =>
        Object.fromEntries(Object.entries(owner).filter(([, value]) => value !== false)),
      ),
      (owner) => String(owner.cik).padStart(10, '0') + JSON.stringify(owner),
    ),
    rows: byText(filing.rows, place).map(({ kind, table, ordinal, fields }) => ({
      kind,
      table,
      ordinal,
      fields: Object.fromEntries(
        Object.entries(fields)
          .map(([field, filed]) => [field, filedAsTold(kind, field as RowField, filed)] as const)
          .filter(([, filed]) => Object.keys(filed).length > 0),
      ),
    })),
    footnotes: byText(
      filing.footnotes.map(({ id, text }) => ({ id, text: line(text) })),
      ({ id }) => id.slice(1).padStart(4, '0'),
    ),
    signatures: byText(filing.signatures, (signature) => JSON.stringify(signature)),
  }
}

const NUMBERS: RowField[] = ['exercisePrice', 'shares', 'totalValue', 'pricePerShare']
NUMBERS.push('underlyingShares', 'underlyingValue', 'sharesAfter', 'valueAfter')
const DAYS: RowField[] = ['transactedOn', 'deemedExecutedOn', 'exercisableOn', 'expiresOn']

function filedAsTold(kind: Row['kind'], field: RowField, { value, asFiled, footnotes }: Filed): Filed {
  // One list of footnotes for the coding of a transaction: that of its code.
  const hasNotes = field !== 'equitySwap' && (field !== 'formType' || kind === 'holding')
  const isText = !NUMBERS.includes(field) && !DAYS.includes(field) && field !== 'equitySwap'
  const told = value !== undefined && NUMBERS.includes(field) ? cents(value) : value
  return {
    ...(told !== undefined && { value: told }),
    ...(isText && asFiled !== undefined && { asFiled }),
    ...(hasNotes && footnotes && { footnotes }),
  }
}

/** To two decimals, and no zeros behind. */
const cents = (decimal: string) => Big(decimal.replace(/\.$/, '')).round(2, Big.roundHalfUp).toFixed()

const sample = sampleFilings().flatMap(({ filing }) => (filing.accession ? filing : []))
const byAccession = (filings: Filing[]) => new Map(filings.map((filing) => [filing.accession!, filing]))

async function readBack(filings: Filing[], format: Format = {}): Promise<Map<string, Filing | string>> {
  return outcomes(dataSetTables(filings, format))
}

/** The other way through a row of cells: forwards if they went backwards. */
const reversed = (names: string[]) => names.toReversed()

describe('a quarter', () => {
  const told = byAccession(sample.map(asDataSetsTell))

  it.each<[string, Format]>([
    ['as SEC writes it', {}],
    ['of lines that end in CRLF, with a byte order mark', { lineEnd: '\r\n', hasByteOrderMark: true }],
    ['of columns in another order', { columns: reversed }],
    ['with new columns', { columns: (names) => ['NEW', ...names, 'NEWER'] }],
    [
      'with the names of the metadata',
      {
        renamed: {
          EQUITY_SWAP_TRANS_CD_FN: 'EQUITY_SWAP_INVOLVED_FN',
          EXCERCISE_DATE: 'EXERCISE_DATE',
          FORM3_HOLDINGS_REPORTED: 'FORM3_HOLDING_REPORTED',
        },
      },
    ],
  ])('%s gives what the filings say', async (_, format) => {
    expect(await readBack(sample, format)).toEqual(told)
  })

  it('gives the same filings in whatever order its rows stand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), async (chance) => {
        const order = <T>(rows: T[]) =>
          rows
            .map((row) => [chance.next().value, row] as const)
            .sort(([a], [b]) => a - b)
            .map(([, row]) => row)
        expect(await readBack(sample, { order })).toEqual(told)
      }),
      { numRuns: 10 },
    )
  })

  it('comes by day, with amendments behind the others of their day', async () => {
    const day = (accession: string, filedOn: string, form: Filing['form'] = '4') =>
      filing({ accession, filedOn, form })
    const found = await readBack([
      day('0000000100-24-000001', '2024-02-01', '4/A'),
      day('0000000100-24-000004', '2024-02-01'),
      day('0000000200-24-000003', '2024-01-31'),
      day('0000000100-24-000009', '2024-02-01'),
      day('0000000100-24-000005', '2024-03-01'),
    ])
    expect([...found.keys()]).toEqual([
      '0000000200-24-000003',
      '0000000100-24-000004',
      '0000000100-24-000009',
      '0000000100-24-000001',
      '0000000100-24-000005',
    ])
  })

  it('says what is in it and what is not', async () => {
    const columns = (names: string[], table: string) =>
      table === 'SUBMISSION'
        ? [...names.filter((name) => name !== 'AFF10B5ONE'), 'CONTACT_NAME', 'NEW']
        : names
    const tables = dataSetTables(sample, { columns, without: ['REPORTINGOWNER', 'FOOTNOTES'] })
    tables['NONDERIV_TRANS.tsv'] += '0000000001-24-000001\tof a filing that is not in the set\n'
    const set = await openDataSet(await writeZip(fresh(), { 'readme.htm': 'x', ...tables }))
    const { filings: _, ...report } = set
    expect(report).toEqual({
      missing: ['REPORTINGOWNER', 'FOOTNOTES'],
      unknownColumns: ['SUBMISSION.NEW'],
      missingColumns: ['SUBMISSION.AFF10B5ONE'],
      submissions: sample.length,
      orphans: 1,
    })
    const found = (await all(set)).map((one) => ('filing' in one ? one.filing : undefined)!)
    expect(byAccession(found)).toEqual(
      byAccession(
        [...told.values()].map(({ aff10b5One: _, ...one }) => ({ ...one, owners: [], footnotes: [] })),
      ),
    )
  })

  it('is found in a folder, whatever the case of its names', async () => {
    const entries = Object.entries(dataSetTables(sample))
    const inFolder = entries.map(([name, text]) => [`2024q3/${name.toLowerCase()}`, text])
    expect(await outcomes(Object.fromEntries(inFolder))).toEqual(told)
  })

  it('lets others have their turn', async () => {
    const many = Array.from({ length: 3000 }, (_, i) =>
      filing({ accession: `0000000100-24-${String(i).padStart(6, '0')}` }),
    )
    const set = await openDataSet(await writeZip(fresh(), dataSetTables(many)))
    let turns = 0
    const turn = () => {
      turns++
      next = setImmediate(turn)
    }
    let next = setImmediate(turn)
    expect(await all(set)).toHaveLength(3000)
    clearImmediate(next)
    expect(turns).toBeGreaterThanOrEqual(2)
  })
})

describe('a cell', () => {
  const ONE = '0000000100-24-000001'
  const row = rows(trade('S', '1', '2'))

  /** The filing, with texts put in the place of what the writer wrote. */
  async function withTexts(one: Filing, ...replaced: [table: string, from: string, to: string][]) {
    const tables = dataSetTables([one])
    for (const [table, from, to] of replaced) {
      expect(tables[`${table}.tsv`]).toContain(from)
      tables[`${table}.tsv`] = tables[`${table}.tsv`]!.replace(from, to)
    }
    return (await outcomes(tables)).get(ONE) as Filing
  }

  it.each([
    { hasBareQuotes: false, lineEnd: '\n' },
    { hasBareQuotes: false, lineEnd: '\r\n' },
    { hasBareQuotes: true, lineEnd: '\r\n' },
  ])('may hold quotes: its own, or those of the format around it (%o)', async (format) => {
    for (const text of ['6% Notes ("Notes")', 'The "A" Fund', '"A" and "B"', '"', '5"']) {
      const one = filing({
        rows: [{ ...row[0]!, fields: { ...row[0]!.fields, securityTitle: { value: text } } }],
        footnotes: [{ id: 'F1', text }],
      })
      const read = await readBack([one], format)
      expect(read.get(ONE)).toEqual(asDataSetsTell(one))
    }
  })

  it('is not made of a blank line', async () => {
    for (const end of ['\n', '\r\n']) {
      const entries = Object.entries(dataSetTables([filing({ rows: row })]))
      const spaced = entries.map(([name, text]) => [name, text.replaceAll('\n', `${end}${end}`)])
      const set = await openDataSet(await writeZip(fresh(), Object.fromEntries(spaced)))
      expect([set.submissions, set.orphans]).toEqual([1, 0])
    }
  })

  it('loses the zero behind a whole number, and no other', async () => {
    const read = await withTexts(
      filing({ rows: row }),
      ['NONDERIV_TRANS', '\t1.0\t', '\t150.0\t'],
      ['NONDERIV_TRANS', '\t2.0\t', '\t2.50\t'],
    )
    expect(read.rows[0]!.fields).toMatchObject({ shares: { value: '150' }, pricePerShare: { value: '2.50' } })
  })

  it.each([
    ['04-mar-2024', '2024-03-04', undefined],
    ['2024-03-04', '2024-03-04', undefined],
    ['29-FEB-0023', undefined, '29-FEB-0023'],
    ['04-MRZ-2024', undefined, '04-MRZ-2024'],
  ])('with the day %s is read as %s', async (text, value, asFiled) => {
    const read = await withTexts(filing({ rows: row }), ['NONDERIV_TRANS', '04-MAR-2024', text])
    expect(read.rows[0]!.fields.transactedOn).toEqual(value ? { value } : { asFiled })
  })

  it('names the ticks of an owner, in any case and spacing', async () => {
    const owner = { cik: 900, name: 'DOE JANE', isDirector: true, isTenPercentOwner: true }
    const read = await withTexts(filing({ owners: [owner] }), [
      'REPORTINGOWNER',
      'Director,TenPercentOwner',
      'DIRECTOR, Ten Percent Owner,',
    ])
    expect(read.owners).toEqual([owner])
  })

  it('that nobody can read is kept among the leftovers', async () => {
    const read = await withTexts(
      filing({ notSubjectToSection16: true }),
      ['SUBMISSION', '\ttrue\t', '\tperhaps\t'],
      ['REPORTINGOWNER', 'Director', 'constructor'],
    )
    expect(read.notSubjectToSection16).toBeUndefined()
    expect(read.leftovers).toEqual([
      { path: 'REPORTINGOWNER/RPTOWNER_RELATIONSHIP', text: 'constructor' },
      { path: 'SUBMISSION/NOT_SUBJECT_SEC16', text: 'perhaps' },
    ])
  })
})

describe('a submission is refused', () => {
  const two = [filing(), filing({ accession: '0000000100-24-000002', rows: rows(trade('P', '1', '2')) })]
  const [ONE, TWO] = ['0000000100-24-000001', '0000000100-24-000002']

  it.each([
    ['of an unknown form', 'SUBMISSION', '\t4\t', '\t144\t'],
    ['without an issuer', 'SUBMISSION', '0000000100\tALPHA', '\tALPHA'],
    ['with no valid owner', 'REPORTINGOWNER', '0000000900', 'nobody'],
  ])('%s, and the other is not', async (_, table, from, to) => {
    const tables = dataSetTables(two)
    const name = `${table}.tsv`
    const lines = tables[name]!.split('\n')
    tables[name] = lines.map((line) => (line.startsWith(ONE) ? line.replace(from, to) : line)).join('\n')
    const found = await outcomes(tables)
    expect(found.get(ONE)).toBe('MISSING_KEY')
    expect(found.get(TWO)).toEqual(asDataSetsTell(two[1]!))
  })

  it('that has no owner where others have', async () => {
    const found = await readBack([{ ...two[0]!, owners: [] }, two[1]!])
    expect(found.get(ONE)).toBe('MISSING_KEY')
    expect(found.get(TWO)).toEqual(asDataSetsTell(two[1]!))
  })

  it('that has no accession number, by its line', async () => {
    const tables = dataSetTables(two, { order: (rows) => rows })
    tables['SUBMISSION.tsv'] = tables['SUBMISSION.tsv']!.replace(ONE, 'synthetic-0000000000007')
    const found = await outcomes(tables)
    expect([...found.keys()].sort()).toEqual([TWO, 'SUBMISSION.tsv:2'])
    expect(found.get('SUBMISSION.tsv:2')).toBe('MISSING_KEY')
  })

  it('that stands there twice', async () => {
    const tables = dataSetTables(two)
    const again = tables['SUBMISSION.tsv']!.split('\n').find((line) => line.startsWith(ONE))
    tables['SUBMISSION.tsv'] += `${again}\n`
    const found = await outcomes(tables)
    expect(found.get(ONE)).toBe('MALFORMED_ROW')
    expect(found.get(TWO)).toEqual(asDataSetsTell(two[1]!))
  })

  it('of which one row is broken, with its line in the message', async () => {
    const tables = dataSetTables(two)
    tables['OWNER_SIGNATURE.tsv'] += `\n${ONE}\tJane Doe\n`
    const found = await all(await openDataSet(await writeZip(fresh(), tables)))
    expect(found.find((one) => 'refusal' in one)).toEqual({
      source: expect.stringMatching(/^\d+_form345\.zip!0000000100-24-000001$/),
      refusal: {
        code: 'MALFORMED_ROW',
        message: 'Line 5 of OWNER_SIGNATURE.tsv has 2 columns instead of 3.',
      },
    })
    expect(found.filter((one) => 'filing' in one)).toHaveLength(1)
  })

  const junk = fc
    .stringMatching(/^[-"\t 0-9A-Z]{1,30}$/)
    .map((line) => line.replace(/^\s*\d{10}-\d\d-\d{6}/, 'x'))
    .filter((line) => line.trim() !== '')

  it('where junk stands among its rows, and no other is', async () => {
    const told = byAccession(sample.map(asDataSetsTell))
    const names = Object.keys(dataSetTables([]))
    const place = fc.record({
      table: fc.constantFrom(...names),
      at: fc.nat(),
      junk,
      hit: fc.option(fc.nat()),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 8 }), async (places) => {
        const tables = dataSetTables(sample)
        const hit = new Set<string>()
        let headless = 0
        for (const { table, at, junk, hit: which } of places) {
          const lines = tables[table]!.split('\n')
          const owner = which === null ? undefined : sample[which % sample.length]!.accession!
          // With one tab no table is as wide, whatever the junk is.
          const line = owner ? `${owner}\t${junk.replaceAll('\t', ' ')}` : junk
          lines.splice(1 + (at % (lines.length - 1)), 0, line)
          tables[table] = lines.join('\n')
          if (owner) hit.add(owner)
          else if (table === 'SUBMISSION.tsv') headless++
        }
        const found = await outcomes(tables)
        const codes = [...found].filter(([source]) => source.startsWith('SUBMISSION.tsv:'))
        expect(codes.map(([, code]) => code)).toEqual(Array(headless).fill('MISSING_KEY'))
        for (const [accession, filing] of told)
          expect(found.get(accession)).toEqual(hit.has(accession) ? 'MALFORMED_ROW' : filing)
      }),
      { numRuns: 15 },
    )
  })
})

describe('a ZIP is refused', () => {
  const tables = dataSetTables(sample.slice(0, 5))

  /** Of each entry's record in the directory, the bytes from where its signature is. */
  async function withDirectory(change: (record: Buffer) => void): Promise<string> {
    const path = await writeZip(fresh(), tables)
    const bytes = await readFile(path)
    for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4))
      change(bytes.subarray(at))
    await writeFile(path, bytes)
    return path
  }

  it('that is not there, or is none', async () => {
    expect(await refusalOf(join(root, 'nothing.zip'))).toBe('UNREADABLE')
    await writeFile(join(root, 'text.zip'), 'ACCESSION_NUMBER\n')
    expect(await refusalOf(join(root, 'text.zip'))).toBe('BROKEN_ARCHIVE')
  })

  it('without submissions, or without the keys that join its tables', async () => {
    const { 'SUBMISSION.tsv': _, ...others } = tables
    expect(await refusalOf(await writeZip(fresh(), others))).toBe('NOT_OWNERSHIP')
    expect(await refusalOf(await writeZip(fresh(), { ...tables, 'FOOTNOTES.tsv': '' }))).toBe('MISSING_KEY')
  })

  it('with a table twice, even in another folder', async () => {
    const twice = { ...tables, 'a/footnotes.TSV': tables['FOOTNOTES.tsv']! }
    expect(await refusalOf(await writeZip(fresh(), twice))).toBe('BROKEN_ARCHIVE')
  })

  it('with more entries than a data set has', async () => {
    const more = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`more/${i}.txt`, '']))
    expect(await refusalOf(await writeZip(fresh(), { ...tables, ...more(42) }))).toBe('none')
    expect(await refusalOf(await writeZip(fresh(), { ...tables, ...more(43) }))).toBe('TOO_LARGE')
  })

  it('that unpacks to a multiple that no text does, or whose lines have no end', async () => {
    const bomb = { ...tables, 'FOOTNOTES.tsv': `${tables['FOOTNOTES.tsv']}${'\n'.repeat(2e6)}` }
    expect(await refusalOf(await writeZip(fresh(), bomb))).toBe('TOO_LARGE')
    const endless = { ...tables, 'FOOTNOTES.tsv': `${tables['FOOTNOTES.tsv']}${'\t'.repeat(1_000_001)}` }
    expect(await refusalOf(await writeZip(fresh(), endless, { compress: false }))).toBe('TOO_LARGE')
  })

  it('of more lines than could be numbered', async () => {
    const endless = { ...tables, 'FOOTNOTES.tsv': `${tables['FOOTNOTES.tsv']}${'\n'.repeat(2 ** 21)}` }
    expect(await refusalOf(await writeZip(fresh(), endless, { compress: false }))).toBe('TOO_LARGE')
  })

  it('with one bit turned', async () => {
    const path = await writeZip(fresh(), tables, { compress: false })
    const bytes = await readFile(path)
    const at = bytes.indexOf(sample[0]!.accession!)
    bytes[at] = bytes[at]! ^ 1
    await writeFile(path, bytes)
    expect(await refusalOf(path)).toBe('BROKEN_ARCHIVE')
  })

  it('that is encrypted, cut off, or other than its directory says', async () => {
    expect(await refusalOf(await withDirectory(() => {}))).toBe('none')
    expect(await refusalOf(await withDirectory((record) => record.writeUInt16LE(1, 8)))).toBe(
      'BROKEN_ARCHIVE',
    )
    expect(await refusalOf(await withDirectory((record) => record.writeUInt32LE(10, 24)))).toBe(
      'BROKEN_ARCHIVE',
    )
    expect(await refusalOf(await withDirectory((record) => record.writeUInt32LE(1e8, 24)))).toBe('TOO_LARGE')
    const vast = (record: Buffer) => record.writeUInt32LE(3.1e8, record.writeUInt32LE(3.1e8, 20))
    expect(await refusalOf(await withDirectory(vast))).toBe('TOO_LARGE')
    const path = await writeZip(fresh(), tables)
    await writeFile(path, (await readFile(path)).subarray(0, -30))
    expect(await refusalOf(path)).toBe('BROKEN_ARCHIVE')
  })
})

describe('bytes that nobody wrote', () => {
  const CODES = ['BROKEN_ARCHIVE', 'MISSING_KEY', 'TOO_LARGE', 'NOT_OWNERSHIP', 'none']

  it('as a ZIP are refused, or left out', async () => {
    const whole = await readFile(await writeZip(fresh(), dataSetTables(sample.slice(0, 3))))
    const path = fresh()
    const damage = fc.record({
      at: fc.nat(whole.length - 1),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 5 }), async (damages) => {
        const bytes = Buffer.from(whole)
        for (const { at, bytes: some } of damages) bytes.set(some.slice(0, bytes.length - at), at)
        await writeFile(path, bytes)
        expect(CODES).toContain(await refusalOf(path))
      }),
      { numRuns: 200 },
    )
  })

  it('as tables give a filing or a refusal for each row of submissions', async () => {
    const cell = fc.oneof(
      fc.constantFrom(sample[0]!.accession!, '4', '0000000100', '31-JUL-2024', 'F1, F2', '"', '""', '1.0'),
      fc.string({ unit: 'binary', maxLength: 6 }),
    )
    const lines = fc.array(
      fc.array(cell, { maxLength: 20 }).map((cells) => cells.join('\t')),
      { maxLength: 8 },
    )
    const names = Object.keys(dataSetTables([]))
    const texts = fc.record(Object.fromEntries(names.map((name) => [name, lines])))
    await fc.assert(
      fc.asyncProperty(texts, fc.boolean(), async (texts, hasHeaders) => {
        const headers = dataSetTables([])
        const tables = names.map((name) => [
          name,
          (hasHeaders ? headers[name] : '') + (texts as Record<string, string[]>)[name]!.join('\n'),
        ])
        const path = await writeZip(fresh(), Object.fromEntries(tables))
        if (!hasHeaders) expect(CODES).toContain(await refusalOf(path))
        else {
          const set = await openDataSet(path)
          expect(await all(set)).toHaveLength(set.submissions)
        }
      }),
      { numRuns: 60 },
    )
  })
})

/** Filings of the corpus, of which those without a header get a day. */
async function corpusFilings(most: number): Promise<Map<string, Filing>> {
  const found = new Map<string, Filing>()
  for await (const document of documents(corpusSources)) {
    if (!('bytes' in document)) continue
    const reading = readFiling(document.bytes, document.name, { filedOn: '2023-05-01' })
    if ('filing' in reading && reading.filing.accession) found.set(reading.filing.accession, reading.filing)
    if (found.size === most) break
  }
  return found
}

describe.skipIf(!hasCorpus)('real filings', () => {
  let real: Filing[]
  beforeAll(async () => {
    real = [...(await corpusFilings(1500)).values()]
  })

  it('come back from a data set as it tells them', async () => {
    expect(real).toHaveLength(1500)
    const found = await readBack(real)
    expect(found.size).toBe(1500)
    for (const filing of real) expect(found.get(filing.accession!)).toEqual(asDataSetsTell(filing))
  })

  it('make the same graph', async () => {
    const some = real.filter((_, i) => i % 5 === 0)
    const [one, other] = [world().db, world().db]
    const write = (db: Db, filing: Filing) => writeFiling(db, incoming(filing, 'DATA_SET', 'x'))
    for (const filing of some) write(one, asDataSetsTell(filing))
    for (const filing of (await readBack(some)).values()) write(other, filing as Filing)
    expect(dump(other)).toEqual(dump(one))
  })
})

describe.skipIf(!hasPartial)("SEC's own set of 2024Q3, five tables of it", () => {
  const texts = new Map<string, string[][]>()
  const filings = new Map<string, Filing>()
  beforeAll(async () => {
    const zip = await openPromise(PARTIAL, { lazyEntries: true })
    for await (const entry of zip.eachEntry()) {
      const text = (await buffer(await zip.openReadStreamPromise(entry))).toString()
      const lines = text.split('\n').filter((line) => line !== '')
      texts.set(
        entry.fileName.replace('.tsv', ''),
        lines.map((line) => line.split('\t')),
      )
    }
    const set = await openDataSet(PARTIAL)
    expect(set).toMatchObject({
      missing: ['REPORTINGOWNER', 'NONDERIV_TRANS', 'FOOTNOTES'],
      unknownColumns: [],
      missingColumns: ['SUBMISSION.AFF10B5ONE'],
      orphans: 0,
    })
    for await (const one of set.filings()) if ('filing' in one) filings.set(one.filing.accession!, one.filing)
  })

  const count = (keys: (string | undefined)[]) => {
    const counts: Record<string, number> = {}
    for (const key of keys) counts[`${key}`] = (counts[`${key}`] ?? 0) + 1
    return counts
  }
  const column = (table: string, name: string) => {
    const [header, ...lines] = texts.get(table)!
    const place = header!.indexOf(name)
    return lines.map((cells) => cells[place]!)
  }

  it('gives a filing for each submission, on its day, and all rows', () => {
    expect(count([...filings.values()].map(({ form }) => form))).toEqual(
      count(column('SUBMISSION', 'DOCUMENT_TYPE')),
    )
    const day = (text: string) =>
      `2024-${{ JUL: '07', AUG: '08', SEP: '09', JUN: '06', OCT: '10' }[text.slice(3, 6)]}-${text.slice(0, 2)}`
    expect(count([...filings.values()].map(({ filedOn }) => filedOn))).toEqual(
      count(column('SUBMISSION', 'FILING_DATE').map(day)),
    )
    const rowsOf = (table: string, kind: string) =>
      [...filings.values()].flatMap(({ rows }) =>
        rows.filter((row) => row.table === table && row.kind === kind),
      )
    expect(rowsOf('II', 'transaction')).toHaveLength(column('DERIV_TRANS', 'ACCESSION_NUMBER').length)
    expect(rowsOf('II', 'holding')).toHaveLength(column('DERIV_HOLDING', 'ACCESSION_NUMBER').length)
    expect(rowsOf('I', 'holding')).toHaveLength(column('NONDERIV_HOLDING', 'ACCESSION_NUMBER').length)
    expect([...filings.values()].flatMap(({ signatures }) => signatures)).toHaveLength(
      column('OWNER_SIGNATURE', 'ACCESSION_NUMBER').length,
    )
  })

  it('sums up, code by code, to what a plain reading gives', () => {
    const sums = (pairs: [code: string | undefined, shares: string | undefined][]) => {
      const byCode: Record<string, bigint> = {}
      for (const [code, shares] of pairs)
        byCode[`${code}`] =
          (byCode[`${code}`] ?? 0n) +
          BigInt(
            Big(shares || 0)
              .times(100)
              .toFixed(),
          )
      return byCode
    }
    const codes = column('DERIV_TRANS', 'TRANS_CODE')
    const shares = column('DERIV_TRANS', 'TRANS_SHARES')
    const read = [...filings.values()].flatMap(({ rows }) =>
      rows.filter(({ kind }) => kind === 'transaction'),
    )
    expect(sums(read.map(({ fields }) => [fields.code?.value, fields.shares?.value]))).toEqual(
      sums(codes.map((code, i) => [code || undefined, shares[i]])),
    )
  })

  it('says of filings what their XML says', async () => {
    const inBoth: string[] = []
    for await (const document of documents(corpusSources.slice(0, 2))) {
      const reading = 'bytes' in document ? readFiling(document.bytes, document.name) : document
      if (!('filing' in reading)) continue
      const told = filings.get(reading.filing.accession ?? '')
      if (!told) continue
      inBoth.push(told.accession!)
      const { aff10b5One: _, ...xml } = asDataSetsTell(reading.filing)
      const rows = xml.rows.filter(({ table, kind }) => table === 'II' || kind === 'holding')
      expect(told).toEqual({ ...xml, filedOn: told.filedOn, owners: [], footnotes: [], rows })
    }
    expect(inBoth).toHaveLength(7)
  })
})
