/** Behind every order and every parent stands an index: no page reads a whole table, none sorts one. */
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import * as filings from '../db/filings.ts'
import * as grants from '../db/grants.ts'
import * as holdings from '../db/holdings.ts'
import * as insiders from '../db/insiders.ts'
import * as issuers from '../db/issuers.ts'
import { type AnyCollection, pages } from '../db/page.ts'
import * as relationships from '../db/relationships.ts'
import * as transactions from '../db/transactions.ts'
import { sampleWorld } from './world.ts'

const world = sampleWorld()
const isCollection = (value: unknown): value is AnyCollection =>
  typeof value === 'object' && value !== null && 'orders' in value
const collections: AnyCollection[] = [
  filings,
  grants,
  holdings,
  insiders,
  issuers,
  relationships,
  transactions,
].flatMap((noun) => Object.values(noun as Record<string, unknown>).filter(isCollection))

/** So few for each parent that no index of their own would pay: these are sorted after all. */
const SORTED = ['insider.optionGrants', 'grant.transactions']

test.each(
  collections.flatMap((collection) =>
    Object.keys(collection.orders).map((order) => [collection.name, order, collection] as const),
  ),
)('%s by %s', (_, order, collection) => {
  for (const direction of ['ASC', 'DESC'] as const)
    for (const backward of [false, true]) {
      world.reset()
      pages(world.db, collection, [0], { order, direction, size: 20, backward }, {})
      const statement = world.sql.find((text) => text.startsWith('select'))!
      const plan = world.db.orm
        .all<{ detail: string }>(sql.raw(`EXPLAIN QUERY PLAN ${statement.replaceAll('?', '1')}`))
        .map(({ detail }) => detail)
      expect(plan.join('\n')).not.toMatch(/SCAN (?!.*USING (COVERING )?INDEX)/)
      if (collection.parent) expect(plan[0]).toMatch(/SEARCH/)
      if (!SORTED.includes(collection.name)) expect(plan.join('\n')).not.toMatch(/TEMP B-TREE/)
    }
})
