/**
 * What an insider's earlier trades say of later ones: when they bought last, and how regularly they trade. A trade tells
 * of its own day and of the next purchase of the same shares, and of the three years after its month.
 */

import { and, asc, desc, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import { rowKey, type TradingPattern } from '../codes.ts'
import { countsForOwners } from '../counting.ts'
import { given, rowsAtMost, stored } from '../filters.ts'
import { monthsOf, nextTrade, patternBefore, withinYear, yearsAfter } from '../history.ts'
import { memo } from '../memo.ts'
import type { Db } from '../open.ts'
import { ownersOfTransaction } from '../row-owners.ts'
import { isRow, ofTransaction } from '../rows.ts'
import { transactionOwners, transactions } from '../tables.ts'
import type { TradeDay } from './touched.ts'

/** Makes anew what depends on whether an insider traded an issuer's shares on a day. */
export function refreshTrades(db: Db, days: Iterable<TradeDay>): void {
  const touched = [...days]
  const { onDay, inYear, nextPurchase } = statements(db)
  const trades = new Map<string, Trade>()
  for (const key of touched) {
    const next = nextPurchase.get({ ...key })
    const changed = [...onDay.all({ ...key }), ...(next ? onDay.all({ ...key, ...next }) : [])]
    for (const trade of changed) trades.set(rowKey(trade), trade)
  }
  const patternOf = patternsByGroup(db)
  for (const trade of trades.values()) {
    refreshPrevious(db, trade)
    refreshPattern(db, trade, patternOf)
  }
  for (const [insiderCik, theirs] of Map.groupBy(touched, (key) => key.insiderCik))
    for (const year of yearsChangedBy(db, insiderCik, new Set(theirs.map(({ day }) => day))))
      for (const trade of inYear.all({ insiderCik, ...withinYear(year) }))
        refreshPattern(db, trade, patternOf)
}

interface Trade {
  filingId: string
  row: number
  issuerCik: number
  tradedOn: string
  trade: 'P' | 'S' | null
  counts: number
  ownerGroup: number
  previousPurchaseOn: string | null
  pattern: TradingPattern | null
}

/** The years whose pattern trades on these days may change: not by a month in which there are others. */
function yearsChangedBy(db: Db, insiderCik: number, days: ReadonlySet<string>): Set<number> {
  const months = new Set([...days].map((day) => day.slice(0, 7)))
  const news = [...months].filter((month) => {
    let day: string | undefined = `${month}-00`
    do day = nextTrade(db, insiderCik, day, `${month}-99`)
    while (day && days.has(day))
    return day === undefined
  })
  return new Set(news.flatMap((month) => yearsAfter(Number(month.slice(0, 4)))))
}

/** Of a purchase that counts: the latest day before it on which any of its owners bought. */
function refreshPrevious(db: Db, trade: Trade): void {
  const { previousPurchase, setPrevious } = statements(db)
  const { filingId, row, issuerCik, tradedOn } = trade
  const isPurchase = trade.trade === 'P' && trade.counts === 1
  const previous = (isPurchase ? ownersOfTransaction(db, trade) : [])
    .flatMap((insiderCik) => previousPurchase.get({ insiderCik, issuerCik, day: tradedOn })?.day ?? [])
    .sort()
    .at(-1)
  if ((previous ?? null) !== trade.previousPurchaseOn)
    setPrevious.run({ filingId, row, previous: previous ?? null })
}

type PatternOf = (trade: Trade) => TradingPattern

function refreshPattern(db: Db, trade: Trade, patternOf: PatternOf): void {
  const pattern = trade.counts === 1 ? patternOf(trade) : null
  const { filingId, row } = trade
  if (pattern !== trade.pattern)
    statements(db).setPattern.run({
      filingId,
      row,
      pattern: pattern && transactions.pattern.mapToDriverValue(pattern),
    })
}

/** The pattern of a trade's owners at the start of its year; worked out once for each group of owners. */
function patternsByGroup(db: Db): PatternOf {
  const inYear = (id: number, year: number) => `${id} ${year}`
  const months = memo((insiderCik: number, year: number) => monthsOf(db, insiderCik, year), inYear)
  const patterns = memo((_group: number, year: number, trade: Trade): TradingPattern => {
    const theirs = ownersOfTransaction(db, trade).map((cik) =>
      patternBefore(year, (past) => months(cik, past)),
    )
    return (
      (['ROUTINE', 'OPPORTUNISTIC'] as const).find((pattern) => theirs.includes(pattern)) ?? 'UNCLASSIFIED'
    )
  }, inYear)
  return (trade) => patterns(trade.ownerGroup, Number(trade.tradedOn.slice(0, 4)), trade)
}

const statements = (db: Db) => db.once('trades', () => prepared(db))

function prepared({ orm }: Db) {
  const { insiderCik, issuerCik, tradedOn, trade } = transactionOwners
  const ofInsider = eq(insiderCik, given('insiderCik'))
  const ofPair = and(ofInsider, eq(issuerCik, given('issuerCik')))
  const trades = (condition: SQL | undefined) =>
    orm
      .select({
        filingId: transactions.filingId,
        row: transactions.row,
        issuerCik: transactions.issuerCik,
        tradedOn: transactions.tradedOn,
        trade: transactions.trade,
        counts: sql<number>`${countsForOwners}`,
        ownerGroup: transactions.ownerGroup,
        previousPurchaseOn: transactions.previousPurchaseOn,
        pattern: transactions.pattern,
      })
      .from(transactionOwners)
      .innerJoin(transactions, ofTransaction)
      .where(and(condition, sql`${trade} IS NOT NULL`))
      .prepare()
  const purchase = (condition: SQL, order: SQL) =>
    orm
      .select({ day: tradedOn })
      .from(transactionOwners)
      .innerJoin(transactions, ofTransaction)
      .where(and(ofPair, condition, sql`${trade} = ${stored(trade, 'P')}`, countsForOwners))
      .orderBy(order)
      .limit(rowsAtMost(1))
      .prepare()
  return {
    onDay: trades(and(ofPair, eq(tradedOn, given('day')))),
    inYear: trades(and(ofInsider, gt(tradedOn, given('after')), lt(tradedOn, given('before')))),
    nextPurchase: purchase(gt(tradedOn, given('day')), asc(tradedOn)),
    previousPurchase: purchase(lt(tradedOn, given('day')), desc(tradedOn)),
    setPrevious: orm
      .update(transactions)
      .set({ previousPurchaseOn: given('previous') })
      .where(isRow(transactions))
      .prepare(),
    setPattern: orm
      .update(transactions)
      .set({ pattern: given('pattern') })
      .where(isRow(transactions))
      .prepare(),
  }
}
