/** The events of option grants, with the footnotes on the rows that tell them. */
import { type RowField, rowKey } from './codes.ts'
import { type FootnoteRow, footnotesOfFilings, referencesOfFilings } from './filings.ts'
import { grantRows, type HeldRow } from './grant-rows.ts'
import { issuersByCik } from './issuers.ts'
import type { Db } from './open.ts'
import { isPriced } from './rules/grant-balance.ts'
import { type Life, type LifeEvent, lifeOf } from './rules/grant-life.ts'
import type { TransactionRow } from './transactions.ts'

type Row = TransactionRow | HeldRow

export interface OptionEvent extends Omit<LifeEvent<TransactionRow, HeldRow>, 'row'> {
  /** The transaction that tells it; null where a holding does, or no row. */
  transaction: TransactionRow | null
  footnotes: FootnoteRow[]
}

/** The elements whose footnotes tell how a grant vests. */
const VESTING: readonly RowField[] = ['exercisableOn', 'expiresOn']

/** The events of each grant, in order; the last may be an expiry that only the issuer's later filings tell. */
export function eventsOfGrants(db: Db, ids: readonly number[]): OptionEvent[][] {
  const grants = grantRows(db, ids)
  const rows = grants.flatMap((grant) => (grant ? [...grant.transactions, ...grant.holdings] : []))
  const notes = notesOf(db, rows)
  const ciks = [...new Set(rows.map(({ issuerCik }) => issuerCik))]
  const lastOn = new Map(issuersByCik(db, ciks).map((issuer) => [issuer.cik, issuer.lastOn]))
  const vestingOf = (row: Row) => {
    const texts = notes(row, VESTING).map(({ text }) => text)
    const on = row.exercisableOn
    return on === null && texts.length === 0 ? null : { on, text: JSON.stringify([on, ...texts]) }
  }
  const told = ({ row, ...event }: LifeEvent<TransactionRow, HeldRow>): OptionEvent => ({
    ...event,
    transaction: row && 'tradedOn' in row ? row : null,
    footnotes: row ? notes(row, event.kind === 'VESTING_STATED' ? VESTING : undefined) : [],
  })
  return grants.map((grant) => {
    if (!grant) return []
    const life = lifeOf(grant, vestingOf)
    const [{ exercisePrice, issuerCik }] = [...grant.transactions, ...grant.holdings] as [Row]
    const lapse = isPriced(exercisePrice) ? lapseOf(life, lastOn.get(issuerCik)!) : []
    return [...life.events, ...lapse].map(told)
  })
}

/** The expiry that no row reports. */
function lapseOf({ lapsesOn, remaining }: Life<TransactionRow, HeldRow>, until: string) {
  if (lapsesOn === null || lapsesOn >= until) return []
  const expiry = { kind: 'EXPIRED', confidence: 'MEDIUM', basis: 'EXPIRY' } as const
  return [{ ...expiry, on: lapsesOn, shares: remaining, row: null }]
}

/** The footnotes that hang on a row, or on some elements of it; each once. */
function notesOf(db: Db, rows: readonly Row[]) {
  const filings = [...new Set(rows.map(({ filingId }) => filingId))]
  const footnotes = Map.groupBy(
    footnotesOfFilings(db, filings).flat(),
    ({ filingId, label }) => `${filingId} ${label}`,
  )
  const references = Map.groupBy(referencesOfFilings(db, filings).flat(), rowKey)
  return (row: Row, fields?: readonly RowField[]) => {
    const marks = (references.get(rowKey(row)) ?? []).filter(({ field }) => !fields || fields.includes(field))
    return [...new Set(marks.flatMap(({ filingId, label }) => footnotes.get(`${filingId} ${label}`) ?? []))]
  }
}
