/** Lists of all transactions, how many there are, and what was traded in each month. */
import { packAccession } from '../../db/accession.ts'
import { cursorAt } from '../operations.ts'
import type { Answers, Reads } from './database.ts'
import { accessionOf, dollarsOf, LETTERS, rolesOf } from './formats.ts'
import { type Text, TRADE, type Trade, tradeOf } from './trade.ts'

const NOTHING = { count: 0, shares: '0', value: '0', insiders: 0 }
const lastDays = new Map<string, string>()
/** The last day of a month. */
function lastDayOf(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const day = lastDays.get(month) ?? new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
  lastDays.set(month, day)
  return day
}

export function transactionReads({ prepare }: Reads): Answers {
  const owners = prepare<[Text, number, Text]>(
    'SELECT name, roles, officer_title FROM filing_owners WHERE accession = ? ORDER BY ordinal',
  )
  // The pluses keep the order of days: by value, all that are large enough would have to be sorted.
  const purchases = prepare<[...Trade, string, Text]>(
    `SELECT ${TRADE}, i.name, i.ticker FROM transactions t JOIN issuers i ON i.cik = t.issuer_cik
     WHERE t.code = 'P' AND +t.value >= ? AND t.left_out IS NOT 0
     ORDER BY t.traded_on DESC, t.accession DESC, t.row DESC LIMIT 50`,
  )
  const after = prepare<[...Trade, string, string]>(
    `SELECT ${TRADE}, i.name, t.traded_on FROM transactions t JOIN issuers i ON i.cik = t.issuer_cik
     WHERE (t.traded_on, t.accession, t.row) < (?, ?, ?) AND t.left_out IS NOT 0
     ORDER BY t.traded_on DESC, t.accession DESC, t.row DESC LIMIT 21`,
  )
  const issuer = prepare<[string]>('SELECT name FROM issuers WHERE cik = ?')
  const months = prepare<[string, number, number, string, string, number]>(
    `SELECT substr(traded_on, 1, 7), trade, count(*) FILTER (WHERE left_out IS NULL),
       CAST(coalesce(sum(quantity) FILTER (WHERE left_out IS NULL), 0) AS TEXT),
       CAST(coalesce(sum(value) FILTER (WHERE left_out IS NULL), 0) AS TEXT),
       count(DISTINCT CASE WHEN left_out IS NULL THEN owner_group END)
     FROM transactions WHERE issuer_cik = ? AND trade IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
  )
  const count = prepare<[number]>(
    'SELECT coalesce(sum(count), 0) FROM transaction_days WHERE code = ? AND traded_on BETWEEN ? AND ?',
  )

  return {
    Screener({ atLeast }: { atLeast: string }) {
      return {
        transactions: {
          nodes: purchases.all(Number(atLeast) * 10_000).map((row) => ({
            ...tradeOf(row),
            issuer: { name: row[8], ticker: row[9] },
            owners: owners
              .all(row[0])
              .map(([name, roles, officerTitle]) => ({ name, roles: rolesOf(roles), officerTitle })),
          })),
        },
      }
    },

    DeepPage({ after: cursor }: { after: string }) {
      const [, day, id, row] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
      const found = after.all(day, packAccession(id), row)
      const rows = found.slice(0, 20)
      const last = rows.at(-1)
      return {
        transactions: {
          nodes: rows.map((row) => ({ ...tradeOf(row), issuer: { name: row[8] } })),
          pageInfo: {
            hasNextPage: found.length > 20,
            endCursor: last ? cursorAt([last[9], accessionOf(last[0]), last[1]]) : null,
          },
        },
      }
    },

    TotalCount({ codes, from, to }: { codes: string[]; from: string; to: string }) {
      const counts = codes.map((code) => count.get(LETTERS.get(code), from, to)![0])
      return { transactions: { totalCount: counts.reduce((sum, one) => sum + one, 0) } }
    },

    Activity({ cik }: { cik: string }) {
      const found = issuer.get(Number(cik))
      if (!found) return { issuer: null }
      const byMonth = new Map<string, { totals: (typeof NOTHING)[]; net: bigint }>()
      for (const [month, trade, count, shares, value, insiders] of months.all(Number(cik))) {
        const bucket = byMonth.get(month) ?? { totals: [NOTHING, NOTHING], net: 0n }
        bucket.totals[trade] = { count, shares: dollarsOf(shares)!, value: dollarsOf(value)!, insiders }
        bucket.net += trade === 0 ? BigInt(value) : -BigInt(value)
        byMonth.set(month, bucket)
      }
      return {
        issuer: {
          name: found[0],
          activity: [...byMonth].map(([month, { totals, net }]) => ({
            from: `${month}-01`,
            to: lastDayOf(month),
            netValue: dollarsOf(String(net)),
            purchases: totals[0],
            sales: totals[1],
          })),
        },
      }
    },
  }
}
