/**
 * What the server, and the client of EDGAR, take and how long they wait: every limit by its name, with what it is for.
 * Each can be set by the environment: `keepAliveMs` by `INSIDER_GRAPH_KEEP_ALIVE_MS`. Those of the graph are fixed, and stand in
 * `schema/limits.ts`.
 */
import { MISUSE, UserError } from './commands/outcome.ts'

/** What a timer can wait at most: beyond, it would not wait at all. */
const GREATEST = 2 ** 31 - 1

/** Milliseconds where the name ends so; else bytes, or a number of what the help names. */
export const LIMITS = setBy(process.env, {
  bodyBytes: { value: 128 * 1024, help: 'The largest body of a request; a larger one is answered with 413.' },
  acceptBytes: { value: 512, help: 'The longest Accept header: yoga would answer with one much longer.' },
  tokens: { value: 1_500, help: 'Words and signs of a document, counted before anything is made of it.' },
  validationErrors: { value: 5, help: 'Errors that one invalid document is told.' },
  documentOperations: { value: 20, help: 'Operations in one document.' },
  documentFragments: { value: 100, help: 'Fragments in one document.' },
  operationFields: { value: 300, help: 'Fields of an operation, with its fragments in place.' },
  operationAliases: {
    value: 50,
    help: 'Fields of an operation that have another name there, with its fragments in place.',
  },
  operationDepth: { value: 20, help: 'How deep the fields of an operation are nested.' },
  documents: { value: 200, help: 'Parsed documents that are kept to be used again.' },
  documentFields: {
    value: 10_000,
    help: 'Fields of all documents that are kept, with their fragments in place.',
  },
  answerBytes: {
    value: 64_000_000,
    help: 'Answers that are kept, to be given again for as long as the data is the same.',
  },
  headersMs: { value: 10_000, help: 'How long the headers of a request may take.' },
  requestMs: { value: 15_000, help: 'How long a whole request may take to arrive.' },
  checkMs: { value: 2_000, help: 'How often connections are checked for the two above.' },
  silenceMs: { value: 20_000, help: 'How long a connection may be silent within a request.' },
  keepAliveMs: { value: 5_000, help: 'How long a connection is kept open for a next request.' },
  shutdownMs: { value: 10_000, help: 'How long requests in flight may take when the server stops.' },
  listeners: { value: 1_000, help: 'Subscriptions at once.' },
  arrivalsMs: { value: 250, help: 'How often the database is asked for new filings while anybody listens.' },
  slowListenerMs: { value: 30_000, help: 'How long a listener may take nothing of what waits for it.' },
  replicaSyncMs: { value: 1_000, help: 'How often a replica asks its primary for what is new.' },
  primaryMs: {
    value: 30_000,
    help: 'How long a primary may take to answer who writes, and how long it is asked again when it does not.',
  },
  edgarGapMs: { value: 125, help: 'The least time between two requests to EDGAR.' },
  edgarAtOnce: { value: 4, help: 'Requests to EDGAR at once.' },
  edgarTries: {
    value: 5,
    help: 'How often EDGAR is asked for the same thing before it counts as not to be had.',
  },
  edgarHeadersMs: { value: 30_000, help: 'How long EDGAR may take to begin an answer.' },
  edgarIdleMs: { value: 120_000, help: 'How long EDGAR may be silent within an answer.' },
  edgarBlockedMs: { value: 600_000, help: 'How long nothing is asked of EDGAR after it refused to answer.' },
  edgarBackoffMs: { value: 1_000, help: 'How long to wait before asking EDGAR again; doubled each time.' },
  watchMs: { value: 60_000, help: 'How often `watch` asks EDGAR for what is new.' },
})

interface Limit {
  value: number
  help: string
}

/** A limit that the environment can set. */
export interface SettableLimit extends Limit {
  readonly variable: string
  readonly default: number
}

/**
 * The limits as the environment has them; a variable that is empty is not set. Throws `UserError` for one that is no
 * positive whole number.
 */
function setBy<Name extends string>(
  environment: NodeJS.ProcessEnv,
  defaults: Record<Name, Limit>,
): Record<Name, SettableLimit> {
  const settable = Object.entries<Limit>(defaults).map(([name, { value, help }]) => {
    const variable = `INSIDER_GRAPH_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`
    return [name, { value: numberIn(environment, variable) ?? value, default: value, variable, help }]
  })
  return Object.fromEntries(settable)
}

function numberIn(environment: NodeJS.ProcessEnv, variable: string): number | undefined {
  const text = environment[variable]?.trim()
  if (!text) return undefined
  if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > GREATEST)
    throw new UserError(
      `${variable} is "${text.slice(0, 40)}": set it to a whole number from 1 to ${GREATEST}, or not at all.`,
      MISUSE,
    )
  return Number(text)
}
