/** The kinds of columns: how a value that the graph speaks of lies in SQLite. */
import Big from 'big.js'
import { customType, integer, text } from 'drizzle-orm/sqlite-core'
import { packAccession, unpackAccession } from './accession.ts'
import { dollars, MONEY_SCALE } from './rules/money.ts'

/** An accession number: text to us, an integer in the table. */
export const accession = customType<{ data: string; driverData: number }>({
  dataType: () => 'integer',
  toDriver(value) {
    const packed = packAccession(value)
    if (packed === undefined) throw new RangeError(`${value} is not an accession number`)
    return packed
  },
  fromDriver: unpackAccession,
})

/** Dollars, sortable and exactly summable: an integer of ten-thousandths in the table, a decimal text to us. */
export const money = customType<{ data: string; driverData: number }>({
  dataType: () => 'integer',
  toDriver(value) {
    if (!/^-?\d{1,15}(\.\d+)?$/.test(value)) throw new RangeError(`${value} is no amount of dollars`)
    // Most have the four decimals that are kept.
    if (value.at(-5) === '.') return Number(value.slice(0, -5) + value.slice(-4))
    return Number(new Big(value).times(MONEY_SCALE).toFixed(0))
  },
  fromDriver: dollars,
})

/** A calendar day, `YYYY-MM-DD`. */
export const day = text
/** A decimal number exactly as filed; never compared or summed in SQL. */
export const decimal = text
/** SEC's number of a company or person; negative where a source has lost it (see `insiders`). */
export const cik = integer
/** A name: letters of ASCII are equal in either case, in comparing, in ordering and in its indices. */
export const caseless = customType<{ data: string }>({ dataType: () => 'text COLLATE NOCASE' })
/** True, false, or null where the form does not say. */
export const flag = (name: string) => integer(name, { mode: 'boolean' })

/** One of a fixed list, kept as its place in the list; the list may only grow at its end. */
export const oneOf = <const Names extends readonly string[]>(names: Names) =>
  customType<{ data: Names[number]; driverData: number }>({
    dataType: () => 'integer',
    toDriver: (value) => {
      const place = names.indexOf(value)
      if (place < 0) throw new RangeError(`${value} is none of ${names.join(', ')}`)
      return place
    },
    fromDriver: (value) => names[value]!,
  })
