import { describe, expect, it } from 'vitest'
import { type Filing, type Refusal, ROW_FIELDS, type Row } from '../src/edgar/filing.ts'
import { readOwnershipXml } from '../src/edgar/ownership.ts'
import { readFiling } from '../src/edgar/read.ts'
import { fieldsOfKind, ROW_PATHS } from './ownershipXml.ts'

const ISSUER = '<issuer><issuerCik>0000000042</issuerCik><issuerName>Anvil Works Inc</issuerName></issuer>'
const OWNER =
  '<reportingOwner><reportingOwnerId><rptOwnerCik>77</rptOwnerCik></reportingOwnerId></reportingOwner>'

const wrap = (inner: string) =>
  `<ownershipDocument><documentType>4</documentType>${ISSUER}${OWNER}${inner}</ownershipDocument>`

function read(xml: string): Filing {
  const reading = readOwnershipXml(xml)
  if ('refusal' in reading) throw new Error(reading.refusal.message)
  return reading.filing
}

function refusal(xml: string): Refusal {
  const reading = readOwnershipXml(xml)
  if ('filing' in reading) throw new Error('It was read.')
  return reading.refusal
}

const withRow = (inner: string) => {
  const table = `<nonDerivativeTable><nonDerivativeTransaction>${inner}</nonDerivativeTransaction></nonDerivativeTable>`
  return read(wrap(table))
}
const fieldsOf = (inner: string): Row['fields'] => withRow(inner).rows[0]!.fields
const shares = (inner: string) =>
  fieldsOf(`<transactionAmounts><transactionShares>${inner}</transactionShares></transactionAmounts>`).shares
const value = (text: string) => `<value>${text}</value>`

describe('numbers', () => {
  it.each(['.003', '3.49780', '00.00', '1502069787.0', '0', '-5', '12.'])('keeps %s as filed', (text) => {
    expect(shares(value(text))).toEqual({ value: text })
  })

  it.each([
    ['$1,234.50', '1234.50'],
    ['1,234', '1234'],
    ['-$5', '-5'],
    ['$ 7', '7'],
    ['+100', '100'],
    ['+.5', '.5'],
    ['+$1,234', '1234'],
  ])('reads %s as %s', (asFiled, number) => {
    expect(shares(value(asFiled))).toEqual({ value: number, asFiled })
  })

  it.each([
    ['923 F1', ['F1']],
    ['923F1', ['F1']],
    ['923 (1)', ['F1']],
    ['923 (F1)(F12)', ['F1', 'F12']],
    ['923 (01) f02', ['F1', 'F2']],
  ])('takes the footnotes off %s', (asFiled, footnotes) => {
    expect(shares(value(asFiled))).toEqual({ value: '923', asFiled, footnotes })
  })

  it('does not repeat a footnote that is both glued and filed', () => {
    expect(shares(`${value('923 F1')}<footnoteId id="F1"/><footnoteId id="F2"/>`)?.footnotes).toEqual([
      'F1',
      'F2',
    ])
  })

  it.each(['(923)', 'none', '1,23', '1e5', '.', '-', '5 shares', '9'.repeat(200)])(
    'gives no value for %s',
    (asFiled) => {
      expect(shares(value(asFiled))).toEqual({ asFiled })
    },
  )
})

