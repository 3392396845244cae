/** How values of the tables are written in answers. */
import { unpackAccession } from '../../db/accession.ts'
import { TRANSACTION_CODES } from '../../db/codes.ts'

export const accessionOf = unpackAccession

export const globalId = (type: string, key: string | number) =>
  Buffer.from(`${type}:${key}`).toString('base64url')

const TYPES = [
  '',
  'NonDerivativeTransaction',
  'NonDerivativeHolding',
  'DerivativeTransaction',
  'DerivativeHolding',
]
export const rowId = (accession: number, row: number) =>
  globalId(TYPES[Math.floor(row / 1_000_000)]!, `${accessionOf(accession)}/${row}`)

export const cikOf = (cik: number) => String(cik).padStart(10, '0')
/** Of an insider: none where the source has lost it. */
export const insiderCikOf = (cik: number) => (cik > 0 ? cikOf(cik) : null)

const NAMES = new Map<string, string>(TRANSACTION_CODES.map(({ letter, name }) => [letter, name]))
export const LETTERS = new Map<string, string>(TRANSACTION_CODES.map(({ letter, name }) => [name, letter]))
export const codeOf = (letter: string | null) => letter && (NAMES.get(letter) ?? 'UNRECOGNIZED')

const named = (names: Record<string, string>) => (letter: string | null) =>
  letter && (names[letter] ?? 'UNRECOGNIZED')
export const directionOf = named({ A: 'ACQUIRED', D: 'DISPOSED' })
export const ownershipOf = named({ D: 'DIRECT', I: 'INDIRECT' })

/** Every set of roles, by its bits. */
const ROLES = Array.from({ length: 16 }, (_, bits) =>
  ['DIRECTOR', 'OFFICER', 'TEN_PERCENT_OWNER', 'OTHER'].filter((_, i) => bits & (1 << i)),
)
export const rolesOf = (bits: number) => ROLES[bits]!

/** Ten-thousandths, a number or its digits, as a decimal without needless zeros. */
export function dollarsOf(amount: number | string | null): string | null {
  if (amount === null) return null
  const text = String(amount)
  const isNegative = text[0] === '-'
  const digits = (isNegative ? text.slice(1) : text).padStart(5, '0')
  const cents = digits.slice(-4)
  const whole = digits.slice(0, -4)
  let end = 4
  while (end > 0 && cents[end - 1] === '0') end--
  return `${isNegative ? '-' : ''}${whole}${end > 0 ? `.${cents.slice(0, end)}` : ''}`
}
