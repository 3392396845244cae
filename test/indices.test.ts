/** EDGAR's own lists: the index by form, the JSON of companies and persons, the feed of what is new, the tickers. */

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { readCurrent } from '../src/edgar/current.ts'
import type { Form } from '../src/edgar/filing.ts'
import { readFormIndex } from '../src/edgar/indices.ts'
import { readListings } from '../src/edgar/listings.ts'
import type { FilingList } from '../src/edgar/lists.ts'
import { readFurtherSubmissions, readSubmissions } from '../src/edgar/submissions.ts'

const FOLDER = fileURLToPath(new URL('../../shared/corpus/index/', import.meta.url))
const hasCorpus = existsSync(FOLDER)
if (!hasCorpus) console.warn('Skipped: the corpus of real lists is not at ../shared/corpus/index.')
const real = (name: string) => readFileSync(FOLDER + name)

const bytes = (text: string) => Buffer.from(text)
const json = (value: unknown) => bytes(JSON.stringify(value))
/** What a parser of another kind gives, of whatever shape. */
type Parsed = ReturnType<typeof JSON.parse>
const UNREADABLE = expect.objectContaining({
  code: 'UNREADABLE_LIST',
  message: expect.stringMatching(/^[A-Z].*\.$/s),
})
/** What it gives, or `undefined` where it refuses with the code; any other error is thrown on. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toEqual(UNREADABLE)
    return undefined
  }
}
const accessions = ({ listed }: FilingList) => listed.map(({ accession }) => accession)

const RULE = '-'.repeat(120)
const HEAD = `Description:           Daily Index of EDGAR Dissemination Feed by Form Type
Last Data Received:    Mar 18, 2020

Form Type   Company Name                 CIK         Date Filed  File Name
${RULE}
`
const WRAPPED_HEAD = HEAD.replace('CIK   ', 'CIK\n   ')

describe('the index by form', () => {
  const read = (lines: string, head = HEAD) => readFormIndex(bytes(head + lines))

  it('names each filing once, under the CIK of a path, with its form and day', () => {
    const list =
      read(`3           ROE 3 LLC        11   20200318    edgar/data/11/0000000042-20-000001.txt      
4           4 SEASONS 10-K   12   20200318    edgar/data/13/0000000042-20-000002.txt
4           ROE RICHARD      14   20200318    edgar/data/14/0000000042-20-000002.txt
4/A         DOE JANE         15   2020-03-17  edgar/data/15/9999999997-20-000003.txt
40-F        DOE CORP         16   20200318    edgar/data/16/0000000042-20-000004.txt
424B2       DOE CORP         16   20200318    edgar/data/16/0000000042-20-000005.txt
1-A POS     4 DOE            16   20200318    edgar/data/16/0000000042-20-000006.txt
`)
    expect(list).toEqual({
      listed: [
        { accession: '0000000042-20-000001', cik: 11, form: '3', filedOn: '2020-03-18' },
        { accession: '0000000042-20-000002', cik: 13, form: '4', filedOn: '2020-03-18' },
        { accession: '9999999997-20-000003', cik: 15, form: '4/A', filedOn: '2020-03-17' },
      ],
      malformed: [],
    })
  })

  it('keeps what it cannot read apart, and reads the rest', () => {
    const list = read(`4   NO DAY       11  20200231  edgar/data/11/0000000042-20-000001.txt
4   NO NUMBER    11  20200318  edgar/data/11/0000000042-20-1.txt
4   NOT EDGAR'S  11  20200318  edgar/data/11/0067000000-20-000001.txt
4   TOO EARLY    11  20200318  edgar/data/11/0000000042-60-000001.txt
4   NO CIK       11  20200318  edgar/data/0/0000000042-20-000001.txt
5  \u001b[31m
10-K  BROKEN  1
5   DOE JANE     11  20200318  edgar/data/11/0000000042-20-000009.txt
`)
    expect(accessions(list)).toEqual(['0000000042-20-000009'])
    expect(list.malformed.map((line) => /^4 ([A-Z ']+[A-Z])/.exec(line)?.[1] ?? line)).toEqual([
      'NO DAY',
      'NO NUMBER',
      "NOT EDGAR'S",
      'TOO EARLY',
      'NO CIK',
      '5 [31m',
    ])
  })

  it('takes a last line without a line break only where it is whole', () => {
    const line = '4   DOE JANE   11  20200318  edgar/data/11/0000000042-20-000001.txt'
    expect(accessions(read(line))).toEqual(['0000000042-20-000001'])
    expect(accessions(read(`${line}   `))).toEqual(['0000000042-20-000001'])
    expect(() => read(line.slice(0, -1))).toThrow(UNREADABLE)
    expect(() => read(`${line}\n10-K   ROE COR`)).toThrow('"10-K ROE COR"')
    expect(read('')).toEqual({ listed: [], malformed: [] })
  })

  it.each([' ', '-', '4', '4 ', '\r', '20200318 '])(
    'is read or refused however long a line of %j is',
    (unit) => {
      const line = unit.repeat(18_000_000 / unit.length)
      expect(() => readFormIndex(bytes(line))).toThrow(UNREADABLE)
      expect(() => readFormIndex(bytes(`Form Type${line}`))).toThrow(UNREADABLE)
      expect(accessions(read(`4 ${line}\n`))).toEqual([])
      expect(accessions(read(`${line}\n`))).toEqual([])
    },
  )

  it.each([
    ['nothing', ''],
    ['a page', '<!DOCTYPE html><html><body>Not today.</body></html>'],
    ['a head that is cut off', HEAD.slice(0, -2)],
    ['the index by company', HEAD.replace('Form Type   Company Name', 'Company Name   Form Type')],
    ['the master index', `CIK|Company Name|Form Type|Date Filed|File Name\n${RULE}\n11|DOE|4|20200318|x`],
  ])('refuses %s', (_, text) => {
    expect(() => readFormIndex(bytes(text))).toThrow(UNREADABLE)
  })
})

const OURS: readonly string[] = ['3', '3/A', '4', '4/A', '5', '5/A'] satisfies Form[]
const accession = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 66_999_999 }), fc.integer({ min: 9_999_900_000, max: 9_999_999_999 })),
    fc.oneof(fc.integer({ min: 93, max: 99 }), fc.integer({ min: 0, max: 49 })),
    fc.integer({ min: 0, max: 999_999 }),
  )
  .map(([filer, year, sequence]) =>
    [String(filer).padStart(10, '0'), String(year).padStart(2, '0'), String(sequence).padStart(6, '0')].join(
      '-',
    ),
  )
const day = fc
  .date({ min: new Date('1993-01-01'), max: new Date('2049-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const cik = fc.integer({ min: 1, max: 9_999_999_999 })
const form = fc.oneof(
  fc.constantFrom(...OURS),
  fc.constantFrom('40-F', '424B2', '1-A POS', '10-K', 'SC 13G', '3-A', '5X'),
)
const name = fc.oneof(
  fc.stringMatching(/^[ -~\u00a0-\u00ff]{1,60}$/),
  fc.constantFrom('4', '20200318', '4 2020-03-18', 'TRUST 1234  20200318 edgar/data/1/', 'F/B/O 5/A'),
)
const entry = fc.record({ form, name, cik, path: cik, accession, day, isDashed: fc.boolean() })
type Line = typeof entry extends fc.Arbitrary<infer T> ? T : never

/** The text of an index, and its lines: what each names, where it begins, and where it is whole but for its padding. */
const index = fc
  .record({
    entries: fc.uniqueArray(entry, { selector: ({ accession }) => accession, maxLength: 8 }),
    /** Which of them come again, under another CIK. */
    again: fc.array(fc.tuple(fc.nat(7), cik), { maxLength: 4 }),
    head: fc.constantFrom(HEAD, WRAPPED_HEAD),
    eol: fc.constantFrom('\n', '\r\n'),
    padding: fc.constantFrom('', ' ', ' '.repeat(9)),
    widths: fc.constantFrom([12, 62, 12, 12], [17, 30, 9, 9], [5, 2, 2, 2]),
  })
  .map(({ entries, again, head, eol, padding, widths }) => {
    const repeated = again.flatMap(([i, path]) => (entries[i] ? [{ ...entries[i], path }] : []))
    let text = head.replaceAll('\n', eol)
    const lines = [...entries, ...repeated].map((line: Line) => {
      const start = text.length
      const shown = line.isDashed ? line.day : line.day.replaceAll('-', '')
      const cells = [line.form, line.name, String(line.cik), shown].map(
        (cell, i) => `${cell.padEnd(widths[i]! - 1)} `,
      )
      text += `${cells.join('')}edgar/data/${line.path}/${line.accession}.txt`
      const end = text.length
      text += padding + eol
      return { ...line, start, end }
    })
    return { text, lines }
  })

