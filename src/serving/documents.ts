/** Documents by their text, within bounds: the least used make room. */
import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { LIMITS } from '../limits.ts'
import { extentsOf } from './extent.ts'

/** A cache of documents. What is made of one is as large as it has fields: some kilobytes for each. */
export const keptDocuments = () =>
  new LRUCache<string, DocumentNode>({
    max: LIMITS.documents.value,
    maxSize: LIMITS.documentFields.value,
    sizeCalculation: (document) => 1 + extentsOf(document).reduce((sum, { fields }) => sum + fields, 0),
  })
