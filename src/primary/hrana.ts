/** libSQL's protocol over HTTP, hrana: as much of it as a primary needs to be told of transactions. The second door to the network. */
import { DatabaseError } from '../../db/errors.ts'
import type { Entry, Value } from '../../db/outbox.ts'

/** Where a primary is, and by what it knows who may write. */
export interface Primary {
  url: string
  token?: string | undefined
}

/** What may pass: nobody answers, or the database is in use. */
export class Passing extends Error {}

/** An error that SQLite or the server has told, with its code. */
interface Told {
  code?: string
  message: string
}

type Result =
  | { type: 'error'; error: Told }
  | {
      type: 'ok'
      response: { result: { rows?: { value: string }[][]; step_errors?: (Told | null)[] } }
    }

/** The state of the primary's data; undefined where it has no such table, or none at all. */
export async function stateOf(primary: Primary, ms: number): Promise<number | undefined> {
  const sql = 'SELECT state FROM publication'
  const [result] = await ask(primary, [{ type: 'execute', stmt: { sql } }], ms)
  if (result!.type === 'ok') return Number(result!.response.result.rows![0]![0]!.value)
  if (/no such table/.test(result!.error.message)) return undefined
  throw refused(primary, result!.error)
}

/** Does at a primary, whole or not at all, what a transaction did here; whether its data was of the state before. */
export async function apply(primary: Primary, entry: Entry, ms: number): Promise<boolean> {
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
  const results = await ask(primary, [...stored, { type: 'batch', batch: { steps } }], ms)
  const result = results.at(-1)!
  if (result.type === 'error') throw refused(primary, result.error)
  const errors = result.response.result.step_errors!
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
async function ask({ url, token }: Primary, requests: object[], ms: number): Promise<Result[]> {
  const response = await fetch(`${url.replace(/\/+$/, '')}/v2/pipeline`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ requests: [...requests, { type: 'close' }] }),
    signal: AbortSignal.timeout(ms),
  }).catch((error: Error) => {
    throw new Passing(reasonOf(error), { cause: error })
  })
  const text = await response.text().catch((error: Error) => {
    throw new Passing(reasonOf(error), { cause: error })
  })
  if (response.status >= 500 || response.status === 429) throw new Passing(`it answers ${response.status}`)
  if (!response.ok) throw refused({ url }, { message: `${response.status} ${text.slice(0, 200)}` })
  try {
    return (JSON.parse(text) as { results: Result[] }).results.slice(0, -1)
  } catch {
    throw refused({ url }, { message: `it is no libSQL server: it answers "${text.slice(0, 40)}"` })
  }
}

const reasonOf = ({ message, cause }: Error) => (cause instanceof Error ? cause.message : message)

function refused({ url }: Primary, { code, message }: Told): Error {
  if (code && /BUSY|TIMEOUT/.test(code)) return new Passing(message)
  return new DatabaseError(
    'PRIMARY_REFUSES',
    `The primary at ${url} does not take what is written here (${message}): see that INSIDER_GRAPH_PRIMARY_TOKEN lets it be written, and publish the file anew where it does. Nothing is lost: what it was not told yet is kept.`,
  )
}