/** The filings of Forms 3, 4 and 5 among such lines, worked out without a text. */
function filingsOf(lines: (Line & { end: number })[]) {
  const ours = lines.filter((line) => OURS.includes(line.form))
  return ours
    .filter((line, i) => ours.findIndex((other) => other.accession === line.accession) === i)
    .map(({ accession, path, form, day }) => ({ accession, cik: path, form, filedOn: day }))
}
const inLatin1 = (text: string) => Buffer.from(text, 'latin1')

describe('any index by form', () => {
  it('is read back', () => {
    fc.assert(
      fc.property(index, ({ text, lines }) => {
        expect(readFormIndex(inLatin1(text))).toEqual({ listed: filingsOf(lines), malformed: [] })
      }),
    )
  })

  it('is refused where it is cut off within a line, and is else what its whole lines say', () => {
    fc.assert(
      fc.property(index, fc.nat(), ({ text, lines }, at) => {
        const from = text.indexOf(RULE)
        const cut = from + (at % (text.length - from + 1))
        const isInHead = cut <= text.indexOf('\n', from)
        const isWithin = lines.some(({ start, end }) => start < cut && cut < end)
        const list = attempt(() => readFormIndex(inLatin1(text.slice(0, cut))))
        const whole = lines.filter(({ end }) => end <= cut)
        expect(list).toEqual(isInHead || isWithin ? undefined : { listed: filingsOf(whole), malformed: [] })
      }),
      { numRuns: 300 },
    )
  })
})

