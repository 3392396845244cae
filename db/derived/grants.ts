/** Option grants as the rows of Table II tell them: found by their key, summed up from all their rows. */

import { eq } from 'drizzle-orm'
import { given } from '../filters.ts'
import { type AllRows, grantRows, rowsOfGrants } from '../grant-rows.ts'
import { insertInto } from '../insert.ts'
import type { Db } from '../open.ts'
import { type Life, lifeOf } from '../rules/grant-life.ts'
import { optionGrantOwners, optionGrants } from '../tables.ts'

/** What tells one grant from another; `key` is a hash of it. */
export interface GrantKey {
  key: string
  issuerCik: number
  holders: string
  title: string | null
  exercisePrice: string | null
  expiresOn: string | null
}

/** The id of the grant with a key, made if there is none yet; `refreshGrant` fills in the rest. */
export function grantId(db: Db, grant: GrantKey, ciks: number[], on: string): number {
  const find = db.once('grants.find', () =>
    db.orm
      .select({ id: optionGrants.id })
      .from(optionGrants)
      .where(eq(optionGrants.key, given('key')))
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

/** What a grant's life tells, null where it has none. */
const LIFE = [
  'grantedOn',
  'granted',
  'exercised',
  'withheld',
  'sold',
  'remaining',
  'remainingBasis',
  'status',
  'lapsesOn',
  'knownFrom',
] as const satisfies (keyof Life<never, never>)[]
const NO_LIFE = Object.fromEntries(LIFE.map((name) => [name, null]))

/**
 * Tells the lives of grants anew from their rows in force. One of which only superseded rows speak has none; one of which
 * no row speaks any more is removed.
 */
export function refreshGrants(db: Db, ids: readonly number[]): void {
  const all = rowsOfGrants(db, ids)
  const grants = grantRows(db, ids, all)
  for (const [i, id] of ids.entries()) refreshGrant(db, id, all[i]!, grants[i])
}

function refreshGrant(db: Db, id: number, all: AllRows, grant: ReturnType<typeof grantRows>[number]): void {
  const { update, remove } = db.once('grants.refresh', () => statements(db))
  const { transactions, holdings } = grant ?? all
  const rows = [...transactions, ...holdings].sort((a, b) => (isBefore(a, b) ? -1 : 1))
  const latest = rows.at(-1)
  if (!latest) return void remove.run({ id })
  update.run({
    id,
    title: latest.securityTitle,
    exercisePrice: latest.exercisePrice,
    exercisableOn: rows.findLast((row) => row.exercisableOn)?.exercisableOn ?? null,
    underlyingTitle: rows.findLast((row) => row.underlyingTitle)?.underlyingTitle ?? null,
    firstOn: rows[0]!.datedOn,
    lastOn: latest.datedOn,
    ...(grant ? lifeOf(grant) : NO_LIFE),
  })
}

type Placed = { datedOn: string; filingId: string; row: number }

function isBefore(a: Placed, b: Placed): boolean {
  if (a.datedOn !== b.datedOn) return a.datedOn < b.datedOn
  return a.filingId === b.filingId ? a.row < b.row : a.filingId < b.filingId
}

function statements(db: Db) {
  const isIt = eq(optionGrants.id, given('id'))
  const latest = ['title', 'exercisePrice', 'exercisableOn', 'underlyingTitle', 'firstOn', 'lastOn'] as const
  const values = [...latest, ...LIFE].map((name) => [name, given(name)])
  return {
    update: db.orm.update(optionGrants).set(Object.fromEntries(values)).where(isIt).prepare(),
    remove: db.orm.delete(optionGrants).where(isIt).prepare(),
  }
}
