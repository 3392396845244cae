/**
 * What is derived from several filings and kept beside them: who is whose insider, and who had which name when. Adding
 * a filing moves it on by steps that do not grow with the number of filings, in any order of arrival; taking one away
 * makes it anew from the filings that stay.
 */
import { and, eq, isNotNull, max, min, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { bound, given } from '../filters.ts'
import { hash52 } from '../hash.ts'
import type { Db } from '../open.ts'
import { filingOwners, filings, insiderNames, insiders, issuerNames, issuers } from '../tables.ts'
import { addRelationship, refreshRelationship } from './relationships.ts'

type Filing = typeof filings.$inferInsert
type Owner = typeof filingOwners.$inferInsert

/** The first and the last day of something. */
interface Span {
  first: string
  last: string
}

/** Moves issuer, insiders, their names and relationships on by one filing. */
export function addFiling(db: Db, filing: Filing, owners: Owner[]): void {
  const span = { first: filing.datedOn, last: filing.datedOn }
  addIssuer(db, filing.issuerCik, [{ ...span, name: filing.issuerName ?? null, tickers: filing.tickers }])
  for (const [cik, entries] of Map.groupBy(owners, ({ insiderCik }) => insiderCik)) {
    addInsider(db, cik, [{ ...span, name: entries[0]!.name ?? null }])
    addRelationship(db, filing, entries)
  }
}

function addIssuer(db: Db, cik: number, spans: (Span & { name: string | null; tickers: string[] })[]): void {
  const add = db.once('derived.add', () => additions(db))
  for (const { name, tickers, first, last } of spans) {
    add.issuer.run({ cik, first, last })
    const addName = (kind: 'NAME' | 'TICKER', text: string) =>
      add.issuerName.run({ id: hash52(JSON.stringify([kind, cik, text])), cik, kind, text, first, last })
    if (name) addName('NAME', name)
    for (const text of tickers) addName('TICKER', text)
  }
  add.nameIssuer.run({ cik })
}

function addInsider(db: Db, cik: number, spans: (Span & { name: string | null })[]): void {
  const add = db.once('derived.add', () => additions(db))
  for (const { name, first, last } of spans) {
    add.insider.run({ cik, first, last })
    if (name) add.insiderName.run({ id: hash52(JSON.stringify([cik, name])), cik, text: name, first, last })
  }
  add.nameInsider.run({ cik })
}

function additions(db: Db) {
  const { orm } = db
  const span = { firstOn: given('first'), lastOn: given('last') }
  const wider = (table: { firstOn: SQLiteColumn; lastOn: SQLiteColumn }) => ({
    firstOn: sql`min(${table.firstOn}, excluded.first_on)`,
    lastOn: sql`max(${table.lastOn}, excluded.last_on)`,
  })
  return {
    issuer: orm
      .insert(issuers)
      .values({ cik: given('cik'), name: '', ...span })
      .onConflictDoUpdate({ target: issuers.cik, set: wider(issuers) })
      .prepare(),
    issuerName: orm
      .insert(issuerNames)
      .values({ id: given('id'), issuerCik: given('cik'), kind: given('kind'), text: given('text'), ...span })
      .onConflictDoUpdate({
        target: [issuerNames.issuerCik, issuerNames.kind, issuerNames.text],
        set: wider(issuerNames),
      })
      .prepare(),
    nameIssuer: orm
      .update(issuers)
      .set({ name: latestIssuerName('NAME', sql`''`), ticker: latestIssuerName('TICKER', sql`NULL`) })
      .where(eq(issuers.cik, given('cik')))
      .prepare(),
    insider: orm
      .insert(insiders)
      .values({ cik: given('cik'), name: '', ...span })
      .onConflictDoUpdate({ target: insiders.cik, set: wider(insiders) })
      .prepare(),
    insiderName: orm
      .insert(insiderNames)
      .values({ id: given('id'), insiderCik: given('cik'), text: given('text'), ...span })
      .onConflictDoUpdate({ target: [insiderNames.insiderCik, insiderNames.text], set: wider(insiderNames) })
      .prepare(),
    nameInsider: orm
      .update(insiders)
      .set({ name: latestInsiderName })
      .where(eq(insiders.cik, given('cik')))
      .prepare(),
  }
}

/** The name of the latest filing; of two as late, the one that appeared later. */
const latestIssuerName = (kind: 'NAME' | 'TICKER', otherwise: SQL) =>
  sql`coalesce((SELECT n.text FROM ${issuerNames} n WHERE n.issuer_cik = ${issuers.cik} AND n.kind = ${kind}
    ORDER BY n.last_on DESC, n.first_on DESC, n.text LIMIT 1), ${otherwise})`

const latestInsiderName = sql`coalesce((SELECT n.text FROM ${insiderNames} n WHERE n.insider_cik = ${insiders.cik}
  ORDER BY n.last_on DESC, n.first_on DESC, n.text LIMIT 1), '')`

/** Who reports a filing: CIKs. */
export function insidersOf(db: Db, id: string): number[] {
  const statement = db.once('filing.insiders', () =>
    db.orm
      .selectDistinct({ cik: filingOwners.insiderCik })
      .from(filingOwners)
      .where(sql`${filingOwners.filingId} = ${bound('id', filings.id)}`)
      .prepare(),
  )
  return statement.all({ id }).map(({ cik }) => cik)
}

/** Whom a filing concerns: its issuer, its insiders. */
export function partiesOfFiling(db: Db, id: string): { issuer: number; insiders: number[] } {
  const statement = db.once('filing.issuer', () =>
    db.orm
      .select({ cik: filings.issuerCik })
      .from(filings)
      .where(sql`${filings.id} = ${bound('id', filings.id)}`)
      .prepare(),
  )
  return { issuer: statement.get({ id })!.cik, insiders: insidersOf(db, id) }
}

/** Makes anew what is derived about an issuer and some of its insiders, from the filings that name them. */
export function refreshParties(db: Db, issuer: number, ciks: number[]): void {
  const { forget, spans } = db.once('derived.refresh', () => refreshes(db))
  for (const statement of forget.issuer) statement.run({ issuer })
  const issuerSpans = spans.issuer.all({ issuer }) as Parameters<typeof addIssuer>[2]
  if (issuerSpans.length > 0) addIssuer(db, issuer, issuerSpans)
  for (const cik of ciks) {
    for (const statement of forget.insider) statement.run({ cik })
    const insiderSpans = spans.insider.all({ cik }) as Parameters<typeof addInsider>[2]
    if (insiderSpans.length > 0) addInsider(db, cik, insiderSpans)
    refreshRelationship(db, issuer, cik)
  }
}

function refreshes(db: Db) {
  const { orm } = db
  const o = filingOwners
  return {
    forget: {
      issuer: [
        orm
          .delete(issuerNames)
          .where(eq(issuerNames.issuerCik, given('issuer')))
          .prepare(),
        orm
          .delete(issuers)
          .where(eq(issuers.cik, given('issuer')))
          .prepare(),
      ],
      insider: [
        orm
          .delete(insiderNames)
          .where(eq(insiderNames.insiderCik, given('cik')))
          .prepare(),
        orm
          .delete(insiders)
          .where(eq(insiders.cik, given('cik')))
          .prepare(),
      ],
    },
    spans: {
      issuer: orm
        .select({
          name: filings.issuerName,
          tickers: filings.tickers,
          first: min(filings.datedOn),
          last: max(filings.datedOn),
        })
        .from(filings)
        .where(eq(filings.issuerCik, given('issuer')))
        .groupBy(filings.issuerName, filings.tickers)
        .prepare(),
      insider: orm
        .select({ name: o.name, first: min(o.datedOn), last: max(o.datedOn) })
        .from(o)
        .where(and(eq(o.insiderCik, given('cik')), isNotNull(o.datedOn)))
        .groupBy(o.name)
        .prepare(),
    },
  }
}
