/** Short-swing candidates: which trades of an insider in an issuer's shares Section 16(b) may reach. */
import { and, eq, sql } from 'drizzle-orm'
import { rowKey, type Trade } from './codes.ts'
import { countsForOwners } from './counting.ts'
import { stored } from './filters.ts'
import type { Db } from './open.ts'
import { ownersOfTransaction } from './row-owners.ts'
import { ofTransaction } from './rows.ts'
import { matchSwings, type Swing, type SwingMatch } from './rules/swings.ts'
import { relationships, transactionOwners, transactions } from './tables.ts'

/** What an insider may owe an issuer. */
export interface ShortSwing {
  insiderCik: number
  issuerCik: number
  /** Never empty. */
  matches: SwingMatch[]
  /** All who report every one of these trades; several, where they do so jointly, or each for themselves. */
  insiders: number[]
  /** The trades, match by match, whoever reports them: keys of the rows that count. */
  trades: string[]
}

/** The candidates of each insider, at all issuers or at one. */
export function shortSwingsOfInsiders(db: Db, ciks: readonly number[], issuerCik?: number): ShortSwing[][] {
  const { boughtBy } = statements(db)
  db.observer.load?.('insider.shortSwings', ciks.length)
  return db.snapshot(() =>
    ciks.map((insiderCik) => {
      const issuers = issuerCik === undefined ? boughtBy.all({ insiderCik }) : [{ issuerCik }]
      return issuers.flatMap((issuer) => shortSwingOf(db, { insiderCik, ...issuer }))
    }),
  )
}

/** The candidates of each issuer; of insiders with the very same trades, once, by who reports what counts. */
export function shortSwingsOfIssuers(db: Db, ciks: readonly number[]): ShortSwing[][] {
  const { buyersOf } = statements(db)
  db.observer.load?.('issuer.shortSwings', ciks.length)
  return db.snapshot(() =>
    ciks.map((issuerCik) => {
      const all = buyersOf.all({ issuerCik }).flatMap((buyer) => shortSwingOf(db, { issuerCik, ...buyer }))
      return [...Map.groupBy(all, ({ trades }) => trades.join()).values()].map((same) => ({
        ...(same.find(({ matches, trades }) => rowKey(matches[0]!.purchase) === trades[0]) ?? same[0]!),
        insiders: [...new Set(same.flatMap(({ insiders }) => insiders))],
      }))
    }),
  )
}

function shortSwingOf(db: Db, pair: { insiderCik: number; issuerCik: number }): ShortSwing[] {
  const matches = matchSwings(onceEach(statements(db).ofPair.all(pair)))
  if (matches.length === 0) return []
  const swings = new Set(matches.flatMap(({ purchase, sale }) => [purchase, sale]))
  const owners = [...swings].map((swing) => ownersOfTransaction(db, swing))
  const insiders = owners[0]!.filter((cik) => owners.every((others) => others.includes(cik)))
  const trades = matches.flatMap(({ purchase, sale }) =>
    [purchase, sale].map((swing) => countedKey(swing as Reported)),
  )
  return [{ ...pair, matches, insiders, trades }]
}

interface Reported extends Swing {
  insteadFiling: string | null
  insteadRow: number | null
}

/** Of rows of several filings that report one transaction, the first: they are one of the insider's. */
function onceEach(swings: readonly Reported[]): Swing[] {
  const known = new Set<string>()
  return swings.filter((swing) => {
    const key = countedKey(swing)
    return !known.has(key) && known.add(key)
  })
}

/** The key of the row that counts, which may be another filing's. */
const countedKey = ({ insteadFiling, insteadRow, ...own }: Reported) =>
  rowKey(insteadFiling === null ? own : { filingId: insteadFiling, row: insteadRow! })

const statements = (db: Db) => db.once('shortSwings', () => prepared(db))

function prepared({ orm }: Db) {
  const { insiderCik, issuerCik, tradedOn, trade } = transactionOwners
  const { filingId, row, insteadFiling, insteadRow, shares, pricePerShare, securityTitle } = transactions
  const ofInsider = eq(insiderCik, sql.placeholder('insiderCik'))
  const { leftOut } = transactions
  return {
    boughtBy: orm
      .selectDistinct({ issuerCik })
      .from(transactionOwners)
      .where(and(ofInsider, sql`${trade} = ${stored(trade, 'P')}`))
      .prepare(),
    buyersOf: orm
      .select({ insiderCik: relationships.insiderCik })
      .from(relationships)
      .where(
        and(
          eq(relationships.issuerCik, sql.placeholder('issuerCik')),
          sql`EXISTS (SELECT 1 FROM ${transactionOwners} WHERE ${insiderCik} = ${relationships.insiderCik}
            AND ${issuerCik} = ${relationships.issuerCik} AND ${trade} = ${stored(trade, 'P')})`,
        ),
      )
      .orderBy(relationships.insiderCik)
      .prepare(),
    ofPair: orm
      .select({
        filingId,
        row,
        day: tradedOn,
        trade: sql<Trade>`${trade}`.mapWith(trade),
        shares: sql<string>`${shares}`,
        price: sql<string>`${pricePerShare}`,
        title: securityTitle,
        insteadFiling,
        insteadRow,
      })
      .from(transactionOwners)
      .innerJoin(transactions, ofTransaction)
      .where(
        and(
          ofInsider,
          eq(issuerCik, sql.placeholder('issuerCik')),
          sql`${trade} IS NOT NULL AND ${pricePerShare} IS NOT NULL`,
          countsForOwners,
        ),
      )
      .orderBy(leftOut, filingId, row)
      .prepare(),
  }
}
