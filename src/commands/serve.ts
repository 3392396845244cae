import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { graphql } from 'graphql'
import { destination, pino } from 'pino'
import { open } from '../../db/open.ts'
import { schema } from '../../schema/index.ts'
import { fillIfEmpty } from '../ingest/sample.ts'
import { serve } from '../serve.ts'

/** Serves until SIGTERM or SIGINT; then lets what is in flight finish. Fills only a database that it makes: others are somebody's. */
export async function serveUntilStopped(file: string, at: { host: string; port: number }): Promise<void> {
  const isNew = !existsSync(file)
  const db = open(file)
  try {
    const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
    const server = await serve(db, at, pino(destination(2)))
    const filled = isNew && fillIfEmpty(db)
    if (filled) console.log(`${file} is new: filled it with the bundled sample of ${filled} filings.`)
    const host = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(at.host) ? 'localhost' : at.host
    console.log(`${await contentOf(db)} in ${file}`)
    console.log(`GraphQL and GraphiQL: http://${host}:${server.port}/graphql`)
    await stopped
    console.log('Stopping: waiting for requests in flight.')
    await server.close()
  } finally {
    db.close()
  }
}

async function contentOf(db: ReturnType<typeof open>): Promise<string> {
  const source = '{ filings { totalCount } issuers { totalCount } insiders { totalCount } }'
  const { data } = await graphql({ schema, source, contextValue: { db } })
  const counts = Object.entries(data as Record<string, { totalCount: number }>)
  return counts.map(([noun, { totalCount }]) => `${totalCount.toLocaleString('en-US')} ${noun}`).join(', ')
}
