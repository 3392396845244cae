/** What becomes of each table's rows in another block, in SQL. */
import type Database from 'better-sqlite3'

/** In this order, since the first are read for what is told of filings. */
export const TABLES = [
  'transactions',
  'filings',
  'filing_owners',
  'transaction_owners',
  'holdings',
  'holding_owners',
  'footnotes',
  'footnote_references',
  'signatures',
  'issuers',
  'issuer_names',
  'insiders',
  'insider_names',
  'relationships',
  'option_grants',
  'option_grant_owners',
  'positions',
]

const CIK = 'x + $cik'
const ACCESSION = 'x + $accession'
const NEW = 'f.accession + $accession'
/** How a column moves, by its name or by that and its table's; `x` stands for it. Days move, all others stay. */
const MOVES: Record<string, string> = {
  cik: CIK,
  issuer_cik: CIK,
  insider_cik: CIK,
  accession: ACCESSION,
  first_filing: ACCESSION,
  last_filing: ACCESSION,
  board_first_filing: ACCESSION,
  board_last_filing: ACCESSION,
  instead_filing: ACCESSION,
  amends: ACCESSION,
  period_of_report: 'date(x, $days)',
  accepted_at: "strftime('%Y-%m-%dT%H:%M:%SZ', x, $days)",
  grant_id: 'x + $grants',
  position_id: 'position_id_of(x)',
  owner_group: 'CASE WHEN x > 0 THEN x + $cik ELSE group_of(x) END',
  twin_key: `CASE WHEN x IS NULL THEN NULL ELSE twin_key_of(f.issuer_cik, f.security_title, f.transacted_on, f.code,
    f.direction, f.shares, f.price_per_share, f.shares_after) END`,
  issuer_ticker: 'ticker_of(x)',
  issuer_name: 'issuer_name_of(x)',
  tickers: 'tickers_of(x)',
  source: "'block ' || $block || '/' || x",
  arrival: 'x + $filings * $block',
  content_hash: '(x + $block) & 0xfffffffffffff',
  holders: 'holders_of(x)',
  key: 'grant_key_of(f.issuer_cik, f.holders, f.title, f.exercise_price, f.expires_on)',
  'transactions.lag':
    'CASE WHEN x IS NULL THEN NULL ELSE lag_of(coalesce(f.deemed_executed_on, f.transacted_on), f.dated_on) END',
  'filings.lag': `(SELECT max(t.lag) FROM transactions t WHERE t.accession = ${NEW})`,
  'filings.is_late': `CASE f.form WHEN '4' THEN (SELECT max(t.lag) > 2 FROM transactions t
    WHERE t.accession = ${NEW} AND t.form_type IS NOT '5') END`,
  'issuers.name': 'issuer_name_of(x)',
  'issuers.ticker': 'ticker_of(x)',
  'issuer_names.text': "CASE f.kind WHEN 'NAME' THEN issuer_name_of(x) ELSE ticker_of(x) END",
  'issuer_names.id': 'issuer_name_id_of(f.kind, f.issuer_cik, f.text)',
  'issuer_names.words': "CASE f.kind WHEN 'NAME' THEN words_of(issuer_name_of(f.text)) END",
  'issuer_names.core': "CASE f.kind WHEN 'NAME' THEN core_of(issuer_name_of(f.text)) END",
  'insiders.name': 'insider_name_of(x, f.cik)',
  'filing_owners.name': 'insider_name_of(x, f.insider_cik)',
  'insider_names.text': 'insider_name_of(x, f.insider_cik)',
  'insider_names.words': 'words_of(insider_name_of(f.text, f.insider_cik))',
  'insider_names.core': 'core_of(insider_name_of(f.text, f.insider_cik))',
  'insider_names.id': 'insider_name_id_of(f.insider_cik, f.text)',
  'option_grants.id': 'x + $grants',
  'positions.id': 'position_id_of(x)',
}

/** The statement that copies a table's rows of the first block into another. */
export function insertOf(driver: Database.Database, table: string): string {
  const columns = driver.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]
  const moved = columns.map((column) => {
    const move =
      MOVES[`${table}.${column}`] ?? MOVES[column] ?? (column.endsWith('_on') ? 'date(x, $days)' : 'x')
    return move.replace(/\bx\b(?!')/g, `f.${column}`)
  })
  return `INSERT INTO main.${table} (${columns}) SELECT ${moved.join(', ')} FROM base.${table} f`
}
