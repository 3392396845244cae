/**
 * Whom filings concern: issuers, insiders, and what ties them. What filings add is collected, and written at the end of a
 * write by steps that do not grow with the number of filings, in any order of arrival; who loses a filing is made anew
 * from those that stay.
 */
import { isOf } from '../filters.ts'
import type { Db } from '../open.ts'
import { filingOwners, filings } from '../tables.ts'
import { named, type Told, tell, tickered, writeParty } from './names.ts'
import { type Relationship, relationshipOf, together, writeRelationship } from './relationships.ts'

type Filing = typeof filings.$inferInsert
type Owner = typeof filingOwners.$inferInsert

/** What is to be written of parties. */
export interface Parties {
  issuers: Map<number, Told | Anew>
  insiders: Map<number, Told | Anew>
  /** By `issuer insider`. */
  pairs: Map<string, Relationship | Anew>
}

/** Stands where all filings are to be asked. */
type Anew = 'ANEW'

export const noParties = (): Parties => ({ issuers: new Map(), insiders: new Map(), pairs: new Map() })

/** Adds what a filing tells of its parties. */
export function addFiling({ issuers, insiders, pairs }: Parties, filing: Filing, owners: Owner[]): void {
  const span = { firstOn: filing.datedOn, lastOn: filing.datedOn }
  add(issuers, filing.issuerCik, (known) =>
    tell(known, span, [...named(filing.issuerName), ...tickered(filing.tickers)]),
  )
  for (const [cik, entries] of Map.groupBy(owners, ({ insiderCik }) => insiderCik)) {
    add(insiders, cik, (known) => tell(known, span, named(entries[0]!.name)))
    add(pairs, `${filing.issuerCik} ${cik}`, (known) => {
      const next = relationshipOf(filing, entries)
      return known ? together(known, next) : next
    })
  }
}

function add<Key, Value>(all: Map<Key, Value | Anew>, key: Key, more: (known?: Value) => Value): void {
  const known = all.get(key)
  if (known !== 'ANEW') all.set(key, more(known))
}

/** Has the parties of a stored filing, which is about to go, made anew. */
export function removeFiling(db: Db, { issuers, insiders, pairs }: Parties, id: string): void {
  const issuer = issuerOf(db, id)
  issuers.set(issuer, 'ANEW')
  for (const cik of insidersOf(db, id)) {
    insiders.set(cik, 'ANEW')
    pairs.set(`${issuer} ${cik}`, 'ANEW')
  }
}

/** Writes what was collected. */
export function writeParties(db: Db, { issuers, insiders, pairs }: Parties): void {
  for (const [cik, told] of issuers) writeParty(db, 'issuer', cik, told === 'ANEW' ? undefined : told)
  for (const [cik, told] of insiders) writeParty(db, 'insider', cik, told === 'ANEW' ? undefined : told)
  for (const [pair, told] of pairs) {
    const [issuerCik, insiderCik] = pair.split(' ').map(Number) as [number, number]
    writeRelationship(db, { issuerCik, insiderCik }, told === 'ANEW' ? undefined : told)
  }
}

/** Who reports a filing: CIKs. */
export function insidersOf(db: Db, id: string): number[] {
  const statement = db.once('filing.insiders', () =>
    db.orm
      .selectDistinct({ cik: filingOwners.insiderCik })
      .from(filingOwners)
      .where(isOf(filingOwners.filingId))
      .prepare(),
  )
  return statement.all({ id }).map(({ cik }) => cik)
}

function issuerOf(db: Db, id: string): number {
  const statement = db.once('filing.issuer', () =>
    db.orm.select({ cik: filings.issuerCik }).from(filings).where(isOf(filings.id)).prepare(),
  )
  return statement.get({ id })!.cik
}
