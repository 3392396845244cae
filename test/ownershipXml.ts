/** A little writer of ownership XML, independent of the reader: for tests that write, read and compare. */

import type { Filed, Filing, Row, RowField } from '../src/edgar/filing.ts'

/** The element of each of a row's fields, within its group. */
export const ROW_PATHS: Record<RowField, string> = {
  securityTitle: 'securityTitle',
  exercisePrice: 'conversionOrExercisePrice',
  transactedOn: 'transactionDate',
  deemedExecutedOn: 'deemedExecutionDate',
  formType: 'transactionCoding/transactionFormType',
  code: 'transactionCoding/transactionCode',
  equitySwap: 'transactionCoding/equitySwapInvolved',
  timeliness: 'transactionTimeliness',
  shares: 'transactionAmounts/transactionShares',
  totalValue: 'transactionAmounts/transactionTotalValue',
  pricePerShare: 'transactionAmounts/transactionPricePerShare',
  direction: 'transactionAmounts/transactionAcquiredDisposedCode',
  exercisableOn: 'exerciseDate',
  expiresOn: 'expirationDate',
  underlyingTitle: 'underlyingSecurity/underlyingSecurityTitle',
  underlyingShares: 'underlyingSecurity/underlyingSecurityShares',
  underlyingValue: 'underlyingSecurity/underlyingSecurityValue',
  sharesAfter: 'postTransactionAmounts/sharesOwnedFollowingTransaction',
  valueAfter: 'postTransactionAmounts/valueOwnedFollowingTransaction',
  ownership: 'ownershipNature/directOrIndirectOwnership',
  natureOfOwnership: 'ownershipNature/natureOfOwnership',
}

const HELD: RowField[] = [
  'securityTitle',
  'formType',
  'sharesAfter',
  'valueAfter',
  'ownership',
  'natureOfOwnership',
]
const DERIVATIVE: RowField[] = [
  'exercisePrice',
  'exercisableOn',
  'expiresOn',
  'underlyingTitle',
  'underlyingShares',
  'underlyingValue',
]

/** The fields that a kind of row has. */
export function fieldsOfKind({ table, kind }: Pick<Row, 'table' | 'kind'>): RowField[] {
  const all = Object.keys(ROW_PATHS) as RowField[]
  const held = all.filter((field) => HELD.includes(field) || DERIVATIVE.includes(field))
  const kinds = kind === 'holding' ? held : all
  return table === 'II'
    ? kinds
    : kinds.filter((field) => !DERIVATIVE.includes(field) && field !== 'totalValue')
}

const escaped = (text: unknown) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const tag = (name: string, content: unknown) =>
  content === undefined
    ? ''
    : `<${name}>${typeof content === 'string' ? content : escaped(content)}</${name}>`

/** A scalar element. */
const leaf = (name: string, value: unknown) => (value === undefined ? '' : tag(name, escaped(value)))

function filedElement(path: string, filed: Filed | undefined): string {
  if (!filed) return ''
  const [last, group] = path.split('/').reverse() as [string, string?]
  const text = filed.asFiled ?? filed.value
  const references = (filed.footnotes ?? []).map((id) => `<footnoteId id="${escaped(id)}"/>`).join('')
  const isBare = group === 'transactionCoding'
  const value = text === undefined ? '' : isBare ? escaped(text) : `<value>${escaped(text)}</value>`
  if (last === 'transactionCode') {
    // Footnotes of the coding stand in the group, not in the element.
    return tag(group!, (text === undefined ? '' : tag(last, value)) + references)
  }
  const element = tag(last, value + references)
  return group ? tag(group, element) : element
}

/** Writes the whole Filing but what is not in the XML (accession, filedOn, acceptedAt) and its leftovers. */
export function writeOwnershipXml(filing: Filing): string {
  const { issuer } = filing
  const owners = filing.owners.map((owner) =>
    tag(
      'reportingOwner',
      tag('reportingOwnerId', leaf('rptOwnerCik', owner.cik) + leaf('rptOwnerName', owner.name)) +
        tag(
          'reportingOwnerAddress',
          leaf('rptOwnerStreet1', owner.street1) +
            leaf('rptOwnerStreet2', owner.street2) +
            leaf('rptOwnerCity', owner.city) +
            leaf('rptOwnerState', owner.state) +
            leaf('rptOwnerZipCode', owner.zipCode) +
            leaf('rptOwnerStateDescription', owner.stateDescription) +
            leaf('rptOwnerNonUSAddressFlag', owner.isNonUsAddress) +
            leaf('rptOwnerNonUSStateTerritory', owner.nonUsStateTerritory) +
            leaf('rptOwnerCountry', owner.country) +
            leaf('rptOwnerGoodAddress', owner.hasGoodAddress),
        ) +
        tag(
          'reportingOwnerRelationship',
          leaf('isDirector', owner.isDirector) +
            leaf('isOfficer', owner.isOfficer) +
            leaf('isTenPercentOwner', owner.isTenPercentOwner) +
            leaf('isOther', owner.isOther) +
            leaf('officerTitle', owner.officerTitle) +
            leaf('otherText', owner.otherText),
        ),
    ),
  )
  const rowsOf = (table: 'I' | 'II') =>
    filing.rows
      .filter((row) => row.table === table)
      .map((row) =>
        tag(
          `${table === 'I' ? 'nonDerivative' : 'derivative'}${row.kind === 'holding' ? 'Holding' : 'Transaction'}`,
          Object.entries(ROW_PATHS)
            .map(([field, path]) => filedElement(path, row.fields[field as RowField]))
            .join(''),
        ),
      )
      .join('\n')
  return `<?xml version="1.0"?>\n${tag(
    'ownershipDocument',
    [
      leaf('schemaVersion', filing.schemaVersion),
      leaf('documentType', filing.form),
      leaf('periodOfReport', filing.periodOfReport),
      leaf('dateOfOriginalSubmission', filing.originalFiledOn),
      leaf('noSecuritiesOwned', filing.noSecuritiesOwned),
      leaf('notSubjectToSection16', filing.notSubjectToSection16),
      leaf('form3HoldingsReported', filing.form3HoldingsReported),
      leaf('form4TransactionsReported', filing.form4TransactionsReported),
      tag(
        'issuer',
        leaf('issuerCik', String(issuer.cik).padStart(10, '0')) +
          leaf('issuerName', issuer.name) +
          leaf('issuerTradingSymbol', issuer.ticker) +
          leaf('issuerForeignTradingSymbol', issuer.foreignTicker),
      ),
      ...owners,
      leaf('aff10b5One', filing.aff10b5One === undefined ? undefined : filing.aff10b5One ? '1' : '0'),
      tag('nonDerivativeTable', rowsOf('I')),
      tag('derivativeTable', rowsOf('II')),
      tag(
        'footnotes',
        filing.footnotes
          .map(({ id, text }) => `<footnote id="${escaped(id)}">${escaped(text)}</footnote>`)
          .join('\n'),
      ),
      leaf('remarks', filing.remarks),
      ...filing.signatures.map(({ name, signedOn }) =>
        tag('ownerSignature', leaf('signatureName', name) + leaf('signatureDate', signedOn)),
      ),
    ].join('\n'),
  )}`
}
