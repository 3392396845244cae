/** EDGAR's lists of many companies, in EDGAR's own formats. */
import type { Company } from './companies.ts'
import { acceptedAt, byText, ciksOf, newestFirst, type Shelved } from './shelf.ts'
import { easternIso } from './time.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A filing once for each CIK that it names: as indices and feeds list it. */
const entriesOf = (filings: Shelved[]) =>
  filings.flatMap((filing) => ciksOf(filing).map((cik) => ({ filing, cik, name: filing.names.get(cik)! })))

/** The index of a day by form: columns of fixed width, though header lines wrap in some. */
export function formIndex(day: string, filings: Shelved[]): string {
  const [year, month, date] = day.split('-')
  const columns = (form: string, name: string, cik: string, filed: string, file: string) =>
    `${form.padEnd(12)}${name.padEnd(62)}${cik.padEnd(12)}${filed.padEnd(12)}${file}`
  const lines = entriesOf(filings)
    .sort(byText(({ filing, name }) => `${filing.form}\0${name}\0${filing.accession}`))
    .map(({ filing: { form, filedOn, accession }, cik, name }) => {
      const file = `edgar/data/${cik}/${accession}.txt`.padEnd(52)
      return columns(form, name.slice(0, 60), String(cik), filedOn.replaceAll('-', ''), file)
    })
  return `${[
    'Description:           Daily Index of EDGAR Dissemination Feed by Form Type',
    `Last Data Received:    ${MONTHS[Number(month) - 1]} ${date}, ${year}`,
    'Comments:              webmaster@sec.gov',
    'Anonymous FTP:         ftp://ftp.sec.gov/edgar/',
    ...[' ', ' ', ' ', ' '],
    columns('Form Type', 'Company Name', 'CIK', 'Date Filed', 'File Name'),
    '-'.repeat(141),
    ...lines,
  ].join('\n')}\n`
}

/** Which company has which ticker where. */
export const listings = (companies: Map<number, Company>, nameOf: (cik: number) => string) => ({
  fields: ['cik', 'name', 'ticker', 'exchange'],
  data: [...companies].flatMap(([cik, company]) =>
    company.listings.map(({ ticker, exchange }) => [cik, nameOf(cik), ticker, exchange]),
  ),
})

/** Latin-1, with character references for what it lacks. */
const escaped = (text: string) => text.replace(/[&<>"]|[^\0-\xff]/gu, (sign) => `&#${sign.codePointAt(0)};`)

/** The feed of what has come lately, the newest first: forms whose names begin with `type`, `count` entries from `start`. */
export function currentFeed(filings: Shelved[], type: string, start: number, count: number): Buffer {
  const sorted = newestFirst(filings).filter(({ form }) => form.startsWith(type))
  const entries = entriesOf(sorted)
    .slice(start, start + count)
    .map(({ filing, cik, name }) => {
      const { form, accession, filedOn, bytes, issuerCik, ownerCiks } = filing
      const role = ownerCiks.length === 0 ? 'Filer' : cik === issuerCik ? 'Issuer' : 'Reporting'
      const folder = `${cik}/${accession.replaceAll('-', '')}`
      return `<entry>
<title>${form} - ${escaped(name)} (${String(cik).padStart(10, '0')}) (${role})</title>
<link rel="alternate" type="text/html" href="https://www.sec.gov/Archives/edgar/data/${folder}/${accession}-index.htm"/>
<summary type="html">
 &lt;b&gt;Filed:&lt;/b&gt; ${filedOn} &lt;b&gt;AccNo:&lt;/b&gt; ${accession} &lt;b&gt;Size:&lt;/b&gt; ${Math.ceil(bytes.length / 1024)} KB
</summary>
<updated>${easternIso(acceptedAt(filing))}</updated>
<category scheme="https://www.sec.gov/" label="form type" term="${form}"/>
<id>urn:tag:sec.gov,2008:accession-number=${accession}</id>
</entry>
`
    })
  const updated = sorted[0] ? `<updated>${easternIso(acceptedAt(sorted[0]))}</updated>\n` : ''
  return Buffer.from(
    `<?xml version="1.0" encoding="ISO-8859-1" ?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Latest Filings</title>
<link rel="self" href="/cgi-bin/browse-edgar?action=getcurrent"/>
<id>https://www.sec.gov/cgi-bin/browse-edgar?action=getcurrent</id>
<author><name>Webmaster</name><email>webmaster@sec.gov</email></author>
${updated}${entries.join('')}</feed>
`,
    'latin1',
  )
}
