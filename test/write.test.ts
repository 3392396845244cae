/** Writing filings: whole or not at all, twice is once, and any order of arrival gives the same graph. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { insertInto } from '../db/insert.ts'
import { open } from '../db/open.ts'
import { signatures } from '../db/tables.ts'
import { writeFiling } from '../db/write.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { incoming } from '../src/ingest/rows.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { answer } from './ask.ts'
import { dump } from './dump.ts'
import { filing, put, rows, trade, world } from './world.ts'

const permutations = <T>(all: T[]): T[][] =>
  all.length < 2
    ? [all]
    : all.flatMap((one, i) => permutations(all.toSpliced(i, 1)).map((rest) => [one, ...rest]))

const withoutHeader = ({ filedOn: _, acceptedAt: __, ...rest }: Filing): Filing => rest
const withoutAccession = ({ accession: _, ...rest }: Filing): Filing => withoutHeader(rest)

describe('any order of arrival gives the same graph', () => {
  const pool = sampleFilings().map(({ filing }) => filing)

  test('filings alone, twice, without their header, or without their accession number beside the whole', () => {
    fc.assert(
      fc.property(
        fc.subarray(pool, { minLength: 4, maxLength: 24 }).chain((chosen) => {
          const twins = chosen.flatMap((one, i) =>
            i % 3 === 0 ? [withoutHeader(one)] : i % 3 === 1 ? [withoutAccession(one)] : [one],
          )
          const all = [...chosen, ...twins]
          return fc.tuple(
            fc.constant(chosen),
            fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
            fc.integer({ min: 1, max: all.length }),
          )
        }),
        ([chosen, shuffled, atOnce]) => {
          const straight = world(chosen)
          const mixed = world(shuffled, atOnce)
          expect(dump(mixed.db)).toEqual(dump(straight.db))
          straight.db.close()
          mixed.db.close()
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('writing a filing', () => {
  const first = filing({ rows: rows(trade('P', '100', '2.5')) })

  test('once is new, twice is unchanged', () => {
    const { db } = world()
    expect(put(db, first)).toBe('new')
    const before = dump(db)
    expect(put(db, first, 'elsewhere')).toBe('unchanged')
    expect(dump(db)).toEqual(before)
  })

  test.each(['.5', '+5', '5.', '99999999999999999'])('of %s shares bought is written', (shares) => {
    const { db } = world([filing({ rows: rows(trade('P', shares, '0')) })])
    const { quantity } = db.orm.get<{ quantity: number | null }>(sql`SELECT quantity FROM transactions`)
    expect(quantity).toBe(Number(shares) > 1e13 ? null : Number(shares) * 10_000)
  })

  test('a header that was missing is filled in, and never lost again', () => {
    const { db } = world()
    expect(put(db, withoutHeader(first))).toBe('new')
    expect(put(db, first)).toBe('updated')
    expect(put(db, withoutHeader(first))).toBe('unchanged')
    expect(db.orm.all(sql`SELECT filed_on FROM filings`)).toEqual([{ filed_on: '2024-03-05' }])
  })

  test('of two documents with one accession number the fuller stays, whichever came first', () => {
    const fuller = { ...first, remarks: 'There is more to say.' }
    for (const order of [
      [first, fuller],
      [fuller, first],
    ]) {
      const { db } = world()
      for (const [i, one] of order.entries()) put(db, one, `source ${i}`)
      expect(db.orm.all(sql`SELECT remarks FROM filings`)).toEqual([{ remarks: fuller.remarks }])
    }
  })

  test('versions, headers and copies without their number: any order of them ends the same', () => {
    const fuller = { ...first, remarks: 'There is more to say.' }
    const arrivals: [Filing, string?][] = [
      [first],
      [withoutHeader(fuller)],
      [withoutAccession(first)],
      [withoutAccession(fuller)],
      [withoutHeader(first), '2024-03-09'],
    ]
    const states = permutations(arrivals).map((order) => {
      const { db } = world()
      for (const [i, [one, toldOn]] of order.entries())
        writeFiling(db, incoming(one, 'DOCUMENT', `source ${i}`, toldOn))
      const state = dump(db)
      db.close()
      return JSON.stringify({ ...state, replaced_contents: [] })
    })
    expect(new Set(states).size).toBe(1)
    expect(states[0]).toContain('There is more to say.')
    expect(states[0]).toContain('2024-03-05')
    expect(JSON.parse(states[0]!).filings).toHaveLength(1)
  })

  test('a day that was told wrong is told anew, until a header tells it', () => {
    const { db } = world()
    const tell = (day?: string) => writeFiling(db, incoming(withoutHeader(first), 'DOCUMENT', 'a.xml', day))
    const days = () =>
      db.orm.all(sql`SELECT f.filed_on, f.dated_on, t.dated_on AS row_on, o.dated_on AS edge_on
      FROM filings f JOIN transactions t USING (accession) JOIN transaction_owners o USING (accession)`)
    const all = (day: string) => [{ filed_on: day, dated_on: day, row_on: day, edge_on: day }]
    expect(tell('2024-03-09')).toBe('new')
    expect(tell('2024-03-08')).toBe('updated')
    expect(days()).toEqual(all('2024-03-08'))
    expect(put(db, first)).toBe('updated')
    expect(tell('2024-03-07')).toBe('unchanged')
    expect(days()).toEqual(all('2024-03-05'))
  })

  test('a day that was told of a copy without its number stays when the number comes', () => {
    const { db } = world()
    writeFiling(db, incoming(withoutAccession(first), 'DOCUMENT', 'lone.xml', '2024-03-09'))
    expect(put(db, withoutHeader(first), 'b.xml')).toBe('updated')
    expect(db.orm.all(sql`SELECT filed_on FROM filings`)).toEqual([{ filed_on: '2024-03-09' }])
    const other = world().db
    expect(put(other, withoutHeader(first), 'b.xml')).toBe('new')
    expect(writeFiling(other, incoming(withoutAccession(first), 'DOCUMENT', 'lone.xml', '2024-03-09'))).toBe(
      'updated',
    )
    expect(writeFiling(other, incoming(withoutAccession(first), 'DOCUMENT', 'lone.xml', '2024-03-09'))).toBe(
      'unchanged',
    )
    expect(dump(other)).toEqual(dump(db))
  })

  test('a day that a header confirms is not told away any more', () => {
    const { db } = world()
    writeFiling(db, incoming(withoutHeader(first), 'DOCUMENT', 'a.xml', '2024-03-05'))
    expect(put(db, first, 'b.txt')).toBe('updated')
    expect(writeFiling(db, incoming(withoutHeader(first), 'DOCUMENT', 'a.xml', '2024-03-08'))).toBe(
      'unchanged',
    )
    expect(db.orm.all(sql`SELECT filed_on FROM filings`)).toEqual([{ filed_on: '2024-03-05' }])
  })

  test('what a source was mended from is not taken for known', () => {
    const { db } = world()
    put(db, first, 'a.xml')
    put(db, { ...first, issuer: { cik: 101, name: 'BETA INC' } }, 'a.xml')
    expect(writeFiling(db, incoming(withoutAccession(first), 'DOCUMENT', 'lone.xml'))).toBe('new')
  })

  test('the same source read anew is believed, even where it says less', () => {
    const { db } = world()
    put(db, { ...first, remarks: 'Misread.' }, 'a.xml')
    expect(put(db, first, 'a.xml')).toBe('updated')
    expect(db.orm.all(sql`SELECT remarks FROM filings`)).toEqual([{ remarks: null }])
  })

  test('a document replaces what the sample says of it, never the reverse', () => {
    const { db } = world()
    const sample = { ...first, remarks: 'In the words of the sample, which are many.' }
    writeFiling(db, incoming(sample, 'SAMPLE', 'sample/x.json'))
    expect(put(db, first)).toBe('updated')
    expect(writeFiling(db, incoming(sample, 'SAMPLE', 'sample/x.json'))).toBe('unchanged')
    expect(db.orm.all(sql`SELECT remarks FROM filings`)).toEqual([{ remarks: null }])
  })

  test('what fails half-way leaves nothing', () => {
    const { db } = world([filing({ accession: '0000000100-24-000002' })])
    const before = dump(db)
    const broken = {
      ...first,
      signatures: [{ name: {} as string }],
      footnotes: [{ id: 'F1', text: undefined as never }],
    }
    expect(() => put(db, broken)).toThrow()
    expect(dump(db)).toEqual(before)
  })

  test('replacing a filing takes away whom only it named', () => {
    const { db } = world()
    put(db, first, 'a.xml')
    put(
      db,
      { ...first, owners: [{ cik: 901, name: 'ROE RICHARD', isOfficer: true, officerTitle: 'CFO' }] },
      'a.xml',
    )
    expect(db.orm.all(sql`SELECT cik, name FROM insiders`)).toEqual([{ cik: 901, name: 'ROE RICHARD' }])
    expect(db.orm.all(sql`SELECT insider_cik, roles FROM relationships`)).toEqual([
      { insider_cik: 901, roles: 2 },
    ])
    expect(db.orm.all(sql`PRAGMA foreign_key_check`)).toEqual([])
  })
})

test('a joint filing is one transaction, seen by each of its owners', async () => {
  const owners = [1, 2, 3].map((n) => ({ cik: 900 + n, name: `FUND ${n}`, isTenPercentOwner: true }))
  const w = world([filing({ owners, rows: rows(trade('S', '1000', '10')) })])
  const data = await answer(
    w,
    `{ issuer(by: {cik: "100"}) { transactions { totalCount nodes { owners { name } } } insiders { totalCount } }
       insiders { nodes { transactions { totalCount } } } }`,
  )
  expect(data.issuer.transactions).toEqual({
    totalCount: 1,
    nodes: [{ owners: [{ name: 'FUND 1' }, { name: 'FUND 2' }, { name: 'FUND 3' }] }],
  })
  expect(data.issuer.insiders.totalCount).toBe(3)
  expect(data.insiders.nodes).toEqual([1, 2, 3].map(() => ({ transactions: { totalCount: 1 } })))
})

test('an owner named twice in one filing is one insider, with both entries kept', async () => {
  const w = world([
    filing({
      owners: [
        { cik: 900, name: 'DOE JANE', isDirector: true },
        { cik: 900, name: 'DOE JANE', isOther: true },
      ],
    }),
  ])
  const data = await answer(
    w,
    '{ insider(by: {cik: "900"}) { filings { totalCount nodes { owners { roles } } } issuers { edges { filingCount roles } } } }',
  )
  expect(data.insider.filings).toEqual({
    totalCount: 1,
    nodes: [{ owners: [{ roles: ['DIRECTOR'] }, { roles: ['OTHER'] }] }],
  })
  expect(data.insider.issuers.edges).toEqual([{ filingCount: 1, roles: ['DIRECTOR', 'OTHER'] }])
})

test('names and tickers are dated by the filings that used them', async () => {
  const as = (name: string, ticker: string, filedOn: string, n: number) =>
    filing({ accession: `0000000100-24-00000${n}`, filedOn, issuer: { cik: 100, name, ticker } })
  const w = world([
    as('BETA INC', '(BETA)', '2024-06-01', 3),
    as('ALPHA CORP', 'NYSE: ALFA', '2020-01-02', 1),
    as('ALPHA CORP', 'ALFA, ALFB', '2021-01-04', 2),
  ])
  const { issuer } = await answer(
    w,
    `{ issuer(by: {ticker: "alfa"}) { name ticker formerNames { name from to } tickers { name from to } firstFiledOn lastFiledOn } }`,
  )
  expect(issuer).toEqual({
    name: 'BETA INC',
    ticker: 'BETA',
    formerNames: [{ name: 'ALPHA CORP', from: '2020-01-02', to: '2021-01-04' }],
    tickers: [
      { name: 'ALFA', from: '2020-01-02', to: '2021-01-04' },
      { name: 'ALFB', from: '2021-01-04', to: '2021-01-04' },
      { name: 'BETA', from: '2024-06-01', to: '2024-06-01' },
    ],
    firstFiledOn: '2020-01-02',
    lastFiledOn: '2024-06-01',
  })
})

describe('a database of an earlier version', () => {
  const folder = mkdtempSync(join(tmpdir(), 'insider-graph-upgrade-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  /** The tables as the first migration made them, filled with what they have in common with those of today. */
  function firstDatabase(file: string, today: string): void {
    const migrations = join(folder, 'first')
    cpSync(new URL('../db/migrations', import.meta.url), migrations, { recursive: true })
    const journal = join(migrations, 'meta', '_journal.json')
    const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8'))
    writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, 1) }))
    const driver = new Database(file)
    migrate(drizzle(driver), { migrationsFolder: migrations })
    driver.pragma(`application_id = ${0x696e7367}`)
    driver.pragma('foreign_keys = OFF')
    driver.exec(`ATTACH '${today}' AS today`)
    const names = (query: string) =>
      driver
        .prepare<[], { name: string }>(query)
        .all()
        .map(({ name }) => name)
    const columns = (schema: string, table: string) =>
      names(`SELECT name FROM pragma_table_info('${table}', '${schema}')`)
    for (const table of names(
      "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
    )) {
      const shared = columns('main', table).filter((name) => columns('today', table).includes(name))
      driver.exec(`INSERT INTO main.${table} (${shared}) SELECT ${shared} FROM today.${table}`)
    }
    driver.close()
  }

  test('has everything derived anew when it is opened', () => {
    const [first, today] = [join(folder, 'first.db'), join(folder, 'today.db')]
    const now = open(today)
    for (const { filing } of sampleFilings()) put(now, filing)
    const whole = dump(now)
    now.close()
    firstDatabase(first, today)
    const upgraded = open(first)
    // What a reader takes from footnotes comes with the document, when that comes again.
    const withoutPlans = (tables: Record<string, string[]>) =>
      JSON.parse(JSON.stringify(tables).replaceAll(/\\"plan_adopted_on\\":(null|\\"[\d-]+\\"),/g, ''))
    expect(withoutPlans(dump(upgraded))).toEqual(withoutPlans(whole))
    upgraded.close()
  })

  test('is right as well when only what was derived is lost', () => {
    const file = join(folder, 'old.db')
    const old = open(file)
    for (const { filing } of sampleFilings()) put(old, filing)
    const before = dump(old)
    for (const table of ['relationships', 'positions', 'issuer_names', 'filing_counts'])
      old.orm.run(sql`DELETE FROM ${sql.identifier(table)}`)
    old.orm.run(sql`UPDATE transactions SET left_out = NULL, trade = NULL, owner_group = 0`)
    old.orm.run(sql`UPDATE transaction_owners SET position_id = 0, issuer_cik = 0`)
    old.orm.run(sql`UPDATE filings SET amends = NULL, amendment_reason = NULL`)
    old.orm.run(sql`PRAGMA user_version = 0`)
    old.close()
    const upgraded = open(file)
    expect(dump(upgraded)).toEqual(before)
    upgraded.close()
  })
})

