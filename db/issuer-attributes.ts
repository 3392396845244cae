/** What EDGAR itself says of issuers, beside their filings: dated by the days on which it was seen to say so, and no keys. */
import { getTableColumns, sql } from 'drizzle-orm'
import type { IssuerAttribute } from './codes.ts'
import { childrenOf } from './keyed.ts'
import type { Db } from './open.ts'
import type { RowOf } from './reader.ts'
import { copied } from './reading.ts'
import { LISTINGS, syncMark } from './sync-marks.ts'
import { issuerAttributes } from './tables.ts'

/** What one look found; `detail` is empty where there is nothing to add. */
export interface SeenAttribute {
  kind: IssuerAttribute
  value: string
  detail: string
}

const columns = getTableColumns(issuerAttributes)
type Row = RowOf<typeof columns>

/** An attribute, and whether the latest look that found anything found it too. */
export interface IssuerAttributeRow extends Row {
  isCurrent: boolean
}

/**
 * Keeps all that a look at an issuer found on `day` (`YYYY-MM-DD`), in the caller's transaction or one of its own. Looks may
 * be told again, and in any order. A look finds all of an issuer's attributes, or all of its listings.
 */
export function seeIssuerAttributes(
  db: Db,
  issuerCik: number,
  attributes: readonly SeenAttribute[],
  day: string,
): void {
  const { issuerCik: cik, kind, value, detail, firstOn, lastOn } = issuerAttributes
  const statement = db.once('issuerAttributes.see', () =>
    db.orm
      .insert(issuerAttributes)
      .values({
        issuerCik: sql.placeholder('issuerCik'),
        kind: sql.placeholder('kind'),
        value: sql.placeholder('value'),
        detail: sql.placeholder('detail'),
        firstOn: sql.placeholder('day'),
        lastOn: sql.placeholder('day'),
      })
      .onConflictDoUpdate({
        target: [cik, kind, value, detail],
        set: {
          firstOn: sql`min(${firstOn}, excluded.first_on)`,
          lastOn: sql`max(${lastOn}, excluded.last_on)`,
        },
      })
      .prepare(),
  )
  db.transaction(() => {
    for (const attribute of attributes) statement.run({ ...attribute, issuerCik, day })
  })
}

const rowsOfIssuers = childrenOf('issuers.attributes', {
  from: issuerAttributes,
  columns,
  key: 'issuerCik',
  orderBy: [
    issuerAttributes.kind,
    issuerAttributes.firstOn,
    issuerAttributes.lastOn,
    issuerAttributes.value,
    issuerAttributes.detail,
  ],
})

/** The attributes that each issuer has and had, kind by kind, in the order in which they appeared. */
export function attributesOfIssuers(db: Db, ciks: readonly number[]): IssuerAttributeRow[][] {
  const listedOn = db.snapshot(() => syncMark(db, LISTINGS)?.version) ?? ''
  return rowsOfIssuers(db, ciks).map((rows) =>
    rows.map((row) => ({ ...copied(row), isCurrent: isCurrent(row, rows, listedOn) })),
  )
}

/** Every look tells of listings, one at all issuers too; one that finds anything else tells of all. */
function isCurrent({ kind, lastOn }: Row, rows: Row[], listedOn: string): boolean {
  if (kind === 'LISTING') return lastOn >= listedOn && rows.every((row) => row.lastOn <= lastOn)
  return rows.every((row) => row.kind === 'LISTING' || row.lastOn <= lastOn)
}
