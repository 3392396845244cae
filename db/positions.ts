/** Positions: what an insider holds of one security in one way; their latest state, and how they came to it. */
import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import { bound, equals, given, noneOf, rowsAtMost } from './filters.ts'
import { byKeys } from './keyed.ts'
import type { Db } from './open.ts'
import { type Collection, conditionsOf, select, shapeOf } from './page.ts'
import { points } from './points.ts'
import { type RowOf, reader } from './reader.ts'
import { positions } from './tables.ts'

const columns = getTableColumns(positions)
export type PositionRow = RowOf<typeof columns>

/** An insider's positions. */
export const insiderPositions = {
  name: 'insider.positions',
  columns,
  from: positions,
  parent: positions.insiderCik,
  orders: { LAST_ON: { columns: [positions.lastOn, positions.id] } },
  filters: {
    issuer: equals(positions.issuerCik),
    ownership: equals(positions.ownership),
    notOwnership: noneOf(positions.ownership),
    /** 1 or 0, as is the next. */
    isDerivative: equals(positions.isDerivative),
    isOpen: equals(positions.isOpen),
  },
} satisfies Collection<typeof columns>

export const positionsById = byKeys('positions.byId', { from: positions, columns, key: positions.id })

/** Of one insider at one issuer: more than anyone in 13,000 filings has. */
export const MOST_OF_PAIR = 100

export const pairKey = (pair: { issuerCik: number; insiderCik: number }) =>
  `${pair.issuerCik}/${pair.insiderCik}`

/** The positions of each insider at each issuer, the latest first: one statement, run once for each pair. */
export function positionsOfPairs(
  db: Db,
  pairs: readonly string[],
  filters: { isDerivative?: number; isOpen?: number },
): PositionRow[][] {
  const name = `pair.positions|${shapeOf(filters)}`
  const read = db.once(name, () =>
    reader(name, columns, (db, columns) =>
      select(db, insiderPositions, columns)
        .where(and(isOfPair, ...conditionsOf(insiderPositions.filters, filters)))
        .orderBy(desc(positions.lastOn), desc(positions.id))
        .limit(rowsAtMost(MOST_OF_PAIR)),
    ),
  )
  db.observer.load?.('pair.positions', pairs.length)
  return db.snapshot(() =>
    pairs.map((pair) => {
      const [issuer, insider] = pair.split('/').map(Number)
      return read(db, { ...filters, issuer, insider })
    }),
  )
}

const isOfPair = and(eq(positions.issuerCik, given('issuer')), eq(positions.insiderCik, given('insider')))

const pointColumns = {
  positionId: points.positionId,
  on: points.on,
  datedOn: points.datedOn,
  filingId: points.filingId,
  row: points.row,
  shares: points.shares,
  direction: points.direction,
  sharesAfter: points.sharesAfter,
  valueAfter: points.valueAfter,
}
export type PointRow = RowOf<typeof pointColumns>

/** A position's points: the rows in force that speak of it. */
export const positionPoints = {
  name: 'position.points',
  columns: pointColumns,
  from: points as never,
  parent: points.positionId,
  orders: { ON: { columns: [points.on, points.datedOn, points.filingId, points.row] } },
  filters: {},
} satisfies Collection<typeof pointColumns>

/** The point before each of these in its position's time, where there is one: an index seek for each. */
export function previousPoints(db: Db, keys: readonly string[]): (PointRow | undefined)[] {
  const { on, datedOn, filingId, row, positionId } = points
  const statement = db.once('points.previous', () =>
    db.orm
      .select(pointColumns)
      .from(points)
      .where(
        sql`${positionId} = ${sql.placeholder('positionId')} AND (${on}, ${datedOn}, ${filingId}, ${row}) <
          (${sql.placeholder('on')}, ${sql.placeholder('datedOn')}, ${bound('filingId', filingId)}, ${sql.placeholder('row')})`,
      )
      .orderBy(desc(on), desc(datedOn), desc(filingId), desc(row))
      .prepare(),
  )
  db.observer.load?.('points.previous', keys.length)
  return db.snapshot(() =>
    keys.map((key) => {
      const [positionId, on, datedOn, filingId, row] = JSON.parse(key) as [
        number,
        string,
        string,
        string,
        number,
      ]
      return statement.get({ positionId, on, datedOn, filingId, row })
    }),
  )
}

export const pointKey = ({ positionId, on, datedOn, filingId, row }: PointRow) =>
  JSON.stringify([positionId, on, datedOn, filingId, row])
