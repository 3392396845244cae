/** Cluster buys: the purchases of some days, and the rule that finds clusters among them. */
import { unpackAccession } from '../../db/accession.ts'
import { type Cluster, canCluster, clustersAmong, costOf, type Purchase } from '../../db/rules/clusters.ts'
import { addDays } from '../../db/rules/days.ts'
import { compare } from '../../db/rules/order.ts'
import type { Answers, Reads } from './database.ts'

const FIRST = 10
const RULE = { window: 14, minInsiders: 2, minValue: 0n }

type Row = [day: string, issuerCik: number, group: number, value: number, accession: number, row: number]
interface Period {
  from: string
  to: string
}

export function clusterReads({ prepare }: Reads): Answers {
  const BOUGHT = `SELECT traded_on, issuer_cik, owner_group, value, accession, row FROM transactions
     WHERE trade = 0 AND left_out IS NULL AND traded_on BETWEEN ? AND ?`
  const bought = prepare<Row>(`${BOUGHT} ORDER BY traded_on`)
  const boughtOf = prepare<Row>(`${BOUGHT} AND issuer_cik = ? ORDER BY traded_on`)
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

  /** The latest, by their last days: those that end on the last days of the period, or else all. */
  function latest({ from, to }: Period): Cluster[] {
    const start = addDays(to, -RULE.window)
    if (start > from) {
      const ownersOf = groupsRead()
      const issuers = Map.groupBy(bought.all(addDays(start, 1 - RULE.window), to), (row) => row[1])
      const found: Cluster[] = []
      for (const [cik, some] of issuers)
        if (canCluster(purchases(some), RULE))
          found.push(...clustersAmong(purchases(boughtOf.all(from, to, cik)), ownersOf, RULE))
      const last = found.filter(({ lastOn }) => lastOn >= start)
      if (last.length >= FIRST) return firstOf(last)
    }
    return firstOf(all({ from, to }))
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
