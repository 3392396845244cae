import { type Db, open } from '../../db/open.ts'
import { listQuarantine, releaseSource } from '../../db/quarantine.ts'
import { retryQuarantine } from '../ingest/retry.ts'
import { plainly } from '../plainly.ts'
import { requireDatabase } from './arguments.ts'
import { MISUSE, QUARANTINED, UserError } from './outcome.ts'
import { deliverer, type Written } from './primary.ts'

interface Options extends Written {
  json?: true
}

export async function printQuarantine({ db, json }: Options): Promise<number> {
  const rows = await withDb({ db }, listQuarantine)
  if (json) console.log(JSON.stringify({ quarantined: rows }))
  else if (rows.length === 0) console.log('Nothing is quarantined.')
  else {
    for (const { source, code, message, quarantinedAt } of rows)
      console.log(`${plainly(source)}\n  ${code}, ${quarantinedAt.slice(0, 10)}: ${plainly(message)}`)
    console.log(`${rows.length} in all.`)
  }
  return 0
}

export async function retry({ json, ...written }: Options): Promise<number> {
  const summary = await withDb(written, retryQuarantine)
  const { tried, released, remaining } = summary
  if (json) console.log(JSON.stringify(summary))
  else
    console.log(
      `${tried} tried, ${released} released, ${remaining} still quarantined.${remaining > tried - released ? ' What was not kept, such as a broken archive, is to be ingested again.' : ''}`,
    )
  return remaining > 0 ? QUARANTINED : 0
}

/** Forgets documents by their sources, or all; returns the exit code. */
export async function drop(
  sources: string[],
  { json, all, ...written }: Options & { all?: true },
): Promise<number> {
  if (all ? sources.length > 0 : sources.length === 0)
    throw new UserError(
      'Name the sources that are to be forgotten, as the list has them, or give --all.',
      MISUSE,
    )
  const dropped = await withDb(written, (db) =>
    db.transaction(() => {
      const named = all ? new Set(listQuarantine(db).map(({ source }) => source)) : new Set(sources)
      let dropped = 0
      for (const source of named) {
        const found = releaseSource(db, source)
        if (found === 0) throw new UserError(`Nothing of "${source}" is quarantined: nothing was forgotten.`)
        dropped += found
      }
      return dropped
    }),
  )
  console.log(json ? JSON.stringify({ dropped }) : `${dropped} forgotten.`)
  return 0
}

async function withDb<T>(written: Written, use: (db: Db) => T): Promise<T> {
  requireDatabase(written.db)
  const db = open(written.db)
  try {
    const deliver = deliverer(db, written)
    await deliver()
    const result = use(db)
    await deliver()
    return result
  } finally {
    db.close()
  }
}
