/** How SEC's data sets and documents differ where both tell of one filing, by field and kind. */
import { originOf } from '../../db/filings.ts'
import type { Db } from '../../db/open.ts'
import { decimal } from '../../db/rules/plausibility.ts'
import { type RawRows, storedRows } from '../../db/stored.ts'
import type { Incoming } from '../../db/write.ts'
import { ROW_FIELDS } from '../edgar/filing.ts'

type Values = Record<string, unknown>

/** What both tell; of the rest, such as lines and schema versions, a data set has nothing. */
const FIELDS = {
  filing: [
    'form',
    'issuerCik',
    'issuerName',
    'issuerTicker',
    'periodOfReport',
    'filedOn',
    'originalFiledOn',
    'noSecuritiesOwned',
    'notSubjectToSection16',
    'form3HoldingsReported',
    'form4TransactionsReported',
    'aff10b5One',
    'remarks',
  ],
  owner: [
    'name',
    'street1',
    'street2',
    'city',
    'state',
    'zipCode',
    'stateDescription',
    'isDirector',
    'isOfficer',
    'isTenPercentOwner',
    'isOther',
    'officerTitle',
    'otherText',
  ],
  row: ROW_FIELDS,
  footnote: ['text'],
} as const

/**
 * The differences between a filing on its way in and what is stored of it, where one of them is of a data set and the
 * other of a document: `transaction.pricePerShare ROUNDED`. MISSING: the data set lacks it. ADDED: the document does.
 */
export function differencesToStored(db: Db, incoming: Incoming): string[] {
  if (incoming.origin === 'SAMPLE') return []
  const origin = originOf(db, incoming.id)
  if (origin === undefined || origin === 'SAMPLE' || origin === incoming.origin) return []
  const [there, coming] = [storedRows(db, incoming.id), incoming.rows(incoming)]
  return incoming.origin === 'DATA_SET' ? differences(coming, there) : differences(there, coming)
}

function differences(dataSet: RawRows, document: RawRows): string[] {
  const within = (noun: string, fields: readonly string[], key: string, of: (rows: RawRows) => object[]) =>
    compareLists(noun, fields, key, of(dataSet) as Values[], of(document) as Values[])
  return [
    ...compare('filing', FIELDS.filing, dataSet.filing, document.filing),
    ...within('owner', FIELDS.owner, 'insiderCik', ({ owners }) => owners),
    ...within('transaction', FIELDS.row, 'row', ({ transactions }) => transactions),
    ...within('holding', FIELDS.row, 'row', ({ holdings }) => holdings),
    ...within('footnote', FIELDS.footnote, 'label', ({ footnotes }) => footnotes),
    ...within('reference', [], 'place', ({ references }) =>
      references.map(({ row, field, label }) => ({ place: `${row} ${field} ${label}` })),
    ),
    ...within('signature', [], 'words', ({ signatures }) =>
      signatures.map(({ name, signedOn }) => ({ words: `${signedOn} ${name}` })),
    ),
  ]
}

function compareLists(
  noun: string,
  fields: readonly string[],
  key: string,
  ours: Values[],
  theirs: Values[],
): string[] {
  const byKey = new Map(ours.map((one) => [one[key], one]))
  const found = theirs.flatMap((other) => {
    const one = byKey.get(other[key])
    byKey.delete(other[key])
    return one ? compare(noun, fields, one, other) : [`${noun} MISSING`]
  })
  return [...found, ...[...byKey].map(() => `${noun} ADDED`)]
}

function compare(noun: string, fields: readonly string[], ours: Values, theirs: Values): string[] {
  return fields.flatMap((field) => {
    const kind = kindOf(ours[field], theirs[field])
    return kind ? [`${noun}.${field} ${kind}`] : []
  })
}

/** No tick and no word of it are one. */
function kindOf(one: unknown, other: unknown): string | undefined {
  const [ours, theirs] = [one, other].map((value) =>
    value == null || value === false ? undefined : String(value),
  )
  if (ours === theirs) return undefined
  if (ours === undefined) return 'MISSING'
  if (theirs === undefined) return 'ADDED'
  const [rounded, exact] = [decimal(ours), decimal(theirs)]
  if (!rounded || !exact) return 'OTHER'
  if (rounded.eq(exact)) return undefined
  return exact.round(2).eq(rounded) ? 'ROUNDED' : 'OTHER'
}
