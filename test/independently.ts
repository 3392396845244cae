/**
 * What the definitions of trades and their sums come to, worked out straight from filings as values, by the plainest
 * means: no database, no index, nothing kept. It is what answers are checked against.
 */
import Big from 'big.js'
import type { Filing, Row, RowField } from '../src/edgar/filing.ts'

/** A purchase or sale in Table I that counts. */
export interface Trade {
  filing: Filing
  row: Row
  code: 'P' | 'S'
  day: string
  shares: Big
  price: Big
  value: Big
  owners: number[]
}

export const filed = (row: Row, field: RowField) => row.fields[field]?.value
export const ownersOf = ({ owners }: Filing) =>
  [...new Set(owners.map(({ cik }) => cik!))].sort((a, b) => a - b)

const nextDay = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

/** The day on which a row counts: its own if that can be, or else the period of its filing. */
export function dayOf(filing: Filing, row: Row): string {
  const day = filed(row, 'transactedOn')
  const isPossible = day && day >= '1934-06-06' && (!filing.filedOn || day <= nextDay(filing.filedOn))
  return isPossible ? day : (filing.periodOfReport ?? filing.filedOn!)
}

/** Every trade once, whoever reports it and however often. */
export function tradesOf(filings: Filing[]): Trade[] {
  const all = filings.flatMap((filing) =>
    filing.rows.flatMap((row) => {
      const code = filed(row, 'code')
      if (row.kind !== 'transaction' || row.table !== 'I' || (code !== 'P' && code !== 'S')) return []
      const [shares, price] = [filed(row, 'shares'), filed(row, 'pricePerShare')]
      if (shares === undefined || price === undefined) return []
      const value = new Big(shares).times(price)
      if (new Big(shares).lt(0) || new Big(price).lt(0) || new Big(price).gt(1.5e6) || value.gt(1e11))
        return []
      const numbers = { shares: new Big(shares), price: new Big(price), value }
      return [
        { filing, row, code, day: dayOf(filing, row), ...numbers, owners: ownersOf(filing) } satisfies Trade,
      ]
    }),
  )
  return withoutTwins(all.filter((trade) => !isAmended(trade, filings)))
}

/** Whether an amendment of the filing repeats the row, but for one thing perhaps. */
function isAmended({ filing, row }: Trade, filings: Filing[]): boolean {
  return filings.some(
    (other) =>
      other !== filing &&
      other.form === `${filing.form[0]}/A` &&
      other.issuer.cik === filing.issuer.cik &&
      other.originalFiledOn !== undefined &&
      (filing.form.endsWith('/A')
        ? other.originalFiledOn === filing.originalFiledOn && filedOnOf(other) > filedOnOf(filing)
        : other.originalFiledOn === filedOnOf(filing)) &&
      ownersOf(other).join() === ownersOf(filing).join() &&
      other.rows.some((newer) => isAlmost(row, newer)),
  )
}

export const filedOnOf = ({ filedOn, signatures }: Filing) => filedOn ?? signatures[0]!.signedOn!

const MAKES = ['securityTitle', 'transactedOn', 'code', 'shares', 'pricePerShare'] as const
const isAlmost = (row: Row, newer: Row) =>
  row.kind === newer.kind &&
  row.table === newer.table &&
  MAKES.filter((field) => plainly(filed(row, field)) !== plainly(filed(newer, field))).length <= 1

export const plainly = (text: string | null | undefined) =>
  text == null || Number.isNaN(Number(text)) ? (text ?? undefined) : Number(text)

/** Of rows in several filings that agree in all numbers, those that nothing says to be one with an earlier of them. */
function withoutTwins(trades: Trade[]): Trade[] {
  const words = (text: string | undefined) =>
    (text ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  const keyOf = ({ row, filing, shares, price, code }: Trade) => {
    const [title, day, direction] = (['securityTitle', 'transactedOn', 'direction'] as const).map((field) =>
      filed(row, field),
    )
    const after = Number(filed(row, 'sharesAfter'))
    return [filing.issuer.cik, words(title), day, code, direction, shares, price, after].join('|')
  }
  const howHeld = ({ row }: Trade) => {
    const nature = words(filed(row, 'natureOfOwnership'))
    return filed(row, 'ownership') === 'D' ? 'directly' : /note/.test(nature) ? 'as a footnote says' : nature
  }
  const isOne = (a: Trade, b: Trade) => {
    const [here, there] = [howHeld(a), howHeld(b)]
    const isSameOwner = a.owners.some((owner) => b.owners.includes(owner))
    const isVague = (nature: string) =>
      /^(held )?by (the )?(family |revocable |living )*(trusts?|ira|child|children)$/.test(nature)
    if (a.filing === b.filing) return false
    if (isSameOwner) return here === there || here === 'directly' || there === 'directly'
    if (here === there) return here !== 'directly' && here !== 'by spouse' && !isVague(here)
    return (here === 'directly' || there === 'directly') && !isVague(here) && !isVague(there)
  }
  const counted = (same: Trade[]) => {
    const kept: { trade: Trade; told: Set<Filing> }[] = []
    for (const trade of same.toSorted((a, b) => compare(rankOf(a), rankOf(b)))) {
      const speaker = kept.find((other) => !other.told.has(trade.filing) && isOne(other.trade, trade))
      if (speaker) speaker.told.add(trade.filing)
      else kept.push({ trade, told: new Set() })
    }
    return kept
  }
  const rankOf = ({ row, filing }: Trade) =>
    `${filed(row, 'ownership') === 'D' ? 0 : 1} ${filing.filedOn ?? filedOnOf(filing)} ${filing.accession}`
  const [told, untold] = [true, false].map((is) =>
    trades.filter(({ row }) => (filed(row, 'sharesAfter') !== undefined) === is),
  )
  return [...untold!, ...[...Map.groupBy(told!, keyOf).values()].flatMap(counted).map(({ trade }) => trade)]
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The exact sum of what a function finds. */
export const sumOf = <T>(all: T[], of: (one: T) => Big) =>
  all.reduce((sum, one) => sum.plus(of(one)), new Big(0))