describe('an element within a value', () => {
  it.each([
    ['<b>10</b>0', '100'],
    ['10<b>0</b>', '100'],
    ['1<b/>0', '10'],
    ['1<footnoteId id="F1"/>0', '10'],
  ])('leaves no number that nobody filed: %s', (inner, asFiled) => {
    expect(shares(value(inner))).toMatchObject({ asFiled })
    expect(shares(value(inner))).not.toHaveProperty('value')
  })

  it('is no harm around the whole of it, nor are comments and CDATA', () => {
    expect(shares(value(' <b>10</b> '))).toEqual({ value: '10' })
    expect(shares(value('1<!-- c --><![CDATA[0]]>'))).toEqual({ value: '10' })
    expect(shares(value('10<b> </b><footnoteId id="F1"/>'))).toEqual({ value: '10', footnotes: ['F1'] })
  })

  it('is text in a text', () => {
    expect(fieldsOf(`<securityTitle>${value('Common <b>Stock</b> A')}</securityTitle>`)).toEqual({
      securityTitle: { value: 'Common Stock A' },
    })
  })

  it('is seen where there is no wrapper too', () => {
    const filing = withRow('<transactionShares><b>10</b>0</transactionShares>')
    expect(filing.rows[0]!.fields.shares).toEqual({ asFiled: '0' })
    expect(filing.leftovers).toMatchObject([{ text: '10' }])
    expect(refusal(wrap('').replace('>77<', '><b>7</b>7<'))).toMatchObject({ code: 'MISSING_KEY' })
  })
})

describe('days', () => {
  const day = (text: string) => fieldsOf(`<transactionDate>${value(text)}</transactionDate>`).transactedOn

  it.each(['2024-02-29', '0022-05-01', '2035-12-31'])('keeps %s', (text) => {
    expect(day(text)).toEqual({ value: text })
  })

  it.each([
    ['2024-07-19-05:00', '2024-07-19'],
    ['2024-07-19+14:00', '2024-07-19'],
    ['2024-07-19Z', '2024-07-19'],
    ['2024-07-19T23:59:59-05:00', '2024-07-19'],
    ['20240719', '2024-07-19'],
    ['7/19/2024', '2024-07-19'],
  ])('reads %s as the day %s', (asFiled, iso) => {
    expect(day(asFiled)).toEqual({ value: iso, asFiled })
  })

  it.each(['2023-02-30', '2023-02-29', '1900-02-29', '2023-13-01', '2023-00-10', '2023-01-00', 'soon'])(
    'gives no value for %s',
    (asFiled) => expect(day(asFiled)).toEqual({ asFiled }),
  )

  it('reads the day of a scalar in an odd form, and keeps the form', () => {
    expect(read(wrap('<periodOfReport>2021-09-30-05:00</periodOfReport>'))).toMatchObject({
      periodOfReport: '2021-09-30',
      leftovers: [{ path: 'periodOfReport', text: '2021-09-30-05:00' }],
    })
  })
})

describe('booleans', () => {
  it.each([
    ['1', true],
    ['TRUE', true],
    [' true\n', true],
    ['0', false],
    ['False', false],
  ])('reads %j as %s', (text, flag) => {
    const filing = read(wrap(`<aff10b5One>${text}</aff10b5One>`))
    expect(filing.aff10b5One).toBe(flag)
    expect(filing).not.toHaveProperty('leftovers')
  })

  it('leaves out what is empty, and keeps other words as leftovers', () => {
    expect(read(wrap('<aff10b5One/>'))).not.toHaveProperty('aff10b5One')
    const filing = read(wrap('<aff10b5One>Y</aff10b5One>'))
    expect(filing).not.toHaveProperty('aff10b5One')
    expect(filing.leftovers).toEqual([{ path: 'aff10b5One', text: 'Y' }])
  })

  it('reads an equity swap as true or false', () => {
    const swap = (text: string) =>
      fieldsOf(`<transactionCoding><equitySwapInvolved>${text}</equitySwapInvolved></transactionCoding>`)
        .equitySwap
    expect(swap('1')).toEqual({ value: 'true' })
    expect(swap('false')).toEqual({ value: 'false' })
    expect(swap('maybe')).toEqual({ asFiled: 'maybe' })
  })
})

