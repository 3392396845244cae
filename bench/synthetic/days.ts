/** Days as texts, and as numbers since 1970. */

const DAY_MS = 86_400_000
export const dayOf = (number: number) => new Date(number * DAY_MS).toISOString().slice(0, 10)
export const numberOf = (day: string) => Date.parse(day) / DAY_MS
const isWeekend = (number: number) => [0, 6].includes(new Date(number * DAY_MS).getUTCDay())

/** Far enough from the ends of a month to stay in it when days are moved by nearly whole years: see `shift.ts`. */
export function tradingDay(number: number): number {
  let day = Math.round(number)
  for (;;) {
    const date = new Date(day * DAY_MS).getUTCDate()
    if (date >= 7 && date <= 22 && !isWeekend(day)) return day
    day++
  }
}

export function addWeekdays(number: number, days: number): number {
  let day = number
  for (let left = days; left > 0; ) if (!isWeekend(++day)) left--
  return day
}
