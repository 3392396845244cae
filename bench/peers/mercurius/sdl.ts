/** The part of the graph that the operations ask about. */
import { FORMS, PLAN_STATUSES, TRANSACTION_CODES } from '../../../db/codes.ts'

const oneOf = (names: readonly string[]) => `{ ${names.join(' ')} }`

export const SDL = `
scalar AccessionNumber
scalar Cik
scalar Date
scalar Decimal
enum TransactionCode ${oneOf([...TRANSACTION_CODES.map(({ name }) => name), 'UNRECOGNIZED'])}
enum Form ${oneOf(FORMS.map((form) => `FORM_${form.replace('/A', '_AMENDMENT')}`))}
enum PlanStatus ${oneOf(PLAN_STATUSES)}
enum Role { DIRECTOR OFFICER TEN_PERCENT_OWNER OTHER }
enum OwnershipForm { DIRECT INDIRECT UNRECOGNIZED }
enum AcquiredDisposed { ACQUIRED DISPOSED UNRECOGNIZED }
enum Period { MONTH }

input By { cik: Cik! }
input DateRange { from: Date to: Date }
input DecimalRange { atLeast: Decimal }
input TransactionFilter { codes: [TransactionCode!] value: DecimalRange transactedOn: DateRange }

type Query {
  filing(accessionNumber: AccessionNumber!): Filing
  issuer(by: By!): Issuer
  insider(by: By!): Insider
  transactions(first: Int!, after: String, filter: TransactionFilter): TransactionConnection!
  search(query: String!, first: Int!): SearchConnection!
  clusterBuys(on: DateRange!, minInsiders: Int!, window: Int!, first: Int!): ClusterConnection!
  connectionPath(from: ID!, to: ID!, maxSteps: Int!): Path
}

type Filing {
  id: ID!
  accessionNumber: AccessionNumber!
  form: Form!
  filedOn: Date
  periodOfReport: Date
  planStatus: PlanStatus!
  issuer: Issuer!
  owners: [Owner!]!
  transactions: [Transaction!]!
  holdings: [Holding!]!
  footnotes: [Footnote!]!
}
type Owner { name: String roles: [Role!]! officerTitle: String insider: Insider! }
type Footnote { label: String! text: String! }
type Holding { id: ID! securityTitle: String sharesAfter: Decimal ownership: OwnershipForm natureOfOwnership: String }
type Transaction {
  id: ID!
  transactedOn: Date
  code: TransactionCode
  shares: Decimal
  pricePerShare: Decimal
  value: Decimal
  direction: AcquiredDisposed
  securityTitle: String
  sharesAfter: Decimal
  ownership: OwnershipForm
  natureOfOwnership: String
  issuer: Issuer!
  owners: [Owner!]!
  footnotes: [Footnote!]!
}
type TransactionConnection { nodes: [Transaction!]! pageInfo: PageInfo! totalCount: Int! }
type PageInfo { hasNextPage: Boolean! endCursor: String }

type Issuer {
  id: ID!
  cik: Cik!
  name: String!
  ticker: String
  firstFiledOn: Date!
  lastFiledOn: Date!
  insiders(first: Int!): InsiderConnection!
  transactions(first: Int!): TransactionConnection!
  activity(by: Period!): [Activity!]!
}
type InsiderConnection { edges: [InsiderEdge!]! nodes: [Insider!]! }
type InsiderEdge { roles: [Role!]! officerTitle: String isCurrent: Boolean! lastFiledOn: Date! node: Insider! }
type Activity { from: Date! to: Date! netValue: Decimal! purchases: Traded! sales: Traded! }
type Traded { count: Int! shares: Decimal! value: Decimal! insiders: Int! }

type Insider {
  id: ID!
  cik: Cik
  name: String!
  issuers(first: Int!): IssuerConnection!
  transactions(first: Int!, filter: TransactionFilter!): TransactionConnection!
}
type IssuerConnection { edges: [IssuerEdge!]! nodes: [Issuer!]! }
type IssuerEdge {
  roles: [Role!]!
  officerTitle: String
  firstFiledOn: Date!
  lastFiledOn: Date!
  node: Issuer!
  positions: [Position!]!
}
type Position { securityTitle: String shares: Decimal ownership: OwnershipForm natureOfOwnership: String lastOn: Date! }

union Party = Issuer | Insider
type SearchConnection { edges: [SearchEdge!]! }
type SearchEdge { matched: String! matchedBy: String! node: Party! }

type ClusterConnection { totalCount: Int! nodes: [Cluster!]! }
type Cluster {
  issuer: Issuer!
  firstOn: Date!
  lastOn: Date!
  completedOn: Date!
  insiderCount: Int!
  value: Decimal!
  members: [ClusterMember!]!
}
type ClusterMember { insiders: [Insider!]! firstOn: Date! value: Decimal! }

type Path { length: Int! steps: [Step!]! }
type Step {
  tie: String!
  isJointOnly: Boolean!
  firstFiledOn: Date!
  lastFiledOn: Date!
  insider: Insider!
  issuer: Issuer!
  latestFiling: Filing!
}
`
