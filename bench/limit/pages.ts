/** The pages of an issuer and of an insider, and the join across them. */
import type { Answers, Reads } from './database.ts'
import { cikOf, codeOf, dollarsOf, globalId, insiderCikOf, ownershipOf, rolesOf, rowId } from './formats.ts'
import { type Text, TRADE, type Trade, tradeOf } from './trade.ts'

/** Two years before a day, by which a relationship counts as past. */
const twoYearsBefore = (day: string) => `${Number(day.slice(0, 4)) - 2}${day.slice(4)}`

export function pageReads({ prepare }: Reads): Answers {
  const issuer = prepare<[string, Text, string, string]>(
    'SELECT name, ticker, first_on, last_on FROM issuers WHERE cik = ?',
  )
  const insider = prepare<[string]>('SELECT name FROM insiders WHERE cik = ?')

  const ownerNames = prepare<[Text]>('SELECT name FROM filing_owners WHERE accession = ? ORDER BY ordinal')
  const insidersOf = prepare<[number, Text, number, string, number, string]>(
    `SELECT r.roles, r.officer_title, r.has_exited, r.last_on, r.insider_cik, i.name FROM relationships r
     JOIN insiders i ON i.cik = r.insider_cik
     WHERE r.issuer_cik = ? ORDER BY r.last_on DESC, r.insider_cik DESC LIMIT 20`,
  )
  const latestOf = (limit: number) =>
    prepare<Trade>(
      `SELECT ${TRADE} FROM transactions t WHERE t.issuer_cik = ? AND t.left_out IS NOT 0
       ORDER BY t.traded_on DESC, t.accession DESC, t.row DESC LIMIT ${limit}`,
    )
  const [latest20, latest5] = [latestOf(20), latestOf(5)]

  const issuersOf = prepare<[number, Text, string, string, number, string, Text]>(
    `SELECT r.roles, r.officer_title, r.first_on, r.last_on, r.issuer_cik, i.name, i.ticker FROM relationships r
     JOIN issuers i ON i.cik = r.issuer_cik
     WHERE r.insider_cik = ? ORDER BY r.last_on DESC, r.issuer_cik DESC LIMIT 10`,
  )
  const positions = prepare<[Text, Text, Text, Text, string]>(
    `SELECT security_title, shares_after, ownership, nature_of_ownership, last_on FROM positions
     WHERE issuer_cik = ? AND insider_cik = ? AND is_open = 1 ORDER BY last_on DESC, id DESC LIMIT 100`,
  )
  const tradesOf = prepare<[...Trade, string]>(
    `SELECT ${TRADE}, i.name FROM transaction_owners o
     JOIN transactions t ON t.accession = o.accession AND t.row = o.row JOIN issuers i ON i.cik = t.issuer_cik
     WHERE o.insider_cik = ? AND t.code IN ('P', 'S') AND t.left_out IS NOT 0
     ORDER BY o.traded_on DESC, o.accession DESC, o.row DESC LIMIT 10`,
  )

  const tenInsiders = prepare<[number, string]>(
    `SELECT r.insider_cik, i.name FROM relationships r JOIN insiders i ON i.cik = r.insider_cik
     WHERE r.issuer_cik = ? ORDER BY r.last_on DESC, r.insider_cik DESC LIMIT 10`,
  )
  const fiveIssuers = prepare<[number, string]>(
    `SELECT r.issuer_cik, i.name FROM relationships r JOIN issuers i ON i.cik = r.issuer_cik
     WHERE r.insider_cik = ? ORDER BY r.last_on DESC, r.issuer_cik DESC LIMIT 5`,
  )

  return {
    Issuer({ cik: text }: { cik: string }) {
      const cik = Number(text)
      const found = issuer.get(cik)
      if (!found) return { issuer: null }
      const [name, ticker, firstFiledOn, lastFiledOn] = found
      const since = twoYearsBefore(lastFiledOn)
      return {
        issuer: {
          id: globalId('Issuer', cik),
          cik: cikOf(cik),
          name,
          ticker,
          firstFiledOn,
          lastFiledOn,
          insiders: {
            edges: insidersOf.all(cik).map(([roles, officerTitle, hasExited, lastOn, insiderCik, name]) => ({
              roles: rolesOf(roles),
              officerTitle,
              isCurrent: hasExited === 0 && lastOn >= since,
              lastFiledOn: lastOn,
              node: { cik: insiderCikOf(insiderCik), name },
            })),
          },
          transactions: {
            nodes: latest20.all(cik).map((row) => ({
              ...tradeOf(row),
              owners: ownerNames.all(row[0]).map(([name]) => ({ name })),
            })),
          },
        },
      }
    },

    Insider({ cik: text }: { cik: string }) {
      const cik = Number(text)
      const found = insider.get(cik)
      if (!found) return { insider: null }
      return {
        insider: {
          id: globalId('Insider', cik),
          cik: insiderCikOf(cik),
          name: found[0],
          issuers: {
            edges: issuersOf
              .all(cik)
              .map(([roles, officerTitle, firstOn, lastOn, issuerCik, name, ticker]) => ({
                roles: rolesOf(roles),
                officerTitle,
                firstFiledOn: firstOn,
                lastFiledOn: lastOn,
                node: { cik: cikOf(issuerCik), name, ticker },
                positions: positions
                  .all(issuerCik, cik)
                  .map(([title, shares, ownership, nature, lastOn]) => ({
                    securityTitle: title,
                    shares,
                    ownership: ownershipOf(ownership),
                    natureOfOwnership: nature,
                    lastOn,
                  })),
              })),
          },
          transactions: {
            nodes: tradesOf.all(cik).map((row) => ({ ...tradeOf(row), issuer: { name: row[8] } })),
          },
        },
      }
    },

    Join({ cik }: { cik: string }) {
      const found = issuer.get(Number(cik))
      if (!found) return { issuer: null }
      const known = new Map<number, { nodes: unknown[] }>()
      const latest = (cik: number) => {
        const page = known.get(cik) ?? {
          nodes: latest5.all(cik).map(([accession, row, transactedOn, code, shares, , value]) => ({
            id: rowId(accession, row),
            transactedOn,
            code: codeOf(code),
            shares,
            value: dollarsOf(value),
          })),
        }
        known.set(cik, page)
        return page
      }
      return {
        issuer: {
          name: found[0],
          insiders: {
            nodes: tenInsiders.all(Number(cik)).map(([cik, name]) => ({
              name,
              issuers: {
                nodes: fiveIssuers.all(cik).map(([cik, name]) => ({ name, transactions: latest(cik) })),
              },
            })),
          },
        },
      }
    },
  }
}
