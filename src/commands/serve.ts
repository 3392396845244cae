import { once } from 'node:events'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { graphql } from 'graphql'
import { destination, pino } from 'pino'
import { type Db, open, openToRead } from '../../db/open.ts'
import { isBehind } from '../../db/versions.ts'
import { schema } from '../../schema/index.ts'
import { fillIfEmpty } from '../ingest/sample.ts'
import { serve } from '../serve.ts'
import { isWorker, leave, supervise } from './workers.ts'

interface At {
  host: string
  port: number
}

/**
 * Serves until SIGTERM or SIGINT; then lets what is in flight finish. Fills only a database that it makes: others are
 * somebody's. Several workers share one address and one database.
 */
export async function serveUntilStopped(file: string, at: At, workers: number): Promise<void> {
  if (isWorker) return serveOn(openToRead(file), at, () => {})
  const filled = !existsSync(file) && makeWithSample(file)
  const db = openUpToDate(file)
  if (filled) console.log(`${file} is new: filled it with the bundled sample of ${filled} filings.`)
  const content = await contentOf(db)
  const tell = (port: number) => {
    const host = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(at.host) ? 'localhost' : at.host
    console.log(`${content} in ${file}`)
    console.log(`GraphQL and GraphiQL: http://${host}:${port}/graphql`)
  }
  if (workers === 1) return serveOn(db, at, tell)
  db.close()
  await supervise(workers, tell)
}

/** Under another name until it is whole: who is killed meanwhile leaves none, and so it is made the next time. */
function makeWithSample(file: string): number {
  const unfinished = `${file}.${process.pid}.new`
  try {
    const filled = writing(unfinished, fillIfEmpty)
    renameSync(unfinished, file)
    return filled
  } finally {
    rmSync(unfinished, { force: true })
  }
}

/** A server only reads; it writes once, where an older version has written the database, to bring it up to date. */
function openUpToDate(file: string): Db {
  const db = openToRead(file)
  if (!isBehind(db)) return db
  db.close()
  writing(file, () => {})
  return openToRead(file)
}

function writing<T>(file: string, use: (db: Db) => T): T {
  const db = open(file)
  try {
    return use(db)
  } finally {
    db.close()
  }
}

/** Serves a database, and closes it in the end. */
async function serveOn(db: Db, at: At, onListening: (port: number) => void): Promise<void> {
  try {
    const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
    const log = pino(destination(2))
    // What breaks where nobody waits for it must not end the answers to everybody else.
    process.on('unhandledRejection', (err) => log.error({ err }, 'unexpected error'))
    const server = await serve(db, at, log)
    onListening(server.port)
    await stopped
    if (!isWorker) console.log('Stopping: waiting for requests in flight.')
    await server.close()
  } finally {
    db.close()
    leave()
  }
}

async function contentOf(db: Db): Promise<string> {
  const source = '{ filings { totalCount } issuers { totalCount } insiders { totalCount } }'
  const { data, errors } = await graphql({ schema, source, contextValue: { db } })
  if (errors) throw errors[0]!.originalError ?? errors[0]
  const counts = Object.entries(data as Record<string, { totalCount: number }>)
  return counts.map(([noun, { totalCount }]) => `${totalCount.toLocaleString('en-US')} ${noun}`).join(', ')
}