test('a transaction fails whole, with those within it', () => {
  const { db } = world()
  expect(() =>
    db.transaction(() => {
      put(db, filing({ accession: '0000000100-24-000001' }))
      db.transaction(() => put(db, filing({ accession: '0000000100-24-000002' })))
      throw new Error('in the end')
    }),
  ).toThrow('in the end')
  expect(db.orm.all(sql`SELECT count(*) AS count FROM filings`)).toEqual([{ count: 0 }])
})

test('no row of a filing sets off a trigger: SQLite would copy each page into a file before it changes', () => {
  const w = world([])
  const found = w.db.orm.all<{ table: string }>(
    sql`SELECT DISTINCT tbl_name AS 'table' FROM sqlite_master WHERE type = 'trigger' ORDER BY 1`,
  )
  expect(found.map(({ table }) => table)).toEqual(['insider_names', 'issuer_names'])
})

test('what has no column is refused in any row, not in the first alone', () => {
  const { db } = world([filing()])
  const [row] = db.orm.select().from(signatures).all()
  const insert = (more: object) => insertInto(db, signatures, [{ ...row!, ordinal: 90, ...more }])
  insert({})
  expect(() => insert({ ordinal: 91, stamp: 'x' })).toThrow('There is no column for stamp in signatures')
})
