import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  executeSubscriptionEvent,
  mapSourceToResponseEvent,
  validateSubscriptionArgs,
} from 'graphql'
import { type Context, refusalOf } from './builder.ts'
import { operationOf } from './operation.ts'

/**
 * Runs a subscription: its events, or the errors for which there are none. As graphql's own does, but that each event
 * has a context of its own: loaders remember what they loaded in theirs, and it must be neither old nor ever more.
 */
export async function subscribe(
  args: ExecutionArgs,
): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult> {
  const valid = validateSubscriptionArgs(args)
  if (!('schema' in valid)) return { errors: valid }
  const cost = operationOf(args.document, args.operationName).cost(args.variableValues ?? {})
  const refusal = cost === undefined ? undefined : refusalOf(cost)
  if (refusal) return { errors: [refusal] }
  const source = await createSourceEventStream(valid)
  if (!(Symbol.asyncIterator in source)) return source
  return mapSourceToResponseEvent(valid, source, (event) =>
    executeSubscriptionEvent({
      ...event,
      contextValue: { ...(event.contextValue as Context), ...(cost !== undefined && { isCosted: true }) },
    }),
  )
}
