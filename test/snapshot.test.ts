/** One operation sees one state of the data, even while another process replaces what it is reading. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { graphql } from 'graphql'
import { afterAll, expect, test } from 'vitest'
import { open } from '../db/open.ts'
import { schema } from '../schema/index.ts'
import { filing, put, rows } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The first and the second version have nothing in common but the issuer: another owner, another grant. */
const version = (n: number) =>
  filing({
    owners: [{ cik: 900 + n, name: `OWNER ${n}`, isDirector: true }],
    rows: rows(['holding', 'II', { securityTitle: `Option ${n}`, exercisePrice: `${n}` }]),
  })

const OPERATION = `{ issuer(by: {cik: "100"}) {
  insiders { totalCount nodes { name } edges { latestFiling { owners { name } } } }
  holdings { totalCount nodes { owners { insider { name } } ... on DerivativeHolding { optionGrant { title } } } } } }`

test('whatever is written between its loads', async () => {
  const file = join(folder, 'shared.db')
  const writer = open(file)
  put(writer, version(1), 'a.xml')
  let writes = 1
  const reader = open(file, { load: () => put(writer, version(++writes), 'a.xml') })
  for (let round = 0; round < 5; round++) {
    await setImmediate() // a turn of the event loop, as between requests
    const state = writes
    const { data, errors } = await graphql({ schema, source: OPERATION, contextValue: { db: reader } })
    expect(errors).toBeUndefined()
    expect(writes).toBeGreaterThan(state + 5)
    const { insiders, holdings } = JSON.parse(JSON.stringify(data)).issuer
    const name = insiders.nodes[0].name
    // The first load's own write comes before its read.
    expect(name).toBe(`OWNER ${state + 1}`)
    expect({ insiders, holdings }).toEqual({
      insiders: { totalCount: 1, nodes: [{ name }], edges: [{ latestFiling: { owners: [{ name }] } }] },
      holdings: {
        totalCount: 1,
        nodes: [{ owners: [{ insider: { name } }], optionGrant: { title: `Option ${state + 1}` } }],
      },
    })
  }
  reader.close()
  writer.close()
})
