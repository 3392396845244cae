/**
 * What each amendment amends, and which rows it replaces. An amendment names only the day of the original's filing, so
 * that the original is looked for among the filings of the same issuer, form and owners; it may come before or after.
 */

import { and, eq, type SQL } from 'drizzle-orm'
import {
  type Amendable,
  amendableColumns,
  byTime,
  type ChainRow,
  chainOf,
  findAmendable,
  isAmendment,
  rootOf,
  rowsOfFiling,
} from '../chains.ts'
import type { AmendmentReason } from '../codes.ts'
import { given, isOf } from '../filters.ts'
import { memo } from '../memo.ts'
import type { Db } from '../open.ts'
import { isRow, isSuperseded } from '../rows.ts'
import { likeness, unfold } from '../rules/supersession.ts'
import { filingOwners, filings, holdings, transactions } from '../tables.ts'
import { type Counts, countInForce } from './dataset.ts'
import { unfitFor } from './document.ts'
import { insidersOf } from './parties.ts'
import { type Touched, touch } from './touched.ts'

/** What is linked to filings, or could be: known before one goes, or after it has come. */
export interface Neighbours {
  /** Amendments whose link is to be found anew. */
  amendments: string[]
  /** The first filings of the chains that they are, or were, in. */
  roots: string[]
}

/** Adds those of a filing. */
export function addNeighbours(db: Db, id: string, { amendments, roots }: Neighbours): void {
  const filing = findAmendable(db, id)!
  const around = [...amendmentsAround(db, filing), ...(isAmendment(filing) ? [filing] : [])]
  if (around.length === 0) return
  amendments.push(...around.map((other) => other.id))
  roots.push(...[filing, ...around].map((other) => rootOf(db, other).id))
}

/** Finds the links of these amendments anew, and which rows their chains replace; adds to `touched` and `counts` what that changes. */
export function relink(db: Db, { amendments, roots }: Neighbours, touched: Touched, counts: Counts): void {
  const find = (ids: string[]) => [...new Set(ids)].flatMap((id) => findAmendable(db, id) ?? [])
  const rowsOf = memo((id: string) => rowsOfFiling(db, id), itself)
  // What was one may have been replaced by what is none.
  for (const amendment of find(amendments).filter(isAmendment).sort(byTime)) {
    const { amendsId, reason } = originalOf(db, amendment, rowsOf)
    statements(db).link.run({
      id: amendment.id,
      amendsId: amendsId && filings.id.mapToDriverValue(amendsId),
      reason: filings.amendmentReason.mapToDriverValue(reason),
    })
  }
  const chains = find([...roots, ...amendments]).map((filing) => rootOf(db, filing))
  for (const root of new Map(chains.map((root) => [root.id, root])).values()) {
    for (const id of supersede(db, chainOf(db, root), rowsOf, counts)) touch(db, id, touched)
  }
}

/** The rows of a filing, read once in a write. */
type RowsOf = (id: string) => ChainRow[]
const itself = (id: string) => id

/** The amendments that could speak of a filing, or of the same original. */
function amendmentsAround(db: Db, filing: Amendable): Amendable[] {
  const { byOriginal, byPeriod } = statements(db)
  const { issuerCik: issuer, datedOn, originalFiledOn, period } = filing
  const owners = insidersOf(db, filing.id)
  const named = [datedOn, originalFiledOn, period].flatMap((day) => day ?? [])
  const found = [
    ...named.flatMap((day) => byOriginal.all({ issuer, day })),
    ...(period === null ? [] : owners.flatMap((owner) => byPeriod.all({ owner, issuer, day: period }))),
  ]
  return unique(found)
    .filter((other) => other.id !== filing.id && isAmendment(other) && other.form[0] === filing.form[0])
    .filter((other) => insidersOf(db, other.id).some((owner) => owners.includes(owner)))
}

const unique = (found: Amendable[]) => [...new Map(found.map((filing) => [filing.id, filing])).values()]

/** The filing that an amendment amends: the first of the ways to tell it that finds one. */
function originalOf(
  db: Db,
  amendment: Amendable,
  rowsOf: RowsOf,
): { amendsId: string | null; reason: AmendmentReason } {
  const around = amendableBy(db, amendment)
  const originals = around.filter((other) => !isAmendment(other))
  const earlier = around.filter((other) => isAmendment(other) && byTime(other, amendment) < 0)
  const same = (other: Amendable) => other.ownerGroup === amendment.ownerGroup
  const filed = (other: Amendable) => other.datedOn === amendment.originalFiledOn
  const likenessOf = memo((id: string) => likeness(rowsOf(id), rowsOf(amendment.id)), itself)
  const alike = (other: Amendable) => likenessOf(other.id) > 0
  const sibling = ({ originalFiledOn, period }: Amendable) =>
    (period !== null && period === amendment.period) ||
    (originalFiledOn !== null && originalFiledOn === amendment.originalFiledOn)

  const ways: [AmendmentReason, AmendmentReason, () => Amendable[]][] = [
    ['FILED_ON', 'FILED_ON_AND_ROWS', () => originals.filter((other) => filed(other) && same(other))],
    ['FILED_ON', 'FILED_ON_AND_ROWS', () => earlier.filter((other) => filed(other) && same(other))],
    ['PERIOD', 'PERIOD_AND_ROWS', () => originals.filter(same)],
    ['OTHER_OWNERS', 'OTHER_OWNERS', () => originals.filter(alike)],
    [
      'EARLIER_AMENDMENT',
      'EARLIER_AMENDMENT',
      () => earlier.filter((other) => same(other) && sibling(other)),
    ],
  ]
  for (const [alone, compared, find] of ways) {
    const candidates = find()
    if (candidates.length === 1) return { amendsId: candidates[0]!.id, reason: alone }
    if (candidates.length > 1) return { amendsId: likest(candidates, likenessOf).id, reason: compared }
  }
  return { amendsId: null, reason: 'NOT_FOUND' }
}

