import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { graphql } from 'graphql'
import { destination, pino } from 'pino'
import { type Db, open } from '../../db/open.ts'
import { schema } from '../../schema/index.ts'
import { fillIfEmpty } from '../ingest/sample.ts'
import { type Doors, serve } from '../serve.ts'
import { tokenFrom } from '../serving/access.ts'
import { measure, readWorkers } from '../serving/metrics.ts'
import { PersistedOperations } from '../serving/persisted.ts'
import { publishMetrics } from '../serving/publish-metrics.ts'
import { isWorker, leave, supervise } from './workers.ts'

interface At {
  host: string
  port: number
}

/** How to serve, as the command line has it. */
export interface ServeOptions extends At {
  db: string
  workers: number
  metricsPort?: number
  cors?: string[]
  operations?: string
}

/**
 * Serves until SIGTERM or SIGINT; then lets what is in flight finish. Fills only a database that it makes: others are
 * somebody's. Several workers share one address and one database.
 */
export async function serveUntilStopped(options: ServeOptions): Promise<void> {
  const { db: file, host, workers, metricsPort } = options
  const doors = doorsFrom(options)
  if (isWorker) return serveOn(open(file), options, doors, () => {})
  const isNew = !existsSync(file)
  const db = open(file)
  const filled = isNew && fillIfEmpty(db)
  if (filled) console.log(`${file} is new: filled it with the bundled sample of ${filled} filings.`)
  const content = await contentOf(db)
  const tell = (port: number) => {
    console.log(`${content} in ${file}`)
    console.log(`GraphQL and GraphiQL: http://${shown(host)}:${port}/graphql`)
  }
  if (workers === 1) return serveOn(db, options, doors, tell)
  db.close()
  const published =
    metricsPort === undefined ? undefined : await publish({ host, port: metricsPort }, readWorkers)
  await supervise(workers, tell).finally(() => published?.close())
}

function doorsFrom({ cors, operations }: ServeOptions): Doors {
  return {
    token: tokenFrom(process.env),
    origins: cors,
    operations: operations === undefined ? undefined : new PersistedOperations(operations),
  }
}

/** Serves a database, and closes it in the end. */
async function serveOn(
  db: Db,
  at: ServeOptions,
  doors: Doors,
  onListening: (port: number) => void,
): Promise<void> {
  const { host, metricsPort } = at
  let published: Awaited<ReturnType<typeof publish>> | undefined
  try {
    const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
    const log = pino(destination(2))
    // Of what an attack makes, little is kept: memory is given back before it has grown to many times of that.
    setFlagsFromString('--heap-growing-percent=40')
    // What breaks where nobody waits for it must not end the answers to everybody else.
    process.on('unhandledRejection', (err) => log.error({ err }, 'unexpected error'))
    const metrics = metricsPort === undefined ? undefined : measure(db)
    if (metrics && !isWorker) published = await publish({ host, port: metricsPort! }, metrics.read)
    const server = await serve(db, at, log, { ...doors, metrics })
    onListening(server.port)
    await stopped
    if (!isWorker) console.log('Stopping: waiting for requests in flight.')
    await server.close()
  } finally {
    published?.close()
    db.close()
    leave()
  }
}

/** Publishes metrics, and says where. */
async function publish(at: At, read: () => Promise<string>) {
  const published = await publishMetrics(at, read)
  console.log(`Metrics: http://${shown(at.host)}:${published.port}/metrics`)
  return published
}

const shown = (host: string) => (['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host)

async function contentOf(db: Db): Promise<string> {
  const source = '{ filings { totalCount } issuers { totalCount } insiders { totalCount } }'
  const { data } = await graphql({ schema, source, contextValue: { db } })
  const counts = Object.entries(data as Record<string, { totalCount: number }>)
  return counts.map(([noun, { totalCount }]) => `${totalCount.toLocaleString('en-US')} ${noun}`).join(', ')
}
