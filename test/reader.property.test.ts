import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Filed, type Filing, ROW_FIELDS, type Row, type RowField } from '../src/edgar/filing.ts'
import { readOwnershipXml } from '../src/edgar/ownership.ts'
import { readFiling } from '../src/edgar/read.ts'
import { fieldsOfKind, writeOwnershipXml } from './ownershipXml.ts'

const line = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((text) =>
    text
      .replace(/[\p{Cc}&\ufffe\uffff]/gu, 'x')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .filter((text) => text !== '' && text.isWellFormed())
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const decimal = fc.oneof(fc.stringMatching(/^-?\d{1,12}(\.\d{0,6})?$/), fc.stringMatching(/^\.\d{1,6}$/))
const id = fc.integer({ min: 1, max: 99 }).map((number) => `F${number}`)
const cik = fc.integer({ min: 1, max: 9_999_999_999 })
const flag = fc.boolean()

const filed = (value: fc.Arbitrary<string>): fc.Arbitrary<Filed> =>
  fc
    .record({ value, footnotes: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }) }, { requiredKeys: [] })
    .filter((filed) => Object.keys(filed).length > 0)

const VALUES: Partial<Record<RowField, fc.Arbitrary<string>>> = {
  transactedOn: day,
  deemedExecutedOn: day,
  exercisableOn: day,
  expiresOn: day,
  exercisePrice: decimal,
  shares: decimal,
  totalValue: decimal,
  pricePerShare: decimal,
  underlyingShares: decimal,
  underlyingValue: decimal,
  sharesAfter: decimal,
  valueAfter: decimal,
  formType: fc.constantFrom('3', '4', '5'),
  code: fc.constantFrom('P', 'S', 'A', 'M', 'K', 'V', '?'),
  equitySwap: fc.constantFrom('true', 'false'),
  timeliness: fc.constantFrom('E', 'L'),
  direction: fc.constantFrom('A', 'D'),
  ownership: fc.constantFrom('D', 'I'),
}

const fieldsAmong = (fields: readonly RowField[]) =>
  fc.record(Object.fromEntries(fields.map((field) => [field, filed(VALUES[field] ?? line)])), {
    requiredKeys: [],
  }) as fc.Arbitrary<Row['fields']>

const KINDS = (['I', 'II'] as const).flatMap((table) =>
  (['transaction', 'holding'] as const).map((kind) => ({ table, kind })),
)

/** Rows of all kinds, in the order of the document, each with the fields that are given for its kind. */
const rowsWith = (fieldsFor: (kind: (typeof KINDS)[number]) => readonly RowField[]): fc.Arbitrary<Row[]> => {
  const row = fc.oneof(
    ...KINDS.map((kind) => fieldsAmong(fieldsFor(kind)).map((fields) => ({ ...kind, fields }))),
  )
  return fc.array(row, { maxLength: 6 }).map((all) => {
    const inDocument = [...all.filter((row) => row.table === 'I'), ...all.filter((row) => row.table === 'II')]
    return inDocument.map((row, index) => {
      const before = inDocument.slice(0, index).filter((other) => other.table === row.table)
      const ordinal = before.filter((other) => other.kind === row.kind).length + 1
      return { ...row, ordinal, line: before.length + 1 }
    })
  })
}