const COMPANY = {
  cik: '0000000042',
  name: 'Roe Holdings\tInc.',
  sic: '3571',
  sicDescription: 'Electronic Computers',
  tickers: ['ROE', 'ROE-PA', ''],
  exchanges: ['NYSE', null],
  fiscalYearEnd: '0229',
  stateOfIncorporation: 'DE',
  stateOfIncorporationDescription: '',
  addresses: { business: { stateOrCountry: '2M', stateOrCountryDescription: 'Germany' } },
  filings: {
    recent: {
      accessionNumber: [
        '0000000042-20-000004',
        '0000000042-20-000003',
        '0000000042-03-000002',
        '0000000042-03-000001',
      ],
      filingDate: ['2020-03-18', '2020-03-17', '2003-05-05', '2003-05-04'],
      acceptanceDateTime: ['2020-03-18T21:00:00.000Z'],
      form: ['4/A', '10-K', '5', '3'],
      primaryDocument: ['xslF345X03/doc4.XML', 'k.htm', '', ''],
    },
    files: [{ name: 'CIK0000000042-submissions-001.json', filingFrom: '1994-01-26', filingTo: '2002-02-01' }],
  },
}
/** The company with another value somewhere. */
const companyWith = (change: (company: Parsed) => void) => {
  const company = structuredClone(COMPANY)
  change(company)
  return json(company)
}

