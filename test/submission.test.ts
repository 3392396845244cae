import { describe, expect, it } from 'vitest'
import { readFiling } from '../src/edgar/read.ts'
import { easternInstant, isSubmission, readSubmission } from '../src/edgar/submission.ts'

const XML = `<?xml version="1.0"?>
<ownershipDocument><documentType>4</documentType><issuer><issuerCik>42</issuerCik></issuer>
<reportingOwner><reportingOwnerId><rptOwnerCik>77</rptOwnerCik></reportingOwnerId></reportingOwner>
<remarks>R\u00e9sum\u00e9</remarks></ownershipDocument>`

const LABELS = `<SEC-HEADER>0000000042-13-000007.hdr.sgml : 20131125
<ACCEPTANCE-DATETIME>20131125160530
ACCESSION NUMBER:\t\t0000000042-13-000007
CONFORMED SUBMISSION TYPE:\t4/A
PUBLIC DOCUMENT COUNT:\t\t1
CONFORMED PERIOD OF REPORT:\t20131121
FILED AS OF DATE:\t\t20131126
DATE AS OF CHANGE:\t\t20131127
</SEC-HEADER>
`
const TAGS =
  '<SUBMISSION><ACCESSION-NUMBER>0000000042-25-000280<TYPE>4<PERIOD>20250106<FILING-DATE>20250108' +
  '<DATE-OF-FILING-DATE-CHANGE>20250109<ISSUER><CIK>42</ISSUER>'

const document = (content: string, type = '4') =>
  `<DOCUMENT>\n<TYPE>${type}\n<SEQUENCE>1\n<TEXT>\n${content}\n</TEXT>\n</DOCUMENT>\n`
const xml = (content = XML) => document(`<XML>\n${content}\n</XML>`)

const bytes = (text: string) => Buffer.from(text)
const read = (text: string, name = 'x.txt', known = {}) => readFiling(bytes(text), name, known)

describe('the header', () => {
  it('is read in the style of labels', () => {
    expect(readSubmission(bytes(LABELS + xml())).header).toEqual({
      accession: '0000000042-13-000007',
      filedOn: '2013-11-26',
      acceptedAt: '2013-11-25T21:05:30Z',
      formType: '4/A',
    })
    expect(readSubmission(bytes(LABELS.replaceAll('SEC-', 'IMS-') + xml())).header.formType).toBe('4/A')
  })

  it('is read in the style of tags, with and without line breaks', () => {
    const header = { accession: '0000000042-25-000280', filedOn: '2025-01-08', formType: '4' }
    expect(readSubmission(bytes(TAGS + xml())).header).toEqual(header)
    expect(readSubmission(bytes(TAGS.replace(/(?<=\w)</g, '\n<') + xml())).header).toEqual(header)
  })

  it('is read behind a PEM wrapper', () => {
    const pem =
      '-----BEGIN PRIVACY-ENHANCED MESSAGE-----\nProc-Type: 2001,MIC-CLEAR\nOriginator-Key-Asymmetric:\n abc\n\n'
    const text = `${pem}<SEC-DOCUMENT>0000000042-06-000001.txt : 20060103\n${LABELS}${xml()}-----END PRIVACY-ENHANCED MESSAGE-----\n`
    expect(isSubmission(bytes(text))).toBe(true)
    expect(read(text)).toMatchObject({ filing: { accession: '0000000042-13-000007', issuer: { cik: 42 } } })
  })

  it('gives nothing for a day that is none, and nothing from within a document', () => {
    const text =
      LABELS.replace('20131126', '20131131') + document('FILED AS OF DATE: 20200101', 'EX-99') + xml()
    expect(readSubmission(bytes(text)).header).not.toHaveProperty('filedOn')
  })
})

describe('the ownership document', () => {
  it('is found among attachments, which are not looked into', () => {
    const pdf = document('<PDF>\nbegin 644 a.pdf\nM<XX&Y%\n`\nend\n</PDF>', 'EX-24')
    const other = xml('<other><notClosed></other>')
    expect(read(LABELS + pdf + other + xml() + pdf)).toMatchObject({ filing: { issuer: { cik: 42 } } })
  })

  it('is read as UTF-8 beside an attachment in Latin-1', () => {
    const mixed = Buffer.concat([
      bytes(LABELS + xml()),
      Buffer.from(document('caf\u00e9', 'EX-99'), 'latin1'),
    ])
    expect(readFiling(mixed, 'x')).toMatchObject({ filing: { remarks: 'R\u00e9sum\u00e9' } })
  })

  it('is not taken to be whole where the submission breaks off', () => {
    const whole = LABELS + xml()
    expect(read(whole.slice(0, whole.indexOf('<reportingOwner>')))).toMatchObject({
      refusal: { code: 'MALFORMED_XML' },
    })
    expect(read(`${LABELS}<DOCUMENT><XML>`)).toMatchObject({ refusal: { code: 'NOT_OWNERSHIP' } })
  })

  it('is missed by its form type', () => {
    const text = document('<TABLE><S> <C></TABLE>')
    expect(read(LABELS + text)).toMatchObject({ refusal: { code: 'NO_XML' } })
    expect(read(LABELS.replace('4/A', '10-K') + text)).toMatchObject({ refusal: { code: 'NOT_OWNERSHIP' } })
    expect(read(`<SEC-DOCUMENT>${text}`)).toMatchObject({ refusal: { code: 'NOT_OWNERSHIP' } })
  })

  it('is too large beyond 10 MB, whatever its attachments', () => {
    const large = ' '.repeat(10_000_001)
    expect(read(LABELS + xml(`${XML}<!--${large}-->`))).toMatchObject({ refusal: { code: 'TOO_LARGE' } })
    expect(read(LABELS + xml() + document(large, 'EX-99'))).toHaveProperty('filing')
  })
})

