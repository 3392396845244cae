/** libSQL's protocol over HTTP, hrana: as much of it as a primary needs to be told of transactions. The second door to the network. */
import { DatabaseError } from '../../db/errors.ts'
import type { Entry, Value } from '../../db/outbox.ts'
import type { Primary } from '../../db/replica.ts'
import { plainly } from '../plainly.ts'

/** What may pass: nobody answers, or the database is in use. */
export class Passing extends Error {}

/** An error that SQLite or the server has told, with its code. */
interface ServerError {
  code?: string
  message: string
}

type Result =
  | { type: 'error'; error: ServerError }
  | {
      type: 'ok'
      response: { result?: { rows?: { value: string }[][]; step_errors?: (ServerError | null)[] } }
    }

/** The state of the primary's data; undefined where it has no such table, or none at all. */
export async function stateOf(primary: Primary, signal: AbortSignal): Promise<number | undefined> {
  const sql = 'SELECT state FROM publication'
  const [result] = await ask(primary, [{ type: 'execute', stmt: { sql } }], signal)
  if (result!.type === 'ok') {
    const state = Number(result!.response.result?.rows?.[0]?.[0]?.value)
    return Number.isNaN(state) ? undefined : state
  }
  if (/no such table/.test(result!.error.message)) return undefined
  throw refused(primary, result!.error)
}

/** Does at a primary, whole or not at all, what a transaction did here; whether its data was of the state before. */
export async function apply(primary: Primary, entry: Entry, signal: AbortSignal): Promise<boolean> {
  const { texts, runs, before, after } = entry
  const move = texts.length
  const stored = [...texts, 'UPDATE publication SET state = iif(state = ?, ?, NULL)'].map((sql, sql_id) => ({
    type: 'store_sql',
    sql_id,
    sql,
  }))
  const acts = [[move, before, after] as const, ...runs].map(([sql_id, ...values], i) => ({
    condition: { type: 'ok', step: i },
    stmt: { sql_id, args: values.map(argument), want_rows: false },
  }))
  const done = { type: 'ok', step: acts.length + 1 }
  const steps = [
    { stmt: { sql: 'BEGIN IMMEDIATE' } },
    ...acts,
    { condition: { type: 'ok', step: acts.length }, stmt: { sql: 'COMMIT' } },
    { condition: { type: 'not', cond: done }, stmt: { sql: 'ROLLBACK' } },
  ]
  const results = await ask(primary, [...stored, { type: 'batch', batch: { steps } }], signal)
  const result = results.at(-1)!
  if (result.type === 'error') throw refused(primary, result.error)
  const errors = result.response.result?.step_errors
  if (!Array.isArray(errors)) throw stranger(primary)
  const failed = errors.findIndex((error) => error)
  if (failed < 0) return true
  if (failed === 1 && errors[1]!.code === 'SQLITE_CONSTRAINT') return false
  throw refused(primary, errors[failed]!)
}

/** Numbers are real ones, as SQLite's driver binds them here: columns make of them what they hold. */
function argument(value: Value): object {
  if (value === null) return { type: 'null' }
  if (typeof value === 'string') return { type: 'text', value }
  return typeof value === 'number' ? { type: 'float', value } : { type: 'blob', base64: value.base64 }
}

/** @throws {Passing} or {DatabaseError} */
async function ask(primary: Primary, requests: object[], signal: AbortSignal): Promise<Result[]> {
  const { url, token } = primary
  const sent = { requests: [...requests, { type: 'close' }] }
  const failed = (error: Error) => {
    throw isPassing(error)
      ? new Passing(reasonOf(error), { cause: error })
      : stranger(primary, reasonOf(error))
  }
  const response = await fetch(`${url.replace(/\/+$/, '')}/v2/pipeline`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(sent),
    redirect: 'error',
    signal,
  }).catch(failed)
  const text = await response.text().catch(failed)
  const { status, ok } = response
  if (status >= 500 || status === 429) throw new Passing(`it answers ${status}`)
  if (status === 401 || status === 403) throw refused(primary, { message: `it answers ${status}` })
  const results = ok ? resultsIn(text) : undefined
  if (results?.length !== sent.requests.length) throw stranger(primary, `it answers ${status}`)
  return results.slice(0, -1)
}

/** What a server of libSQL answers; undefined for what any other does. */
function resultsIn(text: string): Result[] | undefined {
  const isResult = (result: Result | null) =>
    result?.type === 'error'
      ? typeof result.error?.message === 'string'
      : typeof result?.response === 'object'
  try {
    const { results } = JSON.parse(text)
    return Array.isArray(results) && results.every(isResult) ? results : undefined
  } catch {
    return undefined
  }
}

const reasonOf = ({ message, cause }: Error) => (cause instanceof Error ? cause.message : message)

/** Whether it is the network that failed, or time that ran out: that may be better soon. */
const isPassing = ({ name, cause }: Error) =>
  /^(Timeout|Abort)Error$/.test(name) ||
  /^(ECONN|EHOST|ENET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|UND_ERR)/.test(
    `${(cause as NodeJS.ErrnoException)?.code}`,
  )

function refused({ url }: Primary, { code, message }: ServerError): Error {
  if (code && /BUSY|TIMEOUT/.test(code)) return new Passing(message)
  return new DatabaseError(
    'PRIMARY_REFUSES',
    `The primary at ${url} does not take what is written here (${shown(message)}): see that INSIDER_GRAPH_PRIMARY_TOKEN lets it be written, and publish the file anew where it does. What it was not told yet is kept.`,
  )
}

const stranger = ({ url }: Primary, reason = 'it answers something else') =>
  new DatabaseError(
    'PRIMARY_REFUSES',
    `There is no libSQL server at ${url} (${shown(reason)}): see the address. What it was not told yet is kept.`,
  )

/** A server may answer anything, and any length of it. */
const shown = (text: string) => plainly(text.slice(0, 200))