describe('texts', () => {
  it('decodes what was escaped twice, once', () => {
    expect(read(wrap('<remarks>A &amp;amp; B &amp;#39;s &amp;amp;amp;</remarks>')).remarks).toBe(
      "A & B 's &amp;",
    )
    expect(fieldsOf(`<securityTitle>${value('A &amp;amp; B')}</securityTitle>`).securityTitle).toEqual({
      value: 'A & B',
      asFiled: 'A &amp; B',
    })
  })

  it('leaves an escaped character alone that is none', () => {
    expect(read(wrap('<remarks>&amp;#xD800; &amp;#0; &amp;#9999999;</remarks>')).remarks).toBe(
      '&#xD800; &#0; &#9999999;',
    )
  })

  it('trims, makes names one line, and keeps the lines of footnotes', () => {
    const note =
      '<footnotes><footnote id="F1">\n  First   line \n\n\tsecond&#160;line\n </footnote></footnotes>'
    const filing = read(wrap(note).replace('Anvil Works Inc', '\n Anvil\n   Works '))
    expect(filing.issuer.name).toBe('Anvil Works')
    expect(filing.footnotes).toEqual([{ id: 'F1', text: 'First line\n\nsecond line' }])
  })

  it('keeps elements within a footnote as text, and CDATA too', () => {
    const note =
      '<footnotes><footnote id="F1">See <b>H<sub>2</sub>O</b><br/>and <![CDATA[<this>]]></footnote></footnotes>'
    expect(read(wrap(note)).footnotes[0]!.text).toBe('See H2O\nand <this>')
  })

  it('keeps both texts of two footnotes with one id, and a footnote without text', () => {
    const notes = ['F1">one', 'F2">', 'F1">two', 'F1">two'].map((note) => `<footnote id="${note}</footnote>`)
    expect(read(wrap(`<footnotes>${notes.join('')}</footnotes>`)).footnotes).toEqual([
      { id: 'F1', text: 'one\ntwo\ntwo' },
      { id: 'F2', text: '' },
    ])
  })

  it('writes codes in capitals, and says what was filed', () => {
    const coding = '<transactionCoding><transactionCode> s </transactionCode></transactionCoding>'
    expect(fieldsOf(coding).code).toEqual({ value: 'S', asFiled: 's' })
  })
})

describe('footnote references', () => {
  it('hang on the element, several, also without a value', () => {
    const price =
      '<transactionPricePerShare><footnoteId id="F2"/><footnoteId id="F1"/></transactionPricePerShare>'
    expect(fieldsOf(price)).toEqual({ pricePerShare: { footnotes: ['F2', 'F1'] } })
  })

  it('hang on the code where they stand on the coding as a whole', () => {
    const coding =
      '<transactionCoding><footnoteId id="F4"/><transactionCode>P</transactionCode></transactionCoding>'
    expect(fieldsOf(coding)).toEqual({ code: { value: 'P', footnotes: ['F4'] } })
  })

  it('are found in odd wrappers, and as text', () => {
    expect(shares(`${value('5')}<notes><footnoteId id="F1"/></notes>`)).toEqual({
      value: '5',
      footnotes: ['F1'],
    })
    expect(shares('<value>5<footnoteId>F1</footnoteId></value>')).toEqual({ value: '5', footnotes: ['F1'] })
    expect(shares('<footnoteId id="F1, F2"/>')).toEqual({ footnotes: ['F1', 'F2'] })
  })

  it('find their footnote in whatever way the number is written', () => {
    const notes =
      '<footnotes><footnote id=" f01 ">one</footnote><footnote id="F010">ten</footnote>' +
      '<footnote id="Note f1">other</footnote><footnote id="f1">more</footnote></footnotes>'
    const row =
      '<footnoteId id="F001"/><footnoteId id=" f1"/><footnoteId>f010</footnoteId><footnoteId id="fx1"/>'
    const filing = read(
      wrap(`<nonDerivativeTable><nonDerivativeHolding><securityTitle>${row}</securityTitle>
      </nonDerivativeHolding></nonDerivativeTable>${notes}`),
    )
    expect(filing.rows[0]!.fields.securityTitle).toEqual({ footnotes: ['F1', 'F10', 'fx1'] })
    expect(filing.footnotes).toEqual([
      { id: 'F1', text: 'one\nmore' },
      { id: 'F10', text: 'ten' },
      { id: 'Note f1', text: 'other' },
    ])
  })

  it('are read where they are long, before the test is given up', () => {
    const id = `f${'0'.repeat(900_000)}x`
    expect(shares(`<footnoteId id="${id}"/>`)).toEqual({ footnotes: [id] })
  })

  it('are leftovers where they hang on no field', () => {
    const filing = withRow('<transactionAmounts><footnoteId id="F3"/></transactionAmounts>')
    const path = 'nonDerivativeTable/nonDerivativeTransaction[1]/transactionAmounts/footnoteId'
    expect(filing.leftovers).toEqual([{ path, text: 'F3' }])
    expect(read(wrap('<remarks>Text<footnoteId id="F9"/></remarks>'))).toMatchObject({
      remarks: 'Text',
      leftovers: [{ path: 'remarks/footnoteId', text: 'F9' }],
    })
  })
})

