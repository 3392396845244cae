/** Runs queries as compiled operations; tells the cost of every answer and every event. */
import type { ExecutionResult } from 'graphql'
import type { Plugin, YogaInitialContext } from 'graphql-yoga'
import type { Context } from '../../schema/builder.ts'
import { extensionsOf, operationOf } from '../../schema/operation.ts'
import type { QuickWay } from '../quick.ts'
import type { Metrics } from './metrics.ts'

export const useOperations = (quick: QuickWay, metrics: Metrics | undefined): Plugin<object, Context> => ({
  onExecute({ args: { document, contextValue }, setExecuteFn }) {
    const { query } = (contextValue as unknown as YogaInitialContext).params
    if (query) quick.learn(query, document)
    setExecuteFn(({ document, operationName, contextValue, variableValues }) =>
      operationOf(document, operationName).run(contextValue, variableValues ?? {}),
    )
    return { onExecuteDone: ({ result }) => metrics?.ran(result as ExecutionResult) }
  },
  onSubscribe({ args: { document, operationName, variableValues } }) {
    const cost = operationOf(document, operationName).cost(variableValues ?? {})
    const withCost = (result: ExecutionResult): ExecutionResult =>
      cost === undefined ? result : { ...result, ...extensionsOf(cost) }
    return {
      onSubscribeResult({ result, setResult }) {
        if (Symbol.asyncIterator in result)
          return { onNext: ({ result, setResult }) => setResult(withCost(result)) }
        setResult(withCost(result))
      },
    }
  },
})