describe('a file of several filings', () => {
  const several = (filings: number) => ({
    refusal: {
      code: 'SEVERAL_FILINGS',
      message: `It holds ${filings} filings: split it, one filing in a file.`,
    },
  })

  it('is refused whole, whatever it is that there are several of', () => {
    expect(read((LABELS + xml()).repeat(3))).toEqual(several(3))
    expect(read(`${TAGS}${xml()}</SUBMISSION>`.repeat(2))).toEqual(several(2))
    expect(read(LABELS + xml() + xml())).toEqual(several(2))
    expect(read(LABELS + document('text', '10-K') + LABELS + xml())).toEqual(several(2))
    expect(read(`${LABELS}<XML>${XML}<XML>${XML}</XML>`)).toEqual(several(2))
  })

  it('is refused where the first of them breaks off', () => {
    const whole = LABELS + xml()
    expect(read(whole.slice(0, -60) + whole)).toMatchObject({ refusal: { code: 'SEVERAL_FILINGS' } })
    expect(read(`${whole.slice(0, LABELS.length + 80)}\n${whole}`)).toEqual(several(2))
  })

  it('is not one filing with its own tags of several kinds, or with other XML', () => {
    const text = `<SEC-DOCUMENT>0000000042-13-000007.txt : 20131126\n${LABELS}${xml('<a/>')}${xml()}${xml('<b/>')}`
    expect(read(text)).toHaveProperty('filing')
  })

  it('is counted before the test is given up, in a text made to take for ever', () => {
    const texts = ['<XML>', '<XML></XML>', '<SUBMISSION>', '\n'].map((part) => part.repeat(1_000_000))
    for (const text of texts) expect(read(`<XML>${text}`)).toHaveProperty('refusal')
  })
})

describe('the keys of a filing', () => {
  it('come from the header before what is known and the name, but the form comes from the XML', () => {
    const known = { accession: '0000000042-01-000001', filedOn: '2001-01-01' }
    expect(read(LABELS + xml(), '0000000042-02-000002.txt', known)).toMatchObject({
      filing: { accession: '0000000042-13-000007', filedOn: '2013-11-26', form: '4' },
    })
    expect(read(XML, '0000000042-02-000002.xml', known)).toMatchObject({ filing: known })
  })

  it.each([
    ['0000000042-02-000002.xml', '0000000042-02-000002'],
    ['a.tar.gz!b/0000000042-02-000002__form4.xml', '0000000042-02-000002'],
    ['C:\\data\\000000004202000002.nc', '0000000042-02-000002'],
    ['000000004202000002/form4.xml', undefined],
    ['0000000042020000021.xml', undefined],
    ['form4.xml', undefined],
    ['202301010000000001.xml', undefined], // a timestamp
    ['0067000000-20-000001.xml', undefined],
    ['0000000042-77-000001.xml', undefined],
    ['9999999997-20-000001.xml', '9999999997-20-000001'],
    ['0000000042-93-000001.xml', '0000000042-93-000001'],
  ])('come from the name %s: %s', (name, accession) => {
    const reading = read(XML, name)
    expect('filing' in reading && reading.filing.accession).toBe(accession)
  })
})

describe('US Eastern time', () => {
  it.each([
    ['20200303171905', '2020-03-03T22:19:05Z'],
    ['20200403171905', '2020-04-03T21:19:05Z'],
    ['20071101120000', '2007-11-01T16:00:00Z'], // summer lasts into November since 2007
    ['20061101120000', '2006-11-01T17:00:00Z'],
    ['19930405090000', '1993-04-05T13:00:00Z'],
    ['20201231235959', '2021-01-01T04:59:59Z'],
    ['20200101000000', '2020-01-01T05:00:00Z'],
    ['20200308013000', '2020-03-08T06:30:00Z'],
    ['20200308030000', '2020-03-08T07:00:00Z'],
    ['20201101013000', '2020-11-01T05:30:00Z'], // occurs twice
    ['20200230120000', undefined],
    ['20200301250000', undefined],
    ['2020', undefined],
  ])('%s is %s', (stamp, instant) => {
    expect(easternInstant(stamp)).toBe(instant)
  })
})
