/** The pages of an issuer and of an insider, and the join across them. */
import type { Dialect } from '../../compare.ts'
import { codeOf, dollarsOf, globalId, ownershipOf, rolesOf, rowId } from '../../limit/formats.ts'
import {
  HELD,
  type Held,
  insiderOf,
  issuerOf,
  NEWEST,
  OWNERS,
  ownersOf,
  type Party,
  type Text,
  TRADE,
  type Trade,
  tradeOf,
} from './rows.ts'

interface Relationship {
  roles: number
  officerTitle: Text
  hasExited: boolean
  firstOn: string
  lastOn: string
  issuerByIssuerCik: Issuer
  insiderByInsiderCik: Insider
  positionsByIssuerCikAndInsiderCikList: (Held & { lastOn: string })[]
}
interface Issuer extends Party {
  firstOn: string
  lastOn: string
  relationshipsByIssuerCikList: Relationship[]
  transactionsByIssuerCikList: Trade[]
}
interface Insider extends Party {
  relationshipsByInsiderCikList: Relationship[]
  tradesList: Trade[]
}

/** One that has not ended, and of which a filing told within two years before the issuer's last. */
const isCurrent = ({ hasExited, lastOn }: Relationship, issuer: Issuer) =>
  !hasExited && lastOn >= `${Number(issuer.lastOn.slice(0, 4)) - 2}${issuer.lastOn.slice(4)}`

const INSIDERS = 'orderBy: [LAST_ON_DESC, INSIDER_CIK_DESC]'
const ISSUERS = 'orderBy: [LAST_ON_DESC, ISSUER_CIK_DESC]'
const variables = ({ cik }: { cik: string }) => ({ cik: Number(cik) })

export const PAGES: Dialect = {
  issuer: {
    query: `query Issuer($cik: Int!) {
      issuerByCik(cik: $cik) {
        cik name ticker firstOn lastOn
        relationshipsByIssuerCikList(first: 20, ${INSIDERS}) {
          roles officerTitle hasExited lastOn insiderByInsiderCik { cik name }
        }
        transactionsByIssuerCikList(first: 20, ${NEWEST}) { ${TRADE} ${OWNERS('name')} }
      }
    }`,
    variables,
    data: ({ issuerByCik: issuer }: { issuerByCik: Issuer }) => ({
      issuer: {
        id: globalId('Issuer', issuer.cik),
        ...issuerOf(issuer),
        firstFiledOn: issuer.firstOn,
        lastFiledOn: issuer.lastOn,
        insiders: {
          edges: issuer.relationshipsByIssuerCikList.map((relationship) => ({
            roles: rolesOf(relationship.roles),
            officerTitle: relationship.officerTitle,
            isCurrent: isCurrent(relationship, issuer),
            lastFiledOn: relationship.lastOn,
            node: insiderOf(relationship.insiderByInsiderCik),
          })),
        },
        transactions: {
          nodes: issuer.transactionsByIssuerCikList.map((trade) => ({
            ...tradeOf(trade),
            owners: ownersOf(trade),
          })),
        },
      },
    }),
  },

  insider: {
    query: `query Insider($cik: Int!) {
      insiderByCik(cik: $cik) {
        cik name
        relationshipsByInsiderCikList(first: 10, ${ISSUERS}) {
          roles officerTitle firstOn lastOn issuerByIssuerCik { cik name ticker }
          positionsByIssuerCikAndInsiderCikList(first: 100, orderBy: [LAST_ON_DESC, PRIMARY_KEY_DESC], condition: { isOpen: true }) {
            ${HELD} lastOn
          }
        }
        tradesList(first: 10, codes: ["P", "S"]) { ${TRADE} issuerByIssuerCik { name } }
      }
    }`,
    variables,
    data: ({ insiderByCik: insider }: { insiderByCik: Insider }) => ({
      insider: {
        id: globalId('Insider', insider.cik),
        ...insiderOf(insider),
        issuers: {
          edges: insider.relationshipsByInsiderCikList.map((relationship) => ({
            roles: rolesOf(relationship.roles),
            officerTitle: relationship.officerTitle,
            firstFiledOn: relationship.firstOn,
            lastFiledOn: relationship.lastOn,
            node: issuerOf(relationship.issuerByIssuerCik),
            positions: relationship.positionsByIssuerCikAndInsiderCikList.map((position) => ({
              securityTitle: position.securityTitle,
              shares: position.sharesAfter,
              ownership: ownershipOf(position.ownership),
              natureOfOwnership: position.natureOfOwnership,
              lastOn: position.lastOn,
            })),
          })),
        },
        transactions: {
          nodes: insider.tradesList.map((trade) => ({ ...tradeOf(trade), issuer: trade.issuerByIssuerCik })),
        },
      },
    }),
  },

  join: {
    query: `query Join($cik: Int!) {
      issuerByCik(cik: $cik) {
        name
        relationshipsByIssuerCikList(first: 10, ${INSIDERS}) {
          insiderByInsiderCik {
            name
            relationshipsByInsiderCikList(first: 5, ${ISSUERS}) {
              issuerByIssuerCik {
                name
                transactionsByIssuerCikList(first: 5, ${NEWEST}) { accession row transactedOn code shares value }
              }
            }
          }
        }
      }
    }`,
    variables,
    data: ({ issuerByCik: issuer }: { issuerByCik: Issuer }) => ({
      issuer: {
        name: issuer.name,
        insiders: {
          nodes: issuer.relationshipsByIssuerCikList.map(({ insiderByInsiderCik: insider }) => ({
            name: insider.name,
            issuers: { nodes: insider.relationshipsByInsiderCikList.map(boardOf) },
          })),
        },
      },
    }),
  },
}

const boardOf = ({ issuerByIssuerCik: { name, transactionsByIssuerCikList } }: Relationship) => ({
  name,
  transactions: {
    nodes: transactionsByIssuerCikList.map((trade) => ({
      id: rowId(Number(trade.accession), trade.row),
      transactedOn: trade.transactedOn,
      code: codeOf(trade.code),
      shares: trade.shares,
      value: dollarsOf(trade.value),
    })),
  },
})
