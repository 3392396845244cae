/** Cluster buys: the purchases of some days, and the rule that finds clusters among them. */
import { unpackAccession } from '../../db/accession.ts'
import { type Cluster, clustersAmong, costOf, type Purchase } from '../../db/rules/clusters.ts'
import { compare } from '../../db/rules/order.ts'
import type { Answers, Reads } from './database.ts'

const [FIRST, ENDS] = [10, 4]
const RULE = { window: 14, minInsiders: 2, minValue: 0n }

type Row = [day: string, issuerCik: number, group: number, value: number, accession: number, row: number]
interface Period {
  from: string
  to: string
}

export function clusterReads({ prepare }: Reads): Answers {
  const near = `traded_apart IS NOT NULL AND (traded_apart < ${RULE.window} OR owner_group < 0) AND traded_on BETWEEN ? AND ?`
  const BOUGHT = 'SELECT traded_on, issuer_cik, owner_group, value, accession, row FROM transactions'
  const bought = prepare<Row>(`${BOUGHT} WHERE ${near} ORDER BY traded_on`)
  const boughtOf = prepare<Row>(
    `${BOUGHT} WHERE trade = 0 AND left_out IS NULL AND traded_on BETWEEN ? AND ? AND issuer_cik = ? ORDER BY traded_on`,
  )
  const ends = prepare<[string, number]>(
    `SELECT traded_on, issuer_cik FROM transactions WHERE ${near} GROUP BY 1, 2 ORDER BY 1 DESC, 2 DESC LIMIT ${ENDS * FIRST}`,
  )
  const owners = prepare<[number]>(
    'SELECT insider_cik FROM transaction_owners WHERE accession = ? AND row = ? ORDER BY insider_cik',
  )
  const issuer = prepare<[string, string | null]>('SELECT name, ticker FROM issuers WHERE cik = ?')
  const insider = prepare<[string]>('SELECT name FROM insiders WHERE cik = ?')

  class Bought implements Purchase {
    day: string
    issuerCik: number
    group: number
    value: number
    accession: number
    row: number

    constructor([day, issuerCik, group, value, accession, row]: Row) {
      this.day = day
      this.issuerCik = issuerCik
      this.group = group
      this.value = value
      this.accession = accession
      this.row = row
    }

    get filingId() {
      return unpackAccession(this.accession)
    }
  }

  /** Who reports alone is the group. */
  function groupsRead() {
    const known = new Map<number, number[]>()
    return (purchase: Purchase) => {
      const { group, accession, row } = purchase as Bought
      if (group > 0) return [group]
      if (!known.has(group))
        known.set(
          group,
          owners.all(accession, row).map(([cik]) => cik),
        )
      return known.get(group)!
    }
  }

  const purchases = (rows: Row[]) => rows.map((row) => new Bought(row))

  /** The latest, by their last days: of the last days on which one may end, or else all. */
  function latest({ from, to }: Period): Cluster[] {
    const ownersOf = groupsRead()
    const known = new Map<number, Cluster[]>()
    const found: Cluster[] = []
    const days = ends.all(from, to)
    for (const [day, cik] of days) {
      if (!known.has(cik))
        known.set(cik, clustersAmong(purchases(boughtOf.all(from, to, cik)), ownersOf, RULE))
      found.push(...known.get(cik)!.filter(({ lastOn }) => lastOn === day))
      if (found.length === FIRST) return found
    }
    return days.length < ENDS * FIRST ? found : firstOf(all({ from, to }))
  }

  function all({ from, to }: Period): Cluster[] {
    const ownersOf = groupsRead()
    const issuers = Map.groupBy(bought.all(from, to), (row) => row[1])
    return [...issuers.values()].flatMap((rows) => clustersAmong(purchases(rows), ownersOf, RULE))
  }

  const firstOf = (found: Cluster[]) =>
    found.sort((a, b) => compare(b.lastOn, a.lastOn) || b.issuerCik - a.issuerCik).slice(0, FIRST)

  return {
    Clusters: (period: Period) => ({
      clusterBuys: {
        nodes: latest(period).map(({ issuerCik, firstOn, lastOn, completedOn, purchases, members }) => {
          const [name, ticker] = issuer.get(issuerCik)!
          return {
            issuer: { name, ticker },
            firstOn,
            lastOn,
            completedOn,
            insiderCount: members.length,
            value: costOf(purchases),
            members: members.map(({ insiders, purchases }) => ({
              insiders: insiders.map((cik) => ({ name: insider.get(cik)![0] })),
              firstOn: purchases[0]!.day,
              value: costOf(purchases),
            })),
          }
        }),
      },
    }),
    ClusterCount: (period: Period) => ({ clusterBuys: { totalCount: all(period).length } }),
  }
}
