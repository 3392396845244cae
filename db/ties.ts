/** What ties an insider to an issuer, from all filings of the two. */
import { sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { roleBits } from './codes.ts'
import type { relationships } from './tables.ts'

type Relationship = typeof relationships.$inferSelect

/** The strongest first. */
export const TIES = ['BOARD', 'TEN_PERCENT_OWNER', 'OTHER'] as const
export type TieKind = (typeof TIES)[number]

/** Bits of the roles that make a tie of each kind. */
export const BOARD = roleBits(['DIRECTOR', 'OFFICER'])
const TEN_PERCENT = roleBits(['TEN_PERCENT_OWNER'])

/** Kinds of ties as the bits of one number, in the order of `TIES`. */
export const tieBits = (ties: readonly TieKind[]) =>
  ties.reduce((bits, tie) => bits | (1 << TIES.indexOf(tie)), 0)

/** What a relationship is, by the roles that the insider ever had. */
export const tieOf = ({ everRoles }: Pick<Relationship, 'everRoles'>): TieKind =>
  everRoles & BOARD ? 'BOARD' : everRoles & TEN_PERCENT ? 'TEN_PERCENT_OWNER' : 'OTHER'

/** The same in SQL, as a place in `TIES`. */
export const tieSql = (everRoles: SQLiteColumn) =>
  sql<number>`CASE WHEN ${everRoles} & ${sql.raw(String(BOARD))} THEN 0
    WHEN ${everRoles} & ${sql.raw(String(TEN_PERCENT))} THEN 1 ELSE 2 END`

/** Whether every filing of the two names others beside the insider. */
export const isJointOnly = ({ soleCount }: Pick<Relationship, 'soleCount'>) => soleCount === 0

/** The filings that make a tie what it is: where it is to the board, those that call the insider director or officer. */
export function evidenceOf(row: Relationship) {
  const { firstOn, lastOn, firstFiling, lastFiling } = row
  if (tieOf(row) !== 'BOARD') return { firstOn, lastOn, firstFiling, lastFiling }
  return {
    firstOn: row.boardFirstOn!,
    lastOn: row.boardLastOn!,
    firstFiling: row.boardFirstFiling!,
    lastFiling: row.boardLastFiling!,
  }
}
