/**
 * As little of HTTP as a load needs: requests written beforehand, answers told apart and measured, nothing parsed beyond
 * that. A whole client would use as much of a core as the server does.
 */
import { connect, type Socket } from 'node:net'

export interface Answer {
  status: number
  etag: string | undefined
  /** Of the body, in bytes. */
  length: number
  body: Buffer
}

/** A request with a body of JSON, as bytes. */
export function request(body: object, headers: Record<string, string> = {}): Buffer {
  const text = JSON.stringify(body)
  const all = {
    Host: 'localhost',
    Accept: 'application/json',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(text)),
    ...headers,
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST /graphql HTTP/1.1\r\n${head.join('')}\r\n${text}`)
}

/** A connection that is kept, on which one request follows another. */
export class Connection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (chunk) => this.#take(chunk))
    this.#socket.on('error', (error) => this.#waiting?.reject(error))
    this.#socket.on('close', () => this.#waiting?.reject(new Error('The server closed the connection.')))
  }

  ask(bytes: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(bytes)
    })
  }

  close(): void {
    this.#waiting = undefined
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.#received.toString('latin1', 0, end)
    const status = Number(head.slice(9, 12))
    const stated = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (stated === undefined && status !== 304) {
      this.#waiting?.reject(new Error(`An answer without its length: ${head}`))
      return
    }
    const length = Number(stated ?? 0)
    const whole = end + 4 + (status === 304 ? 0 : length)
    if (this.#received.length < whole) return
    const body = this.#received.subarray(end + 4, whole)
    this.#received = this.#received.subarray(whole)
    const etag = /\r\netag: *(\S+)/i.exec(head)?.[1]
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve({ status, etag, length: body.length, body })
  }
}