describe('the JSON of a company or person', () => {
  const expected = {
    cik: 42,
    listed: [
      { accession: '0000000042-20-000004', cik: 42, form: '4/A', filedOn: '2020-03-18', hasXml: true },
      { accession: '0000000042-03-000002', cik: 42, form: '5', filedOn: '2003-05-05' },
      { accession: '0000000042-03-000001', cik: 42, form: '3', filedOn: '2003-05-04' },
    ],
    malformed: [],
    further: ['CIK0000000042-submissions-001.json'],
    attributes: [
      { kind: 'LISTING', value: 'ROE', detail: 'NYSE' },
      { kind: 'LISTING', value: 'ROE-PA', detail: '' },
      { kind: 'SIC', value: '3571', detail: 'Electronic Computers' },
      { kind: 'STATE_OF_INCORPORATION', value: 'DE', detail: '' },
      { kind: 'BUSINESS_STATE', value: '2M', detail: 'Germany' },
      { kind: 'FISCAL_YEAR_END', value: '02-29', detail: '' },
    ],
  }

  it('is read, whether it is wrapped or not', () => {
    expect(readSubmissions(json(COMPANY))).toEqual(expected)
    expect(readSubmissions(json({ data: COMPANY }))).toEqual(expected)
    const { listed } = expected
    const further = { listed: listed.map((filing) => ({ ...filing, cik: 77 })), malformed: [] }
    expect(readFurtherSubmissions(json(COMPANY.filings.recent), 77)).toEqual(further)
    expect(readFurtherSubmissions(json({ data: COMPANY.filings.recent }), 77)).toEqual(further)
  })

  it('may lack all but its CIK and its filings', () => {
    const { cik, filings } = COMPANY
    expect(readSubmissions(json({ cik: Number(cik), filings: { recent: filings.recent } }))).toEqual({
      ...expected,
      further: [],
      attributes: [],
    })
  })

  it('leaves out what is empty or no day', () => {
    const read = readSubmissions(
      companyWith((company) => {
        company.sic = ''
        company.stateOfIncorporation = null
        company.addresses.business = null
        company.fiscalYearEnd = '0931'
        company.tickers = 'ROE'
      }),
    )
    expect(read.attributes).toEqual([])
  })

  it('tells text and paper from XML by the document, and says nothing where it names none', () => {
    const hasXml = (document: string) =>
      readSubmissions(
        companyWith(({ filings }) => {
          filings.recent.primaryDocument[0] = document
        }),
      ).listed[0]!.hasXml
    expect(['a.xml', '', 'a.txt', 'a.htm', 'a.pdf', 'xml'].map(hasXml)).toEqual([
      true,
      undefined,
      false,
      false,
      false,
      false,
    ])
  })

  it('keeps what it cannot read apart, and reads the rest', () => {
    const { listed, malformed, further } = readSubmissions(
      companyWith(({ filings }) => {
        filings.recent.accessionNumber[0] = 'synthetic-0000000000001'
        filings.recent.filingDate[1] = 'no day, and no matter'
        filings.recent.filingDate[2] = null
        filings.files = [...COMPANY.filings.files, { name: '../../x.json' }, null]
      }),
    )
    expect(listed.map(({ accession }) => accession)).toEqual(['0000000042-03-000001'])
    expect(further).toEqual(expected.further)
    expect(malformed).toEqual([
      '4/A synthetic-0000000000001 2020-03-18',
      '5 0000000042-03-000002',
      'further page ../../x.json',
      'further page',
    ])
  })

  it.each(['accessionNumber', 'form', 'filingDate', 'primaryDocument'])(
    'is refused where its column %s is longer, shorter, or not there',
    (name) => {
      for (const change of [
        (columns: Parsed) => columns[name].push('4'),
        (columns: Parsed) => columns[name].pop(),
        (columns: Parsed) => delete columns[name],
        (columns: Parsed) => {
          columns[name] = { length: 4 }
        },
      ]) {
        const bytes = companyWith(({ filings }) => change(filings.recent))
        expect(() => readSubmissions(bytes)).toThrow(UNREADABLE)
      }
    },
  )

  it('is refused where it is something else', () => {
    const others = ['', '{', 'null', '[]', '{}', '{"data":null}', '<html>', '{"filings":{"recent":{}}}']
    for (const text of others) {
      expect(() => readSubmissions(bytes(text))).toThrow(UNREADABLE)
      expect(() => readFurtherSubmissions(bytes(text), 42)).toThrow(UNREADABLE)
    }
    expect(() => readSubmissions(companyWith((company) => delete company.cik))).toThrow(UNREADABLE)
    expect(() => readSubmissions(bytes('['.repeat(1_000_000)))).toThrow(UNREADABLE)
  })

  it('keeps nothing of it that is long, or of control', () => {
    const { attributes } = readSubmissions(
      companyWith((company) => {
        company.sicDescription = `Roe\u001b[31m\ud800${'x'.repeat(1_000_000)}`
      }),
    )
    expect(attributes.find(({ kind }) => kind === 'SIC')!.detail).toMatch(/^Roe \[31m x{100,200}$/)
  })
})

/** An entry of the feed; what is not given is well-formed. */
const feedEntry = ({
  form = '4',
  cik = '42',
  accession = '0000000042-26-000001',
  filed = '2026-06-10',
  party = 'Issuer',
}) => `<entry><title>${form} - R\u00f6e &amp; Co (${cik}) (${party})</title>
<link rel="alternate" type="text/html" href="https://edgar.test/Archives/edgar/data/${cik}/1/${accession}-index.htm"/>
<summary type="html"> &lt;b&gt;Filed:&lt;/b&gt; ${filed} &lt;b&gt;AccNo:&lt;/b&gt; ${accession} </summary>
<updated>2026-06-10T21:57:38-04:00</updated>
<category scheme="https://edgar.test/" label="form type" term="${form}"/>
<id>urn:tag:edgar.test,2008:accession-number=${accession}</id></entry>`
const feed = (...entries: string[]) =>
  inLatin1(`<?xml version="1.0" encoding="ISO-8859-1" ?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Latest Filings</title><id>x</id>${entries.join('\n')}</feed>`)

describe('the feed of what is new', () => {
  it('names each Form 3, 4 or 5 once, and counts all entries', () => {
    const list = readCurrent(
      feed(
        feedEntry({}),
        feedEntry({ cik: '77', party: 'Reporting' }),
        feedEntry({ form: '424B2', accession: '0000000042-26-000002' }),
        feedEntry({ form: '40-F', accession: '0000000042-26-000003' }),
        feedEntry({ form: '3/A', accession: '0000000042-26-000004', cik: '0000077', filed: '2026-06-11' }),
      ),
    )
    expect(list).toEqual({
      entries: 5,
      listed: [
        { accession: '0000000042-26-000001', cik: 42, form: '4', filedOn: '2026-06-10' },
        { accession: '0000000042-26-000004', cik: 77, form: '3/A', filedOn: '2026-06-11' },
      ],
      malformed: [],
    })
    expect(readCurrent(feed())).toEqual({ entries: 0, listed: [], malformed: [] })
  })

  it('is read with a prefix for its namespace, and with HTML that is not escaped', () => {
    const plain = feedEntry({}).replaceAll('&lt;', '<').replaceAll('&gt;', '>')
    const prefixed = plain.replace(/<(\/?)(?=[a-z]{2})/g, '<$1a:')
    const text = `<a:feed xmlns:a="http://www.w3.org/2005/Atom">${prefixed}</a:feed>`
    expect(accessions(readCurrent(bytes(text)))).toEqual(['0000000042-26-000001'])
  })

  it('keeps what it cannot read apart, and reads the rest', () => {
    const list = readCurrent(
      feed(
        feedEntry({ accession: 'none', party: 'A' }),
        feedEntry({ cik: 'none', party: 'B' }),
        feedEntry({ filed: '2026-02-30', party: 'C' }),
        feedEntry({ accession: 'none', form: '8-K' }),
        '<entry/>',
        feedEntry({}),
      ),
    )
    expect(list.entries).toBe(6)
    expect(accessions(list)).toEqual(['0000000042-26-000001'])
    expect(list.malformed).toEqual([
      '4 - R\u00f6e & Co (42) (A)',
      '4 - R\u00f6e & Co (none) (B)',
      '4 - R\u00f6e & Co (42) (C)',
    ])
  })

  it.each([
    ['nothing', ''],
    ['a page', '<!DOCTYPE html><html><body>Not today.</body></html>'],
    ['another XML', `<rss>${feedEntry({})}</rss>`],
    ['a feed with a DOCTYPE', '<!DOCTYPE feed [<!ENTITY a "b">]><feed/>'],
    ['a feed within another element', '<a><feed/></a>'],
  ])('refuses %s', (_, text) => {
    expect(() => readCurrent(bytes(text))).toThrow(UNREADABLE)
  })

  it('is refused wherever it is cut off', () => {
    const whole = feed(feedEntry({}), feedEntry({ accession: '0000000042-26-000002' }))
    for (let cut = 0; cut < whole.length; cut++) {
      expect(() => readCurrent(whole.subarray(0, cut)), `cut at ${cut}`).toThrow(UNREADABLE)
    }
  })
})

describe('the list of tickers', () => {
  const FIELDS = ['cik', 'name', 'ticker', 'exchange']

  it('is read by the names of its columns', () => {
    const roe = { cik: 42, ticker: 'ROE', exchange: 'NYSE' }
    const doe = { cik: 77, ticker: 'DOE-A', exchange: null }
    for (const fields of [FIELDS, ['exchange', 'more', 'ticker', 'cik', 'name']]) {
      const data = [roe, doe].map((row) => fields.map((field) => row[field as 'cik'] ?? null))
      expect(readListings(json({ fields, data }))).toEqual({ listings: [roe, doe], malformed: [] })
    }
  })

  it('keeps what it cannot read apart, and reads the rest', () => {
    const data = [[0, 'No CIK', 'A', null], [42, 'No ticker', '', 'NYSE'], null, [42, 'Roe', 'ROE', {}]]
    expect(readListings(json({ fields: FIELDS, data }))).toEqual({
      listings: [{ cik: 42, ticker: 'ROE', exchange: null }],
      malformed: ['0 No CIK A', '42 No ticker NYSE', ''],
    })
  })

  it.each(['', 'null', '{}', '[]', '{"fields":["cik"],"data":[]}', `{"fields":${JSON.stringify(FIELDS)}}`])(
    'refuses %j',
    (text) => {
      expect(() => readListings(bytes(text))).toThrow(UNREADABLE)
    },
  )
})

describe('whatever comes', () => {
  const READERS: ((bytes: Uint8Array) => unknown)[] = [
    readFormIndex,
    readSubmissions,
    (bytes) => readFurtherSubmissions(bytes, 42),
    readCurrent,
    readListings,
  ]
  /** Something, in the place of what is expected, at any depth. */
  const misplaced = (whole: Parsed) =>
    fc.tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), fc.jsonValue()).map(([path, value]) => {
      const put = (at: Parsed, [step, ...rest]: number[]): Parsed => {
        if (step === undefined || typeof at !== 'object' || at === null) return value
        const keys = Object.keys(at)
        const key = keys[step % keys.length]
        return key === undefined ? value : Object.assign(at, { [key]: put(at[key], rest) })
      }
      return json(put(structuredClone(whole), path))
    })

  it('is read or refused: bytes, JSON, and lists that are wrong in one place', () => {
    const given = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }).map((junk) => Buffer.concat([bytes(HEAD), junk])),
      fc.json().map(bytes),
      misplaced(COMPANY),
      misplaced(COMPANY.filings.recent),
      misplaced({ fields: ['cik', 'name', 'ticker', 'exchange'], data: [[42, 'Roe', 'ROE', 'NYSE']] }),
      fc.string().map((junk) => feed(feedEntry({}), junk)),
      fc.string().map((form) => feed(feedEntry({ form }))),
    )
    fc.assert(
      fc.property(given, (junk) => {
        for (const read of READERS) attempt(() => read(junk))
      }),
      { numRuns: 500 },
    )
  })
})