const filing = fc.record(
  {
    form: fc.constantFrom<Filing['form'][]>('3', '3/A', '4', '4/A', '5', '5/A'),
    schemaVersion: fc.stringMatching(/^X0[1-9]\d\d$/),
    periodOfReport: day,
    originalFiledOn: day,
    noSecuritiesOwned: flag,
    notSubjectToSection16: flag,
    form3HoldingsReported: flag,
    form4TransactionsReported: flag,
    aff10b5One: flag,
    issuer: fc.record({ cik, name: line, ticker: line, foreignTicker: line }, { requiredKeys: ['cik'] }),
    owners: fc.array(
      fc.record(
        {
          cik,
          name: line,
          street1: line,
          street2: line,
          city: line,
          state: line,
          zipCode: line,
          stateDescription: line,
          isNonUsAddress: flag,
          nonUsStateTerritory: line,
          country: line,
          hasGoodAddress: flag,
          isDirector: flag,
          isOfficer: flag,
          isTenPercentOwner: flag,
          isOther: flag,
          officerTitle: line,
          otherText: line,
        },
        { requiredKeys: ['cik'] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    rows: rowsWith(fieldsOfKind),
    footnotes: fc.uniqueArray(fc.record({ id, text: line }), { selector: (note) => note.id, maxLength: 4 }),
    remarks: line,
    signatures: fc.array(fc.record({ name: line, signedOn: day }, { requiredKeys: ['name'] }), {
      maxLength: 3,
    }),
  },
  { requiredKeys: ['form', 'issuer', 'owners', 'rows', 'footnotes', 'signatures'] },
) as fc.Arbitrary<Filing>

it('reads every filing back as it was written', () => {
  fc.assert(
    fc.property(filing, (written) => {
      expect(readOwnershipXml(writeOwnershipXml(written))).toEqual({ filing: written })
    }),
    { numRuns: 300 },
  )
})

/** Its values and the footnotes that hang on them. */
const saidBy = (row: Row) =>
  Object.values(row.fields).flatMap(({ value, footnotes = [] }) => [
    ...(value === undefined ? [] : [value]),
    ...footnotes,
  ])

it('gives each row its own fields, and keeps among the leftovers what it has beyond them', () => {
  const writtenRows = rowsWith(() => ROW_FIELDS)
  fc.assert(
    fc.property(writtenRows, (rows) => {
      const bare: Filing = {
        form: '4',
        issuer: { cik: 1 },
        owners: [{ cik: 2 }],
        rows,
        footnotes: [],
        signatures: [],
      }
      const reading = readOwnershipXml(writeOwnershipXml(bare))
      if ('refusal' in reading) throw new Error(reading.refusal.message)
      const { leftovers = [], rows: read } = reading.filing
      const found = read.map((row) => {
        const name = `${row.table === 'I' ? 'nonDerivative' : 'derivative'}${row.kind === 'holding' ? 'Holding' : 'Transaction'}`
        const own = fieldsOfKind(row)
        expect(Object.keys(row.fields).filter((field) => !own.includes(field as RowField))).toEqual([])
        const left = leftovers.filter(({ path }) => path.split('/')[1] === `${name}[${row.ordinal}]`)
        return [...saidBy(row), ...left.map(({ text }) => text)]
      })
      expect(found.map((texts) => new Set(texts))).toEqual(rows.map((row) => new Set(saidBy(row))))
    }),
    { numRuns: 300 },
  )
})

it('reads a number and a footnote in whatever way they are written', () => {
  const zeros = fc.nat({ max: 3 }).map((count) => '0'.repeat(count))
  const digits = fc.stringMatching(/^\d{1,12}(\.\d{0,6})?$/)
  fc.assert(
    fc.property(digits, id, zeros, fc.constantFrom('f', 'F', ' f'), (number, note, padding, letter) => {
      const asWritten = `${letter}${padding}${note.slice(1)}`
      const sharesAfter = { value: `+${number}`, footnotes: [asWritten] }
      const row: Row = { kind: 'holding', table: 'I', ordinal: 1, line: 1, fields: { sharesAfter } }
      const footnotes = [{ id: asWritten, text: 'x' }]
      const bare: Filing = {
        form: '4',
        issuer: { cik: 1 },
        owners: [{ cik: 2 }],
        rows: [row],
        footnotes,
        signatures: [],
      }
      const read = { value: number, asFiled: `+${number}`, footnotes: [note] }
      expect(readOwnershipXml(writeOwnershipXml(bare))).toEqual({
        filing: {
          ...bare,
          rows: [{ ...row, fields: { sharesAfter: read } }],
          footnotes: [{ id: note, text: 'x' }],
        },
      })
    }),
  )
})

it('gives a reading, and never throws, for a document with bytes changed or cut off', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 5 })
  fc.assert(
    fc.property(filing, damage, fc.option(fc.nat()), (written, changes, cut) => {
      const bytes = Buffer.from(writeOwnershipXml(written))
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte
      const reading = readFiling(cut === null ? bytes : bytes.subarray(0, cut % bytes.length), 'damaged.xml')
      expect(Object.keys(reading)).toHaveLength(1)
      if ('refusal' in reading) expect(reading.refusal.message).toMatch(/\.$/)
      else expect(reading.filing.owners[0]!.cik).toBeGreaterThan(0)
    }),
    { numRuns: 500 },
  )
})

it('never throws for any bytes at all', () => {
  const starts = ['', '<SEC-HEADER>', '<XML>', '<?xml version="1.0"?>', '<ownershipDocument>', '\ufeff']
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
      expect(readFiling(Buffer.concat([Buffer.from(start), rest]), 'x')).toHaveProperty('refusal')
    }),
    { numRuns: 500 },
  )
})
