/**
 * The shortest path from one issuer or insider to another; a step is the relationship of an insider with an issuer. The
 * search goes from both ends, a whole level at a time, where the level is smaller. Once the two sides meet, every
 * shortest path lies in what was read, and the best of them is told.
 */

import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import { given, rowsUpToLimit } from './filters.ts'
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
      const [side, other] = start.frontier.size <= end.frontier.size ? [start, end] : [end, start]
      const read = readSteps(db, side, ties, left + 1)
      left -= read.length
      if (left < 0) return { steps: null, isComplete: false }
      side.advance(read)
      if (side.frontier.size === 0) break
      if (side.kind === other.kind && [...side.frontier].some((cik) => other.frontier.has(cik))) {
        const levels = [...start.levels, ...end.levels.map((steps) => steps.map(turned)).reverse()]
        return { steps: relationshipsAlong(db, from.kind, best(from, to, levels)), isComplete: true }
      }
    }
    return { steps: null, isComplete: true }
  })
}

const exists = (db: Db, { kind, cik }: End) =>
  (kind === 'issuer' ? issuersByCik : insidersByCik)(db, [cik]).length > 0

/** A step between two neighbouring levels, with what it is chosen by. */
interface Step {
  near: number
  far: number
  /** The place of its tie in `TIES`. */
  weakness: number
  /** The last day on which a filing proves it. */
  lastOn: string
}

const turned = ({ near, far, ...rest }: Step): Step => ({ ...rest, near: far, far: near })

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

  /** Goes on by a level, given all steps that lead on from the outermost, and back from it. */
  advance(steps: Step[]): void {
    this.kind = this.kind === 'issuer' ? 'insider' : 'issuer'
    const reached = this.#reached[this.kind]
    const onward = steps.filter(({ far }) => !reached.has(far))
    this.levels.push(onward)
    this.frontier = new Set(onward.map(({ far }) => far))
    for (const cik of this.frontier) reached.add(cik)
  }
}

function readSteps(db: Db, { kind, frontier }: Side, ties: number, limit: number): Step[] {
  const statement = db.once(`paths.from|${kind}`, () => {
    const r = relationships
    const [near, far] = kind === 'issuer' ? [r.issuerCik, r.insiderCik] : [r.insiderCik, r.issuerCik]
    const weakness = tieSql(r.everRoles)
    const lastOn = sql<string>`CASE ${weakness} WHEN 0 THEN ${r.boardLastOn} ELSE ${r.lastOn} END`
    return db.orm
      .select({ near, far, weakness, lastOn })
      .from(r)
      .where(
        and(
          sql`${near} IN (SELECT value FROM json_each(${sql.placeholder('ciks')}))`,
          sql`${sql.placeholder('ties')} & (1 << ${weakness}) <> 0`,
        ),
      )
      .limit(rowsUpToLimit)
      .prepare()
  })
  return statement.all({ ciks: JSON.stringify([...frontier]), ties, limit })
}

/** The CIKs along the best of the paths that lead through all levels. */
function best(from: End, to: End, levels: Step[][]): number[] {
  /** For each level, how weak the ties from each of its members on to the end are, taken together, at best. */
  const rests = [new Map([[to.cik, 0]])]
  const weaknessBy = (step: Step, rest: Map<number, number>) =>
    step.weakness + (rest.get(step.far) ?? Number.POSITIVE_INFINITY)
  for (const steps of levels.toReversed()) {
    const rest = new Map<number, number>()
    for (const step of steps)
      rest.set(
        step.near,
        Math.min(rest.get(step.near) ?? Number.POSITIVE_INFINITY, weaknessBy(step, rests[0]!)),
      )
    rests.unshift(rest)
  }
  const path = [from.cik]
  for (const [i, steps] of levels.entries()) {
    const here = path[i]!
    const [next] = steps
      .filter((step) => step.near === here && weaknessBy(step, rests[i + 1]!) === rests[i]!.get(here))
      .sort((a, b) => (a.lastOn === b.lastOn ? a.far - b.far : a.lastOn < b.lastOn ? 1 : -1))
    path.push(next!.far)
  }
  return path
}

const relationshipOf = reader('paths.relationship', getTableColumns(relationships), (db, columns) =>
  selectFrom(db, columns, relationships).where(
    and(eq(relationships.issuerCik, given('issuerCik')), eq(relationships.insiderCik, given('insiderCik'))),
  ),
)

function relationshipsAlong(db: Db, kind: End['kind'], ciks: number[]): PathStep[] {
  return ciks.slice(1).map((far, i) => {
    const near = ciks[i]!
    const isFromIssuer = (kind === 'issuer') === (i % 2 === 0)
    const [issuerCik, insiderCik] = isFromIssuer ? [near, far] : [far, near]
    return relationshipOf(db, { issuerCik, insiderCik })[0]!
  })
}