describe('rows', () => {
  it('are numbered by table and kind, and by line', () => {
    const tables =
      '<derivativeTable><derivativeHolding/><derivativeTransaction/><derivativeHolding/></derivativeTable>' +
      '<nonDerivativeTable><nonDerivativeTransaction/><nonDerivativeHolding/></nonDerivativeTable>'
    expect(read(wrap(tables)).rows).toEqual([
      { table: 'II', kind: 'holding', ordinal: 1, line: 1, fields: {} },
      { table: 'II', kind: 'transaction', ordinal: 1, line: 2, fields: {} },
      { table: 'II', kind: 'holding', ordinal: 2, line: 3, fields: {} },
      { table: 'I', kind: 'transaction', ordinal: 1, line: 1, fields: {} },
      { table: 'I', kind: 'holding', ordinal: 1, line: 2, fields: {} },
    ])
  })

  it('take a value that stands without its wrapper, and elements outside their group', () => {
    expect(fieldsOf('<transactionShares>5</transactionShares>').shares).toEqual({ value: '5' })
  })

  it('keep the second value of a field as a leftover, and its footnotes on the field', () => {
    const twice = '<transactionDate><value>2024-01-01</value></transactionDate>'.repeat(2)
    const filing = withRow(twice.replace(/<\/transactionDate>$/, '<footnoteId id="F1"/></transactionDate>'))
    expect(filing.rows[0]!.fields.transactedOn).toEqual({ value: '2024-01-01', footnotes: ['F1'] })
    const path = 'nonDerivativeTable/nonDerivativeTransaction[1]/transactionDate/value'
    expect(filing.leftovers).toEqual([{ path, text: '2024-01-01' }])
  })

  it.each([
    ['I', 'transaction', 'nonDerivativeTable/nonDerivativeTransaction'],
    ['I', 'holding', 'nonDerivativeTable/nonDerivativeHolding'],
    ['II', 'transaction', 'derivativeTable/derivativeTransaction'],
    ['II', 'holding', 'derivativeTable/derivativeHolding'],
  ] as const)('have only the fields of their kind: Table %s, %s', (table, kind, path) => {
    const [outer, inner] = path.split('/')
    const elements = Object.values(ROW_PATHS).map((element) => {
      const name = element.split('/').at(-1)!
      return `<${name}><value>2024-01-01</value><footnoteId id="F1"/></${name}>`
    })
    const filing = read(wrap(`<${outer}><${inner}>${elements.join('')}</${inner}></${outer}>`))
    expect(Object.keys(filing.rows[0]!.fields)).toEqual(fieldsOfKind({ table, kind }))
    const others = ROW_FIELDS.filter((field) => !fieldsOfKind({ table, kind }).includes(field))
    expect(filing.leftovers ?? []).toEqual(
      others.flatMap((field) => {
        const name = ROW_PATHS[field].split('/').at(-1)
        return [
          { path: `${path}[1]/${name}/value`, text: '2024-01-01' },
          { path: `${path}[1]/${name}/footnoteId`, text: 'F1' },
        ]
      }),
    )
  })

  it('that are holdings take of a coding the form type, and the footnotes of the whole', () => {
    const filing = read(
      wrap(
        '<nonDerivativeTable><nonDerivativeHolding/><nonDerivativeHolding><transactionCoding>' +
          '<transactionFormType>5</transactionFormType><footnoteId id="F1"/><equitySwapInvolved>0</equitySwapInvolved>' +
          '<transactionCode>J<footnoteId id="F2"/></transactionCode></transactionCoding></nonDerivativeHolding></nonDerivativeTable>',
      ),
    )
    expect(filing.rows[1]!.fields).toEqual({ formType: { value: '5', footnotes: ['F1'] } })
    const path = 'nonDerivativeTable/nonDerivativeHolding[2]/transactionCoding'
    expect(filing.leftovers).toEqual([
      { path: `${path}/equitySwapInvolved`, text: '0' },
      { path: `${path}/transactionCode/footnoteId`, text: 'F2' },
      { path: `${path}/transactionCode`, text: 'J' },
    ])
  })
})

