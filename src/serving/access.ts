/** Who may ask: whoever brings the token, where there is one. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { MISUSE, UserError } from '../commands/outcome.ts'

/** Whether a request may be answered. */
export type Access = (request: IncomingMessage) => boolean

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Takes `Authorization: Bearer <token>`. Takes as long for a token that is nearly right as for any other. */
export function accessBy(token: string): Access {
  const expected = digest(token)
  return ({ headers }) => {
    const [, given = ''] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? []
    return timingSafeEqual(digest(given), expected)
  }
}

/** The token that the environment names, or that is in the file that it names; undefined where it names none. Throws `UserError`. */
export function tokenFrom({
  INSIDER_GRAPH_TOKEN,
  INSIDER_GRAPH_TOKEN_FILE,
}: NodeJS.ProcessEnv): string | undefined {
  if (INSIDER_GRAPH_TOKEN !== undefined && INSIDER_GRAPH_TOKEN_FILE !== undefined)
    throw new UserError('Set INSIDER_GRAPH_TOKEN or INSIDER_GRAPH_TOKEN_FILE, not both.', MISUSE)
  const token =
    INSIDER_GRAPH_TOKEN_FILE === undefined ? INSIDER_GRAPH_TOKEN?.trim() : inFile(INSIDER_GRAPH_TOKEN_FILE)
  if (token === undefined) return undefined
  // What cannot stand in a header can never be given.
  if (!/^[\x21-\x7e]{8,}$/.test(token))
    throw new UserError('A token has 8 or more letters, digits and signs, and no blanks.', MISUSE)
  return token
}

function inFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new UserError(`INSIDER_GRAPH_TOKEN_FILE names "${file}", which cannot be read.`, MISUSE)
  }
}
