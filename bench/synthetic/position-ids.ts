/** Positions in other blocks: their ids are hashes over keys, and so are to be made anew. */
import type Database from 'better-sqlite3'
import { hash52 } from '../../db/hash.ts'
import { vehicleOf } from '../../db/rules/vehicles.ts'
import { plain, titleWords } from '../../db/rules/words.ts'
import { dayOf, numberOf } from './days.ts'
import type { Shift } from './shift.ts'

interface Told {
  id: number
  issuerCik: number
  insiderCik: number
  accession: number
  row: number
  title: string | null
  ownership: string | null
  nature: string | null
  price: string | null
  expiresOn: string | null
}

/** For a block, the id that each position of the first has there. */
export function positionIds(driver: Database.Database): (shift: Shift) => Map<number, number> {
  const rows = ['transaction', 'holding'].flatMap((kind) => driver.prepare(toldBy(kind)).all() as Told[])
  const notes = driver
    .prepare(
      `SELECT DISTINCT n.text FROM footnote_references r JOIN footnotes n USING (accession, label)
       WHERE r.accession = ? AND r.row = ? AND r.field IN (19, 20)`,
    )
    .pluck()
  const told = rows.map((row) => ({
    ...row,
    vehicle:
      row.ownership === 'D' ? null : vehicleOf(row.nature, notes.all(row.accession, row.row) as string[]),
    title: titleWords(row.title),
    isDerivative: row.row >= DERIVATIVE,
    price: plain(row.price),
  }))
  const idIn = (row: (typeof told)[number], { cik, days }: Pick<Shift, 'cik' | 'days'>) => {
    const { issuerCik, insiderCik, isDerivative, title, ownership, vehicle, price, expiresOn } = row
    const expiry = expiresOn && dayOf(numberOf(expiresOn) + days)
    const ciks = [issuerCik + cik, insiderCik + cik]
    return hash52(JSON.stringify([...ciks, isDerivative, title, ownership, vehicle, price, expiry]))
  }
  for (const row of told)
    if (idIn(row, { cik: 0, days: 0 }) !== row.id)
      throw new Error(`Position ${row.id} is made by other rules.`)
  return (shift) => new Map(told.map((row) => [row.id, idIn(row, shift)]))
}

const DERIVATIVE = 3_000_000

/** One row of those that speak of each position. */
const toldBy = (kind: string) => `
  SELECT o.position_id AS id, t.issuer_cik AS issuerCik, o.insider_cik AS insiderCik, t.accession, t.row,
    t.security_title AS title, t.ownership, t.nature_of_ownership AS nature, t.exercise_price AS price,
    t.expires_on AS expiresOn
  FROM ${kind}_owners o JOIN ${kind}s t USING (accession, row) GROUP BY o.position_id`
