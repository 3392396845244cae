/** The schema: all nouns together. */
import { lexicographicSortSchema, printSchema } from 'graphql'
import { builder } from './builder.ts'
import './scalars.ts'
import './issuer.ts'
import './insider.ts'
import './relationship.ts'
import './filing.ts'
import './owner.ts'
import './signature.ts'
import './transaction.ts'
import './holding.ts'
import './footnote.ts'
import './grant.ts'

builder.queryType({ description: 'Where every operation begins.' })

export const schema = lexicographicSortSchema(builder.toSchema())

/** The schema in its own language, as `schema/schema.graphql` holds it. */
export const printedSchema = () => `${printSchema(schema)}\n`