describe.skipIf(!hasCorpus)('real lists', () => {
  it('a whole day: every filing of Forms 3, 4 and 5', () => {
    const lines = real('form.20200318.idx').toString('latin1').split('\n')
    const ours = lines.map((line) => line.trim().split(/ {2,}/)).filter(([form]) => OURS.includes(form!))
    expect(ours).toHaveLength(2165)
    const known = new Map<string, string[]>()
    for (const [form, , cik, day, path] of ours) {
      const number = path!.slice(-24, -4)
      const line = `${form} ${cik} ${day}`
      known.set(number, [...(known.get(number) ?? []), line])
    }
    const { listed, malformed } = readFormIndex(real('form.20200318.idx'))
    expect(malformed).toEqual([])
    expect(listed.map(({ accession }) => accession)).toEqual([...known.keys()])
    for (const { accession, form, cik, filedOn } of listed) {
      expect(known.get(accession)).toContain(`${form} ${cik} ${filedOn.replaceAll('-', '')}`)
    }
  })

  it.each(['form.sample.idx', 'form.wrapped-header.idx'])('%s', (name) => {
    const paths = real(name)
      .toString()
      .match(/^[345](?:\/A)? .*$/gm)!
    const { listed, malformed } = readFormIndex(real(name))
    expect(malformed).toEqual([])
    expect(listed.map(({ cik, accession }) => `edgar/data/${cik}/${accession}.txt`)).toEqual(
      paths.map((line) => line.slice(line.indexOf('edgar/'))),
    )
  })

  it.each(['CIK0000320193', 'CIK0000940418', 'CIK0001771340', 'CIK0001830056'])('%s.json', (name) => {
    const parsed = JSON.parse(real(`${name}.json`).toString())
    const whole = parsed.data ?? parsed
    const page = readSubmissions(real(`${name}.json`))
    expect(page).toMatchObject({ cik: Number(name.slice(3)), malformed: [] })
    expect(page.listed).toEqual(filingsIn(whole.filings.recent, page.cik))
    expect(page.further).toEqual(whole.filings.files.map((file: Parsed) => file.name))
    const business = whole.addresses.business.stateOrCountry
    const { tickers, sic, stateOfIncorporation: state, fiscalYearEnd: end } = whole
    expect(page.attributes.map(({ value }) => value)).toEqual(
      [...tickers, sic, state, business, end && `${end.slice(0, 2)}-${end.slice(2)}`].filter(Boolean),
    )
  })

  it('a further page', () => {
    const name = 'CIK0000320193-submissions-001.json'
    const page = readFurtherSubmissions(real(name), 320193)
    expect(page.malformed).toEqual([])
    expect(page.listed).toEqual(filingsIn(JSON.parse(real(name).toString()), 320193))
    expect(page.listed.filter(({ hasXml }) => !hasXml)).toHaveLength(1)
  })

  /** Rows of the columns, by a filter of their own; no number comes twice in these. */
  function filingsIn(columns: Parsed, cik: number) {
    const { accessionNumber, form, filingDate, primaryDocument } = columns
    return accessionNumber.flatMap((accession: string, i: number) =>
      OURS.includes(form[i])
        ? [
            {
              accession,
              cik,
              form: form[i],
              filedOn: filingDate[i],
              ...(primaryDocument[i] && { hasXml: primaryDocument[i].endsWith('.xml') }),
            },
          ]
        : [],
    )
  }

  it('the feed', () => {
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', processEntities: false })
    const entries: Parsed[] = parser.parse(real('getcurrent.atom').toString('latin1')).feed.entry
    const ours = entries.filter(({ category }) => OURS.includes(category.term))
    const { listed, malformed, ...read } = readCurrent(real('getcurrent.atom'))
    expect(read.entries).toBe(entries.length)
    expect(malformed).toEqual([])
    expect(new Set(listed.map(({ accession }) => accession))).toEqual(
      new Set(ours.map(({ id }) => id.split('=')[1])),
    )
    for (const { accession, cik, form, filedOn } of listed) {
      const entry = ours.find(
        ({ title, id }) => id.endsWith(accession) && title.includes(`(${String(cik).padStart(10, '0')})`),
      )
      expect(entry).toMatchObject({
        category: { term: form },
        summary: { '#text': expect.stringContaining(` ${filedOn} `) },
      })
    }
  })

  it('the tickers', () => {
    const { data } = JSON.parse(real('company_tickers_exchange.json').toString())
    const { listings, malformed } = readListings(real('company_tickers_exchange.json'))
    expect(malformed).toEqual([])
    expect(listings.map(({ cik, ticker, exchange }) => [cik, ticker, exchange])).toEqual(
      data.map(([cik, , ticker, exchange]: unknown[]) => [cik, ticker, exchange]),
    )
  })

  it('the master index is none by form', () => {
    expect(() => readFormIndex(real('master.20181231.idx'))).toThrow(UNREADABLE)
  })
})
