import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  executeSubscriptionEvent,
  mapSourceToResponseEvent,
  validateSubscriptionArgs,
} from 'graphql'

/**
 * Runs a subscription: its events, or the errors for which there are none. As graphql's own does, but that each event
 * has a context of its own: loaders remember what they loaded in theirs, and it must be neither old nor ever more.
 */
export async function subscribe(
  args: ExecutionArgs,
): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult> {
  const valid = validateSubscriptionArgs(args)
  if (!('schema' in valid)) return { errors: valid }
  const source = await createSourceEventStream(valid)
  if (!(Symbol.asyncIterator in source)) return source
  return mapSourceToResponseEvent(valid, source, (event) =>
    executeSubscriptionEvent({ ...event, contextValue: { ...(event.contextValue as object) } }),
  )
}
