/** What PostGraphile tells of rows, in the words of ours. */
import {
  cikOf,
  codeOf,
  directionOf,
  dollarsOf,
  insiderCikOf,
  ownershipOf,
  rowId,
} from '../../limit/formats.ts'

export type Text = string | null

export interface Party {
  cik: number
  name: string
  ticker: Text
}
export const issuerOf = ({ cik, name, ticker }: Party) => ({ cik: cikOf(cik), name, ticker })
export const insiderOf = ({ cik, name }: Party) => ({ cik: insiderCikOf(cik), name })

/** The fields of `Trade` that most lists show. */
export const TRADE = 'accession row transactedOn code shares pricePerShare value direction'
/** The order of transactions, and which of them lists show. */
export const NEWEST = 'orderBy: [TRADED_ON_DESC, ACCESSION_DESC, ROW_DESC], condition: { inForce: true }'
/** The owners of a transaction are its filing's. */
export const OWNERS = (fields: string) =>
  `filingByAccession { filingOwnersByAccessionList(orderBy: ORDINAL_ASC) { ${fields} } }`

export interface Owner {
  name: Text
  roles: number
  officerTitle: Text
}

export interface Trade {
  accession: string
  row: number
  transactedOn: Text
  code: Text
  shares: Text
  pricePerShare: Text
  value: Text
  direction: Text
  issuerByIssuerCik: Party
  filingByAccession: { filingOwnersByAccessionList: Owner[] }
}

export const tradeOf = (trade: Trade) => ({
  id: rowId(Number(trade.accession), trade.row),
  transactedOn: trade.transactedOn,
  code: codeOf(trade.code),
  shares: trade.shares,
  pricePerShare: trade.pricePerShare,
  value: dollarsOf(trade.value),
  direction: directionOf(trade.direction),
})
export const ownersOf = (trade: Trade) => trade.filingByAccession.filingOwnersByAccessionList

export interface Held {
  securityTitle: Text
  sharesAfter: Text
  ownership: Text
  natureOfOwnership: Text
}
export const HELD = 'securityTitle sharesAfter ownership natureOfOwnership'

export const heldOf = ({ securityTitle, sharesAfter, ownership, natureOfOwnership }: Held) => ({
  securityTitle,
  sharesAfter,
  ownership: ownershipOf(ownership),
  natureOfOwnership,
})
