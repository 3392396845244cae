/** Made-up names and texts, as long and as many as real ones. */
import type { Random } from './random.ts'

const ONSETS = 'b br c ch d dr f g gr h j k kl l m n p pr r s st t tr v w z'.split(' ')
const VOWELS = 'a e i o u ai ea ou'.split(' ')
const CODAS = ['', '', '', 'l', 'n', 'r', 's', 'th', 'ck', 'nd']

function word(random: Random, syllables: number): string {
  let text = ''
  for (let i = 0; i < syllables; i++) text += random.pick(ONSETS) + random.pick(VOWELS)
  return text + random.pick(CODAS)
}

const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1)

const GIVEN =
  'Anna Brian Carol David Elena Frank Grace Henry Irene James Karen Louis Maria Nathan Olga Peter Quinn Ruth Samuel Tanya Ursula Victor Wendy Xavier Yvonne Zachary'.split(
    ' ',
  )
/** `MERALO Anna K`: the last name first, as people file. */
export const personName = (random: Random) =>
  `${word(random, random.whole(1, 3)).toUpperCase()} ${random.pick(GIVEN)}${random.chance(0.6) ? ` ${random.pick([...'ABCDEFGHJKLMNPRSTW'])}` : ''}`

export const fundName = (random: Random) =>
  `${capital(word(random, 2))} ${random.pick(['Capital', 'Partners', 'Ventures', 'Growth Fund'])} ${random.pick(['II, L.P.', 'III, L.P.', 'GP, LLC', 'Management, Inc.'])}`

export const issuerName = (random: Random) =>
  `${capital(word(random, 2))} ${random.pick(['Therapeutics', 'Energy', 'Bancorp', 'Systems', 'Holdings', 'Industries', 'Realty', 'Software', 'Foods', 'Mining'])}${random.pick([', Inc.', ' Corp', ' INC /DE/', ' Ltd', ' plc'])}`

export const tickerOf = (random: Random) =>
  Array.from({ length: 3 }, () => random.pick([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'])).join('')

/** The letters that tell one block's names from another's; none for the first. */
const marked = (block: number): string =>
  block === 0
    ? ''
    : ONSETS[block % ONSETS.length]! +
      VOWELS[Math.floor(block / ONSETS.length) % VOWELS.length]! +
      'n'.repeat(Math.floor(block / ONSETS.length / VOWELS.length))

/** An insider's name in another block. One in four keeps the last name, so that names become frequent as filings grow. */
export function insiderNameIn(block: number, name: string, cik: number): string {
  const [last, ...rest] = name.split(' ')
  if (block === 0) return name
  if (cik % 4 === 0) return `${name} ${capital(marked(block))}`
  return [`${last}${marked(block)}`, ...rest].join(' ')
}

export const issuerNameIn = (block: number, name: string) =>
  block === 0 ? name : name.replace(' ', ` ${capital(marked(block))} `)

/** Three letters, and two more for the block. */
export const tickerIn = (block: number, ticker: string) =>
  block === 0 ? ticker : ticker + letter(Math.floor(block / 26)) + letter(block)
const letter = (n: number) => String.fromCharCode(65 + (n % 26))

const SENTENCES = [
  'The price reported in this column is a weighted average; the shares were traded in several transactions within a range of prices.',
  'Each unit represents a contingent right to receive one share of common stock.',
  'The units vest in four equal annual instalments that begin on the first anniversary of the grant.',
  'Shares were withheld by the issuer to satisfy tax due upon vesting.',
  'The reporting person disclaims beneficial ownership of these securities except to the extent of a pecuniary interest.',
  'Held by a family trust of which the reporting person is a trustee.',
  'The option is fully vested and can be exercised at any time.',
  'Includes shares bought under the employee stock purchase plan.',
  'The reporting person undertakes to give full information on the number of shares traded at each price upon request.',
]
export const PLAN_SENTENCE =
  'The transaction was made under a Rule 10b5-1 trading plan that the reporting person adopted earlier.'

/** About so many letters of prose. */
export function prose(random: Random, length: number, start = ''): string {
  let text = start
  while (text.length < length) text += (text ? ' ' : '') + random.pick(SENTENCES)
  return text.length > length + 60 ? `${text.slice(0, length).trimEnd()}.` : text
}

export const OFFICER_TITLES = [
  'Chief Financial Officer',
  'Chief Executive Officer',
  'Executive Vice President',
  'See Remarks',
  'Chief Operating Officer',
  'President and CEO',
  'Chief Accounting Officer',
  'Senior Vice President',
  'General Counsel',
  'EVP & CFO',
]
export const STOCK_TITLES = [
  'Common Stock',
  'Common Stock',
  'Common Stock',
  'Class A Common Stock',
  'Common Shares',
  'Common Stock, par value $0.01 per share',
]
export const UNIT_TITLES = [
  'Restricted Stock Units',
  'Restricted Stock Unit',
  'Phantom Stock',
  'Performance Stock Units',
]
export const OPTION_TITLES = [
  'Stock Option (Right to Buy)',
  'Stock Option (right to buy)',
  'Employee Stock Option',
  'Warrant',
]
export const VEHICLES = [
  'By Trust',
  'See Footnote',
  'By Spouse',
  'By 401(k) Plan',
  'By Family Trust',
  'By IRA',
  'By Benefit Plan',
]
const CITIES = ['Springfield', 'Riverton', 'Fairview', 'Georgetown', 'Salem']
const STATES = ['CA', 'NY', 'TX', 'MA', 'IL', 'WA']

export const addressOf = (random: Random) => ({
  street1: `${random.whole(1, 9999)} ${capital(word(random, 2)).toUpperCase()} ${random.pick(['ROAD', 'STREET', 'AVENUE', 'PARKWAY'])}`,
  ...(random.chance(0.55) && { street2: `SUITE ${random.whole(100, 900)}` }),
  city: random.pick(CITIES).toUpperCase(),
  state: random.pick(STATES),
  zipCode: String(random.whole(10_000, 99_999)),
})
