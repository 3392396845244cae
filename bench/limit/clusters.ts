/** Cluster buys: the purchases of some days, and the rule that finds clusters among them. */
import { unpackAccession } from '../../db/accession.ts'
import { clustersAmong, costOf, type Purchase } from '../../db/rules/clusters.ts'
import { compareAll } from '../../db/rules/order.ts'
import type { Answers, Reads } from './database.ts'

const [FIRST, MIN_INSIDERS, WINDOW] = [10, 2, 14]

export function clusterReads({ prepare }: Reads): Answers {
  const purchases = prepare<[number, number, string, number, number, number]>(
    `SELECT accession, row, traded_on, issuer_cik, owner_group, value FROM transactions
     WHERE trade = 0 AND left_out IS NULL AND traded_on BETWEEN ? AND ?`,
  )
  const owners = prepare<[number]>(
    'SELECT insider_cik FROM transaction_owners WHERE accession = ? AND row = ? ORDER BY insider_cik',
  )
  const issuer = prepare<[string, string | null]>('SELECT name, ticker FROM issuers WHERE cik = ?')
  const insider = prepare<[string]>('SELECT name FROM insiders WHERE cik = ?')

  return {
    Clusters({ from, to }: { from: string; to: string }) {
      const byIssuer = Map.groupBy(purchases.all(from, to), (row) => row[3])
      const examples = new Map<number, [number, number]>()
      const candidates: Purchase[] = []
      for (const rows of byIssuer.values()) {
        if (new Set(rows.map((row) => row[4])).size < MIN_INSIDERS) continue
        for (const [accession, row, day, issuerCik, group, value] of rows) {
          if (!examples.has(group)) examples.set(group, [accession, row])
          candidates.push({ filingId: unpackAccession(accession), row, day, issuerCik, group, value })
        }
      }
      const groups = new Map(
        [...examples].map(([group, key]) => [group, owners.all(...key).map(([cik]) => cik)]),
      )
      const rule = { window: WINDOW, minInsiders: MIN_INSIDERS, minValue: 0n }
      const clusters = clustersAmong(candidates, groups, rule).sort((a, b) =>
        compareAll([b.lastOn, b.issuerCik, b.firstOn], [a.lastOn, a.issuerCik, a.firstOn]),
      )
      return {
        clusterBuys: {
          totalCount: clusters.length,
          nodes: clusters.slice(0, FIRST).map(({ issuerCik, firstOn, lastOn, completedOn, members }) => {
            const [name, ticker] = issuer.get(issuerCik)!
            return {
              issuer: { name, ticker },
              firstOn,
              lastOn,
              completedOn,
              insiderCount: members.length,
              value: costOf(members.flatMap(({ purchases }) => purchases)),
              members: members.map(({ insiders, purchases }) => ({
                insiders: insiders.map((cik) => ({ name: insider.get(cik)![0] })),
                firstOn: purchases[0]!.day,
                value: costOf(purchases),
              })),
            }
          }),
        },
      }
    },
  }
}
