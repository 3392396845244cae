/** What one document can derive: its value, its plan, its tickers; and the keys that filings go by. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packAccession, syntheticAccession, unpackAccession } from '../db/accession.ts'
import { implausibleFields, type Values } from '../db/rules/plausibility.ts'
import { worthOf } from '../db/rules/worth.ts'
import { planAdoptedOn, planStatusOf } from '../src/ingest/plan.ts'
import { tickersOf } from '../src/ingest/tickers.ts'
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
  const filedLater = { datedOn: '2024-03-05', periodOfReport: '2024-03-01' }
  const nothing = { value: null, implausibility: null }
  const worth = ({ tradedOn: _, ...rest }: ReturnType<typeof worthOf>) => rest

  test.each<[Values, object]>([
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
    [{ totalValue: '100000000001' }, { implausibility: 'VALUE_TOO_HIGH' }],
    [{ shares: '+5', pricePerShare: '2.' }, { value: '10.0000' }],
    [{ shares: '99999999999999999', pricePerShare: '0' }, { implausibility: 'AMOUNT_TOO_HIGH' }],
    [
      { shares: '5', pricePerShare: '2', transactedOn: '2028-03-01' },
      { value: '10.0000', implausibility: 'DATE_IMPOSSIBLE' },
    ],
    [
      { shares: '5', pricePerShare: '2', transactedOn: '0022-03-01', sharesAfter: '-1' },
      { value: '10.0000', implausibility: 'NEGATIVE_AMOUNT' },
    ],
    [
      { exercisePrice: '-1', pricePerShare: '24035774.40', shares: '1' },
      { implausibility: 'PRICE_TOO_HIGH' },
    ],
  ])('of %o is %o', (values, expected) =>
    expect(worth(worthOf(values, filedLater))).toEqual({ ...nothing, ...expected }),
  )

  test.each([
    [{ transactedOn: '2024-03-04' }, '2024-03-04'],
    [{ transactedOn: '2028-03-04' }, '2024-03-01'],
    [{}, '2024-03-01'],
  ])('that of %o counts on %s', (values, tradedOn) =>
    expect(worthOf(values, filedLater).tradedOn).toBe(tradedOn),
  )
})

describe('what cannot be meant', () => {
  const rules = (row: Values) => implausibleFields(row, '2024-02-28')
  const wrong = (...fields: string[]) => Object.fromEntries(fields.map((field) => [field, 'DATE_IMPOSSIBLE']))

  test.each<[Values, object]>([
    [{}, {}],
    [{ shares: null, pricePerShare: 'n/a', transactedOn: null }, {}],
    [{ shares: '0', pricePerShare: '1500000', transactedOn: '1934-06-06' }, {}],
    [
      { underlyingShares: '-1', valueAfter: '-.5' },
      { underlyingShares: 'NEGATIVE_AMOUNT', valueAfter: 'NEGATIVE_AMOUNT' },
    ],
    [{ exercisePrice: '1500000.01' }, { exercisePrice: 'PRICE_TOO_HIGH' }],
    [{ shares: '9000000', pricePerShare: '2000000' }, { pricePerShare: 'PRICE_TOO_HIGH' }],
    [
      { shares: '90000000000', pricePerShare: '2' },
      { shares: 'VALUE_TOO_HIGH', pricePerShare: 'VALUE_TOO_HIGH' },
    ],
    [{ transactedOn: '1934-06-05' }, wrong('transactedOn')],
    [{ transactedOn: '2024-02-29', deemedExecutedOn: '2024-03-01' }, wrong('deemedExecutedOn')],
    [{ expiresOn: '2024-02-01', transactedOn: '2024-02-02' }, wrong('expiresOn')],
    [{ expiresOn: '2024-02-02', transactedOn: '2024-02-02' }, {}],
    [{ expiresOn: '2027-02-01', transactedOn: '2028-02-02' }, wrong('transactedOn')],
    [{ expiresOn: '2199-12-31', exercisableOn: '2200-01-01' }, wrong('exercisableOn')],
    [{ expiresOn: '0022-12-31', exercisableOn: '1933-12-31' }, wrong('expiresOn', 'exercisableOn')],
  ])('in %o is %o', (row, expected) => expect(rules(row)).toEqual(expected))

  test('no day of filing, no day after it', () => {
    expect(implausibleFields({ transactedOn: '2035-01-01' }, '0000-00-00')).toEqual({})
  })
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
    ['2330.TW', ['2330.TW']],
    ['CLB', ['CLB']],
    ['GM', ['GM']],
    ['NOTV', ['NOTV']],
    ['HLBZ,HLBZW', ['HLBZ', 'HLBZW']],
    ['PARAA,PARA', ['PARAA', 'PARA']],
    ['Z AND ZG', ['Z', 'ZG']],
    ['ZG/Z', ['ZG', 'Z']],
    ['N O G', ['NOG']],
    ['RDS A', ['RDS.A']],
    ['CCIX U', ['CCIX.U']],
    ['BRK/A', ['BRK.A']],
    ['BRK A/B', ['BRK.A', 'BRK.B']],
    ['BRK (Class B)', ['BRK.B']],
    ['FWONA/K', ['FWONA']],
    ['GPAC II', ['GPAC']],
    ['Class A: FOO', ['FOO']],
    ['Class A: FOO, Class B: FOOB', ['FOO', 'FOOB']],
    ['NYSE/TRN', ['TRN']],
    ['NTIP-NYSE', ['NTIP']],
    ['KRC: NYSE', ['KRC']],
    ['NYSE: KRC TSX: KRCX', ['KRC', 'KRCX']],
    ['New York Stock Exchange: T', ['T']],
    ['(LASAX', ['LASAX']],
    ['N/A, FOO', ['FOO']],
    ['#qefy5cx', []],
    ['ctb$news20', []],
    ['1314152', []],
    ['000', []],
    ['NASDAQ GM', []],
    ['A/'.repeat(1000), []],
    ['NOT LISTED', []],
    ['Not publicly traded', []],
    ['No ticker', []],
    ['private', []],
    ['[None]', []],
    ['NONE.', []],
    ['N.A.', []],
    ['N / A', []],
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
    ['These sales were not made under a prior Rule 10b5-1 plan.', 'NO'],
    ['Not made pursuant to a plan adopted under Rule 10b5-1, as amended.', 'NO'],
    ['Not effected under the Acme Inc. Rule 10b5-1 plan for Mr. Doe.', 'NO'],
    ['Sold at $4.25 other than pursuant to any "10b5-1" plan; none was sold earlier.', 'NO'],
    ['None of the sales were made under a 10(b)5-1 plan.', 'NO'],
    ['Not made under a Rule 10b5-1 plan. Sold outside of such 10b5-1 plan.', 'NO'],
    ['There is no Rule 10b5-1 plan.', 'NO'],
    ['Sold without the discretion of the reporting person, under a Rule 10b5-1 plan.', 'STATED_IN_FOOTNOTE'],
    ['The average, not the price of any one sale, made under a Rule 10b5-1 plan.', 'STATED_IN_FOOTNOTE'],
    ['Not made under the employee plan but under a Rule 10b5-1 plan.', 'STATED_IN_FOOTNOTE'],
    ['Not part of the block sold under a Rule 10b5-1 plan.', 'STATED_IN_FOOTNOTE'],
    ['Sold under a 10b5-1 plan, not under a prior Rule 10b5-1 plan.', 'STATED_IN_FOOTNOTE'],
    [
      'Sold pursuant to a 10b5-1 trading plan. These sales were not made under a prior Rule 10b5-1 plan.',
      'STATED_IN_FOOTNOTE',
    ],
    [
      'These sales were not made under a prior Rule 10b5-1 plan.The others were, of Rule 10b5-1.',
      'STATED_IN_FOOTNOTE',
    ],
    ['Disclosed under Rule 10b-5 of 1934.', 'UNKNOWN'],
    ['Gift to a trust.', 'UNKNOWN'],
  ])('"%s" is %s', (text, expected) => {
    const one = note(text)
    expect(planStatusOf(one, one.rows[0])).toBe(expected)
    expect(planStatusOf(one)).toBe(expected)
  })

  test.each([
    [
      'Sold under a Rule 10b5-1 trading plan adopted by the reporting person on August 16, 2021.',
      '2021-08-16',
    ],
    ['On Nov. 9, 2022, Ms. Doe adopted a 10b5-1 Plan.', '2022-11-09'],
    ['Adoption date of referenced 10b5-1(c) plan is: 03-13-2023.', '2023-03-13'],
    ['Under a 10b5-1 plan entered into on 2/1/22.', '2022-02-01'],
    ['Under a 10b5-1 plan adopted by the insider that expires on August 10, 2023.', null],
    ['Under a Rule 10b5-1 plan. Sold on August 10, 2023.', null],
    ['Under 10b5-1 plans adopted on May 1, 2022, and adopted on May 2, 2022.', null],
    ['Under a 10b5-1 plan adopted on February 30, 2022.', null],
    ['Under a 10b5-1 plan adopted on May 1, 2031.', null],
    ['A policy adopted on May 1, 2022.', null],
  ])('"%s" was adopted on %s', (text, expected) => {
    const one = note(text)
    expect(planAdoptedOn(one, one.rows[0]!)).toBe(expected)
    expect(planAdoptedOn(one, one.rows[1]!)).toBeNull()
  })

  test('a footnote speaks only of the rows on which it hangs', () => {
    const one = note('Sold under a Rule 10b5-1 trading plan.')
    expect(planStatusOf(one, one.rows[1])).toBe('UNKNOWN')
  })

  test('a box without its tick does not deny a plan of before the box', () => {
    const one = note('Under a Rule 10b5-1 plan adopted on May 1, 2022.', false)
    expect(planStatusOf(one, one.rows[0])).toBe('STATED_IN_FOOTNOTE')
    expect(planStatusOf(one, one.rows[1])).toBe('NO')
  })

  test('a footnote that speaks of the whole form speaks of every row', () => {
    const one = note('The transactions reported in this Form 4 were effected under a Rule 10b5-1 plan.')
    expect(planStatusOf(one, one.rows[1])).toBe('STATED_IN_FOOTNOTE')
  })

  test('the tick in the box decides', () => {
    expect(planStatusOf(note('Nothing of it.', true))).toBe('YES')
    expect(planStatusOf(note('Nothing of it.', false))).toBe('NO')
    expect(planStatusOf(note('Not under a Rule 10b5-1 plan.', true))).toBe('YES')
  })
})
