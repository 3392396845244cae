/** The tables of the synthetic database, copied into PostgreSQL's: from what each is read, in the order of its columns. */
import type Database from 'better-sqlite3'

/** Of each table, the select whose rows go into it. */
const SOURCES: Record<string, string> = {
  issuers: 'SELECT cik, name, ticker, first_on, last_on FROM issuers',
  insiders: 'SELECT cik, name FROM insiders',
  relationships: `SELECT issuer_cik, insider_cik, roles, officer_title, has_exited, first_on, last_on, sole_count,
    ever_roles & 3 <> 0, board_first_on, board_last_on, board_last_filing FROM relationships`,
  filings: 'SELECT accession, form, filed_on, period_of_report, plan_status, issuer_cik FROM filings',
  filing_owners: 'SELECT accession, ordinal, insider_cik, name, roles, officer_title FROM filing_owners',
  transactions: `SELECT accession, row, issuer_cik, transacted_on, traded_on, code, shares, price_per_share, value, quantity,
    direction, trade, owner_group, security_title, shares_after, ownership, nature_of_ownership,
    left_out IS NOT 0, left_out IS NULL FROM transactions`,
  transaction_owners: 'SELECT insider_cik, accession, row, traded_on FROM transaction_owners',
  holdings: `SELECT accession, row, security_title, shares_after, ownership, nature_of_ownership FROM holdings`,
  footnotes: 'SELECT accession, ordinal, label, text FROM footnotes',
  footnote_references: 'SELECT accession, row, field, place, label FROM footnote_references',
  positions: `SELECT id, issuer_cik, insider_cik, security_title, shares_after, ownership, nature_of_ownership, is_open, last_on
    FROM positions`,
}

/** A script for `psql` that copies all rows of all tables, a piece at a time. */
export function* copies(driver: Database.Database): Generator<string> {
  for (const [table, select] of Object.entries(SOURCES)) {
    yield `COPY ${table} FROM STDIN;\n`
    for (const row of driver.prepare<[], unknown[]>(select).raw().iterate())
      yield `${row.map(field).join('\t')}\n`
    yield '\\.\n'
  }
}

/** A value as the text format of COPY has it. */
const field = (value: unknown) =>
  value === null ? '\\N' : String(value).replace(/[\\\n\r\t]/g, (sign) => ESCAPES[sign]!)
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
