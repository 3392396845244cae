/** Several processes that serve one address and one database: what one core cannot answer, two can. */
import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'

/** Whether this process is one of several, started by `supervise`. */
export const isWorker = cluster.isWorker

/** Ends a worker once it has nothing more to do. */
export const leave = () => cluster.worker?.disconnect()

let stopping: Promise<unknown> | undefined

/** Resolves at the first SIGTERM or SIGINT from the first call on, which no longer end the process. */
export function stopped(): Promise<unknown> {
  stopping ??= Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  return stopping
}

/** A worker that ends sooner has not served: to start it again would not help. */
const SOON_MS = 5_000

/**
 * Starts workers that run this same command, and another for each that dies, until SIGTERM or SIGINT; then waits until
 * all have ended. `onListening` is told the port once the first listens. Throws when one ends at its start.
 */
export async function supervise(count: number, onListening: (port: number) => void): Promise<void> {
  let isStopping = false
  const failed = Promise.withResolvers<never>()
  const start = () => {
    const startedAt = performance.now()
    const worker = cluster.fork()
    worker.on('exit', () => {
      if (isStopping) return
      if (performance.now() - startedAt > SOON_MS) start()
      else
        failed.reject(
          Object.assign(new Error('A worker ended as soon as it began.'), { code: 'WORKER_FAILED' }),
        )
    })
  }
  cluster.once('listening', (_, { port }) => onListening(port))
  for (let i = 0; i < count; i++) start()
  try {
    await Promise.race([stopped(), failed.promise])
  } finally {
    isStopping = true
    const workers = Object.values(cluster.workers ?? {}) as Worker[]
    await Promise.all(
      workers.map((worker) => {
        worker.kill('SIGTERM')
        return worker.isDead() || once(worker, 'exit')
      }),
    )
  }
}
