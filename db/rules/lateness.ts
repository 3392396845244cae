/** Business days from a transaction to its filing, and which filings came late. Pure. */
import { allForYear } from '@18f/us-federal-holidays'

/**
 * Business days after `from`, up to and including `to`: neither weekends nor US federal holidays, on the days on which
 * these are observed. Days as text.
 */
export function businessDays(from: string, to: string): number {
  if (from >= to) return 0
  return weekdaysUntil(to) - weekdaysUntil(from) - holidaysWithin(from, to)
}

const DAY_MS = 86_400_000
/** Days from the first day of 1970, a Thursday, back to the Monday of its week. */
const THURSDAY = 3

/** Mondays to Fridays up to and including a day, since the week in which 1970 began. */
function weekdaysUntil(day: string): number {
  const days = Date.parse(`${day}T00:00:00Z`) / DAY_MS + THURSDAY + 1
  const weeks = Math.floor(days / 7)
  return weeks * 5 + Math.min(days - weeks * 7, 5)
}

/** Holidays after `from`, up to and including `to`; none is observed on a weekend. */
function holidaysWithin(from: string, to: string): number {
  let count = 0
  for (let year = yearOf(from); year <= yearOf(to) + 1; year++)
    for (const day of holidaysOf(year)) if (day > from && day <= to) count++
  return count
}

const yearOf = (day: string) => Number(day.slice(0, 4))

/** The holidays of a year; when it begins on a Saturday, the first is observed in the year before. */
function holidaysOf(year: number): string[] {
  const known = observed.get(year) ?? allForYear(year).map(({ dateString }) => dateString)
  observed.set(year, known)
  return known
}
const observed = new Map<number, string[]>()

/** Whether a US federal holiday is observed on a day. */
export const isHoliday = (day: string) =>
  [yearOf(day), yearOf(day) + 1].some((year) => holidaysOf(year).includes(day))

/** Business days within which a Form 4 is due: Rule 16a-3(g)(1), since August 29, 2002. */
const DUE = 2

/**
 * How long a filing took: as long as the slowest of its rows. And whether it came late: a Form 4 of which a row did that
 * it had to report (those marked as of Form 5 it need not have); null on other forms, and where no row tells.
 */
export function latenessOf(
  form: string,
  rows: { lag: number | null; formType?: string | null | undefined }[],
): { lag: number | null; isLate: boolean | null } {
  const lags = rows.flatMap(({ lag }) => lag ?? [])
  const due = rows.flatMap(({ lag, formType }) => (formType === '5' ? [] : (lag ?? [])))
  return {
    lag: lags.length > 0 ? Math.max(...lags) : null,
    isLate: form === '4' && due.length > 0 ? due.some((lag) => lag > DUE) : null,
  }
}
