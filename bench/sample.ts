/** What operations ask about: drawn from the database evenly, so that it is the same each time. */
import type Database from 'better-sqlite3'
import { unpackAccession } from '../db/accession.ts'
import { addDays } from '../db/rules/days.ts'
import { Random } from './synthetic/random.ts'

const SEED = 7

export class Sample {
  readonly #driver: Database.Database
  readonly size: number

  constructor(driver: Database.Database, size = 240) {
    this.#driver = driver
    this.size = size
  }

  #all<Row>(sql: string, ...values: unknown[]): Row[] {
    return this.#driver.prepare(sql).all(...values) as Row[]
  }

  #get<Row>(sql: string, ...values: unknown[]): Row {
    return this.#driver.prepare(sql).get(...values) as Row
  }

  /** Evenly spread over the order in which they came. */
  filings(): { id: string; day: string; issuer: number; insider: number }[] {
    const { last } = this.#get<{ last: number }>('SELECT max(arrival) AS last FROM filings')
    return Array.from({ length: this.size }, (_, i) => {
      const place = 1 + Math.floor((last - 1) * (i / (this.size - 1)))
      const found = this.#get<{ accession: number; day: string; issuer: number; insider: number }>(
        `SELECT f.accession, f.dated_on AS day, f.issuer_cik AS issuer, o.insider_cik AS insider
         FROM filings f JOIN filing_owners o ON o.accession = f.accession AND o.ordinal = 1
         WHERE f.arrival >= ? ORDER BY f.arrival LIMIT 1`,
        place,
      )
      return { ...found, id: unpackAccession(found.accession) }
    })
  }

  /** One half by filings, so that the large ones are among them as often as they are looked at; the other evenly. */
  issuers(): { cik: number; name: string; ticker: string | null }[] {
    return this.#halves('issuers', 'issuer')
  }

  insiders(): { cik: number; name: string }[] {
    return this.#halves('insiders', 'insider')
  }

  #halves<Row extends { cik: number }>(table: string, party: 'issuer' | 'insider'): Row[] {
    const ciks = this.#all<{ cik: number }>(`SELECT cik FROM ${table} ORDER BY cik`).map(({ cik }) => cik)
    const known = this.filings().map((filing) => filing[party])
    return known.map((filed, i) =>
      this.#get(
        `SELECT * FROM ${table} WHERE cik = ?`,
        i % 2 === 0 ? filed : ciks[Math.floor((ciks.length * i) / this.size)],
      ),
    )
  }

  /** What people type: tickers, words of names, their beginnings, and now and then a letter too many. */
  typed(): string[] {
    const [issuers, insiders] = [this.issuers(), this.insiders()]
    return issuers.map(({ name, ticker }, i) => {
      const insider = insiders[i]!.name
      const [last, first] = insider.split(' ') as [string, string]
      const ways = [
        name,
        insider,
        ticker ?? name,
        last.slice(0, 5),
        `${last} ${first}`.toLowerCase(),
        name.split(' ')[0]!,
        `${first} ${last.slice(0, 4)}`,
        `${last.slice(0, -1)}x${last.slice(-1)}`,
      ]
      return ways[i % ways.length]!
    })
  }

  /** So many days each, up to that of a filing: those on which much was filed are asked about as often. */
  periods(days: number): { from: string; to: string }[] {
    return this.filings().map(({ day }) => ({ from: addDays(day, 1 - days), to: day }))
  }

  /** Insiders of several boards, and others: most are not far apart, some are not connected at all. */
  pairs(): [number, number][] {
    const random = new Random(SEED)
    const busy = this.#all<{ cik: number }>(
      'SELECT insider_cik AS cik FROM relationships GROUP BY 1 HAVING count(*) > 1 ORDER BY 1',
    )
    return this.insiders().map(({ cik }, i) => {
      if (i % 4 === 0) return [cik, random.pick(busy).cik]
      let here = random.pick(busy).cik
      const start = here
      for (let step = 0; step < 2; step++) {
        const others = this.#all<{ cik: number }>(
          `SELECT DISTINCT b.insider_cik AS cik FROM relationships a JOIN relationships b USING (issuer_cik)
           WHERE a.insider_cik = ? ORDER BY 1 LIMIT 500`,
          here,
        )
        here = random.pick(others).cik
      }
      return [start, here]
    })
  }

  /** Places in the order of all transactions by day, at all depths. */
  places(): [string, string, number][] {
    return this.filings().map(({ id, day }) => [day, id, 1_000_001])
  }
}
