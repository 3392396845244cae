/** Behind every order and every parent stands an index: no page reads a whole table, none sorts one. */
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import * as filings from '../db/filings.ts'
import * as grants from '../db/grants.ts'
import * as holdings from '../db/holdings.ts'
import * as insiders from '../db/insiders.ts'
import * as issuers from '../db/issuers.ts'
import { type AnyCollection, type FilterValues, pages } from '../db/page.ts'
import * as positions from '../db/positions.ts'
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
  positions,
  relationships,
  transactions,
].flatMap((noun) => Object.values(noun as Record<string, unknown>).filter(isCollection))

/** So few for each parent that no index of their own would pay: these are sorted after all. */
const SORTED = ['insider.optionGrants', 'grant.transactions']

/** How SQLite would run the one statement that a page under these filters runs. */
function planOf(
  collection: AnyCollection,
  order: string,
  filters: FilterValues,
  direction: 'ASC' | 'DESC' = 'DESC',
) {
  world.reset()
  pages(world.db, collection, [0], { order, direction, size: 20, backward: false }, filters)
  const statement = world.sql.find((text) => text.startsWith('select'))!
  return world.db.orm
    .all<{ detail: string }>(sql.raw(`EXPLAIN QUERY PLAN ${statement.replaceAll('?', '1')}`))
    .map(({ detail }) => detail)
}

/** Values that a filter could have, by what its name says. */
const valueFor = (filter: string) =>
  /^(codes|notCodes|forms|patterns|leftOutReasons|plan\w*|not\w+)$/.test(filter)
    ? filter === 'planStatuses'
      ? ['YES']
      : filter === 'patterns'
        ? ['ROUTINE']
        : filter === 'leftOutReasons'
          ? ['NO_PRICE']
          : ['4']
    : filter === 'issuers'
      ? [1]
      : /row|roles|issuer|isCurrent|isCounted/i.test(filter)
        ? 1
        : '1'

test.each(
  collections.flatMap((collection) =>
    Object.keys(collection.filters).map((filter) => [collection.name, filter, collection] as const),
  ),
)('%s filtered by %s', (_, filter, collection) => {
  const plan = planOf(collection, Object.keys(collection.orders)[0]!, { [filter]: valueFor(filter) })
  expect(plan.join('\n')).not.toMatch(/SCAN (?!json_each)(?!.*USING (COVERING )?INDEX)/)
})

test('a name is searched for by how it begins, not tried on every row', () => {
  expect(planOf(issuers.allIssuers, 'NAME', { nameStartsWith: 'x' })[0]).toMatch(
    /SEARCH issuers USING INDEX issuers_by_name/,
  )
})

test('a filter that few pass is decided within the index of the order', () => {
  expect(planOf(transactions.allTransactions, 'TRANSACTED_ON', { codes: ['J', 'U'] })[0]).toMatch(
    /SCAN transactions USING INDEX transactions_by_date/,
  )
})

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
      if (collection.parent) expect(plan.find((step) => /SCAN|SEARCH/.test(step))).toMatch(/SEARCH/)
      if (!SORTED.includes(collection.name)) expect(plan.join('\n')).not.toMatch(/TEMP B-TREE/)
    }
})

test('narrow tables are kept by their key alone, which a migration that Drizzle makes would forget', () => {
  const tables = world.db.orm.all<{ name: string }>(
    sql`SELECT name FROM pragma_table_list WHERE wr AND schema = 'main' AND name NOT LIKE '%\\_words\\_%' ESCAPE '\\' ORDER BY name`,
  )
  expect(tables.map(({ name }) => name)).toEqual([
    'footnote_references',
    'holding_owners',
    'option_grant_owners',
    'transaction_owners',
  ])
})
