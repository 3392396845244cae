/** The only door to the network: asks EDGAR as politely as it wishes to be asked, and trusts nothing that it answers. */

import { randomUUID } from 'node:crypto'
import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { type Books, createAsk, type EdgarLimits } from './ask.ts'
import { EdgarError, Passing } from './errors.ts'
import { createAddresses, type EdgarPath } from './paths.ts'
import type { Body } from './request.ts'

export interface EdgarOptions {
  /** Name and e-mail address of whoever runs this, as SEC asks for. */
  contact: string
  /** The version of this program. */
  version: string
  /** Where EDGAR is, instead of on its own hosts: for tests and mirrors. May be http. */
  base?: string | undefined
  limits: EdgarLimits
  /** Aborts everything, with its reason. */
  signal?: AbortSignal | undefined
  /** Told when EDGAR has everything wait, for how long and why. */
  onPause?(pauseMs: number, reason: string): void
}

/**
 * EDGAR, as it may be asked. What it does not have is undefined. Errors are `EdgarError`s (BAD_PATH, BLOCKED,
 * REDIRECTED_ELSEWHERE, REFUSED, TOO_LARGE, UNREACHABLE), the signal's reason, or the file system's.
 */
export interface Edgar {
  /** What lies at a path. */
  get(path: EdgarPath, options: GetOptions): Promise<Uint8Array | undefined>
  /** Writes what lies at a path to a file, whole or not at all; not, where that is what is there already. */
  download(
    path: EdgarPath,
    file: string,
    options: DownloadOptions,
  ): Promise<Download | 'unchanged' | undefined>
  readonly books: Readonly<Books>
}

interface GetOptions {
  /** The most that it may be, after decompression. */
  maxBytes: number
  /** Whether it is whole, as far as can be seen; where it is not, it is asked for again. */
  accepts?(bytes: Uint8Array): boolean
}

interface DownloadOptions {
  maxBytes: number
  /** The version that is there already. */
  ifNot?: string | undefined
}

interface Download {
  /** What tells it from other versions of itself; null where EDGAR does not say. */
  version: string | null
  bytes: number
}

/**
 * A client with a gate of its own, so that a process has one.
 * @throws {EdgarError} NO_CONTACT, BAD_BASE
 */
export function edgar({ contact, version, base, ...options }: EdgarOptions): Edgar {
  const books: Books = { requests: 0, bytes: 0, retries: 0, waitedMs: 0 }
  const ask = createAsk({
    userAgent: userAgentOf(contact, version),
    addresses: createAddresses(base),
    limits: options.limits,
    signal: options.signal,
    onPause: options.onPause,
    books,
  })

  return {
    books,
    async get(path, { maxBytes, accepts }) {
      const receive = async (body: Body) => {
        const bytes = await buffer(body)
        if (accepts && !accepts(bytes)) throw new Passing('the answer is not whole')
        return bytes
      }
      const answer = await ask(path, { maxBytes, receive })
      return answer.kind === 'received' ? answer.received : undefined
    },
    async download(path, file, { maxBytes, ifNot }) {
      const part = `${file}.${randomUUID()}.part`
      const receive = async (body: Body) => {
        await writeFile(part, body)
        return (await stat(part)).size
      }
      try {
        const answer = await ask(path, { maxBytes, ifNot, receive })
        if (answer.kind === 'unchanged') return 'unchanged'
        if (answer.kind !== 'received') return undefined
        await rename(part, file)
        return { version: answer.version, bytes: answer.received }
      } finally {
        await rm(part, { force: true })
      }
    },
  }
}

/**
 * How we present ourselves to EDGAR.
 * @throws {EdgarError} NO_CONTACT
 */
export function userAgentOf(contact: string, version: string): string {
  if (/^[\x20-\x7e]+$/.test(contact) && /[^\s@<>]@[^\s@<>]+\.[^\s@<>]/.test(contact)) {
    return `insider-graph/${version} ${contact.trim()}`
  }
  throw new EdgarError(
    'NO_CONTACT',
    'SEC asks whoever reads EDGAR by a program for a name and an e-mail address, in plain letters, like "Jane Doe jane@doe.example".',
  )
}