describe('what no name covers', () => {
  it('is kept: unknown elements, stray texts, attributes, repeated scalars', () => {
    const filing = read(
      wrap(
        '<script>alert(1)</script><newThing kind="x"><part>y</part></newThing>stray' +
          '<remarks>one</remarks><remarks>two</remarks><footnotes><footnote>no id</footnote></footnotes>',
      ),
    )
    expect(filing.remarks).toBe('one')
    expect(filing.leftovers).toEqual([
      { path: 'script', text: 'alert(1)' },
      { path: 'newThing/@kind', text: 'x' },
      { path: 'newThing/part', text: 'y' },
      { path: 'remarks', text: 'two' },
      { path: 'footnotes/footnote[1]', text: 'no id' },
      { path: '', text: 'stray' },
    ])
  })

  it('is told apart by the row, owner, signature or footnote in which it stands', () => {
    const odd = (name: string) => `<${name}><odd>x</odd></${name}>`
    const rows = `<nonDerivativeTransaction/><nonDerivativeHolding/>${odd('nonDerivativeTransaction')}`
    const filing = read(
      wrap(
        odd('reportingOwner').replace('<odd>', '<rptOwnerCik>78</rptOwnerCik><odd>') +
          `<nonDerivativeTable>${rows}</nonDerivativeTable>` +
          `<nonDerivativeTable>${odd('nonDerivativeHolding')}</nonDerivativeTable>` +
          '<footnotes><footnote id="F1">a</footnote><footnote id="F2" odd="x">b</footnote></footnotes>' +
          odd('ownerSignature').repeat(2) +
          odd('other').repeat(2),
      ),
    )
    expect(filing.rows.map(({ ordinal }) => ordinal)).toEqual([1, 1, 2, 2])
    expect(filing.leftovers).toEqual(
      [
        'reportingOwner[2]/odd',
        'nonDerivativeTable/nonDerivativeTransaction[2]/odd',
        'nonDerivativeTable/nonDerivativeHolding[2]/odd',
        'footnotes/footnote[2]/@odd',
        'ownerSignature[1]/odd',
        'ownerSignature[2]/odd',
        'other/odd',
        'other/odd',
      ].map((path) => ({ path, text: 'x' })),
    )
  })

  it('is not mixed up with names that every object has', () => {
    const xml = wrap('<constructor>a</constructor><__proto__ __proto__="c">b</__proto__>')
    expect(read(xml).leftovers).toEqual([
      { path: 'constructor', text: 'a' },
      { path: '__proto__/@__proto__', text: 'c' },
      { path: '__proto__', text: 'b' },
    ])
  })

  it('does not include declarations of namespaces', () => {
    const xml = wrap('').replace(
      '<ownershipDocument>',
      '<ownershipDocument xmlns:a="urn:b" xsi:schemaLocation="c">',
    )
    expect(read(xml)).not.toHaveProperty('leftovers')
  })
})

