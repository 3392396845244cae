/** What one document can derive: its value, its plan, its tickers; and the keys that filings go by. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packAccession, syntheticAccession, unpackAccession } from '../db/accession.ts'
import { planStatusOf } from '../src/ingest/plan.ts'
import { tickersOf } from '../src/ingest/tickers.ts'
import { worthOf } from '../src/ingest/worth.ts'
import { filing, rows, trade } from './world.ts'

describe('accession numbers', () => {
  const digits = (length: number) =>
    fc.integer({ min: 0, max: 10 ** length - 1 }).map((n) => String(n).padStart(length, '0'))
  const filer = fc.oneof(
    fc.integer({ min: 1, max: 60_000_000 }).map((n) => String(n).padStart(10, '0')),
    fc.integer({ min: 9_999_900_000, max: 9_999_999_999 }).map(String),
  )

  test('pack into an integer and back', () => {
    fc.assert(
      fc.property(filer, digits(2), digits(6), (...parts) => {
        const packed = packAccession(parts.join('-'))!
        expect(Number.isSafeInteger(packed)).toBe(true)
        expect(unpackAccession(packed)).toBe(parts.join('-'))
      }),
    )
  })

  test('are told apart', () => {
    fc.assert(
      fc.property(fc.tuple(filer, digits(2), digits(6)), fc.tuple(filer, digits(2), digits(6)), (a, b) => {
        fc.pre(a.join() !== b.join())
        expect(packAccession(a.join('-'))).not.toBe(packAccession(b.join('-')))
      }),
    )
  })

  test('synthetic ones too', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat().filter((n) => n > 0 && n < 2 ** 52),
        (hash) => {
          const accession = syntheticAccession(hash)
          expect(unpackAccession(packAccession(accession)!)).toBe(accession)
        },
      ),
    )
  })

  test.each([
    '',
    '0001107843-13-00012',
    'x001107843-13-000123',
    '7000000000-24-000001',
    'synthetic-0',
    '0001107843 13 000123',
  ])('"%s" is none', (text) => expect(packAccession(text)).toBeUndefined())
})

describe('the value of a transaction', () => {
  const worth = (fields: Parameters<typeof rows>[0][2]) => worthOf(rows(['transaction', 'I', fields])[0]!)

  test.each([
    [{ shares: '3', pricePerShare: '0.1' }, { value: '0.3000' }],
    [{ shares: '10000', pricePerShare: '22.5307' }, { value: '225307.0000' }],
    [{ shares: '.5', pricePerShare: '3.49785' }, { value: '1.7489' }],
    [{ shares: '100', pricePerShare: '0' }, { value: '0.0000' }],
    [{ totalValue: '5000.25' }, { value: '5000.2500' }],
    [{ shares: '100' }, {}],
    [{ pricePerShare: '5' }, {}],
    [{ shares: '100', pricePerShare: '24035774.40' }, { implausibility: 'PRICE_TOO_HIGH' }],
    [{ shares: '9000000', pricePerShare: '1400000' }, { implausibility: 'VALUE_TOO_HIGH' }],
    [{ shares: '-5', pricePerShare: '2' }, { implausibility: 'NEGATIVE_AMOUNT' }],
  ])('of %o is %o', (fields, expected) => expect(worth(fields)).toEqual(expected))
})

describe('tickers', () => {
  test.each([
    ['QLYS', ['QLYS']],
    ['nick', ['NICK']],
    ['(SIRI)', ['SIRI']],
    ['NYSE: KRC', ['KRC']],
    ['NYSE:NYCB', ['NYCB']],
    ['BFA, BFB', ['BFA', 'BFB']],
    ['WLY/WLYB', ['WLY', 'WLYB']],
    ['FRG FRGAP', ['FRG', 'FRGAP']],
    ['DMA; MSFIX', ['DMA', 'MSFIX']],
    ['BRK.A', ['BRK.A']],
    ['MFAC.U', ['MFAC.U']],
    ['NASDAQ', []],
    ['NONE', []],
    ['N/A', []],
    ['na', []],
    ['-', []],
    ['', []],
    [undefined, []],
  ])('in "%s" are %o', (typed, expected) => expect(tickersOf(typed)).toEqual(expected))
})

describe('10b5-1 plans', () => {
  const note = (text: string, aff10b5One?: boolean) =>
    filing({
      ...(aff10b5One !== undefined && { aff10b5One }),
      rows: rows(['transaction', 'I', { code: { value: 'S', footnotes: ['F1'] } }], trade('S', '1', '1')),
      footnotes: [{ id: 'F1', text }],
    })

  test.each([
    ['Sold under a Rule 10b5-1 trading plan.', 'STATED_IN_FOOTNOTE'],
    ['Sold under a plan pursuant to Rule 10b-5-1.', 'STATED_IN_FOOTNOTE'],
    ['This sale was not made pursuant to a Rule 10b5-1 plan.', 'NO'],
    ['Gift to a trust.', 'UNKNOWN'],
  ])('"%s" is %s', (text, expected) => {
    const one = note(text)
    expect(planStatusOf(one, one.rows[0])).toBe(expected)
    expect(planStatusOf(one)).toBe(expected)
  })

  test('a footnote speaks only of the rows on which it hangs', () => {
    const one = note('Sold under a Rule 10b5-1 trading plan.')
    expect(planStatusOf(one, one.rows[1])).toBe('UNKNOWN')
  })

  test('the check box decides', () => {
    expect(planStatusOf(note('Nothing of it.', true))).toBe('YES')
    expect(planStatusOf(note('Under a Rule 10b5-1 plan.', false))).toBe('NO')
  })
})
