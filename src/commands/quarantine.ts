import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Db, open } from '../../db/open.ts'
import { listQuarantine } from '../../db/quarantine.ts'
import { retryQuarantine } from '../ingest/retry.ts'
import { QUARANTINED, UserError } from './outcome.ts'

interface Options {
  db: string
  json?: true
}

export function printQuarantine({ db: file, json }: Options): number {
  const rows = withDb(file, listQuarantine)
  if (json) console.log(JSON.stringify({ quarantined: rows }))
  else if (rows.length === 0) console.log('Nothing is quarantined.')
  else {
    for (const { source, code, message, quarantinedAt } of rows)
      console.log(`${source}\n  ${code}, ${quarantinedAt.slice(0, 10)}: ${message}`)
    console.log(`${rows.length} in all.`)
  }
  return 0
}

export function retry({ db: file, json }: Options): number {
  const summary = withDb(file, retryQuarantine)
  const { tried, released, remaining } = summary
  if (json) console.log(JSON.stringify(summary))
  else
    console.log(
      `${tried} tried, ${released} released, ${remaining} still quarantined.${remaining > tried - released ? ' What was not kept, such as a broken archive, is to be ingested again.' : ''}`,
    )
  return remaining > 0 ? QUARANTINED : 0
}

/** Opens what is there; makes no database out of a mistyped name. */
function withDb<T>(file: string, use: (db: Db) => T): T {
  if (!existsSync(file)) throw new UserError(`There is no database "${resolve(file)}": name one with --db.`)
  const db = open(file)
  try {
    return use(db)
  } finally {
    db.close()
  }
}
