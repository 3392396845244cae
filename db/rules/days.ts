/** Calendar days as texts, so many days or months apart. Pure. */

const DAY_MS = 86_400_000

/** The day so many days after one, or before it; at the ends of what four digits of a year can name, those ends. */
export function addDays(day: string, days: number): string {
  const text = new Date(Date.parse(day) + days * DAY_MS).toISOString()
  if (text.startsWith('-')) return '0000-01-01'
  return text.startsWith('+') ? '9999-12-31' : text.slice(0, 10)
}

/** How many days a month has; the first is 1. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Whether a text names a day that there is. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const [year, month, date] = text.split('-').map(Number) as [number, number, number]
  return month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month)
}

/** How many days one lies after another. */
export const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** The day of the same number so many months later; in a month that is too short, its last. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + months, 0))
  last.setUTCDate(Math.min(date, last.getUTCDate()))
  return last.toISOString().slice(0, 10)
}
