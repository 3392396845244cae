/** What belongs to issuers and insiders, and to the edges between them. */
import type { Reads } from '../../limit/database.ts'
import { cikOf, insiderCikOf, LETTERS, ownershipOf, rolesOf } from '../../limit/formats.ts'
import { type Text, TRADE, type Trade } from '../../limit/trade.ts'
import { eachIn, once, type Query } from './batch.ts'
import { transactionOf } from './transactions.ts'

interface Party {
  key: number
}
interface Page {
  first: number
}
interface Filtered extends Page {
  filter: { codes: string[] }
}

const NEWEST = (place: string) =>
  `ORDER BY ${place}.traded_on DESC, ${place}.accession DESC, ${place}.row DESC`
/** Two years before a day, by which a relationship counts as past. */
const twoYearsBefore = (day: string) => `${Number(day.slice(0, 4)) - 2}${day.slice(4)}`

export function partyLoadersOn(database: Reads) {
  const { prepare, snapshot } = database
  const each = eachIn(database)
  const insiders = once((first: number) =>
    prepare<[number, Text, number, string, number, string]>(
      `SELECT r.roles, r.officer_title, r.has_exited, r.last_on, r.insider_cik, i.name FROM relationships r
       JOIN insiders i ON i.cik = r.insider_cik
       WHERE r.issuer_cik = ? ORDER BY r.last_on DESC, r.insider_cik DESC LIMIT ${first}`,
    ),
  )
  const issuers = once((first: number) =>
    prepare<[number, Text, string, string, number, string, Text]>(
      `SELECT r.roles, r.officer_title, r.first_on, r.last_on, r.issuer_cik, i.name, i.ticker FROM relationships r
       JOIN issuers i ON i.cik = r.issuer_cik
       WHERE r.insider_cik = ? ORDER BY r.last_on DESC, r.issuer_cik DESC LIMIT ${first}`,
    ),
  )
  const positions = prepare<[Text, Text, Text, Text, string]>(
    `SELECT security_title, shares_after, ownership, nature_of_ownership, last_on FROM positions
     WHERE issuer_cik = ? AND insider_cik = ? AND is_open = 1 ORDER BY last_on DESC, id DESC LIMIT 100`,
  )
  const ofIssuer = once((first: number) =>
    prepare<Trade>(
      `SELECT ${TRADE} FROM transactions t WHERE t.issuer_cik = ? AND t.left_out IS NOT 0 ${NEWEST('t')} LIMIT ${first}`,
    ),
  )
  const ofInsider = once((shape: string) => {
    const [first, codes] = JSON.parse(shape) as [number, string[]]
    const letters = codes.map((code) => `'${LETTERS.get(code)}'`)
    return prepare<[...Trade, number]>(
      `SELECT ${TRADE}, t.issuer_cik FROM transaction_owners o
       JOIN transactions t ON t.accession = o.accession AND t.row = o.row
       WHERE o.insider_cik = ? AND t.code IN (${letters}) AND t.left_out IS NOT 0 ${NEWEST('o')} LIMIT ${first}`,
    )
  })

  return {
    Issuer: {
      insiders: each(({ key, lastFiledOn }: Party & { lastFiledOn: string }, { first }: Page) => ({
        edges: insiders(first)
          .all(key)
          .map(([roles, officerTitle, hasExited, lastOn, insiderKey, name]) => ({
            roles: rolesOf(roles),
            officerTitle,
            isCurrent: hasExited === 0 && lastOn >= twoYearsBefore(lastFiledOn),
            lastFiledOn: lastOn,
            node: { key: insiderKey, cik: insiderCikOf(insiderKey), name },
          })),
      })),
      // The same issuer may have several parents: it is read once.
      transactions: {
        loader: async (queries: Query<Party, Page>[]) =>
          snapshot(() => {
            const { first } = queries[0]!.params
            const pageOf = once((key: number) => ({ nodes: ofIssuer(first).all(key).map(transactionOf) }))
            return queries.map(({ obj }) => pageOf(obj.key))
          }),
        opts: { cache: false },
      },
    },
    Insider: {
      issuers: each(({ key }: Party, { first }: Page) => ({
        edges: issuers(first)
          .all(key)
          .map(([roles, officerTitle, firstOn, lastOn, issuerKey, name, ticker]) => ({
            roles: rolesOf(roles),
            officerTitle,
            firstFiledOn: firstOn,
            lastFiledOn: lastOn,
            node: { key: issuerKey, cik: cikOf(issuerKey), name, ticker },
            insiderKey: key,
          })),
      })),
      transactions: each(({ key }: Party, { first, filter }: Filtered) => ({
        nodes: ofInsider(JSON.stringify([first, filter.codes]))
          .all(key)
          .map((row) => ({ ...transactionOf(row), issuerKey: row[8] })),
      })),
    },
    IssuerEdge: {
      positions: each(({ node, insiderKey }: { node: Party; insiderKey: number }) =>
        positions.all(node.key, insiderKey).map(([title, shares, ownership, nature, lastOn]) => ({
          securityTitle: title,
          shares,
          ownership: ownershipOf(ownership),
          natureOfOwnership: nature,
          lastOn,
        })),
      ),
    },
  }
}
