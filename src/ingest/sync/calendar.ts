/** EDGAR's days: those of New York. */
import { addDays } from '../../../db/rules/days.ts'

const format = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York', dateStyle: 'short' })

/** The day in New York. */
export const easternDay = (at = new Date()) => format.format(at)

/** Days from one up to and including another. */
export function daysFrom(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}

export const isWeekend = (day: string) => [0, 6].includes(new Date(day).getUTCDay())

/** The day from which EDGAR took forms as XML. */
export const FIRST_XML = '2003-05-05'
/** The quarter from which SEC publishes data sets. */
const FIRST_QUARTER = '2006q1'

/** The quarters from one up to another, or up to the present one: `2024q3`. */
export function quarters(from = FIRST_QUARTER, to = quarterOf(easternDay())): string[] {
  const number = (quarter: string) => Number(quarter.slice(0, 4)) * 4 + Number(quarter[5]) - 1
  const count = Math.max(0, number(to) - number(from) + 1)
  return Array.from({ length: count }, (_, i) => number(from) + i).map(
    (n) => `${Math.floor(n / 4)}q${(n % 4) + 1}`,
  )
}

/** Whether it is the name of a quarter that SEC may have published. */
export const isQuarter = (name: string) => quarters().includes(name)

const quarterOf = (day: string) => `${day.slice(0, 4)}q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
