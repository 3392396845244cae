/** Where operations begin: what is found at once, and beneath it what loaders take from there. */
import { packAccession } from '../../../db/accession.ts'
import { PLAN_STATUSES } from '../../../db/codes.ts'
import { clusterReads } from '../../limit/clusters.ts'
import type { Reads } from '../../limit/database.ts'
import { cikOf, globalId, insiderCikOf } from '../../limit/formats.ts'
import { pathReads } from '../../limit/paths.ts'
import { searchReads } from '../../limit/search.ts'
import type { Text } from '../../limit/trade.ts'
import { transactionReads } from '../../limit/transactions.ts'
import { pagesOf } from './transactions.ts'

interface By {
  by: { cik: string }
}
interface Connection {
  edges: { node: object }[]
}

export function resolversOn(database: Reads) {
  const { prepare, snapshot } = database
  const issuers = prepare<[string, Text, string, string]>(
    'SELECT name, ticker, first_on, last_on FROM issuers WHERE cik = ?',
  )
  const insiders = prepare<[string]>('SELECT name FROM insiders WHERE cik = ?')
  const filings = prepare<[string, Text, Text, number, number]>(
    'SELECT form, filed_on, period_of_report, plan_status, issuer_cik FROM filings WHERE accession = ?',
  )
  // What is worked out whole has nothing to be loaded beneath it: these are as the limit has them.
  const { Activity, TotalCount, Search, Clusters, ClusterCount, Path } = {
    ...transactionReads(database),
    ...searchReads(database),
    ...clusterReads(database),
    ...pathReads(database),
  } as Record<string, (variables: object) => Record<string, Record<string, unknown>>>
  const { bought, after } = pagesOf(database)

  function issuer(key: number) {
    const found = issuers.get(key)
    if (!found) return null
    const [name, ticker, firstFiledOn, lastFiledOn] = found
    return { key, id: globalId('Issuer', key), cik: cikOf(key), name, ticker, firstFiledOn, lastFiledOn }
  }

  const nodes = ({ edges }: Connection) => edges.map(({ node }) => node)
  return {
    Query: {
      issuer: (_: object, { by }: By) => snapshot(() => issuer(Number(by.cik))),
      insider: (_: object, { by }: By) =>
        snapshot(() => {
          const key = Number(by.cik)
          const found = insiders.get(key)
          return found && { key, id: globalId('Insider', key), cik: insiderCikOf(key), name: found[0] }
        }),
      filing: (_: object, { accessionNumber }: { accessionNumber: string }) =>
        snapshot(() => {
          const key = packAccession(accessionNumber)
          const found = filings.get(key)
          if (!found) return null
          const [form, filedOn, periodOfReport, plan, issuerKey] = found
          return {
            key,
            id: globalId('Filing', accessionNumber),
            accessionNumber,
            form: `FORM_${form.replace('/A', '_AMENDMENT')}`,
            filedOn,
            periodOfReport,
            planStatus: PLAN_STATUSES[plan],
            issuerKey,
          }
        }),
      transactions: (_: object, args: { first: number; after?: string; filter?: Filter }) =>
        args.first === 0
          ? { filter: args.filter }
          : snapshot(() =>
              args.after ? after(args.after, args.first) : bought(args.filter!.value!.atLeast, args.first),
            ),
      search: (_: object, { query }: { query: string }) => snapshot(() => Search!({ query }).search),
      clusterBuys: (_: object, { on }: { on: object }) => ({ on }),
      connectionPath: (_: object, ends: object) => snapshot(() => Path!(ends).connectionPath),
    },
    TransactionConnection: {
      totalCount: ({ filter }: { filter: Filter }) =>
        snapshot(() => TotalCount!({ codes: filter.codes, ...filter.transactedOn }).transactions!.totalCount),
    },
    ClusterConnection: {
      nodes: ({ on }: { on: object }) => snapshot(() => Clusters!(on).clusterBuys!.nodes),
      totalCount: ({ on }: { on: object }) => snapshot(() => ClusterCount!(on).clusterBuys!.totalCount),
    },
    Issuer: {
      activity: ({ cik }: { cik: string }) => snapshot(() => Activity!({ cik }).issuer!.activity),
    },
    Filing: { issuer: ({ issuerKey }: { issuerKey: number }) => snapshot(() => issuer(issuerKey)) },
    // The limit names it as the operation does.
    SearchEdge: {
      node: ({ node: { issuerCik, ...node } }: { node: Record<string, unknown> }) =>
        issuerCik ? { ...node, cik: issuerCik } : node,
    },
    InsiderConnection: { nodes },
    IssuerConnection: { nodes },
  }
}

interface Filter {
  codes: string[]
  value?: { atLeast: string }
  transactedOn?: object
}
