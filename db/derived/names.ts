/** Issuers and insiders by the names that filings give them, each name with its first and last day. */
import { and, count, eq, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { given, rowsAtMost } from '../filters.ts'
import { hash52 } from '../hash.ts'
import { insertInto, putInto } from '../insert.ts'
import type { Db } from '../open.ts'
import { compareAll } from '../rules/order.ts'
import { renownOf, WELL_KNOWN } from '../rules/renown.ts'
import { coreOf, indexedWords } from '../rules/spelling.ts'
import { filingOwners, filings, insiderNames, insiders, issuerNames, issuers } from '../tables.ts'

/** First and last day. */
interface Span {
  firstOn: string
  lastOn: string
}

/** A name or a ticker. */
interface Name extends Span {
  kind: 'NAME' | 'TICKER'
  text: string
}

interface Known extends Name {
  /** See `renownOf`. */
  renown: number
  isCurrent: boolean
}

/** When filings speak of somebody, and by which names. */
export interface Told {
  span: Span
  /** By kind and text. */
  names: Map<string, Name>
}

const wider = (a: Span, b: Span): Span => ({
  firstOn: a.firstOn < b.firstOn ? a.firstOn : b.firstOn,
  lastOn: a.lastOn > b.lastOn ? a.lastOn : b.lastOn,
})

/** Adds that filings of some days give somebody these names; the first of them makes what is told. */
export function tell(known: Told | undefined, span: Span, names: Pick<Name, 'kind' | 'text'>[]): Told {
  const told = known ?? { span, names: new Map() }
  told.span = wider(told.span, span)
  for (const { kind, text } of names) {
    const key = `${kind} ${text}`
    told.names.set(key, { kind, text, ...wider(told.names.get(key) ?? span, span) })
  }
  return told
}

/** What a filing says as a name; empty says nothing. */
export const named = (text: string | null | undefined) => (text ? [{ kind: 'NAME' as const, text }] : [])
export const tickered = (tickers: string[]) => tickers.map((text) => ({ kind: 'TICKER' as const, text }))

interface Stored extends Known {
  id: number
}

/** Writes what is told of a party beside what is known; or, where nothing is given, what all filings tell, anew. */
export function writeParty(db: Db, kind: 'issuer' | 'insider', cik: number, more: Told | undefined): void {
  const kept = db.once(`names.${kind}`, () => (kind === 'issuer' ? keptIssuers(db) : keptInsiders(db)))
  const node = kept.node.get({ cik })
  const stored = new Map(kept.names.all({ cik }).map((name) => [`${name.kind} ${name.text}`, name]))
  const told = more
    ? { span: node ? wider(node, more.span) : more.span, names: together(stored, more.names) }
    : kept
        .all({ cik })
        .reduce<Told | undefined>((known, { names, ...span }) => tell(known, span, names), undefined)

  for (const [key, { id }] of stored) if (!told?.names.has(key)) kept.removeName.run({ id })
  if (!told) return void kept.remove.run({ cik })
  const name = latest(told, 'NAME') ?? ''
  const ticker = latest(told, 'TICKER')
  const renown = renownOf(kept.filings.get({ cik })!.count)
  const words = indexedWords(name)
  for (const [key, one] of told.names) {
    const known = stored.get(key)
    const isName = one.kind === 'NAME'
    const isCurrent = isName ? one.text === name || indexedWords(one.text) === words : one.text === ticker
    if (!known) kept.add(cik, { ...one, renown, isCurrent })
    else if (!isSame(known, one)) kept.setDays.run({ id: known.id, ...wider(one, one) })
    if (known && (known.renown !== renown || known.isCurrent !== isCurrent))
      kept.setStanding.run({ id: known.id, renown, isCurrent: Number(isCurrent) })
  }
  if (!node || node.name !== name || (node.ticker ?? null) !== ticker || !isSame(node, told.span))
    kept.put({ cik, name, ticker, ...told.span })
}

const isSame = (a: Span, b: Span) => a.firstOn === b.firstOn && a.lastOn === b.lastOn

function together(stored: Map<string, Stored>, more: Map<string, Name>): Map<string, Name> {
  const all = new Map<string, Name>(stored)
  for (const [key, name] of more) {
    const known = stored.get(key)
    all.set(key, known ? { ...name, ...wider(known, name) } : name)
  }
  return all
}

/** The name of the latest filing; of two as late, the one that appeared later. */
function latest({ names }: Told, kind: Name['kind']): string | null {
  const order = (a: Name, b: Name) => compareAll([b.lastOn, b.firstOn, a.text], [a.lastOn, a.firstOn, b.text])
  return [...names.values()].filter((name) => name.kind === kind).sort(order)[0]?.text ?? null
}

/** Reads and writes of all names of one kind of party, and of who has them. */
function kept(
  db: Db,
  nodes: typeof issuers | typeof insiders,
  names: typeof issuerNames | typeof insiderNames,
) {
  const { orm } = db
  const isIt = eq(nodes.cik, given('cik'))
  const isName = eq(names.id, given('id'))
  const columns = {
    name: nodes.name,
    ticker: 'ticker' in nodes ? nodes.ticker : sql<null>`NULL`,
    firstOn: nodes.firstOn,
    lastOn: nodes.lastOn,
  }
  const { id, text, firstOn, lastOn } = names
  const isIssuer = 'kind' in names
  const owner = isIssuer ? names.issuerCik : names.insiderCik
  const kind = isIssuer ? names.kind : sql<'NAME'>`'NAME'`
  const stored = { id, kind, text, firstOn, lastOn, renown: names.renown, isCurrent: names.isCurrent }
  return {
    node: orm.select(columns).from(nodes).where(isIt).prepare(),
    names: orm
      .select(stored)
      .from(names)
      .where(eq(owner, given('cik')))
      .prepare(),
    setDays: orm
      .update(names)
      .set({ firstOn: given('firstOn'), lastOn: given('lastOn') })
      .where(isName)
      .prepare(),
    setStanding: orm
      .update(names)
      .set({ renown: given('renown'), isCurrent: given('isCurrent') })
      .where(isName)
      .prepare(),
    removeName: orm.delete(names).where(isName).prepare(),
    remove: orm.delete(nodes).where(isIt).prepare(),
  }
}

type Node = Span & { cik: number; name: string; ticker: string | null }

function keptIssuers(db: Db) {
  const spans = db.orm
    .select({ name: filings.issuerName, tickers: filings.tickers, ...daysOf(filings.datedOn) })
    .from(filings)
    .where(eq(filings.issuerCik, given('cik')))
    .groupBy(filings.issuerName, filings.tickers)
    .prepare()
  return {
    ...kept(db, issuers, issuerNames),
    /** What all filings tell. */
    all: (values: { cik: number }) =>
      spans
        .all(values)
        .map(({ name, tickers, ...span }) => ({ ...span, names: [...named(name), ...tickered(tickers)] })),
    filings: countOf(db, filings, filings.issuerCik),
    add(cik: number, name: Known) {
      const id = hash52(JSON.stringify([name.kind, cik, name.text]))
      insertInto(db, issuerNames, [
        { ...name, ...(name.kind === 'NAME' && searched(name)), id, issuerCik: cik },
      ])
    },
    put: (node: Node) => putInto(db, issuers, node),
  }
}

function keptInsiders(db: Db) {
  const { name, datedOn, insiderCik } = filingOwners
  const spans = db.orm
    .select({ name, ...daysOf(datedOn) })
    .from(filingOwners)
    .where(and(eq(insiderCik, given('cik')), isNotNull(datedOn)))
    .groupBy(name)
    .prepare()
  return {
    ...kept(db, insiders, insiderNames),
    all: (values: { cik: number }) =>
      spans.all(values).map(({ name, ...span }) => ({ ...span, names: named(name) })),
    filings: countOf(db, filingOwners, insiderCik, isNotNull(datedOn)),
    add(cik: number, { kind: _, ...name }: Known) {
      const id = hash52(JSON.stringify([cik, name.text]))
      insertInto(db, insiderNames, [{ ...name, ...searched(name), id, insiderCik: cik }])
    },
    put: ({ ticker: _, ...node }: Node) => putInto(db, insiders, node),
  }
}

/** What search looks at in a name. */
const searched = ({ text }: { text: string }) => ({ words: indexedWords(text), core: coreOf(text) })

/** How many filings are somebody's, up to where they are well known. */
const countOf = ({ orm }: Db, table: SQLiteTable, owner: SQLiteColumn, condition?: SQL) =>
  orm
    .select({ count: count() })
    .from(
      orm
        .select({ one: sql`1`.as('one') })
        .from(table)
        .where(and(eq(owner, given('cik')), condition))
        .limit(rowsAtMost(WELL_KNOWN))
        .as('some'),
    )
    .prepare()

const daysOf = (day: SQLiteColumn) => ({
  firstOn: sql<string>`min(${day})`,
  lastOn: sql<string>`max(${day})`,
})