describe('an owner without any content', () => {
  it('is nobody, and not counted', () => {
    const blank =
      '<reportingOwner/><reportingOwner>\n<reportingOwnerId><rptOwnerCik/></reportingOwnerId></reportingOwner>'
    const filing = read(wrap('').replace(OWNER, blank + OWNER.replace('</reportingOwner>', '<odd>x</odd>$&')))
    expect(filing.owners).toEqual([{ cik: 77 }])
    expect(filing.leftovers).toEqual([{ path: 'reportingOwner[1]/odd', text: 'x' }])
    expect(refusal(wrap('').replace(OWNER, blank)).message).toMatch(/no reportingOwner/)
  })

  it('is somebody as soon as it has some', () => {
    const named = '<reportingOwner><rptOwnerName>A</rptOwnerName></reportingOwner>'
    expect(refusal(wrap(named)).message).toMatch(/Reporting owner 2/)
    expect(refusal(wrap('<reportingOwner><rptOwnerCcc>x</rptOwnerCcc></reportingOwner>')).code).toBe(
      'MISSING_KEY',
    )
  })
})

describe('the form of the XML', () => {
  it('may have a BOM, space before the declaration, prefixes, and comments', () => {
    const prefixed = wrap('<!-- c --><remarks>R</remarks>').replace(/<(\/?)(?=\w)/g, '<$1n:')
    expect(read(`\ufeff\n<?xml version="1.0"?>\n${prefixed}\n`)).toEqual({
      form: '4',
      issuer: { cik: 42, name: 'Anvil Works Inc' },
      owners: [{ cik: 77 }],
      rows: [],
      footnotes: [],
      remarks: 'R',
      signatures: [],
    })
  })

  it('may have tags that a line wrap has cut, also before an attribute', () => {
    const xml = wrap(
      '<remar\nks>R</remarks><nonDeriv\r\nativeTable><nonDerivativeHolding><securityTitle><footnoteId\nid="F1"/><footnoteId id="F2" />' +
        '</securityTitle></nonDerivativeHolding></nonDerivativeTable>',
    )
    const filing = read(xml)
    expect(filing.remarks).toBe('R')
    expect(filing.rows[0]!.fields.securityTitle).toEqual({ footnotes: ['F1', 'F2'] })
  })

  it('is told by its bytes: UTF-8, UTF-16, windows-1252', () => {
    const xml = wrap('<remarks>caf\u00e9 \u2019</remarks>')
    const remarks = (bytes: Uint8Array) => {
      const reading = readFiling(bytes, 'x.xml')
      return 'filing' in reading ? reading.filing.remarks : reading.refusal
    }
    const windows = Buffer.from(xml.replace('\u2019', '\x92'), 'latin1')
    const declared = `<?xml version="1.0" encoding="windows-1252"?>`
    expect(remarks(Buffer.from(xml))).toBe('caf\u00e9 \u2019')
    expect(remarks(Buffer.from(`\ufeff${xml}`, 'utf16le'))).toBe('caf\u00e9 \u2019')
    expect(remarks(Buffer.from(`\ufeff${xml}`, 'utf16le').swap16())).toBe('caf\u00e9 \u2019')
    expect(remarks(windows)).toBe('caf\u00e9 \u2019')
    expect(remarks(Buffer.concat([Buffer.from(declared), windows]))).toBe('caf\u00e9 \u2019')
    const windows1251 = Buffer.from(wrap('<remarks>\xc4\xe0</remarks>'), 'latin1')
    expect(remarks(Buffer.concat([Buffer.from(declared.replace('1252', '1251')), windows1251]))).toBe(
      '\u0414\u0430',
    )
    for (const encoding of ['no-such', 'US-ASCII', 'ISO-8859-1', 'windows-1252', 'UTF-16']) {
      const told = `<?xml version="1.0" encoding="${encoding}"?>`
      expect(remarks(Buffer.from(told + xml))).toBe('caf\u00e9 \u2019')
      expect(remarks(Buffer.concat([Buffer.from(told), windows]))).toBe('caf\u00e9 \u2019')
    }
  })
})

