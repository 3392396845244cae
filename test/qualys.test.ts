/** The filing to keep in mind: what its rendering says, this graph answers, field by field; what it lost is null. */
import { expect, test } from 'vitest'
import { answer } from './ask.ts'
import { sampleWorld } from './world.ts'

const world = sampleWorld()
const data = await answer(
  world,
  `{ issuer(by: {ticker: "QLYS"}) {
    name cik ticker
    insiders { nodes { name cik } edges { roles officerTitle isCurrent } }
    filings { totalCount nodes {
      form isAmendment accessionNumber hasSyntheticAccession filedOn acceptedAt periodOfReport sourceUrl planStatus aff10b5One
      owners { name roles officerTitle address { street1 street2 city state zipCode } }
      transactions {
        __typename table line securityTitle transactedOn code secCode direction shares pricePerShare value sharesAfter
        ownership planStatus footnotes { label }
        ... on NonDerivativeTransaction { details {
          code { text status footnotes { label text } } pricePerShare { status footnotes { label } } shares { status }
        } }
        ... on DerivativeTransaction {
          exercisePrice exercisableOn expiresOn underlyingTitle underlyingShares
          details { code { footnotes { label } } exercisableOn { text status footnotes { label text } } expiresOn { status } direction { status } }
          optionGrant { title exercisePrice expiresOn exercised granted grantedOn insiders { name } }
        }
      }
      holdings { line }
      footnotes { label text references { field row { ... on NonDerivativeTransaction { line } ... on DerivativeTransaction { exercisePrice } } } }
      signatures { name signedOn }
    } }
  } }`,
)
const issuer = data.issuer
const filing = issuer.filings.nodes[0]
const [exercise, sale, option] = filing.transactions

test('the issuer and the insider', () => {
  expect(issuer).toMatchObject({ name: 'QUALYS, INC.', cik: '0001107843', ticker: 'QLYS' })
  expect(issuer.insiders.nodes).toEqual([{ name: 'Albert Peter', cik: null }])
  expect(issuer.insiders.edges).toEqual([
    { roles: ['OFFICER'], officerTitle: 'VP, OPERATIONS', isCurrent: true },
  ])
})

test('the filing: a Form 4 of 25 November 2013, without an accession number', () => {
  expect(issuer.filings.totalCount).toBe(1)
  expect(filing).toMatchObject({
    form: 'FORM_4',
    isAmendment: false,
    hasSyntheticAccession: true,
    filedOn: '2013-11-25',
    acceptedAt: null,
    periodOfReport: '2013-11-22',
    sourceUrl: null,
    aff10b5One: null,
    planStatus: 'STATED_IN_FOOTNOTE',
    holdings: [],
  })
  expect(filing.accessionNumber).toMatch(/^synthetic-[0-9a-f]{13}$/)
  expect(filing.owners).toEqual([
    {
      name: 'Albert Peter',
      roles: ['OFFICER'],
      officerTitle: 'VP, OPERATIONS',
      address: {
        street1: 'C/O QUALYS, INC.',
        street2: '1600 BRIDGE PARKWAY',
        city: 'REDWOOD CITY',
        state: 'CA',
        zipCode: '94065',
      },
    },
  ])
})

test('the exercise: 10,000 shares at 4.8, 10,000 held after', () => {
  expect(exercise).toMatchObject({
    __typename: 'NonDerivativeTransaction',
    table: 'I',
    line: 1,
    securityTitle: 'Common Stock',
    transactedOn: '2013-11-22',
    code: 'EXEMPT_EXERCISE',
    secCode: 'M',
    direction: 'ACQUIRED',
    shares: '10000',
    pricePerShare: '4.8',
    value: '48000',
    sharesAfter: '10000',
    ownership: 'DIRECT',
    planStatus: 'STATED_IN_FOOTNOTE',
    footnotes: [{ label: 'F1' }],
  })
  expect(exercise.details.code).toMatchObject({ text: 'M', status: 'REPORTED', footnotes: [{ label: 'F1' }] })
  expect(exercise.details.pricePerShare).toEqual({ status: 'REPORTED', footnotes: [] })
})

test('the sale: at 22.5307, none held after; how many were sold is lost', () => {
  expect(sale).toMatchObject({
    line: 2,
    code: 'OPEN_MARKET_SALE',
    direction: 'DISPOSED',
    shares: null,
    pricePerShare: '22.5307',
    value: null,
    sharesAfter: '0',
    planStatus: 'STATED_IN_FOOTNOTE',
    footnotes: [{ label: 'F1' }],
  })
  expect(sale.details.shares.status).toBe('ABSENT')
})

test('the option: 4.8, exercisable as footnote 3 says, expiring 28 April 2021', () => {
  expect(option).toMatchObject({
    __typename: 'DerivativeTransaction',
    table: 'II',
    line: 1,
    securityTitle: 'Stock Option (right to buy)',
    code: 'EXEMPT_EXERCISE',
    direction: null,
    shares: '10000',
    pricePerShare: null,
    sharesAfter: null,
    ownership: null,
    exercisePrice: '4.8',
    exercisableOn: null,
    expiresOn: '2021-04-28',
    underlyingTitle: 'Common Stock',
    underlyingShares: '10000',
    footnotes: [{ label: 'F1' }, { label: 'F3' }],
  })
  expect(option.details.code.footnotes).toEqual([{ label: 'F1' }])
  expect(option.details.exercisableOn).toMatchObject({
    text: null,
    status: 'FOOTNOTE_ONLY',
    footnotes: [{ label: 'F3' }],
  })
  expect(option.details.exercisableOn.footnotes[0].text).toMatch(/early.*exercis.*48/is)
  expect(option.details.expiresOn.status).toBe('REPORTED')
  expect(option.details.direction.status).toBe('ABSENT')
  expect(option.optionGrant).toMatchObject({
    title: 'Stock Option (right to buy)',
    exercisePrice: '4.8',
    expiresOn: '2021-04-28',
    exercised: '10000',
    granted: null,
    grantedOn: null,
    insiders: [{ name: 'Albert Peter' }],
  })
})

test('footnotes 1 and 3, and the elements on which they hang', () => {
  const [first, third] = filing.footnotes
  expect(filing.footnotes).toHaveLength(2)
  expect(first.label).toBe('F1')
  expect(first.text).toMatch(/10b5-1.*August 28, 2013.*weighted.average.*22\.50.*22\.71/is)
  expect(first.references).toEqual([
    { field: 'CODE', row: { line: 1 } },
    { field: 'CODE', row: { line: 2 } },
    { field: 'CODE', row: { exercisePrice: '4.8' } },
  ])
  expect(third.label).toBe('F3')
  expect(third.references).toEqual([{ field: 'EXERCISABLE_ON', row: { exercisePrice: '4.8' } }])
})

test('signed by power of attorney', () => {
  expect(filing.signatures).toEqual([
    { name: '/s/ Bruce Posey by power of attorney for Peter Albert', signedOn: '2013-11-22' },
  ])
})
