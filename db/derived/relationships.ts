/**
 * What an insider is, or was, to an issuer, kept beside the filings that tie the two: moved on by each, in any order of
 * arrival, and made anew from those that stay when one is taken away.
 */
import { and, asc, count, desc, eq, getTableColumns, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { ROLES, rolesOfOwner } from '../codes.ts'
import { bound, given, rowsAtMost } from '../filters.ts'
import type { Db } from '../open.ts'
import { filingOwners, filings, relationships } from '../tables.ts'
import { BOARD } from '../ties.ts'

type Filing = typeof filings.$inferInsert
type Owner = typeof filingOwners.$inferInsert
type Relationship = typeof relationships.$inferInsert

/** Moves the relationship of a filing's issuer with one of its owners on by that filing. */
export function addRelationship(db: Db, filing: Filing, entries: Owner[]): void {
  const { insiderCik } = entries[0]!
  const here = latestOf(filing, entries)
  const span = spanOf(filing, filing)
  add(db, {
    issuerCik: filing.issuerCik,
    insiderCik,
    ...here,
    ...span,
    filingCount: 1,
    soleCount: filing.ownerGroup === insiderCik ? 1 : 0,
    everRoles: here.roles,
    ...(here.roles & BOARD ? onBoard(span) : {}),
  })
}

/** Makes a relationship anew from all filings that tie the two, if there are any. */
export function refreshRelationship(db: Db, issuerCik: number, insiderCik: number): void {
  const { forget, sums, ends, boardEnds, entries } = db.once('relationships.refresh', () => refreshes(db))
  const pair = { issuerCik, insiderCik }
  forget.run(pair)
  const all = sums.get(pair)!
  if (all.filingCount === 0) return
  const [first, last] = ends.map((end) => end.get(pair)!) as [End, End]
  const [boardFirst, boardLast] = all.everRoles & BOARD ? boardEnds.map((end) => end.get(pair)!) : []
  add(db, {
    ...pair,
    ...latestOf(last, entries.all({ insiderCik, id: last.id })),
    ...spanOf(first, last),
    ...all,
    ...(boardFirst && boardLast ? onBoard(spanOf(boardFirst, boardLast)) : {}),
  })
}

type End = Pick<Filing, 'id' | 'datedOn' | 'notSubjectToSection16'>

/** What the latest filing says. Several entries of one owner are one insider, who is all that they say. */
const latestOf = (filing: Pick<Filing, 'notSubjectToSection16'>, entries: Owner[]) => ({
  roles: entries.reduce((bits, entry) => bits | rolesOfOwner(entry), 0),
  officerTitle: entries.find(({ officerTitle }) => officerTitle)?.officerTitle ?? null,
  hasExited: filing.notSubjectToSection16 ?? false,
})

const spanOf = (first: Pick<Filing, 'id' | 'datedOn'>, last: Pick<Filing, 'id' | 'datedOn'>) => ({
  firstOn: first.datedOn,
  lastOn: last.datedOn,
  firstFiling: first.id,
  lastFiling: last.id,
})

const onBoard = ({ firstOn, lastOn, firstFiling, lastFiling }: ReturnType<typeof spanOf>) => ({
  boardFirstOn: firstOn,
  boardLastOn: lastOn,
  boardFirstFiling: firstFiling,
  boardLastFiling: lastFiling,
})

function add(db: Db, row: Relationship): void {
  const { columns, statement } = db.once('relationships.add', () => addition(db))
  const values = columns.map(([name, column]) => {
    const value = row[name as keyof Relationship]
    return [name, value == null ? null : column.mapToDriverValue(value)]
  })
  statement.run(Object.fromEntries(values))
}

function addition({ orm }: Db) {
  const r = relationships
  const columns = Object.entries(getTableColumns(r))
  const values = Object.fromEntries(columns.map(([name]) => [name, given(name)]))
  const added = (column: SQLiteColumn) => sql`excluded.${sql.identifier(column.name)}`
  /** What takes the place of what is known where it lies before it, or after it; null does of nothing. */
  const outermost = (way: SQL, day: SQLiteColumn, filing: SQLiteColumn) => {
    const isBeyond = sql`${day} IS NULL OR (${added(day)}, ${added(filing)}) ${way} (${day}, ${filing})`
    return (column: SQLiteColumn) => sql`CASE WHEN ${isBeyond} THEN ${added(column)} ELSE ${column} END`
  }
  const first = outermost(sql`<`, r.firstOn, r.firstFiling)
  const last = outermost(sql`>`, r.lastOn, r.lastFiling)
  const boardFirst = outermost(sql`<`, r.boardFirstOn, r.boardFirstFiling)
  const boardLast = outermost(sql`>`, r.boardLastOn, r.boardLastFiling)
  const statement = orm
    .insert(r)
    .values(values as never)
    .onConflictDoUpdate({
      target: [r.issuerCik, r.insiderCik],
      set: {
        roles: last(r.roles),
        officerTitle: last(r.officerTitle),
        hasExited: last(r.hasExited),
        firstOn: first(r.firstOn),
        firstFiling: first(r.firstFiling),
        lastOn: last(r.lastOn),
        lastFiling: last(r.lastFiling),
        filingCount: sql`${r.filingCount} + ${added(r.filingCount)}`,
        soleCount: sql`${r.soleCount} + ${added(r.soleCount)}`,
        everRoles: sql`${r.everRoles} | ${added(r.everRoles)}`,
        boardFirstOn: boardFirst(r.boardFirstOn),
        boardFirstFiling: boardFirst(r.boardFirstFiling),
        boardLastOn: boardLast(r.boardLastOn),
        boardLastFiling: boardLast(r.boardLastFiling),
      },
    })
    .prepare()
  return { columns, statement }
}

function refreshes({ orm }: Db) {
  const o = filingOwners
  const { id, datedOn, notSubjectToSection16 } = filings
  const ofFiling = eq(filings.id, o.filingId)
  const ofPair = and(eq(o.insiderCik, given('insiderCik')), eq(filings.issuerCik, given('issuerCik')))
  const end = (order: typeof asc, condition?: SQL) =>
    orm
      .select({ id, datedOn, notSubjectToSection16 })
      .from(o)
      .innerJoin(filings, ofFiling)
      .where(and(ofPair, isNotNull(o.datedOn), condition))
      .orderBy(order(o.datedOn), order(o.filingId))
      .limit(rowsAtMost(1))
      .prepare()
  // The tick may stand on a second entry of the same owner, which has no day.
  const isOnBoard = sql`EXISTS (SELECT 1 FROM ${filingOwners} e WHERE e.accession = ${o.filingId}
    AND +e.insider_cik = ${o.insiderCik} AND e.roles & ${sql.raw(String(BOARD))} <> 0)`
  const bits = ROLES.map((_, bit) => sql`max(${o.roles} & ${sql.raw(String(1 << bit))})`)
  return {
    forget: orm
      .delete(relationships)
      .where(
        and(
          eq(relationships.issuerCik, given('issuerCik')),
          eq(relationships.insiderCik, given('insiderCik')),
        ),
      )
      .prepare(),
    sums: orm
      .select({
        filingCount: count(o.datedOn),
        soleCount: sql<number>`count(${o.datedOn}) FILTER (WHERE ${filings.ownerGroup} = ${o.insiderCik})`,
        everRoles: sql<number>`coalesce(${sql.join(bits, sql` | `)}, 0)`,
      })
      .from(o)
      .innerJoin(filings, ofFiling)
      .where(ofPair)
      .prepare(),
    ends: [end(asc), end(desc)],
    boardEnds: [end(asc, isOnBoard), end(desc, isOnBoard)],
    entries: orm
      .select()
      .from(o)
      .where(and(eq(o.insiderCik, given('insiderCik')), sql`${o.filingId} = ${bound('id', o.filingId)}`))
      .orderBy(o.ordinal)
      .prepare(),
  }
}
