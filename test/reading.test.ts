/** What an operation is learned to look at, and what happens when it looks at more. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import type { Context } from '../schema/builder.ts'
import { Operation } from '../schema/operation.ts'
import { filing, put, rows, trade, world } from './world.ts'

const run = async (w: ReturnType<typeof world>, operation: Operation, variables = {}) => {
  w.reset()
  const { data, errors } = await operation.run({ db: w.db } as Context, variables)
  expect(errors).toBeUndefined()
  return JSON.parse(JSON.stringify(data))
}

const sales = (ticker: string, code: 'P' | 'S') =>
  filing({
    accession: code === 'P' ? '0000000100-24-000001' : '0000000100-24-000002',
    issuer: { cik: 100, name: 'ALPHA CORP', ticker },
    rows: rows(trade(code, '10', '1.50')),
  })

describe('an operation that is run again', () => {
  const NAMES =
    'query ($all: Boolean!) { issuers { nodes { name ticker @include(if: $all) cik @include(if: $all) } } }'

  test('reads what it looked at before, and more when it looks at more', async () => {
    const w = world([sales('ALFA', 'P')])
    const operation = new Operation(parse(NAMES))
    const selected = () =>
      w.sql.find((text) => text.includes('from "issuers"'))!.match(/select (.*) from/)![1]
    await run(w, operation, { all: false })
    expect(selected()).toBe('"cik", "name", "ticker", "first_on", "last_on"')
    expect(await run(w, operation, { all: false })).toEqual({ issuers: { nodes: [{ name: 'ALPHA CORP' }] } })
    expect(selected()).toMatch(/"name"/)
    expect(selected()).not.toMatch(/"ticker"/)
    const all = { issuers: { nodes: [{ name: 'ALPHA CORP', ticker: 'ALFA', cik: '0000000100' }] } }
    expect(await run(w, operation, { all: true })).toEqual(all)
    expect(await run(w, operation, { all: true })).toEqual(all)
    expect(selected()).toMatch(/"ticker"/)
    expect(w.sql.filter((text) => text.includes('from "issuers"'))).toHaveLength(1)
  })

  test('learns nothing from lists without rows', async () => {
    const w = world()
    const operation = new Operation(parse('{ transactions { nodes { __typename secCode } } }'))
    for (let i = 0; i < 3; i++) expect(await run(w, operation)).toEqual({ transactions: { nodes: [] } })
    put(w.db, sales('ALFA', 'S'))
    const one = { transactions: { nodes: [{ __typename: 'NonDerivativeTransaction', secCode: 'S' }] } }
    for (let i = 0; i < 3; i++) expect(await run(w, operation)).toEqual(one)
  })

  test('gives what SQL gives, whichever fields it is asked for in whichever order of runs', async () => {
    const w = world([sales('ALFA', 'P'), sales('ALFA', 'S')])
    const fields = {
      secCode: 'code',
      shares: 'shares',
      pricePerShare: 'price_per_share',
      transactedOn: 'transacted_on',
    }
    const names = Object.keys(fields) as (keyof typeof fields)[]
    const ask = names.map((name) => `${name} @include(if: $${name})`).join(' ')
    const given = names.map((name) => `$${name}: Boolean!`).join(', ')
    const source = `query (${given}) { transactions(orderBy: {field: TRANSACTED_ON, direction: ASC}) { nodes { id ${ask} } } }`
    const stored = w.db.orm.all<Record<string, unknown>>(
      sql`SELECT * FROM transactions ORDER BY traded_on, accession, row`,
    )
    const choice = fc.record(Object.fromEntries(names.map((name) => [name, fc.boolean()])))
    await fc.assert(
      fc.asyncProperty(fc.array(choice, { minLength: 1, maxLength: 6 }), async (choices) => {
        const operation = new Operation(parse(source))
        for (const chosen of choices) {
          const { transactions } = await run(w, operation, chosen)
          for (const [i, node] of transactions.nodes.entries())
            for (const name of names)
              expect(node[name]).toEqual(chosen[name] ? stored[i]![fields[name]] : undefined)
        }
      }),
      { numRuns: 30 },
    )
  })
})
