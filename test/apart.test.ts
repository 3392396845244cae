/** How far each purchase lies from the nearest by others: against brute force, in whichever order filings come and go. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Db } from '../db/open.ts'
import { apartAmong } from '../db/rules/apart.ts'
import { deleteFiling } from '../db/write.ts'
import { filing, put, rows, trade, world } from './world.ts'

const dayOf = (n: number) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10)

interface Bought {
  day: string
  group: number
}

/** Every pair of them. */
function byHand(purchases: Bought[], issuer: number): (number | null)[] {
  const others = purchases.filter(({ group }) => group !== issuer)
  return purchases.map(({ day, group }) => {
    if (group === issuer) return null
    const distances = others
      .filter((other) => other.group !== group)
      .map((other) => Math.abs(Date.parse(other.day) - Date.parse(day)) / 86_400_000)
    const least = Math.min(90, ...distances)
    return least < 90 || group < 0 ? least : null
  })
}

test('is the distance to the nearest by another group, unless the issuer buys', () => {
  const some = fc.array(
    fc.record({
      day: fc.integer({ min: 0, max: 400 }).map(dayOf),
      group: fc.constantFrom(7, 8, 9, -5, -6, 100),
    }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(some, (purchases) => {
      expect(apartAmong(purchases, 100)).toEqual(byHand(purchases, 100))
    }),
    { numRuns: 500 },
  )
  expect(apartAmong([{ day: '2024-01-01', group: 7 }], 100)).toEqual([null])
  expect(apartAmong([{ day: '2024-01-01', group: -7 }], 100)).toEqual([90])
})

interface Row extends Record<'tradedOn' | 'datedOn', string> {
  issuer: number
  group: number
  counts: number
  tradedApart: number | null
  filedApart: number | null
}

function expectRight(db: Db): number {
  const all =
    db.orm.all<Row>(sql`SELECT issuer_cik AS issuer, owner_group AS "group", traded_on AS tradedOn, dated_on AS datedOn,
    trade IS 0 AND left_out IS NULL AS counts, traded_apart AS tradedApart, filed_apart AS filedApart FROM transactions`)
  for (const { counts, tradedApart, filedApart } of all)
    if (!counts) expect([tradedApart, filedApart]).toEqual([null, null])
  const counted = all.filter(({ counts }) => counts)
  for (const [issuer, some] of Map.groupBy(counted, ({ issuer }) => issuer)) {
    const by = (day: 'tradedOn' | 'datedOn') =>
      byHand(
        some.map((row) => ({ day: row[day], group: row.group })),
        issuer,
      )
    expect(some.map(({ tradedApart }) => tradedApart)).toEqual(by('tradedOn'))
    expect(some.map(({ filedApart }) => filedApart)).toEqual(by('datedOn'))
  }
  return counted.filter(({ tradedApart }) => tradedApart !== null).length
}

test('is kept while filings come, are amended, replaced, reported by others too, and go', () => {
  const one = fc.record({
    number: fc.integer({ min: 1, max: 6 }),
    issuer: fc.constantFrom(100, 100, 101),
    owners: fc.constantFrom([900], [901], [902], [900, 901], [100], []),
    day: fc.integer({ min: 0, max: 120 }),
    delay: fc.constantFrom(0, 1, 40),
    code: fc.constantFrom('P', 'P', 'P', 'S'),
    shares: fc.constantFrom('10', '11'),
    amends: fc.constantFrom(undefined, undefined, 3),
    goes: fc.boolean(),
  })
  let near = 0
  fc.assert(
    fc.property(fc.array(one, { minLength: 4, maxLength: 12 }), (some) => {
      const { db } = world()
      for (const { number, issuer, owners, day, delay, code, shares, amends, goes } of some) {
        const accession = `0000000100-24-${String(number).padStart(6, '0')}`
        const filedOn = dayOf(day + delay + (amends ?? 0))
        put(
          db,
          filing({
            accession,
            filedOn,
            ...(amends && { form: '4/A' as const, originalFiledOn: dayOf(day + delay) }),
            issuer: { cik: issuer },
            owners: owners.map((cik) => ({ cik, isDirector: true })),
            rows: rows(trade(code, shares, '2', dayOf(day))),
          }),
        )
        near += expectRight(db)
        if (goes && number % 2 === 0) {
          deleteFiling(db, accession)
          expectRight(db)
        }
      }
      db.close()
    }),
    { numRuns: 30 },
  )
  expect(near).toBeGreaterThan(50)
})
