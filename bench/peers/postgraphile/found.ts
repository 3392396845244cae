/** What is worked out over many rows: clusters of purchases, and the way from one insider to another. */
import type { Dialect } from '../../compare.ts'
import { accessionOf, cikOf, dollarsOf } from '../../limit/formats.ts'
import { insiderOf, type Party } from './rows.ts'

interface Cluster {
  firstOn: string
  lastOn: string
  completedOn: string
  value: string
  issuerByIssuerCik: { name: string; ticker: string | null }
  members: { insiders: string[]; firstOn: string; value: string }[]
}

interface Step {
  soleCount: number
  boardFirstOn: string
  boardLastOn: string
  insiderByInsiderCik: Party
  issuerByIssuerCik: Party
  filingByBoardLastFiling: { accession: string; form: string }
}

export const FOUND: Dialect = {
  clusters: {
    query: `query Clusters($from: Date!, $to: Date!) {
      clusterBuys(boughtFrom: $from, boughtTo: $to, first: 10) {
        nodes { firstOn lastOn completedOn value issuerByIssuerCik { name ticker } members { insiders firstOn value } }
      }
    }`,
    variables: (days: object) => days,
    data: ({ clusterBuys: { nodes } }: { clusterBuys: { nodes: Cluster[] } }) => ({
      clusterBuys: {
        nodes: nodes.map(({ issuerByIssuerCik, firstOn, lastOn, completedOn, value, members }) => ({
          issuer: issuerByIssuerCik,
          firstOn,
          lastOn,
          completedOn,
          insiderCount: members.length,
          value: dollarsOf(value),
          members: members.map(({ insiders, firstOn, value }) => ({
            insiders: insiders.map((name) => ({ name })),
            firstOn,
            value: dollarsOf(value),
          })),
        })),
      },
    }),
  },

  clusterCount: {
    query: `query ClusterCount($from: Date!, $to: Date!) {
      clusterBuys(boughtFrom: $from, boughtTo: $to, first: 0) { totalCount }
    }`,
    variables: (days: object) => days,
    data: (counted: object) => counted,
  },

  path: {
    query: `query Path($start: Int!, $goal: Int!) {
      connectionPathList(start: $start, goal: $goal, maxSteps: 6) {
        soleCount boardFirstOn boardLastOn
        insiderByInsiderCik { cik name } issuerByIssuerCik { cik name } filingByBoardLastFiling { accession form }
      }
    }`,
    variables: ({ from, to }: Ends) => ({ start: cikIn(from), goal: cikIn(to) }),
    data: ({ connectionPathList: steps }: { connectionPathList: Step[] }, { from, to }: Ends) => ({
      connectionPath:
        steps.length === 0 && from !== to ? null : { length: steps.length, steps: steps.map(stepOf) },
    }),
  },
}

interface Ends {
  from: string
  to: string
}
const cikIn = (id: string) => Number(Buffer.from(id, 'base64url').toString().split(':')[1])

const stepOf = (step: Step) => ({
  tie: 'BOARD',
  isJointOnly: step.soleCount === 0,
  firstFiledOn: step.boardFirstOn,
  lastFiledOn: step.boardLastOn,
  insider: insiderOf(step.insiderByInsiderCik),
  issuer: { cik: cikOf(step.issuerByIssuerCik.cik), name: step.issuerByIssuerCik.name },
  latestFiling: {
    accessionNumber: accessionOf(Number(step.filingByBoardLastFiling.accession)),
    form: `FORM_${step.filingByBoardLastFiling.form.replace('/A', '_AMENDMENT')}`,
  },
})
