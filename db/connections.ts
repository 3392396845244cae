/**
 * Who is connected with whom: issuers by the insiders that they share, insiders by the issuers. Both are one walk over
 * `relationships`, from the one asked about (`here`) through what is shared to the other (`there`). What is shared ties
 * as well as the weaker of the two relationships does.
 */

import { and, asc, count, desc, eq, lte, ne, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { rowsAtMost } from './filters.ts'
import type { Db } from './open.ts'
import { relationships } from './tables.ts'
import { isJointOnly, TIES, type TieKind, tieSql } from './ties.ts'

/** All that are connected are counted and ranked; no more than this are told. */
export const MOST_CONNECTED = 2_000
/** Of what two share, no more than this is told. */
export const MOST_SHARED = 20

const WAYS = {
  'issuer.connectedIssuers': { end: 'issuerCik', through: 'insiderCik' },
  'insider.coInsiders': { end: 'insiderCik', through: 'issuerCik' },
} as const
export type Way = keyof typeof WAYS

/** Two issuers that share insiders, or two insiders who share issuers. */
export interface Connection {
  hereCik: number
  thereCik: number
  /** The kinds of ties that count, as bits. */
  ties: number
  sharedCount: number
  /** The latest day up to which filings tie both to something that they share. */
  lastSharedOn: string
}

/** One insider whom two issuers share, or one issuer that two insiders share. */
export interface SharedTie {
  /** The relationship on the other side. */
  issuerCik: number
  insiderCik: number
  tie: TieKind
  isJointOnly: boolean
  /** Bits of `ROLES`, from all filings. */
  rolesHere: number
  rolesThere: number
  /** The days on which filings tie both; null where there are none. */
  overlap: { from: string; to: string } | null
}

const here = alias(relationships, 'here')
const there = alias(relationships, 'there')

const tie = sql<number>`max(${tieSql(here.everRoles)}, ${tieSql(there.everRoles)})`
/** Where both are tied to the board, their days as directors or officers; else all their days. */
const latestFirstOn = sql<string>`CASE ${tie} WHEN 0 THEN max(${here.boardFirstOn}, ${there.boardFirstOn})
  ELSE max(${here.firstOn}, ${there.firstOn}) END`
const earliestLastOn = sql<string>`CASE ${tie} WHEN 0 THEN min(${here.boardLastOn}, ${there.boardLastOn})
  ELSE min(${here.lastOn}, ${there.lastOn}) END`

/** How `here` and `there` meet, by ties of the kinds asked for. */
function walk(way: Way) {
  const { end, through } = WAYS[way]
  const ties = sql.placeholder('ties')
  return {
    end,
    through,
    meet: and(eq(there[through], here[through]), ne(there[end], here[end])),
    matches: and(
      eq(here[end], sql.placeholder('hereCik')),
      // The second follows from the third, and spares the walk on from what is tied too weakly already.
      sql`${ties} >> ${tieSql(here.everRoles)} <> 0`,
      sql`${ties} & (1 << ${tie}) <> 0`,
    ),
  }
}

/** With whom each is connected: who shares most with them first, then latest, then by CIK. */
export function connectionsOf(db: Db, way: Way, ciks: readonly number[], ties: number): Connection[][] {
  const statement = db.once(way, () => {
    const { end, meet, matches } = walk(way)
    const thereCik = there[end]
    const sharedCount = count()
    const lastSharedOn = sql<string>`max(${earliestLastOn})`
    return db.orm
      .select({ thereCik, sharedCount, lastSharedOn })
      .from(here)
      .innerJoin(there, meet)
      .where(matches)
      .groupBy(thereCik)
      .orderBy(desc(sharedCount), desc(lastSharedOn), asc(thereCik))
      .limit(rowsAtMost(MOST_CONNECTED))
      .prepare()
  })
  db.observer.load?.(way, ciks.length)
  return db.snapshot(() =>
    ciks.map((hereCik) => statement.all({ hereCik, ties }).map((row) => ({ hereCik, ties, ...row }))),
  )
}

/** What each two share: the strongest ties first, one's own before those only ever reported jointly, then the latest. */
export function sharedTies(
  db: Db,
  way: Way,
  pairs: readonly { hereCik: number; thereCik: number }[],
  ties: number,
): SharedTie[][] {
  const statement = db.once(`${way}.shared`, () => shared(db, way))
  const { end } = WAYS[way]
  db.observer.load?.(`${way}.shared`, pairs.length)
  return db.snapshot(() => {
    const found = new Map<string, SharedTie[]>()
    for (const [hereCik, group] of Map.groupBy(pairs, (pair) => pair.hereCik)) {
      const ciks = JSON.stringify(group.map(({ thereCik }) => thereCik))
      const rows = statement.all({ hereCik, ties, ciks })
      for (const [thereCik, some] of Map.groupBy(rows, (row) => row[end]))
        found.set(
          `${hereCik} ${thereCik}`,
          some.map(({ tie, soleCount, from, to, place: _, ...row }) => ({
            ...row,
            tie: TIES[tie]!,
            isJointOnly: isJointOnly({ soleCount }),
            overlap: from <= to ? { from, to } : null,
          })),
        )
    }
    return pairs.map(({ hereCik, thereCik }) => found.get(`${hereCik} ${thereCik}`) ?? [])
  })
}

function shared(db: Db, way: Way) {
  const { end, through, meet, matches } = walk(way)
  const soleCount = sql<number>`min(${here.soleCount}, ${there.soleCount})`
  const place = sql<number>`row_number() OVER (PARTITION BY ${there[end]}
    ORDER BY ${tie}, ${soleCount} = 0, ${earliestLastOn} DESC, ${there[through]})`
  const ranked = db.orm
    .select({
      issuerCik: there.issuerCik,
      insiderCik: there.insiderCik,
      rolesHere: sql<number>`${here.everRoles}`.as('roles_here'),
      rolesThere: sql<number>`${there.everRoles}`.as('roles_there'),
      tie: tie.as('tie'),
      soleCount: soleCount.as('sole'),
      from: latestFirstOn.as('overlap_from'),
      to: earliestLastOn.as('overlap_to'),
      place: place.as('place'),
    })
    .from(here)
    .innerJoin(there, meet)
    // The plus has it walk as above, rather than look up each of these for each of what is shared.
    .where(and(matches, sql`+${there[end]} IN (SELECT value FROM json_each(${sql.placeholder('ciks')}))`))
    .as('ranked')
  return db.orm
    .select()
    .from(ranked)
    .where(lte(ranked.place, MOST_SHARED))
    .orderBy(asc(ranked.place))
    .prepare()
}
