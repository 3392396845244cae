/** Takes so many subscriptions at once, and drops who does not take what is told. */
import type { ServerResponse } from 'node:http'
import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { subscribe } from '../../schema/subscribe.ts'
import { LIMITS } from '../limits.ts'
import type { Listeners } from './listeners.ts'

/** What yoga adds to the context of each operation. */
export interface Answering {
  res: ServerResponse
}

const TOO_MANY = new GraphQLError('Too many listen at once: try again later, or query.', {
  extensions: { code: 'TOO_MANY_LISTENERS' },
})

export const useSubscriptions = (listeners: Listeners): Plugin<Answering> => ({
  onSubscribe({ args, setSubscribeFn, setResultAndStopExecution }) {
    if (listeners.size >= LIMITS.listeners.value) return setResultAndStopExecution({ errors: [TOO_MANY] })
    setSubscribeFn(subscribe)
    return {
      onSubscribeResult({ result, setResult }) {
        if (Symbol.asyncIterator in result) setResult(listeners.add(args.contextValue.res, result))
      },
    }
  },
})
