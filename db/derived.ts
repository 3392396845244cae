/**
 * What is derived from several filings and kept beside them: who is whose insider, and who had which name when. Adding
 * a filing moves it on by steps that do not grow with the number of filings, in any order of arrival; taking one away
 * makes it anew from the filings that stay.
 */
import { eq, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { roleBits } from './codes.ts'
import type { Db } from './open.ts'
import {
  filingOwners,
  filings,
  insiderNames,
  insiders,
  issuerNames,
  issuers,
  relationships,
} from './tables.ts'

type Filing = typeof filings.$inferInsert
type Owner = typeof filingOwners.$inferInsert

const p = (name: string) => sql`${sql.placeholder(name)}`

/** Moves issuer, insiders, their names and relationships on by one filing. */
export function addFiling(db: Db, filing: Filing, owners: Owner[]): void {
  addIssuer(db, filing)
  for (const owner of owners) addInsider(db, filing, owner)
}

function addIssuer(db: Db, filing: Filing): void {
  const add = db.once('derived.add', () => additions(db))
  const { issuerCik: cik, datedOn: on } = filing
  add.issuer.run({ cik, on })
  if (filing.issuerName) add.issuerName.run({ cik, kind: 'NAME', text: filing.issuerName, on })
  for (const text of filing.tickers) add.issuerName.run({ cik, kind: 'TICKER', text, on })
  add.nameIssuer.run({ cik })
}

function addInsider(db: Db, filing: Filing, owner: Owner): void {
  if (!owner.datedOn) return // a second entry of the same owner
  const add = db.once('derived.add', () => additions(db))
  const { insiderCik: cik, datedOn: on } = owner
  add.insider.run({ cik, on })
  if (owner.name) add.insiderName.run({ cik, text: owner.name, on })
  add.nameInsider.run({ cik })
  add.relationship.run({
    issuer: filing.issuerCik,
    insider: cik,
    roles: rolesOfOwner(owner),
    title: owner.officerTitle ?? null,
    exited: filing.notSubjectToSection16 ? 1 : 0,
    on,
    filing: filings.id.mapToDriverValue(filing.id),
  })
}

/** What an owner ticked, as bits of `ROLES`. */
export const rolesOfOwner = (
  owner: Pick<Owner, 'isDirector' | 'isOfficer' | 'isTenPercentOwner' | 'isOther'>,
) =>
  roleBits([
    ...(owner.isDirector ? (['DIRECTOR'] as const) : []),
    ...(owner.isOfficer ? (['OFFICER'] as const) : []),
    ...(owner.isTenPercentOwner ? (['TEN_PERCENT_OWNER'] as const) : []),
    ...(owner.isOther ? (['OTHER'] as const) : []),
  ])

function additions(db: Db) {
  const { orm } = db
  const earliest = (column: SQLiteColumn) => sql`min(${column}, excluded.first_on)`
  const latest = (column: SQLiteColumn) => sql`max(${column}, excluded.last_on)`
  const isLatest = sql`(excluded.last_on, excluded.last_filing) >= (${relationships.lastOn}, ${relationships.lastFiling})`
  const ofLatest = (excluded: SQL, stored: SQL) =>
    sql`CASE WHEN ${isLatest} THEN ${excluded} ELSE ${stored} END`
  const span = { firstOn: p('on'), lastOn: p('on') }
  const r = relationships
  return {
    issuer: orm
      .insert(issuers)
      .values({ cik: p('cik'), name: '', ...span })
      .onConflictDoUpdate({
        target: issuers.cik,
        set: { firstOn: earliest(issuers.firstOn), lastOn: latest(issuers.lastOn) },
      })
      .prepare(),
    issuerName: orm
      .insert(issuerNames)
      .values({ issuerCik: p('cik'), kind: p('kind'), text: p('text'), ...span })
      .onConflictDoUpdate({
        target: [issuerNames.issuerCik, issuerNames.kind, issuerNames.text],
        set: { firstOn: earliest(issuerNames.firstOn), lastOn: latest(issuerNames.lastOn) },
      })
      .prepare(),
    nameIssuer: orm
      .update(issuers)
      .set({ name: latestIssuerName('NAME', sql`''`), ticker: latestIssuerName('TICKER', sql`NULL`) })
      .where(eq(issuers.cik, p('cik')))
      .prepare(),
    insider: orm
      .insert(insiders)
      .values({ cik: p('cik'), name: '', ...span })
      .onConflictDoUpdate({
        target: insiders.cik,
        set: { firstOn: earliest(insiders.firstOn), lastOn: latest(insiders.lastOn) },
      })
      .prepare(),
    insiderName: orm
      .insert(insiderNames)
      .values({ insiderCik: p('cik'), text: p('text'), ...span })
      .onConflictDoUpdate({
        target: [insiderNames.insiderCik, insiderNames.text],
        set: { firstOn: earliest(insiderNames.firstOn), lastOn: latest(insiderNames.lastOn) },
      })
      .prepare(),
    nameInsider: orm
      .update(insiders)
      .set({ name: latestInsiderName })
      .where(eq(insiders.cik, p('cik')))
      .prepare(),
    relationship: orm
      .insert(r)
      .values({
        issuerCik: p('issuer'),
        insiderCik: p('insider'),
        roles: p('roles'),
        officerTitle: p('title'),
        hasExited: p('exited'),
        ...span,
        lastFiling: p('filing'),
        filingCount: 1,
      })
      .onConflictDoUpdate({
        target: [r.issuerCik, r.insiderCik],
        set: {
          roles: ofLatest(sql`excluded.roles`, sql`${r.roles}`),
          officerTitle: ofLatest(sql`excluded.officer_title`, sql`${r.officerTitle}`),
          hasExited: ofLatest(sql`excluded.has_exited`, sql`${r.hasExited}`),
          lastFiling: ofLatest(sql`excluded.last_filing`, sql`${r.lastFiling}`),
          firstOn: earliest(r.firstOn),
          lastOn: latest(r.lastOn),
          filingCount: sql`${r.filingCount} + 1`,
        },
      })
      .prepare(),
  }
}

/** The name of the latest filing; of two as late, the one that appeared later. */
const latestIssuerName = (kind: 'NAME' | 'TICKER', otherwise: SQL) =>
  sql`coalesce((SELECT n.text FROM ${issuerNames} n WHERE n.issuer_cik = ${issuers.cik} AND n.kind = ${kind}
    ORDER BY n.last_on DESC, n.first_on DESC, n.text LIMIT 1), ${otherwise})`

const latestInsiderName = sql`coalesce((SELECT n.text FROM ${insiderNames} n WHERE n.insider_cik = ${insiders.cik}
  ORDER BY n.last_on DESC, n.first_on DESC, n.text LIMIT 1), '')`

/** Whom a filing concerns: its issuer, its insiders. */
export function partiesOfFiling(db: Db, id: string): { issuer: number; insiders: number[] } {
  const { issuer } = db.orm
    .select({ issuer: filings.issuerCik })
    .from(filings)
    .where(eq(filings.id, id))
    .get()!
  const owners = db.orm
    .selectDistinct({ cik: filingOwners.insiderCik })
    .from(filingOwners)
    .where(eq(filingOwners.filingId, id))
    .all()
  return { issuer, insiders: owners.map(({ cik }) => cik) }
}

/** Makes anew what is derived about an issuer and some insiders, from all the filings that name them. */
export function refreshParties(db: Db, issuer: number, ciks: number[]): void {
  const { orm } = db
  orm.delete(issuerNames).where(eq(issuerNames.issuerCik, issuer)).run()
  orm.delete(issuers).where(eq(issuers.cik, issuer)).run()
  for (const cik of ciks) {
    orm.delete(insiderNames).where(eq(insiderNames.insiderCik, cik)).run()
    orm.delete(insiders).where(eq(insiders.cik, cik)).run()
    orm.delete(relationships).where(eq(relationships.insiderCik, cik)).run()
  }
  for (const filing of orm.select().from(filings).where(eq(filings.issuerCik, issuer)).all())
    addIssuer(db, filing)
  for (const cik of ciks) {
    const named = orm
      .select()
      .from(filingOwners)
      .innerJoin(filings, eq(filings.id, filingOwners.filingId))
      .where(eq(filingOwners.insiderCik, cik))
      .all()
    for (const { filings: filing, filing_owners: owner } of named) addInsider(db, filing, owner)
  }
}
