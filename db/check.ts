/** Whether a database is whole, and all that is derived in it is what its filings derive. */
import { writeFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { compareTables } from './compare.ts'
import { explained } from './errors.ts'
import { type Db, open, openToRead } from './open.ts'
import { rewriteFilings } from './rewrite.ts'
import { checkWords, NAMED } from './search-index.ts'

export interface Problem {
  /** What of the file is damaged, of which the others may follow; a row of no filing; tables, indices or triggers that are not ours; what is derived wrongly; what search reads. */
  code: 'DAMAGED_FILE' | 'BROKEN_REFERENCE' | 'WRONG_TABLES' | 'WRONG_DERIVED' | 'WRONG_WORDS'
  /** A sentence: which table, how many rows, and some of them. */
  message: string
}

export type Step = 'Copying' | 'Deriving anew' | 'Comparing'

/** Of damage to the file, so many places are told. */
const PLACES = 20

/**
 * Checks a database as it is now, whoever writes meanwhile: derives all anew in a copy at `scratch`, and compares. What
 * is found in the file itself ends it. Throws `DatabaseError` for what `openToRead` cannot open.
 */
export async function problemsOf(
  file: string,
  scratch: string,
  onProgress: (step: Step, done: number, total: number) => void,
): Promise<Problem[]> {
  const db = openToRead(file)
  try {
    writeFileSync(scratch, '')
    db.orm.run(sql`ATTACH ${scratch} AS anew`)
    db.orm.run(sql`BEGIN`) // what is copied is what is compared
    const flaws = flawsOf(db)
    if (flaws.some(({ code }) => code === 'DAMAGED_FILE')) return flaws
    await db.copyTo(scratch, (...at) => onProgress('Copying', ...at))
    return [
      ...flaws,
      ...wrongTables(db),
      ...derivedAnew(scratch, (...at) => onProgress('Deriving anew', ...at)),
      ...compareTables(db, (...at) => onProgress('Comparing', ...at)).map(
        (message): Problem => ({ code: 'WRONG_DERIVED', message }),
      ),
    ]
  } finally {
    db.close()
  }
}

/** What is wrong with a file itself: damage, or else references that lead nowhere. */
export function flawsOf(db: Db): Problem[] {
  const damage = damageOf(db)
  return damage.length > 0 ? damage : brokenReferences(db)
}

function damageOf({ orm, file }: Db): Problem[] {
  try {
    const told = orm.all<{ integrity_check: string }>(sql.raw(`PRAGMA main.integrity_check(${PLACES})`))
    return told
      .map((row) => row.integrity_check)
      .filter((place) => place !== 'ok')
      .map((place) => ({ code: 'DAMAGED_FILE', message: `${place}.` }))
  } catch (error) {
    return [{ code: 'DAMAGED_FILE', message: (explained(error, file) as Error).message }]
  }
}

const brokenReferences = ({ orm }: Db): Problem[] =>
  orm
    .all<{ table: string; parent: string; count: number }>(
      sql`SELECT "table", parent, count(*) AS count FROM pragma_foreign_key_check(NULL, 'main') GROUP BY 1, 2`,
    )
    .map(({ table, parent, count }) => ({
      code: 'BROKEN_REFERENCE',
      message: `${table}: ${count} of its rows name what is not in ${parent}.`,
    }))

/** What the tables, indices and triggers of a new database are, and the order of arrival, which only goes on. */
function wrongTables({ orm }: Db): Problem[] {
  const made = sql`SELECT type || ' ' || name AS name, sql FROM sqlite_master ORDER BY 1`
  const fresh = open(':memory:')
  const ours = fresh.orm.all<{ name: string; sql: string }>(made)
  fresh.close()
  const theirs = new Map(orm.all<{ name: string; sql: string }>(made).map(({ name, sql }) => [name, sql]))
  const wrong = ours.filter(({ name, sql }) => theirs.get(name) !== sql).map(({ name }) => name)
  const arrivals = orm.get<{ isBehind: number }>(
    sql`SELECT coalesce((SELECT value FROM sequences WHERE name = 'arrival'), 0) < coalesce(max(arrival), 0) AS "isBehind" FROM filings`,
  )
  return [
    ...(wrong.length > 0 ? [`Missing, or changed: ${wrong.slice(0, PLACES).join(', ')}.`] : []),
    ...(arrivals.isBehind ? ['sequences: the arrival of the next filing is that of another.'] : []),
  ].map((message) => ({ code: 'WRONG_TABLES', message }))
}

/** Derives all anew in a copy, which nobody needs to be safe; tells what search would not find in it before. */
function derivedAnew(scratch: string, onProgress: (done: number, total: number) => void): Problem[] {
  const anew = open(scratch)
  try {
    anew.orm.run(sql`PRAGMA journal_mode = OFF`)
    anew.orm.run(sql`PRAGMA synchronous = OFF`)
    const wrong = NAMED.filter((named) => !isRight(() => checkWords(anew, named)))
    rewriteFilings(anew, onProgress)
    return wrong.map(({ type }) => ({
      code: 'WRONG_WORDS',
      message: `What search reads of the names of each ${type} is not what they are.`,
    }))
  } finally {
    anew.close()
  }
}

function isRight(check: () => void): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}
