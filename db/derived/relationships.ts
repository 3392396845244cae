/**
 * What an insider is, or was, to an issuer, kept beside the filings that tie the two: moved on by each, in any order of
 * arrival, and made anew from those that stay when one is taken away.
 */
import { and, asc, count, desc, eq, isNotNull, type SQL, sql } from 'drizzle-orm'
import { packAccession } from '../accession.ts'
import { ROLES, rolesOfOwner } from '../codes.ts'
import { bound, given, rowsAtMost } from '../filters.ts'
import { putInto } from '../insert.ts'
import type { Db } from '../open.ts'
import { compareAll } from '../rules/order.ts'
import { filingOwners, filings, relationships } from '../tables.ts'
import { BOARD } from '../ties.ts'

type Filing = typeof filings.$inferInsert
type Owner = typeof filingOwners.$inferInsert
export type Relationship = typeof relationships.$inferInsert & { everRoles: number; soleCount: number }
type Pair = { issuerCik: number; insiderCik: number }

/** What a filing tells of its issuer and one of its owners, by their entries. */
export function relationshipOf(filing: Filing, entries: Owner[]): Relationship {
  const { insiderCik } = entries[0]!
  const latest = latestOf(filing, entries)
  const span = spanOf(filing, filing)
  return {
    issuerCik: filing.issuerCik,
    insiderCik,
    ...latest,
    ...span,
    filingCount: 1,
    soleCount: filing.ownerGroup === insiderCik ? 1 : 0,
    everRoles: latest.roles,
    ...(latest.roles & BOARD ? onBoard(span) : {}),
  }
}

/** What two sets of filings, none of which is in both, tell together. */
export function together(a: Relationship, b: Relationship): Relationship {
  const first = outermost(a, b, 'firstOn', 'firstFiling', -1)
  const last = outermost(a, b, 'lastOn', 'lastFiling', 1)
  const boardFirst = outermost(a, b, 'boardFirstOn', 'boardFirstFiling', -1)
  const boardLast = outermost(a, b, 'boardLastOn', 'boardLastFiling', 1)
  return {
    issuerCik: a.issuerCik,
    insiderCik: a.insiderCik,
    roles: last.roles,
    officerTitle: last.officerTitle,
    hasExited: last.hasExited,
    firstOn: first.firstOn,
    firstFiling: first.firstFiling,
    lastOn: last.lastOn,
    lastFiling: last.lastFiling,
    filingCount: a.filingCount + b.filingCount,
    soleCount: a.soleCount + b.soleCount,
    everRoles: a.everRoles | b.everRoles,
    boardFirstOn: boardFirst.boardFirstOn,
    boardFirstFiling: boardFirst.boardFirstFiling,
    boardLastOn: boardLast.boardLastOn,
    boardLastFiling: boardLast.boardLastFiling,
  }
}

/** Writes what is told of a pair beside what is known; or, where nothing is given, what all filings tell, anew. */
export function writeRelationship(db: Db, pair: Pair, more: Relationship | undefined): void {
  const { stored, remove } = db.once('relationships.write', () => writes(db))
  if (more) {
    const known = stored.get(pair)
    putInto(db, relationships, known ? together(known, more) : more)
  } else {
    const all = fromFilings(db, pair)
    if (all) putInto(db, relationships, all)
    else remove.run(pair)
  }
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

type Day = 'firstOn' | 'lastOn' | 'boardFirstOn' | 'boardLastOn'
type Of = 'firstFiling' | 'lastFiling' | 'boardFirstFiling' | 'boardLastFiling'

/** Which of two reaches further, back (-1) or on (1); of two as far the first. */
function outermost(a: Relationship, b: Relationship, day: Day, of: Of, way: -1 | 1): Relationship {
  if (b[day] == null) return a
  if (a[day] == null) return b
  const place = (told: Relationship) => [told[day]!, packAccession(told[of]!)!]
  return way * compareAll(place(b), place(a)) > 0 ? b : a
}

function fromFilings(db: Db, pair: Pair): Relationship | undefined {
  const { sums, ends, boardEnds, entries } = db.once('relationships.refresh', () => refreshes(db))
  const all = sums.get(pair)!
  if (all.filingCount === 0) return undefined
  const [first, last] = ends.map((end) => end.get(pair)!) as [End, End]
  const [boardFirst, boardLast] = all.everRoles & BOARD ? boardEnds.map((end) => end.get(pair)!) : []
  return {
    ...pair,
    ...latestOf(last, entries.all({ insiderCik: pair.insiderCik, id: last.id })),
    ...spanOf(first, last),
    ...all,
    ...(boardFirst && boardLast ? onBoard(spanOf(boardFirst, boardLast)) : {}),
  }
}

function writes(db: Db) {
  const { issuerCik, insiderCik } = relationships
  const isIt = and(eq(issuerCik, given('issuerCik')), eq(insiderCik, given('insiderCik')))
  return {
    stored: db.orm.select().from(relationships).where(isIt).prepare(),
    remove: db.orm.delete(relationships).where(isIt).prepare(),
  }
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
