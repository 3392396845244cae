/**
 * Makes many blocks of filings of one, table by table in SQL. All that a key is made of moves by the same distance in each
 * block (CIKs, accession numbers, days), and what is a hash of keys is made anew, so that every derived row stays right
 * within its block: deriving everything anew from the filings gives the same.
 */
import type Database from 'better-sqlite3'
import { defineMoves } from './functions.ts'
import { insertOf, TABLES } from './moves.ts'
import { shiftOf } from './shift.ts'

/** Makes the filings of a database so many blocks, the first of which they are. */
export function multiply(driver: Database.Database, blocks: number): void {
  driver.exec("ATTACH ':memory:' AS base")
  for (const table of TABLES) driver.exec(`CREATE TABLE base.${table} AS SELECT * FROM main.${table}`)
  const filings = count(driver, 'SELECT count(*) FROM filings')
  const grants = count(driver, 'SELECT max(id) FROM option_grants')
  const move = defineMoves(driver)
  const statements = TABLES.map((table) => driver.prepare(insertOf(driver, table)))

  const indices = driver
    .prepare(
      "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
    )
    .all() as { name: string; sql: string }[]
  driver.exec('BEGIN')
  for (const { name } of indices) driver.exec(`DROP INDEX main.${name}`)
  for (let block = 1; block < blocks; block++) {
    const { cik, days, accession } = shiftOf(block)
    move(block)
    const values = { block: BigInt(block), cik: BigInt(cik), accession, days: `+${days} days` }
    const all = { ...values, grants: BigInt(grants * block), filings: BigInt(filings) }
    for (const statement of statements) statement.run(all)
  }
  for (const { sql } of indices) driver.exec(sql)
  driver.exec(COUNT)
  driver.exec('COMMIT')
  driver.exec('DETACH base')
}

/** What is counted of all filings, and not of each block. */
const COUNT = `
  DELETE FROM filing_counts;
  INSERT INTO filing_counts (form, year, origin, filings, transactions, holdings)
    SELECT form, CAST(substr(dated_on, 1, 4) AS INTEGER), origin, count(*),
      sum((SELECT count(*) FROM transactions t WHERE t.accession = f.accession)),
      sum((SELECT count(*) FROM holdings h WHERE h.accession = f.accession))
    FROM filings f GROUP BY 1, 2, 3;
  DELETE FROM transaction_days;
  INSERT INTO transaction_days (code, traded_on, count)
    SELECT coalesce(code, ''), traded_on, count(*) FROM transactions WHERE left_out IS NOT 0 GROUP BY 1, 2;
  UPDATE sequences SET value = (SELECT max(arrival) FROM filings);
`

const count = (driver: Database.Database, sql: string) => driver.prepare(sql).pluck().get() as number
