/** Lists of all transactions, how many there are, and what was traded in each month. */
import { packAccession } from '../../../db/accession.ts'
import type { Dialect } from '../../compare.ts'
import { accessionOf, dollarsOf, LETTERS, rolesOf } from '../../limit/formats.ts'
import { cursorAt } from '../../operations.ts'
import { NEWEST, OWNERS, ownersOf, type Text, TRADE, type Trade, tradeOf } from './rows.ts'

interface Page {
  nodes: Trade[]
  pageInfo: { hasNextPage: boolean; endCursor: Text }
}

interface Month {
  /** Its first day. */
  month: string
  /** Bought (0) or sold (1). */
  trade: number
  count: number
  shares: string
  value: string
  insiders: number
}

export const LISTS: Dialect = {
  screener: {
    query: `query Screener($atLeast: BigInt!) {
      allTransactionsList(
        first: 50, filter: { value: { greaterThanOrEqualTo: $atLeast } }
        condition: { code: "P", inForce: true }, orderBy: [TRADED_ON_DESC, ACCESSION_DESC, ROW_DESC]
      ) { ${TRADE} issuerByIssuerCik { name ticker } ${OWNERS('name roles officerTitle')} }
    }`,
    variables: ({ atLeast }: { atLeast: string }) => ({ atLeast: String(Number(atLeast) * 10_000) }),
    data: ({ allTransactionsList }: { allTransactionsList: Trade[] }) => ({
      transactions: {
        nodes: allTransactionsList.map((trade) => ({
          ...tradeOf(trade),
          issuer: trade.issuerByIssuerCik,
          owners: ownersOf(trade).map((owner) => ({ ...owner, roles: rolesOf(owner.roles) })),
        })),
      },
    }),
  },

  activity: {
    query: `query Activity($cik: Int!) {
      issuerByCik(cik: $cik) { name activityList { month trade count shares value insiders } }
    }`,
    variables: ({ cik }: { cik: string }) => ({ cik: Number(cik) }),
    data: ({
      issuerByCik: { name, activityList },
    }: {
      issuerByCik: { name: string; activityList: Month[] }
    }) => ({
      issuer: { name, activity: [...Map.groupBy(activityList, ({ month }) => month)].map(bucketOf) },
    }),
  },

  deepPage: {
    query: `query DeepPage($after: Cursor!) {
      allTransactions(first: 20, after: $after, ${NEWEST}) {
        nodes { ${TRADE} issuerByIssuerCik { name } }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    variables({ after }: { after: string }) {
      const [, day, id, row] = placeOf(after)
      return { after: cursorOf([MARK, day, String(packAccession(id)), row]) }
    },
    data({ allTransactions: { nodes, pageInfo } }: { allTransactions: Page }) {
      const [, day, accession, row] = pageInfo.endCursor ? placeOf(pageInfo.endCursor) : []
      return {
        transactions: {
          nodes: nodes.map((trade) => ({ ...tradeOf(trade), issuer: trade.issuerByIssuerCik })),
          pageInfo: {
            hasNextPage: pageInfo.hasNextPage,
            endCursor: day ? cursorAt([day, accessionOf(Number(accession)), row]) : null,
          },
        },
      }
    },
  },

  totalCount: {
    query: `query TotalCount($codes: [String!]!, $from: Date!, $to: Date!) {
      allTransactions(
        condition: { inForce: true }
        filter: { code: { in: $codes }, tradedOn: { greaterThanOrEqualTo: $from, lessThanOrEqualTo: $to } }
      ) { totalCount }
    }`,
    variables: ({ codes, ...days }: { codes: string[] }) => ({
      ...days,
      codes: codes.map((code) => LETTERS.get(code)),
    }),
    data: ({ allTransactions }: { allTransactions: object }) => ({ transactions: allTransactions }),
  },
}

/** What tells PostGraphile's cursors of this order from others. */
const MARK = '48b6798220'
const cursorOf = (place: unknown[]) => Buffer.from(JSON.stringify(place)).toString('base64')
const placeOf = (cursor: string) => JSON.parse(Buffer.from(cursor, 'base64').toString())

const NOTHING = { count: 0, shares: '0', value: '0', insiders: 0 }

function bucketOf([from, sides]: [string, Month[]]) {
  const [bought, sold] = [0, 1].map((side) => sides.find(({ trade }) => trade === side) ?? NOTHING)
  const [year, month] = from.split('-').map(Number)
  return {
    from,
    to: new Date(Date.UTC(year!, month!, 0)).toISOString().slice(0, 10),
    netValue: dollarsOf(String(BigInt(bought!.value) - BigInt(sold!.value))),
    purchases: totalsOf(bought!),
    sales: totalsOf(sold!),
  }
}

const totalsOf = ({ count, shares, value, insiders }: typeof NOTHING) => ({
  count,
  shares: dollarsOf(shares),
  value: dollarsOf(value),
  insiders,
})
