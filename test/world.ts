/** A tiny world for tests: a database of its own in memory, filled with the filings that a test speaks of. */
import { type Db, open } from '../db/open.ts'
import { type Outcome, writeFiling, writeFilings } from '../db/write.ts'
import type { Filed, Filing, Row, RowField } from '../src/edgar/filing.ts'
import { incoming } from '../src/ingest/rows.ts'
import { fillIfEmpty } from '../src/ingest/sample.ts'

export interface World {
  db: Db
  /** Statements and batched loads since the last `reset`. */
  sql: string[]
  loads: { name: string; keys: number }[]
  reset(): void
}

/** Filings are written so many at once. */
export function world(filings: Filing[] = [], atOnce = 1): World {
  const sql: string[] = []
  const loads: World['loads'] = []
  const db = open(':memory:', {
    statement: (text) => sql.push(text),
    load: (name, keys) => loads.push({ name, keys }),
  })
  for (let i = 0; i < filings.length; i += atOnce) putAll(db, filings.slice(i, i + atOnce))
  const reset = () => {
    sql.length = 0
    loads.length = 0
  }
  reset()
  return { db, sql, loads, reset }
}

/** What a server that finds nothing begins with. */
export function sampleWorld(): World {
  const one = world()
  fillIfEmpty(one.db)
  one.reset()
  return one
}

/** Writes a filing as if a document held it. */
export const put = (db: Db, filing: Filing, source = 'test'): Outcome =>
  writeFiling(db, incoming(filing, 'DOCUMENT', source))

/** The same of several, at once. */
export const putAll = (db: Db, filings: Filing[]): Outcome[] =>
  writeFilings(db, (writeFiling) =>
    filings.map((filing) => writeFiling(incoming(filing, 'DOCUMENT', 'test'))),
  )

type Values = { [field in RowField]?: string | Filed }

/** A filing by a few words: what a test does not care about has a value all the same. */
export function filing(parts: Partial<Omit<Filing, 'rows'>> & { rows?: Row[] } = {}): Filing {
  return {
    accession: '0000000100-24-000001',
    filedOn: '2024-03-05',
    form: '4',
    periodOfReport: '2024-03-04',
    issuer: { cik: 100, name: 'ALPHA CORP', ticker: 'ALFA' },
    owners: [{ cik: 900, name: 'DOE JANE', isDirector: true }],
    rows: [],
    footnotes: [],
    signatures: [{ name: '/s/ Jane Doe', signedOn: '2024-03-05' }],
    ...parts,
  }
}

/** Rows with their ordinals and lines; a value may be given as a text, or with its footnotes. */
export function rows(...given: [kind: Row['kind'], table: Row['table'], values: Values][]): Row[] {
  const count = (upTo: number, same: (other: (typeof given)[number]) => boolean) =>
    given.slice(0, upTo + 1).filter(same).length
  return given.map(([kind, table, values], i) => ({
    kind,
    table,
    ordinal: count(i, (other) => other[0] === kind && other[1] === table),
    line: count(i, (other) => other[1] === table),
    fields: Object.fromEntries(
      Object.entries(values).map(([field, value]) => [field, typeof value === 'string' ? { value } : value]),
    ),
  }))
}

/** A purchase or sale in Table I. */
export const trade = (code: 'P' | 'S', shares: string, pricePerShare: string, day = '2024-03-04') =>
  [
    'transaction',
    'I',
    {
      securityTitle: 'Common Stock',
      transactedOn: day,
      code,
      shares,
      pricePerShare,
      direction: code === 'P' ? 'A' : 'D',
      ownership: 'D',
    },
  ] as const satisfies Parameters<typeof rows>[0]