describe('refusals', () => {
  it.each([
    ['MALFORMED_XML', '<ownershipDocument>\n<issuer></ownershipDocument>', /line 2/],
    ['MALFORMED_XML', wrap('').slice(0, 100), /not well-formed/],
    ['UNSAFE_XML', `<!DOCTYPE ownershipDocument [<!ENTITY a "b">]>${wrap('')}`, /DOCTYPE/],
    ['UNSAFE_XML', wrap('<a>'.repeat(40) + '</a>'.repeat(40)), /deeper than 32/],
    ['UNSAFE_XML', wrap('<a/>'.repeat(200_001)), /200000 elements/],
    [
      'UNSAFE_XML',
      wrap(`<a ${Array.from({ length: 201 }, (_, n) => `a${n}=""`).join(' ')}/>`),
      /200 attributes/,
    ],
    ['TOO_LARGE', wrap('<nonDerivativeHolding/>'.repeat(501)), /501 rows and 1 owners; at most 500/],
    ['TOO_LARGE', wrap(OWNER.repeat(50)), /0 rows and 51 owners; at most 500 and 50/],
    ['UNSAFE_XML', wrap(`<remarks>${'x'.repeat(1_000_001)}</remarks>`), /1 MB/],
    ['UNSAFE_XML', wrap(`<${'x'.repeat(300)}/>`), /longer than 200/],
    ['TOO_LARGE', `${wrap('')}${' '.repeat(10_000_000)}`, /10 MB/],
    ['NOT_OWNERSHIP', '<!DOCTYPE html><html><body>Undeclared tool</body></html>', /HTML/],
    ['NOT_OWNERSHIP', '<html><br></html>', /html/],
    ['NOT_OWNERSHIP', 'Form Type  Company Name', /ownershipDocument/],
    ['NOT_OWNERSHIP', '', /ownershipDocument/],
    ['MISSING_KEY', wrap('').replace('>4<', '>8-K<'), /"8-K"/],
    ['MISSING_KEY', wrap('').replace('>4<', '><'), /documentType is missing/],
    ['MISSING_KEY', wrap('').replace('0000000042', ''), /issuerCik/],
    ['MISSING_KEY', wrap('').replace('0000000042', '0000'), /issuerCik/],
    ['MISSING_KEY', wrap('').replace('77', 'none'), /Reporting owner 1/],
    ['MISSING_KEY', wrap('').replace(OWNER, ''), /no reportingOwner/],
  ])('%s: %.60s', (code, xml, message) => {
    expect(refusal(xml)).toEqual({ code, message: expect.stringMatching(message) })
  })

  it('come before the test is given up, for a document made to take for ever', () => {
    const ids = Array.from({ length: 120_000 }, (_, n) => `F${n}`)
    const row = `<nonDerivativeTransaction><transactionShares><footnoteId id="${ids.join(' ')}"/></transactionShares></nonDerivativeTransaction>`
    expect(read(wrap(row + '<nonDerivativeHolding/>'.repeat(499))).rows).toHaveLength(500)
    refusal(wrap(row + '<nonDerivativeHolding/>'.repeat(100_000)))
    refusal(`<ownershipDocument${'\n'.repeat(5_000_000)}`)
    refusal(`<ownershipDocument><${'a\n'.repeat(2_000_000)}>`)
  })
})
