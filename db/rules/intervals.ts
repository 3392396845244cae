/** Days, weeks, months, quarters and years of the calendar. Pure. */
import { addDays, daysBetween, daysInMonth } from './days.ts'

/** From one day to another, both included. */
export interface Span {
  from: string
  to: string
}

/** The fewest days that each has. */
const DAYS = { DAY: 1, WEEK: 7, MONTH: 28, QUARTER: 90, YEAR: 365 }
const MONTHS = { MONTH: 1, QUARTER: 3, YEAR: 12 }

export type Interval = keyof typeof DAYS

/** The interval in which a day lies. Weeks are those of ISO 8601: Monday to Sunday. */
export function intervalOf(by: Interval, day: string): Span {
  if (by === 'DAY') return { from: day, to: day }
  if (by === 'WEEK') {
    const monday = addDays(day, -((new Date(day).getUTCDay() + 6) % 7))
    return { from: monday, to: addDays(monday, 6) }
  }
  const year = day.slice(0, 4)
  const month = Number(day.slice(5, 7)) - 1
  const first = month - (month % MONTHS[by]) + 1
  const last = first + MONTHS[by] - 1
  return {
    from: `${year}-${String(first).padStart(2, '0')}-01`,
    to: `${year}-${String(last).padStart(2, '0')}-${daysInMonth(Number(year), last)}`,
  }
}

/** The intervals from that of one day to that of another, in order; the first `limit` of them. */
export function intervalsOf(by: Interval, { from, to }: Span, limit: number): Span[] {
  const spans = [intervalOf(by, from)]
  while (spans.at(-1)!.to < to && spans.length < limit)
    spans.push(intervalOf(by, addDays(spans.at(-1)!.to, 1)))
  return spans
}

/** At most how many intervals days can touch. */
export const mostIntervals = (by: Interval, { from, to }: Span) =>
  Math.ceil(daysBetween(from, to) / DAYS[by]) + 1
