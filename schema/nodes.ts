/**
 * Every node: its name, its key, and its one batched load. All references between nouns go through these, so that the
 * nouns need not know each other. Beside them, the batched loads of what is reached by another key than a node's.
 */
import { packAccession } from '../db/accession.ts'
import { amendmentsOfFilings, changesOfFilings } from '../db/amendments.ts'
import { type RowKind, rowKey, rowKind } from '../db/codes.ts'
import type { SharedTie } from '../db/connections.ts'
import {
  type FilingOwnerRow,
  type FilingRow,
  type FootnoteRow,
  filingsById,
  footnoteKey,
  footnotesByKey,
  footnotesOfFilings,
  ownersOfFilings,
  referencesOfFilings,
  signaturesOfFilings,
} from '../db/filings.ts'
import { type OptionGrantRow, optionGrantsById, optionGrantsByKey } from '../db/grants.ts'
import { type HoldingRow, holdingsByKey, holdingsOfFilings } from '../db/holdings.ts'
import { type InsiderRow, insidersByCik, namesOfInsiders } from '../db/insiders.ts'
import { type IssuerRow, issuersByCik, namesOfIssuers } from '../db/issuers.ts'
import type { Db } from '../db/open.ts'
import { type PositionRow, positionsById } from '../db/positions.ts'
import { type TransactionRow, transactionsByKey, transactionsOfFilings } from '../db/transactions.ts'
import { builder, type Context, globalId, nodeNames } from './builder.ts'
import { refuse } from './errors.ts'
import { type Loader, loader } from './loads.ts'

/** The loader of each node's rows by their keys, by the node's name; null for a key that nothing has. */
export const nodeLoaders = new Map<string, (context: Context) => Loader<never, unknown>>()

/** A node whose key is what `keyOf` finds in its row; ids that do not look like one are refused. */
function node<Row extends object, Key extends string | number>(
  name: string,
  keyOf: (row: Row) => Key,
  parse: (id: string) => Key | undefined,
  load: (db: Db, keys: readonly Key[]) => Row[],
) {
  nodeNames.add(name)
  const rows = loader((db, keys: readonly Key[]) => {
    const found = new Map(load(db, keys).map((row) => [keyOf(row), row]))
    return keys.map((key) => found.get(key) ?? null)
  })
  nodeLoaders.set(name, rows as never)
  return builder.loadableNodeRef(name, {
    id: {
      resolve: keyOf,
      extensions: { directly: (row: Row) => globalId(name, keyOf(row)) },
      parse: (id: string) => {
        const key = parse(id)
        if (key === undefined)
          throw refuse('BAD_USER_INPUT', 'That is not an id: pass one that this API gave.')
        return key
      },
    },
    load: async (keys: Key[], context: Context) => rows(context).loadAll(keys) as Row[],
  })
}

const cik = (id: string) => (/^-?\d{1,16}$/.test(id) ? Number(id) : undefined)
const accession = (id: string) => (packAccession(id) === undefined ? undefined : id)
const partOf = (id: string) => {
  const [filing, part] = id.split('/')
  return /^\d{1,8}$/.test(part ?? '') && accession(filing!) ? id : undefined
}
const rowOf = (kind: RowKind) => (id: string) => {
  const isOfKind = rowKind(Number(id.split('/')[1])) === kind
  return isOfKind ? partOf(id) : undefined
}
const hash = (id: string) => (/^[0-9a-f]{32}$/.test(id) ? id : undefined)
const whole = (id: string) => (/^\d{1,16}$/.test(id) ? Number(id) : undefined)

export const Issuer = node<IssuerRow, number>('Issuer', (row) => row.cik, cik, issuersByCik)
export const Insider = node<InsiderRow, number>('Insider', (row) => row.cik, cik, insidersByCik)
export const Filing = node<FilingRow, string>('Filing', (row) => row.id, accession, filingsById)
/** Either kind of transaction: `transaction.ts` implements it, others add fields of theirs. */
export const Transaction = builder.interfaceRef<TransactionRow>('Transaction')
export const NonDerivativeTransaction = node<TransactionRow, string>(
  'NonDerivativeTransaction',
  rowKey,
  rowOf('NON_DERIVATIVE_TRANSACTION'),
  transactionsByKey,
)
export const DerivativeTransaction = node<TransactionRow, string>(
  'DerivativeTransaction',
  rowKey,
  rowOf('DERIVATIVE_TRANSACTION'),
  transactionsByKey,
)
/** Either kind of holding. */
export const Holding = builder.interfaceRef<HoldingRow>('Holding')
export const NonDerivativeHolding = node<HoldingRow, string>(
  'NonDerivativeHolding',
  rowKey,
  rowOf('NON_DERIVATIVE_HOLDING'),
  holdingsByKey,
)
export const DerivativeHolding = node<HoldingRow, string>(
  'DerivativeHolding',
  rowKey,
  rowOf('DERIVATIVE_HOLDING'),
  holdingsByKey,
)
export const Footnote = node<FootnoteRow, string>('Footnote', footnoteKey, partOf, footnotesByKey)
export const OptionGrant = node<OptionGrantRow, string>(
  'OptionGrant',
  (row) => row.key,
  hash,
  optionGrantsByKey,
)
export const Position = node<PositionRow, number>('Position', (row) => row.id, whole, positionsById)

/** A row of either table, transaction or holding. */
export const FormRow = builder.unionType('FormRow', {
  description: "A row of a form's tables.",
  types: [NonDerivativeTransaction, DerivativeTransaction, NonDerivativeHolding, DerivativeHolding],
  resolveType: (row) => ROW_TYPES[rowKind((row as { row: number }).row)],
})
const ROW_TYPES: Record<RowKind, string> = {
  NON_DERIVATIVE_TRANSACTION: 'NonDerivativeTransaction',
  NON_DERIVATIVE_HOLDING: 'NonDerivativeHolding',
  DERIVATIVE_TRANSACTION: 'DerivativeTransaction',
  DERIVATIVE_HOLDING: 'DerivativeHolding',
}

export const FilingOwner = builder.objectRef<FilingOwnerRow>('FilingOwner')
/** An issuer that two insiders share: the relationship is that of the other one with it. */
export const SharedIssuer = builder.objectRef<SharedTie>('SharedIssuer')

/** What was found, at the places of its keys. */
function inOrder<Row extends { filingId: string; row: number }>(keys: readonly string[], rows: Row[]): Row[] {
  const found = new Map(rows.map((row) => [rowKey(row), row]))
  return keys.map((key) => found.get(key)!)
}

export const issuerNames = loader(namesOfIssuers<number>)
export const insiderNames = loader(namesOfInsiders<number>)
/** Rows by their keys (see `rowKey`), of either table. */
export const transactionRows = loader((db, keys: readonly string[]) =>
  inOrder(keys, transactionsByKey(db, keys)),
)
export const holdingRows = loader((db, keys: readonly string[]) => inOrder(keys, holdingsByKey(db, keys)))
export const filingAmendments = loader(amendmentsOfFilings)
export const filingChanges = loader(changesOfFilings)
export const filingOwners = loader(ownersOfFilings<string>)
export const filingTransactions = loader(transactionsOfFilings<string>)
export const filingHoldings = loader(holdingsOfFilings<string>)
export const filingFootnotes = loader(footnotesOfFilings<string>)
export const filingReferences = loader(referencesOfFilings<string>)
export const filingSignatures = loader(signaturesOfFilings<string>)
export const grantsById = loader((db, ids: readonly number[]) => {
  const grants = new Map(optionGrantsById(db, ids).map((row) => [row.id, row]))
  return ids.map((id) => grants.get(id))
})