/** What an amendment could amend: of the same issuer and form, with one of its owners, by day or by period. */
function amendableBy(db: Db, amendment: Amendable): Amendable[] {
  const { byDay, byPeriod } = statements(db)
  const { issuerCik: issuer, originalFiledOn, period } = amendment
  const owners = insidersOf(db, amendment.id)
  const on = (day: string | null, statement: typeof byDay) =>
    day === null ? [] : owners.flatMap((owner) => statement.all({ owner, issuer, day }))
  const found = [
    ...on(originalFiledOn, byDay),
    ...on(period, byPeriod),
    ...on(originalFiledOn, byPeriod), // some type the period where the day of filing belongs
    ...amendmentsAround(db, amendment),
  ]
  return unique(found).filter((other) => other.form[0] === amendment.form[0] && other.id !== amendment.id)
}

/** Of several, the one most of whose rows are repeated; of equals the latest. */
function likest(candidates: Amendable[], likenessOf: (id: string) => number): Amendable {
  const scored = candidates.map((other) => ({ other, score: likenessOf(other.id) }))
  return scored.sort((a, b) => b.score - a.score || byTime(b.other, a.other))[0]!.other
}

/** Marks each row of a chain that a later filing of it replaces; the others stay in force. The filings that this changes. */
function supersede(db: Db, chain: Amendable[], rowsOf: RowsOf, counts: Counts): Set<string> {
  const links = unfold(chain.map(({ id }) => rowsOf(id)))
  const instead = new Map(links.flatMap(({ replaced }) => [...replaced]))
  const changed = new Set<string>()
  for (const row of links.flatMap(({ rows }) => rows)) {
    if (isMarked(row, instead.get(row))) continue
    mark(db, row, instead.get(row), counts)
    changed.add(row.filingId)
  }
  return changed
}

/** Whether a row already says that this one stands for it, or that none does. */
const isMarked = (row: ChainRow, next: ChainRow | undefined) =>
  next
    ? isSuperseded(row) && row.insteadFiling === next.filingId && row.insteadRow === next.row
    : !isSuperseded(row)

function mark(db: Db, row: ChainRow, next: ChainRow | undefined, counts: Counts): void {
  const { markTransaction, markHolding } = statements(db)
  const values = {
    filingId: row.filingId,
    row: row.row,
    insteadFiling: next ? filings.id.mapToDriverValue(next.filingId) : null,
    insteadRow: next?.row ?? null,
  }
  if (!('trade' in row)) return void markHolding.run(values)
  if (isSuperseded(row) !== Boolean(next)) countInForce(counts, row, next ? -1 : 1)
  const leftOut = next ? 'SUPERSEDED' : row.trade === null ? null : unfitFor(row, row.value)
  markTransaction.run({
    ...values,
    leftOut: leftOut === null ? null : transactions.leftOut.mapToDriverValue(leftOut),
  })
}

const statements = (db: Db) => db.once('amendments', () => prepared(db))

function prepared({ orm }: Db) {
  const byOwner = (on: SQL) =>
    orm
      .select(amendableColumns)
      .from(filingOwners)
      .innerJoin(filings, eq(filings.id, filingOwners.filingId))
      .where(and(eq(filingOwners.insiderCik, given('owner')), on, eq(filings.issuerCik, given('issuer'))))
      .prepare()
  const instead = { insteadFiling: given('insteadFiling'), insteadRow: given('insteadRow') }
  return {
    byDay: byOwner(eq(filingOwners.datedOn, given('day'))),
    byPeriod: byOwner(eq(filingOwners.periodOfReport, given('day'))),
    byOriginal: orm
      .select(amendableColumns)
      .from(filings)
      .where(and(eq(filings.issuerCik, given('issuer')), eq(filings.originalFiledOn, given('day'))))
      .prepare(),
    link: orm
      .update(filings)
      .set({ amendsId: given('amendsId'), amendmentReason: given('reason') })
      .where(isOf(filings.id))
      .prepare(),
    markTransaction: orm
      .update(transactions)
      .set({ ...instead, leftOut: given('leftOut') })
      .where(isRow(transactions))
      .prepare(),
    markHolding: orm.update(holdings).set(instead).where(isRow(holdings)).prepare(),
  }
}
