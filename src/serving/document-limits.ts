/** Bounds the work that a document makes before it is executed; what executing it costs is bounded in the schema. */
import { type DocumentNode, type GraphQLError, Kind, parse, validate } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { refuse } from '../../schema/errors.ts'
import { LIMITS } from '../limits.ts'
import { extentsOf } from './extent.ts'

export const useDocumentLimits: Plugin = {
  onParse({ setParseFn }) {
    setParseFn((source, options) => parse(source, { ...options, maxTokens: LIMITS.tokens.value }))
  },
  onValidate({ setValidationFn }) {
    setValidationFn((schema, document, rules) => {
      const refusal = refusalOf(document)
      if (refusal) return [refusal]
      return validate(schema, document, rules, { maxErrors: LIMITS.validationErrors.value })
    })
  },
}

/** Why a document is more than may be, whatever its variables are; undefined where it is not. */
function refusalOf(document: DocumentNode): GraphQLError | undefined {
  const extents = extentsOf(document)
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
  const most = (what: 'fields' | 'aliases' | 'depth') => Math.max(0, ...extents.map((extent) => extent[what]))
  const counts = [
    [extents.length, LIMITS.documentOperations, 'operations'],
    [fragments.length, LIMITS.documentFragments, 'fragments'],
    [most('fields'), LIMITS.operationFields, 'fields'],
    [most('aliases'), LIMITS.operationAliases, 'aliases'],
    [most('depth'), LIMITS.operationDepth, 'levels'],
  ] as const
  const [count, limit, what] = counts.find(([count, { value }]) => count > value) ?? []
  if (!limit) return undefined
  const told = `The document has ${count} ${what}, more than ${limit.value}: ask for less at once.`
  return refuse('QUERY_TOO_COMPLEX', told)
}
