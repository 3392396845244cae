/** US Eastern time, in which EDGAR stamps what it accepts; made without the readers that these stamps test. */

const eastern = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  dateStyle: 'short',
  timeStyle: 'medium',
})

const digits = (text: string) => text.replace(/\D/g, '')

/** An instant in UTC → `YYYYMMDDhhmmss` on a clock in New York. */
export const easternStamp = (instant: string) => digits(eastern.format(Date.parse(instant)))

/** An instant in UTC → `2026-06-10T21:57:38-04:00`. */
export function easternIso(instant: string): string {
  const wall = eastern.format(Date.parse(instant)).replace(', ', 'T')
  const hours = (Date.parse(instant) - Date.parse(`${wall}Z`)) / 3_600_000
  return `${wall}-0${hours}:00`
}

/** `YYYYMMDDhhmmss` on a clock in New York → the instant in UTC. */
export function instantOf(stamp: string): string {
  const wall = stamp.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6')
  const found = ['-04:00', '-05:00']
    .map((zone) => new Date(`${wall}${zone}`).toISOString().replace('.000Z', 'Z'))
    .find((instant) => easternStamp(instant) === stamp)
  if (!found) throw new Error(`${stamp} is no time in New York.`)
  return found
}
