/** What an insider's trades of some years tell of how regularly they trade. */

import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { TradingPattern } from './codes.ts'
import { countsForOwners } from './counting.ts'
import { rowsAtMost } from './filters.ts'
import type { Db } from './open.ts'
import { ofTransaction } from './rows.ts'
import { transactionOwners, transactions } from './tables.ts'

/** How many years before it tell of a year. */
const YEARS = 3

/**
 * How regularly someone trades who traded in these months of three years: routinely, if in the same month of each.
 * Without a trade in each year that cannot be told.
 */
function patternOf(years: ReadonlySet<string>[]): TradingPattern {
  if (years.some((months) => months.size === 0)) return 'UNCLASSIFIED'
  const [latest, ...earlier] = years
  const isRoutine = [...latest!].some((month) => earlier.every((months) => months.has(month)))
  return isRoutine ? 'ROUTINE' : 'OPPORTUNISTIC'
}

/** The pattern of each insider at the start of a year. */
export function patternsOfInsiders(db: Db, ciks: readonly number[], year: number): TradingPattern[] {
  db.observer.load?.('insiders.patterns', ciks.length)
  return db.snapshot(() => ciks.map((cik) => patternBefore(year, (past) => monthsOf(db, cik, past))))
}

/** The pattern at the start of a year, given the months of those before. */
export const patternBefore = (year: number, monthsOfYear: (year: number) => ReadonlySet<string>) =>
  patternOf(Array.from({ length: YEARS }, (_, i) => monthsOfYear(year - 1 - i)))

/** The years of which a trade in this one tells. */
export const yearsAfter = (year: number) => Array.from({ length: YEARS }, (_, i) => year + 1 + i)

/** The months of a year, `01` to `12`, in which an insider traded the shares of any issuer. */
export function monthsOf(db: Db, insiderCik: number, year: number): Set<string> {
  const months = new Set<string>()
  const { after, before } = withinYear(year)
  for (let day = nextTrade(db, insiderCik, after, before); day; ) {
    months.add(day.slice(5, 7))
    day = nextTrade(db, insiderCik, `${day.slice(0, 7)}-99`, before)
  }
  return months
}

/** What all days of a year come after, and before. */
export const withinYear = (year: number) => {
  const text = String(year).padStart(4, '0')
  return { after: text, before: `${text}-99` }
}

/** The first day after one and before another on which an insider traded. */
export function nextTrade(db: Db, insiderCik: number, after: string, before: string): string | undefined {
  const { tradedOn, trade } = transactionOwners
  const statement = db.once('history.nextTrade', () =>
    db.orm
      .select({ tradedOn })
      .from(transactionOwners)
      .innerJoin(transactions, ofTransaction)
      .where(
        and(
          eq(transactionOwners.insiderCik, sql.placeholder('insiderCik')),
          gt(tradedOn, sql.placeholder('after')),
          lt(tradedOn, sql.placeholder('before')),
          sql`${trade} IS NOT NULL`,
          countsForOwners,
        ),
      )
      .orderBy(tradedOn)
      .limit(rowsAtMost(1))
      .prepare(),
  )
  return statement.get({ insiderCik, after, before })?.tradedOn
}
