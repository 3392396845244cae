/** The load, in a thread of its own: so many connections that ask one request after another for some seconds. */
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { Connection } from './http.ts'

export interface Slice {
  port: number
  requests: Uint8Array[]
  /** What the answer to each request must be: its status, and the length of its body, if the data stays the same. */
  expected: { status: number; length?: number }[]
  /** With which request to begin, so that slices go through all of them. */
  from: number
  seconds: number
  connections: number
}

export interface Measured {
  requests: number
  /** Of all requests together. */
  seconds: number
  p50: number
  p99: number
}

/** A thread that measures one slice after another. */
export class Load {
  readonly #worker = new Worker(fileURLToPath(import.meta.url))

  measure(slice: Slice): Promise<Measured> {
    return new Promise((resolve, reject) => {
      this.#worker.removeAllListeners()
      this.#worker.once('error', reject)
      this.#worker.once('message', (answer: Measured | string) =>
        typeof answer === 'string' ? reject(new Error(answer)) : resolve(answer),
      )
      this.#worker.postMessage(slice)
    })
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}

const isData = (body: Buffer) => body.toString('latin1', 0, 9) === '{"data":{'

async function run({ port, requests, expected, from, seconds, connections }: Slice): Promise<Measured> {
  const took: number[] = []
  const bytes = requests.map((request) => Buffer.from(request.buffer, request.byteOffset, request.length))
  const started = performance.now()
  const until = started + seconds * 1000
  let next = from
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = new Connection(port)
      try {
        for (let now = performance.now(); now < until; ) {
          const i = next++ % bytes.length
          const { status, length, body } = await connection.ask(bytes[i]!)
          const { status: wanted, length: size } = expected[i]!
          if (status !== wanted || (size === undefined ? !isData(body) : length !== size))
            throw new Error(`Request ${i} was answered with ${status} and ${length} bytes: ${body}`)
          const then = now
          now = performance.now()
          took.push(now - then)
        }
      } finally {
        connection.close()
      }
    }),
  )
  const total = (performance.now() - started) / 1000
  took.sort((a, b) => a - b)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!
  return { requests: took.length, seconds: total, p50: at(0.5), p99: at(0.99) }
}

if (!isMainThread && parentPort) {
  const port = parentPort
  port.on('message', (slice: Slice) => {
    run(slice).then(
      (measured) => port.postMessage(measured),
      (error) => port.postMessage(String(error)),
    )
  })
}
