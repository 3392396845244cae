/** Calendar days as texts, so many days or months apart. Pure. */

const DAY_MS = 86_400_000

/** The number that some digits of a text are. */
function numberIn(text: string, from: number, to: number): number {
  let number = 0
  for (let i = from; i < to; i++) number = number * 10 + text.charCodeAt(i) - 48
  return number
}

const yearOf = (day: string) => numberIn(day, 0, 4)
const monthOf = (day: string) => numberIn(day, 5, 7)
const dateOf = (day: string) => numberIn(day, 8, 10)

const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'))

/** The day so many days after one, or before it; at the ends of what four digits of a year can name, those ends. */
export function addDays(day: string, days: number): string {
  const moved = new Date(0)
  moved.setUTCFullYear(yearOf(day), monthOf(day) - 1, dateOf(day) + days)
  const year = moved.getUTCFullYear()
  if (year < 0) return '0000-01-01'
  if (year > 9999) return '9999-12-31'
  const century = TWO_DIGITS[Math.floor(year / 100)]
  return `${century}${TWO_DIGITS[year % 100]}-${TWO_DIGITS[moved.getUTCMonth() + 1]}-${TWO_DIGITS[moved.getUTCDate()]}`
}

/** How many days a month has; the first is 1. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Whether a text names a day that there is. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const [month, date] = [monthOf(text), dateOf(text)]
  return month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(yearOf(text), month)
}

/** A day as a number, one more than that of the day before. */
export const dayNumber = (day: string) => Date.parse(day) / DAY_MS

/** How many days one lies after another. */
export const daysBetween = (from: string, to: string) => dayNumber(to) - dayNumber(from)

/** The day of the same number so many months later; in a month that is too short, its last. */
export function addMonths(day: string, months: number): string {
  const last = new Date(Date.UTC(yearOf(day), monthOf(day) + months, 0))
  last.setUTCDate(Math.min(dateOf(day), last.getUTCDate()))
  return last.toISOString().slice(0, 10)
}
