/** What trades add up to, worked out in whole numbers from what filings say: against this, answers are checked. */
import { sql } from 'drizzle-orm'
import { packAccession } from '../db/accession.ts'
import { LEFT_OUT, PLAN_STATUSES } from '../db/codes.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { planStatusOf } from '../src/ingest/plan.ts'
import type { World } from './world.ts'

export const SUMS = `fragment Sums on TradeSums {
  purchases { count shares value insiders } sales { count shares value insiders }
  netShares netValue netInsiders netPurchaseRatio { byCount byShares byValue }
  byPlan { planStatus purchases { count shares value insiders } sales { count shares value insiders } }
  leftOut { reason count } }`

/** A purchase or sale in Table I. */
export interface Told {
  issuer: number
  owners: number[]
  day: string
  code: string
  shares?: string | undefined
  price?: string | undefined
  plan: string
  leftOut: string | null
}

/** A decimal text as a whole number of 10^-10. */
function whole(text: string): bigint {
  const [digits, decimals = ''] = text.split('.') as [string, string?]
  return BigInt(digits + decimals.padEnd(10, '0'))
}

/** A quotient rounded, halves away from zero. */
function divided(a: bigint, b: bigint): bigint {
  const size = ((a < 0n ? -a : a) * 2n + b) / (2n * b)
  return a < 0n ? -size : size
}

function written(n: bigint, decimals: number): string {
  const digits = String(n < 0n ? -n : n).padStart(decimals + 1, '0')
  const text = `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, '')
  return n < 0n ? `-${text}` : text
}

function totals(told: Told[], code: string, isOneInsiders: boolean) {
  const all = told.filter((one) => one.code === code)
  const groups = new Set(all.map(({ owners }) => [...owners].sort().join()))
  const sum = (amounts: bigint[]) => amounts.reduce((a, b) => a + b, 0n)
  return {
    count: all.length,
    shares: sum(all.map(({ shares }) => divided(whole(shares!), 10n ** 6n))),
    value: sum(all.map(({ shares, price }) => divided(whole(shares!) * whole(price!), 10n ** 16n))),
    insiders: isOneInsiders ? Math.min(1, groups.size) : groups.size,
  }
}
type Totals = ReturnType<typeof totals>

const shown = ({ shares, value, ...rest }: Totals) => ({
  ...rest,
  shares: written(shares, 4),
  value: written(value, 4),
})

function ratio(bought: bigint | number, sold: bigint | number): string | null {
  const [p, s] = [BigInt(bought), BigInt(sold)]
  return p + s === 0n ? null : written(divided((p - s) * 10n ** 6n, p + s), 6)
}

/** What an answer to `SUMS` must be, over all of these trades. */
export function expected(told: Told[], isOneInsiders = false) {
  const counting = told.filter(({ leftOut }) => leftOut === null)
  const [p, s] = [totals(counting, 'P', isOneInsiders), totals(counting, 'S', isOneInsiders)]
  return {
    purchases: shown(p),
    sales: shown(s),
    netShares: written(p.shares - s.shares, 4),
    netValue: written(p.value - s.value, 4),
    netInsiders: p.insiders - s.insiders,
    netPurchaseRatio: {
      byCount: ratio(p.count, s.count),
      byShares: ratio(p.shares, s.shares),
      byValue: ratio(p.value, s.value),
    },
    byPlan: PLAN_STATUSES.map((planStatus) => {
      const under = counting.filter(({ plan }) => plan === planStatus)
      const [purchases, sales] = ['P', 'S'].map((code) => shown(totals(under, code, isOneInsiders)))
      return { planStatus, purchases: purchases!, sales: sales! }
    }).filter(({ purchases, sales }) => purchases.count + sales.count > 0),
    leftOut: LEFT_OUT.map((reason) => ({
      reason,
      count: told.filter(({ leftOut }) => leftOut === reason).length,
    })).filter(({ count }) => count > 0),
  }
}

/** The purchases and sales of filings; only whether another row speaks for them is taken from the tables. */
export function toldBy({ db }: World, filings: Filing[]): Told[] {
  const instead = new Map(
    db.orm
      .all<{ key: string; reason: number }>(
        sql`SELECT accession || ' ' || row AS key, left_out AS reason FROM transactions WHERE instead_filing IS NOT NULL`,
      )
      .map(({ key, reason }) => [key, LEFT_OUT[reason]!]),
  )
  return filings.flatMap((filing) =>
    filing.rows
      .filter(({ kind, table }) => kind === 'transaction' && table === 'I')
      .filter(({ fields }) => ['P', 'S'].includes(fields.code?.value ?? ''))
      .map((row) => {
        const value = (field: keyof typeof row.fields) => row.fields[field]?.value
        const [shares, price] = [value('shares'), value('pricePerShare')]
        const unfit = shares === undefined ? 'NO_SHARES' : price === undefined ? 'NO_PRICE' : null
        return {
          issuer: filing.issuer.cik,
          owners: filing.owners.map(({ cik }) => cik ?? 0),
          day: value('transactedOn') ?? filing.periodOfReport!,
          code: value('code')!,
          shares,
          price,
          plan: planStatusOf(filing, row),
          leftOut:
            instead.get(`${packAccession(filing.accession ?? '')} ${1_000_000 + row.ordinal}`) ?? unfit,
        }
      }),
  )
}
