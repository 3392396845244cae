/** The schema: all nouns together. */
import { lexicographicSortSchema, printSchema } from 'graphql'
import { builder } from './builder.ts'
import './scalars.ts'
import './issuer.ts'
import './issuer-attribute.ts'
import './insider.ts'
import './relationship.ts'
import './connection.ts'
import './path.ts'
import './filing.ts'
import './arrival.ts'
import './amendment.ts'
import './owner.ts'
import './signature.ts'
import './transaction.ts'
import './activity.ts'
import './lateness.ts'
import './history.ts'
import './cluster.ts'
import './short-swing.ts'
import './holding.ts'
import './position.ts'
import './footnote.ts'
import './grant.ts'
import './option-event.ts'
import './search.ts'
import './dataset.ts'

builder.queryType({ description: 'Where every operation begins.' })
builder.subscriptionType({
  description: 'What a server tells for as long as somebody listens, as server-sent events.',
})

export const schema = lexicographicSortSchema(builder.toSchema())

/** The schema in its own language, as `schema/schema.graphql` holds it. */
export const printedSchema = () => `${printSchema(schema)}\n`
