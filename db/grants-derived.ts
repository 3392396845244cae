/** Option grants as the rows of Table II tell them: found by their key, summed up from all their rows. */
import Big from 'big.js'
import { and, asc, eq, getTableColumns, isNotNull, sql } from 'drizzle-orm'
import { insertInto } from './insert.ts'
import type { Db } from './open.ts'
import { filings, holdings, optionGrantOwners, optionGrants, transactions } from './tables.ts'

/** What tells one grant from another; `key` is a hash of it. */
export interface GrantKey {
  key: string
  issuerCik: number
  holders: string
  title: string | null
  exercisePrice: string | null
  expiresOn: string | null
}

/** SEC's codes by which a derivative security turns into what underlies it. */
const EXERCISES = ['M', 'X', 'O', 'C']

/** The id of the grant with a key, made if there is none yet; `refreshGrant` fills in the rest. */
export function grantId(db: Db, grant: GrantKey, ciks: number[], on: string): number {
  const find = db.once('grants.find', () =>
    db.orm
      .select({ id: optionGrants.id })
      .from(optionGrants)
      .where(eq(optionGrants.key, sql.placeholder('key')))
      .prepare(),
  )
  const found = find.get({ key: grant.key })
  if (found) return found.id
  insertInto(db, optionGrants, [{ ...grant, firstOn: on, lastOn: on }])
  const { id } = find.get({ key: grant.key })!
  insertInto(
    db,
    optionGrantOwners,
    ciks.map((insiderCik) => ({ insiderCik, grantId: id })),
  )
  return id
}

/** The grants that a filing's rows speak of. */
export function grantsOfFiling(db: Db, filingId: string): number[] {
  const ids = [transactions, holdings].flatMap((table) =>
    db.orm
      .selectDistinct({ id: table.grantId })
      .from(table)
      .where(and(eq(table.filingId, filingId), isNotNull(table.grantId)))
      .all(),
  )
  return [...new Set(ids.map(({ id }) => id!))]
}

/** Sums a grant up from the rows that speak of it, or removes it when none does any more. */
export function refreshGrant(db: Db, id: number): void {
  const { traded, held, update } = db.once('grants.refresh', () => statements(db))
  const reported = traded.all({ id })
  const deals = unamended(reported)
  const rows = [...reported, ...held.all({ id })].sort((a, b) =>
    a.datedOn < b.datedOn ? -1 : a.datedOn > b.datedOn ? 1 : 0,
  )
  const latest = rows.at(-1)
  if (!latest) {
    db.orm.delete(optionGrants).where(eq(optionGrants.id, id)).run()
    return
  }
  const awards = deals.filter((row) => row.code === 'A' && row.direction === 'A')
  const exercises = deals.filter((row) => EXERCISES.includes(row.code ?? '') && row.direction !== 'A')
  update.run({
    id,
    title: latest.securityTitle,
    exercisePrice: latest.exercisePrice,
    exercisableOn: rows.findLast((row) => row.exercisableOn)?.exercisableOn ?? null,
    underlyingTitle: rows.findLast((row) => row.underlyingTitle)?.underlyingTitle ?? null,
    grantedOn: awards[0]?.tradedOn ?? null,
    granted: total(awards),
    exercised: total(exercises),
    firstOn: rows[0]!.datedOn,
    lastOn: latest.datedOn,
  })
}

/**
 * Without what amendments report anew. Of the filings of one period, whose owners are the grant's, the latest
 * amendment that speaks of the grant speaks for all before it. (A partial amendment that only adds a row is taken to
 * replace, too: the forms do not tell the two apart, and a number too small is better seen than one counted twice.)
 */
function unamended<Deal extends { form: string; period: string | null; filingId: string; datedOn: string }>(
  deals: Deal[],
): Deal[] {
  const order = ({ datedOn, filingId }: Deal) => `${datedOn} ${filingId}`
  const latest = new Map<string | null, string>()
  for (const deal of deals)
    if (deal.form.endsWith('/A') && order(deal) > (latest.get(deal.period) ?? ''))
      latest.set(deal.period, order(deal))
  return deals.filter((deal) => order(deal) >= (latest.get(deal.period) ?? ''))
}

/** Null where no row says a number. */
function total(rows: { shares: string | null }[]): string | null {
  const known = rows.filter((row) => row.shares !== null)
  if (known.length === 0) return null
  return known.reduce((sum, row) => sum.plus(row.shares!), new Big(0)).toFixed()
}

function statements(db: Db) {
  const columns = (table: typeof transactions | typeof holdings) => {
    const { filingId, row, datedOn, securityTitle, exercisePrice, exercisableOn, underlyingTitle } =
      getTableColumns(table)
    return { filingId, row, datedOn, securityTitle, exercisePrice, exercisableOn, underlyingTitle }
  }
  const { code, direction, shares, tradedOn } = transactions
  const ofGrant = (table: typeof transactions | typeof holdings) => eq(table.grantId, sql.placeholder('id'))
  const values = [
    'title',
    'exercisePrice',
    'exercisableOn',
    'underlyingTitle',
    'grantedOn',
    'granted',
    'exercised',
    'firstOn',
    'lastOn',
  ]
  return {
    traded: db.orm
      .select({
        ...columns(transactions),
        code,
        direction,
        shares,
        tradedOn,
        form: filings.form,
        period: filings.periodOfReport,
      })
      .from(transactions)
      .innerJoin(filings, eq(filings.id, transactions.filingId))
      .where(ofGrant(transactions))
      .orderBy(asc(tradedOn), asc(transactions.filingId), asc(transactions.row))
      .prepare(),
    held: db.orm
      .select(columns(holdings))
      .from(holdings)
      .where(ofGrant(holdings))
      .orderBy(asc(holdings.datedOn), asc(holdings.filingId), asc(holdings.row))
      .prepare(),
    update: db.orm
      .update(optionGrants)
      .set(Object.fromEntries(values.map((name) => [name, sql`${sql.placeholder(name)}`])))
      .where(eq(optionGrants.id, sql.placeholder('id')))
      .prepare(),
  }
}
