/** What is measured: each operation as a client would write it, and where its variables come from. */
import { createHash } from 'node:crypto'
import type { Sample } from './sample.ts'

type Variables = Record<string, unknown>

export interface Operation {
  name: string
  query: string
  /** So many different ones, drawn from the database, the same each time. */
  variables(sample: Sample): Variables[]
}

const TRADE = 'id transactedOn code shares pricePerShare value direction'

const filing: Operation = {
  name: 'filing',
  query: `query Filing($id: AccessionNumber!) {
    filing(accessionNumber: $id) {
      id accessionNumber form filedOn periodOfReport planStatus
      issuer { cik name ticker }
      owners { name roles officerTitle insider { cik name } }
      transactions { ${TRADE} securityTitle sharesAfter ownership natureOfOwnership footnotes { label } }
      holdings { id securityTitle sharesAfter ownership natureOfOwnership }
      footnotes { label text }
    }
  }`,
  variables: (sample) => sample.filings().map(({ id }) => ({ id })),
}

const issuer: Operation = {
  name: 'issuer',
  query: `query Issuer($cik: Cik!) {
    issuer(by: { cik: $cik }) {
      id cik name ticker firstFiledOn lastFiledOn
      insiders(first: 20) { edges { roles officerTitle isCurrent lastFiledOn node { cik name } } }
      transactions(first: 20) { nodes { ${TRADE} owners { name } } }
    }
  }`,
  variables: (sample) => sample.issuers().map(({ cik }) => ({ cik: String(cik) })),
}

const insider: Operation = {
  name: 'insider',
  query: `query Insider($cik: Cik!) {
    insider(by: { cik: $cik }) {
      id cik name
      issuers(first: 10) {
        edges {
          roles officerTitle firstFiledOn lastFiledOn node { cik name ticker }
          positions { securityTitle shares ownership natureOfOwnership lastOn }
        }
      }
      transactions(first: 10, filter: { codes: [OPEN_MARKET_PURCHASE, OPEN_MARKET_SALE] }) {
        nodes { ${TRADE} issuer { name } }
      }
    }
  }`,
  variables: (sample) => sample.insiders().map(({ cik }) => ({ cik: String(cik) })),
}

const join: Operation = {
  name: 'join',
  query: `query Join($cik: Cik!) {
    issuer(by: { cik: $cik }) {
      name
      insiders(first: 10) {
        nodes { name issuers(first: 5) { nodes { name transactions(first: 5) { nodes { id transactedOn code shares value } } } } }
      }
    }
  }`,
  variables: (sample) => sample.issuers().map(({ cik }) => ({ cik: String(cik) })),
}

const screener: Operation = {
  name: 'screener',
  query: `query Screener($atLeast: Decimal!) {
    transactions(first: 50, filter: { codes: [OPEN_MARKET_PURCHASE], value: { atLeast: $atLeast } }) {
      nodes { ${TRADE} issuer { name ticker } owners { name roles officerTitle } }
    }
  }`,
  // From 1,000 to 1,000,000 dollars: most of those who screen want what is large, and not too rare.
  variables: ({ size }) => times(size, (part) => ({ atLeast: String(Math.round(1_000 * 1_000 ** part)) })),
}

const activity: Operation = {
  name: 'activity',
  query: `query Activity($cik: Cik!) {
    issuer(by: { cik: $cik }) {
      name
      activity(by: MONTH) {
        from to netValue
        purchases { count shares value insiders }
        sales { count shares value insiders }
      }
    }
  }`,
  variables: issuer.variables,
}

const search: Operation = {
  name: 'search',
  query: `query Search($query: String!) {
    search(query: $query, first: 10) {
      edges { matched matchedBy node { __typename ... on Issuer { issuerCik: cik name ticker } ... on Insider { cik name } } }
    }
  }`,
  variables: (sample) => sample.typed().map((query) => ({ query })),
}

const clusters: Operation = {
  name: 'clusters',
  query: `query Clusters($from: Date!, $to: Date!) {
    clusterBuys(on: { from: $from, to: $to }, minInsiders: 2, window: 14, first: 10) {
      nodes { issuer { name ticker } firstOn lastOn completedOn insiderCount value members { insiders { name } firstOn value } }
    }
  }`,
  variables: (sample) => sample.periods(90),
}

const clusterCount: Operation = {
  name: 'clusterCount',
  query: `query ClusterCount($from: Date!, $to: Date!) {
    clusterBuys(on: { from: $from, to: $to }, minInsiders: 2, window: 14, first: 0) { totalCount }
  }`,
  variables: clusters.variables,
}

const path: Operation = {
  name: 'path',
  query: `query Path($from: ID!, $to: ID!) {
    connectionPath(from: $from, to: $to, maxSteps: 6) {
      length
      steps { tie isJointOnly firstFiledOn lastFiledOn insider { cik name } issuer { cik name } latestFiling { accessionNumber form } }
    }
  }`,
  variables: (sample) =>
    sample.pairs().map(([from, to]) => ({ from: globalId('Insider', from), to: globalId('Insider', to) })),
}

const deepPage: Operation = {
  name: 'deepPage',
  query: `query DeepPage($after: String!) {
    transactions(first: 20, after: $after) {
      nodes { ${TRADE} issuer { name } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  variables: (sample) => sample.places().map((place) => ({ after: cursorAt(place) })),
}

const totalCount: Operation = {
  name: 'totalCount',
  query: `query TotalCount($codes: [TransactionCode!]!, $from: Date!, $to: Date!) {
    transactions(first: 0, filter: { codes: $codes, transactedOn: { from: $from, to: $to } }) { totalCount }
  }`,
  variables: (sample) =>
    sample.periods(365).map((period, i) => ({ ...period, codes: COUNTED[i % COUNTED.length] })),
}
const COUNTED = [
  ['OPEN_MARKET_PURCHASE'],
  ['OPEN_MARKET_SALE'],
  ['OPEN_MARKET_PURCHASE', 'OPEN_MARKET_SALE'],
  ['GRANT_OR_AWARD'],
  ['GIFT'],
]

export const OPERATIONS: readonly Operation[] = [
  filing,
  issuer,
  insider,
  join,
  screener,
  activity,
  search,
  clusters,
  clusterCount,
  path,
  deepPage,
  totalCount,
]

/** So many things, told each how far it lies between the first, 0, and the last, 1. */
const times = <Thing>(size: number, make: (part: number) => Thing) =>
  Array.from({ length: size }, (_, i) => make(i / (size - 1)))

/** The id of a node, as the API gives it. */
const globalId = (type: string, key: string | number) => Buffer.from(`${type}:${key}`).toString('base64url')

/** The mark that a cursor into all transactions in force, the newest first, carries. */
const MARK = createHash('sha256')
  .update(JSON.stringify(['transactions', 'TRANSACTED_ON', 'DESC', [['inForce', 1]]]))
  .digest('base64url')
  .slice(0, 8)

/** A cursor of the connection that `deepPage` goes through, as the API gives it. */
export const cursorAt = (place: readonly (string | number)[]) =>
  Buffer.from(JSON.stringify([MARK, ...place])).toString('base64url')
