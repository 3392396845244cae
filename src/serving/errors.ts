/** What callers are told of what goes wrong: what is theirs to mend, in words; of anything else, only an id. */
import { type ExecutionResult, GraphQLError } from 'graphql'
import { maskError, type Plugin } from 'graphql-yoga'
import type { Logger } from 'pino'
import { inHand } from './asked.ts'
import type { Metrics } from './metrics.ts'

/** How yoga masks errors: unexpected ones go to the log, under the id that the caller is told. */
export const maskedInto =
  (log: Logger) =>
  (error: unknown, message: string, isDev?: boolean): Error => {
    const masked = maskError(error, message, isDev)
    if (masked === error) return coded(error)
    const asked = inHand.getStore()
    if (asked) asked.outcome = 'failed'
    log.error(
      { requestId: asked?.id, err: (error as GraphQLError).originalError ?? error },
      'unexpected error',
    )
    if (masked instanceof GraphQLError) masked.extensions.requestId = asked?.id
    return masked
  }

/** Whatever reaches a caller unmasked is the caller's to mend, variables of the wrong kind too. */
function coded(error: unknown): Error {
  if (!(error instanceof GraphQLError)) return error as Error
  const { message, path, extensions } = error
  if (extensions?.code !== undefined) return error
  return new GraphQLError(message, { ...error, path, extensions: { ...extensions, code: 'BAD_USER_INPUT' } })
}

/** Notes what has become of a request, and counts what callers are told by its code. */
export const useOutcome = (metrics: Metrics | undefined): Plugin => ({
  onResultProcess({ result }) {
    const asked = inHand.getStore()
    if (!asked) return
    if (Symbol.asyncIterator in result) asked.outcome = 'listening'
    const { errors = [] } = result as ExecutionResult
    if (errors.length > 0 && asked.outcome === 'answered') asked.outcome = 'refused'
    for (const { extensions } of errors) metrics?.told(String(extensions?.code))
  },
})
