/**
 * The shortest path from one issuer or insider to another; a step is the relationship of an insider with an issuer. The
 * search goes from both ends, a whole level at a time, where less is to be read. Once the two sides meet, every
 * shortest path lies in what was read, and the best of them is told.
 */

import { and, desc, getTableColumns, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { given, rowsAtMost, rowsUpToLimit } from './filters.ts'
import { insidersByCik } from './insiders.ts'
import { issuersByCik } from './issuers.ts'
import type { Db } from './open.ts'
import { reader, selectFrom } from './reader.ts'
import { relationships } from './tables.ts'
import { tieSql } from './ties.ts'

/** The longest path that can be looked for. */
export const MOST_STEPS = 12
/** How many relationships a search reads before it gives up. */
export const MOST_READ = 50_000

/** One end of a path. A company that is an issuer and an insider, too, is one of either kind. */
export interface End {
  kind: 'issuer' | 'insider'
  cik: number
}

export type PathStep = typeof relationships.$inferSelect

interface Search {
  /** From the one end to the other; null where no path was found. */
  steps: PathStep[] | null
  /** Whether it could tell; if not, there may be a path all the same. */
  isComplete: boolean
}

/**
 * Looks for a path by ties of some kinds (see `tieBits`). Of several shortest ones, the one whose ties are strongest
 * taken together; then the one whose first step is proved by the latest filing; then by CIK; then so by its next step.
 */
export function searchPath(db: Db, from: End, to: End, maxSteps: number, ties: number): Search {
  db.observer.load?.('connectionPath', 1)
  return db.snapshot(() => {
    if (from.kind === to.kind && from.cik === to.cik)
      return { steps: exists(db, from) ? [] : null, isComplete: true }
    const [start, end] = [new Side(from), new Side(to)]
    let left = MOST_READ
    for (let length = 1; length <= maxSteps; length++) {
      const [side, other] = start.width <= end.width ? [start, end] : [end, start]
      const read = readSteps(db, side, ties, left + 1)
      left -= read.length
      if (left < 0) return { steps: null, isComplete: false }
      side.advance(read)
      if (side.frontier.size === 0) break
      if (side.kind === other.kind && [...side.frontier].some((cik) => other.frontier.has(cik))) {
        const levels = [...start.levels, ...end.levels.map((steps) => steps.map(turned)).reverse()]
        return { steps: best(db, from, to, levels), isComplete: true }
      }
    }
    return { steps: null, isComplete: true }
  })
}

const exists = (db: Db, { kind, cik }: End) =>
  (kind === 'issuer' ? issuersByCik : insidersByCik)(db, [cik]).length > 0

/** A step between two neighbouring levels, as SQLite gives it. */
type Step = [near: number, far: number, weakness: number]

const turned = ([near, far, weakness]: Step): Step => [far, near, weakness]

const otherThan = (kind: End['kind']) => (kind === 'issuer' ? 'insider' : 'issuer')

/** About how many of them an issuer or an insider has. */
const RELATIONSHIPS = { issuer: 15, insider: 1 }

/** What can be reached from one end: as a level has only issuers or only insiders, CIKs tell its members apart. */
class Side {
  kind: End['kind']
  /** The outermost level. */
  frontier: Set<number>
  /** The steps from each level to the next. */
  readonly levels: Step[][] = []
  readonly #reached = { issuer: new Set<number>(), insider: new Set<number>() }

  constructor({ kind, cik }: End) {
    this.kind = kind
    this.frontier = new Set([cik])
    this.#reached[kind].add(cik)
  }

  /** About how many relationships lead on. */
  get width(): number {
    return this.frontier.size * RELATIONSHIPS[this.kind]
  }

  /** Goes on by a level, given all steps that lead on from the outermost, and back from it. */
  advance(steps: Step[]): void {
    this.kind = otherThan(this.kind)
    const reached = this.#reached[this.kind]
    const onward = steps.filter(([, far]) => !reached.has(far))
    this.levels.push(onward)
    this.frontier = new Set(onward.map(([, far]) => far))
    for (const cik of this.frontier) reached.add(cik)
  }
}

/** A relationship as one comes to it from either kind of end. */
function seenFrom(kind: End['kind']) {
  const { issuerCik, insiderCik, everRoles, boardLastOn, lastOn } = relationships
  const [near, far] = kind === 'issuer' ? [issuerCik, insiderCik] : [insiderCik, issuerCik]
  const weakness = tieSql(everRoles)
  return {
    near,
    far,
    weakness,
    provedOn: sql`CASE ${weakness} WHEN 0 THEN ${boardLastOn} ELSE ${lastOn} END`,
  }
}

/** For one of them, the walk through a list of JSON costs as much as some rows. */
const isAmong = (column: SQLiteColumn, ciks: string, isOne: boolean) =>
  isOne ? sql`${column} = ${given(ciks)}` : sql`${column} IN (SELECT value FROM json_each(${given(ciks)}))`

const listed = (ciks: readonly number[]) => (ciks.length === 1 ? ciks[0]! : JSON.stringify(ciks))

function readSteps(db: Db, { kind, frontier }: Side, ties: number, limit: number): Step[] {
  const isOne = frontier.size === 1
  const read = db.once(`paths.steps|${kind}|${isOne}`, () => {
    const { near, far, weakness } = seenFrom(kind)
    return db.prepare(
      db.orm
        .select({ near, far, weakness })
        .from(relationships)
        .where(and(isAmong(near, 'ciks', isOne), sql`${given('ties')} & (1 << ${weakness}) <> 0`))
        .limit(rowsUpToLimit),
    )
  })
  return read({ ciks: listed([...frontier]), ties, limit }) as Step[]
}

/** The best of the paths that lead through all levels. */
function best(db: Db, from: End, to: End, levels: Step[][]): PathStep[] {
  /** For each level, how weak the ties from each of its members on to the end are, taken together, at best. */
  const rests = [new Map([[to.cik, 0]])]
  const weaknessBy = ([, far, weakness]: Step, rest: Map<number, number>) =>
    weakness + (rest.get(far) ?? Number.POSITIVE_INFINITY)
  for (const steps of levels.toReversed()) {
    const rest = new Map<number, number>()
    for (const step of steps) {
      const weakness = weaknessBy(step, rests[0]!)
      if (weakness < (rest.get(step[0]) ?? Number.POSITIVE_INFINITY)) rest.set(step[0], weakness)
    }
    rests.unshift(rest)
  }
  let { kind, cik } = from
  return levels.map((steps, i) => {
    const least = rests[i]!.get(cik)
    const onward = steps.filter((step) => step[0] === cik && weaknessBy(step, rests[i + 1]!) === least)
    const step = latestOf(db, { kind, cik }, onward)
    kind = otherThan(kind)
    cik = kind === 'issuer' ? step.issuerCik : step.insiderCik
    return step
  })
}

/** Of the relationships to which steps from one lead, the one that the latest filing proves; then the least CIK. */
function latestOf(db: Db, { kind, cik }: End, steps: Step[]): PathStep {
  const read = LATEST[kind][steps.length === 1 ? 'one' : 'some']
  return read(db, { cik, fars: listed(steps.map(([, far]) => far)) })[0]!
}

const latestFrom = (kind: End['kind'], isOne: boolean) =>
  reader(`paths.latest|${kind}|${isOne}`, getTableColumns(relationships), (db, columns) => {
    const { near, far, provedOn } = seenFrom(kind)
    return selectFrom(db, columns, relationships)
      .where(sql`${near} = ${given('cik')} AND ${isAmong(far, 'fars', isOne)}`)
      .orderBy(desc(provedOn), far)
      .limit(rowsAtMost(1))
  })
const LATEST = {
  issuer: { one: latestFrom('issuer', true), some: latestFrom('issuer', false) },
  insider: { one: latestFrom('insider', true), some: latestFrom('insider', false) },
}
