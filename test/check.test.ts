/** The check: it finds whatever is damaged of what is derived, and of the file; the repair makes it what it was. */
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemsOf } from '../db/check.ts'
import { open } from '../db/open.ts'
import { rewriteFilings } from '../db/rewrite.ts'
import { fillIfEmpty } from '../src/ingest/sample.ts'
import { dump } from './dump.ts'
import { filing, put } from './world.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const at = (name: string) => join(folder, name)
const sound = at('sound.db')

beforeAll(() => {
  const db = open(sound)
  fillIfEmpty(db)
  db.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A copy on which statements have run without our own code, references unchecked. */
function damaged(...statements: string[]): string {
  const file = at('damaged.db')
  copyFileSync(sound, file)
  const driver = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  for (const statement of statements) driver.exec(statement)
  driver.close()
  return file
}

const check = (file: string) => problemsOf(file, at('scratch.db'), () => {})

const contentOf = (file: string) => {
  const db = open(file)
  const content = dump(db)
  db.close()
  return content
}

function repaired(file: string) {
  const db = open(file)
  rewriteFilings(db)
  db.close()
  return contentOf(file)
}

/** What tells a row: some tables have no rowid. */
const KEYS: Record<string, string> = {
  transaction_owners: 'accession, row, insider_cik',
  holding_owners: 'accession, row, insider_cik',
  option_grant_owners: 'insider_cik, grant_id',
}
const keyOf = (table: string) => KEYS[table] ?? 'rowid'

/** Every column that is derived, by table; each is damaged in one row. */
const DERIVED: Record<string, string> = {
  issuers: 'name ticker first_on last_on',
  issuer_names: 'first_on last_on',
  insiders: 'name first_on last_on',
  insider_names: 'first_on last_on',
  relationships:
    'roles officer_title has_exited first_on last_on first_filing last_filing filing_count sole_count ever_roles board_first_on board_last_on board_first_filing board_last_filing',
  filings: 'owner_group amends amendment_reason lag is_late',
  filing_owners: 'roles dated_on period_of_report',
  transactions:
    'issuer_cik roles dated_on instead_filing instead_row grant_id value implausibility traded_on owner_group trade quantity twin_key left_out lag previous_purchase_on pattern',
  transaction_owners: 'traded_on dated_on value issuer_cik trade position_id',
  holdings: 'issuer_cik roles dated_on instead_filing instead_row grant_id',
  holding_owners: 'dated_on held_on position_id',
  option_grants:
    'issuer_cik holders title exercise_price expires_on exercisable_on underlying_title granted_on granted exercised withheld sold remaining remaining_basis status lapses_on known_from first_on last_on',
  positions:
    'issuer_cik insider_cik is_derivative security_title ownership nature_of_ownership exercise_price expires_on shares_after value_after is_open last_on last_filing last_row',
  filing_counts: 'filings transactions holdings',
  transaction_days: 'count',
}
/** Tables in which nothing is derived. */
const FILED =
  'footnotes footnote_references signatures replaced_contents quarantine sync_marks sequences issuer_attributes publication outbox'
const GONE = [
  ...Object.keys(DERIVED).filter((table) => !/^(filings|filing_owners|transactions|holdings)$/.test(table)),
  'option_grant_owners',
]

test('every table is either checked, or has nothing that is derived', () => {
  const driver = new DatabaseSync(sound, { readOnly: true })
  const tables = driver
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_words*' AND name NOT GLOB '*_vocabulary' AND name NOT GLOB '__*'",
    )
    .all()
    .map(({ name }) => name)
  driver.close()
  expect(tables.sort()).toEqual([...Object.keys(DERIVED), ...FILED.split(' '), 'option_grant_owners'].sort())
})

test('what is sound is found sound, also while others write to it', async () => {
  const file = damaged()
  const writer = open(file)
  const steps = new Set<string>()
  const problems = await problemsOf(file, at('scratch.db'), (step) => {
    if (steps.size < 2) put(writer, filing())
    steps.add(step)
  })
  writer.close()
  expect(problems).toEqual([])
  expect([...steps]).toEqual(['Copying', 'Deriving anew', 'Comparing'])
})

describe('damage is found, and mended:', () => {
  test('every derived column', async () => {
    const turns = Object.entries(DERIVED).flatMap(([table, columns]) =>
      columns.split(' ').map((column, i) => {
        const key = keyOf(table)
        const other = `CASE WHEN ${column} IS NULL THEN 1 WHEN typeof(${column}) = 'integer' THEN ${column} + 1 ELSE ${column} || '!' END`
        return `UPDATE ${table} SET ${column} = ${other} WHERE (${key}) = (SELECT ${key} FROM ${table} ORDER BY ${key} LIMIT 1 OFFSET ${i})`
      }),
    )
    const file = damaged(...turns)
    const problems = await check(file)
    const wrong = Object.fromEntries(
      problems.flatMap(({ message }) => {
        const [, table, columns] = /^(\w+): \d+ rows? wrong in ([\w, ]+): /.exec(message) ?? []
        return table ? [[table, columns!.replaceAll(',', '')]] : []
      }),
    )
    for (const [table, columns] of Object.entries(DERIVED))
      expect(wrong[table]?.split(' ').sort(), table).toEqual(columns.split(' ').sort())
    expect(repaired(file)).toEqual(contentOf(sound))
    expect(await check(file)).toEqual([])
  })

  test('rows that are gone, that nobody filed, and keys that are others', async () => {
    const file = damaged(
      ...GONE.map(
        (table) =>
          `DELETE FROM ${table} WHERE (${keyOf(table)}) IN (SELECT ${keyOf(table)} FROM ${table} LIMIT 1)`,
      ),
      'INSERT INTO positions SELECT 7, issuer_cik, 8, is_derivative, security_title, ownership, nature_of_ownership, exercise_price, expires_on, shares_after, value_after, is_open, last_on, last_filing, last_row FROM positions LIMIT 1',
      'INSERT INTO option_grant_owners SELECT 9, max(id) FROM option_grants',
      "UPDATE option_grants SET key = 'x' WHERE id = (SELECT max(id) - 1 FROM option_grants)",
    )
    const told = (await check(file)).map(({ message }) => message)
    for (const table of GONE)
      expect(told).toContainEqual(expect.stringMatching(new RegExp(`^${table}: \\d+ rows? missing: `)))
    expect(told).toContainEqual(expect.stringMatching(/^positions: 1 row that no filing tells of: id 7\.$/))
    expect(told).toContainEqual(
      expect.stringMatching(/^option_grant_owners: .* no filing tells of: .*insider_cik 9/),
    )
    expect(told).toContainEqual(
      expect.stringMatching(/^option_grants: 1 row that no filing tells of: key x\.$/),
    )
    expect(repaired(file)).toEqual(contentOf(sound))
    expect(await check(file)).toEqual([])
  })

  test('what search reads', async () => {
    const file = damaged("INSERT INTO issuer_words (rowid, words) VALUES (99, 'nobody')")
    expect(await check(file)).toEqual([{ code: 'WRONG_WORDS', message: expect.stringMatching(/ISSUER/) }])
    repaired(file)
    expect(await check(file)).toEqual([])
  })

  test('rows of a filing that is not there', async () => {
    const file = damaged("INSERT INTO signatures VALUES (12345, 1, 'x', NULL)")
    const problem = {
      code: 'BROKEN_REFERENCE',
      message: 'signatures: 1 of its rows name what is not in filings.',
    }
    expect(await check(file)).toEqual([problem])
    expect(repaired(file)).toEqual(contentOf(sound))
    expect(await check(file)).toEqual([])
  })

  test('a filing that cannot be made sense of is named', async () => {
    const file = damaged(
      "UPDATE filings SET tickers = '[' WHERE accession = (SELECT max(accession) FROM filings)",
    )
    await expect(check(file)).rejects.toMatchObject({
      code: 'DAMAGED_DATABASE',
      message: expect.stringMatching(/The filing \d{10}-\d\d-\d{6} cannot be made sense of.*ingest it again/),
    })
  })
})

test.each([
  ['DROP TRIGGER insider_name_added', 'trigger insider_name_added'],
  ['DROP INDEX transactions_by_issuer', 'index transactions_by_issuer'],
  ["UPDATE sequences SET value = 1 WHERE name = 'arrival'", 'sequences'],
])('what was changed by hand is found: %s', async (statement, named) => {
  const problems = await check(damaged(statement))
  expect(problems).toContainEqual({ code: 'WRONG_TABLES', message: expect.stringContaining(named) })
})

test('bits turned in the file are found, wherever they are', async () => {
  const whole = readFileSync(sound)
  const pages = whole.length / 4096
  for (const page of [0.2, 0.5, 0.8].map((part) => Math.floor(pages * part))) {
    const bytes = Buffer.from(whole)
    // The head of a page: what kind it is, and where its cells are.
    for (let i = 0; i < 8; i++) bytes[page * 4096 + i]! ^= 0x55
    writeFileSync(at('damaged.db'), bytes)
    const told = await check(at('damaged.db')).catch((error: unknown) => [error])
    expect(told).toContainEqual(expect.objectContaining({ code: expect.stringMatching(/^DAMAGED_/) }))
  }
})

describe('the command', () => {
  /** With a folder for temporary files that nobody else uses. */
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      mkdirSync(at('tmp'), { recursive: true })
      const options = { env: { ...process.env, TMPDIR: at('tmp') } }
      execFile(
        process.execPath,
        [MAIN, 'check', '--db', at('damaged.db'), ...args],
        options,
        (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
      )
    })

  test('says what is wrong and how to mend it, mends it, and leaves nothing behind', async () => {
    damaged('DELETE FROM positions')
    expect(await run()).toMatchObject({
      code: 1,
      out: expect.stringMatching(/is not sound:\n {2}WRONG_DERIVED positions: .*\n--repair derives all anew/),
    })
    const { code, out } = await run('--repair', '--json')
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, problems: [] })
    expect(readdirSync(at('tmp')).filter((name) => name.startsWith('insider-graph'))).toEqual([])
  })

  test('asks for the repair of a database of an older version', async () => {
    damaged('PRAGMA user_version = 0')
    expect(await run()).toMatchObject({
      code: 1,
      err: expect.stringMatching(/older version: --repair brings it/),
    })
    expect(await run('--repair')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/is sound: checked in/),
    })
  })

  test('says what to do with a file that is damaged', async () => {
    truncateSync(damaged(), 100_000)
    const { code, out } = await run()
    expect({ code, out }).toEqual({
      code: 1,
      out: expect.stringMatching(/DAMAGED_FILE .*\n.*put a backup in its place/s),
    })
  })
})
