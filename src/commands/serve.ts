import { existsSync, renameSync, rmSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { graphql } from 'graphql'
import { destination, pino } from 'pino'
import { type Db, open, openToRead } from '../../db/open.ts'
import { isBehind } from '../../db/versions.ts'
import { schema } from '../../schema/index.ts'
import { Following } from '../replica/follow.ts'
import { answerNotReady } from '../replica/waiting.ts'
import { type Doors, serve } from '../serve.ts'
import { tokenFrom } from '../serving/access.ts'
import { PersistedOperations } from '../serving/persisted.ts'
import { isWorker, leave, stopped, supervise } from './workers.ts'

interface At {
  host: string
  port: number
}

/** How to serve, as the command line has it. */
export interface ServeOptions extends At {
  db: string
  workers: number
  replicaOf?: string
  metricsPort?: number
  metricsHost: string
  cors?: string[]
  operations?: string
}

/** Serves until SIGTERM or SIGINT; a replica is meanwhile kept up to its primary. Several workers share one address and one database. */
export async function serveUntilStopped(options: ServeOptions): Promise<void> {
  const { db: file, replicaOf } = options
  const doors = doorsFrom(options)
  if (isWorker) return serveOn(openToRead(file), options, doors, () => {})
  if (replicaOf === undefined) return serveFile(options, doors)
  const following = new Following(file, replicaOf, pino(destination(2)))
  try {
    const endWaiting = await answerNotReady(options)
    const hasBegun = await Promise.race([following.begun.then(() => true), stopped().then(() => false)])
    await endWaiting()
    if (hasBegun) await serveFile(options, doors)
  } finally {
    following.stop()
  }
}

/** Lets what is in flight finish in the end. Fills only a database that it makes: others are somebody's. */
async function serveFile(options: ServeOptions, doors: Doors): Promise<void> {
  const { db: file, host, workers, metricsPort, metricsHost } = options
  const filled = !existsSync(file) && (await makeWithSample(file))
  const db = openUpToDate(file)
  if (filled) console.log(`${file} is new: filled it with the bundled sample of ${filled} filings.`)
  const content = await contentOf(db)
  const tell = (port: number) => {
    console.log(`${content} in ${file}`)
    console.log(`GraphQL and GraphiQL: http://${shown(host)}:${port}/graphql`)
  }
  if (workers === 1) return serveOn(db, options, doors, tell)
  db.close()
  const published =
    metricsPort === undefined
      ? undefined
      : await publish({ host: metricsHost, port: metricsPort }, (await metering()).readWorkers)
  await supervise(workers, tell).finally(() => published?.close())
}

function doorsFrom({ cors, operations }: ServeOptions): Doors {
  return {
    token: tokenFrom(process.env),
    origins: cors,
    operations: operations === undefined ? undefined : new PersistedOperations(operations),
  }
}

/** Under another name until it is whole: who is killed meanwhile leaves none, and so it is made the next time. */
async function makeWithSample(file: string): Promise<number> {
  const { fillIfEmpty } = await import('../ingest/sample.ts')
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
async function serveOn(
  db: Db,
  at: ServeOptions,
  doors: Doors,
  onListening: (port: number) => void,
): Promise<void> {
  const { metricsPort, metricsHost } = at
  let published: Awaited<ReturnType<typeof publish>> | undefined
  try {
    const isStopped = stopped()
    const log = pino(destination(2))
    // Of what an attack makes, little is kept: memory is given back before it has grown to many times of that.
    setFlagsFromString('--heap-growing-percent=40')
    // What breaks where nobody waits for it must not end the answers to everybody else.
    process.on('unhandledRejection', (err) => log.error({ err }, 'unexpected error'))
    const metrics = metricsPort === undefined ? undefined : (await metering()).measure(db)
    if (metrics && !isWorker)
      published = await publish({ host: metricsHost, port: metricsPort! }, metrics.read)
    const server = await serve(db, at, log, { ...doors, metrics })
    onListening(server.port)
    await isStopped
    if (!isWorker) console.log('Stopping: waiting for requests in flight.')
    await server.close()
  } finally {
    published?.close()
    db.close()
    leave()
  }
}

/** Loaded only where somebody asks for metrics. */
const metering = () => import('../serving/metrics.ts')

/** Publishes metrics, and says where. */
async function publish(at: At, read: () => Promise<string>) {
  const { publishMetrics } = await import('../serving/publish-metrics.ts')
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
