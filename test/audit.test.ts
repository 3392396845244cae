/** The official audit of GraphQL over HTTP, against a server that knows none of its documents, and again when it knows them. */
import { type Audit, serverAudits } from 'graphql-http'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Db, open } from '../db/open.ts'
import { type Serving, serve } from '../src/serve.ts'

let db: Db
let server: Serving

beforeAll(async () => {
  db = open(':memory:')
  server = await serve(db, { host: '127.0.0.1', port: 0 }, pino({ level: 'silent' }))
})
afterAll(async () => {
  await server.close()
  db.close()
})

const audits = serverAudits({ url: () => `http://127.0.0.1:${server.port}/graphql` })

const audit = async ({ fn }: Audit) => {
  const result = await fn()
  const reason = 'reason' in result ? result.reason : undefined
  expect([result.status, reason]).toEqual(['ok', undefined])
}

// The second and the third time, what can be is answered the quick way: from what is compiled, and from what is kept.
describe.each(['the first time', 'the second time', 'the third time'])('%s', () => {
  it.each(audits.map((each) => [`${each.id} ${each.name}`, each] as const))('%s', (_, each) => audit(each))
})
