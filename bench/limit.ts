/**
 * The limit: what a server costs that knows nothing but these operations. node:http, statements written by hand and prepared
 * once, rows read raw, JSON.stringify. Takes the same requests as a GraphQL server does, and tells operations apart by the
 * name that they carry. `node bench/limit.ts <database>` prints its port.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clusterReads } from './limit/clusters.ts'
import { type Answers, connect } from './limit/database.ts'
import { filingReads } from './limit/filing.ts'
import { pageReads } from './limit/pages.ts'
import { pathReads } from './limit/paths.ts'
import { searchReads } from './limit/search.ts'
import { transactionReads } from './limit/transactions.ts'

const database = connect(process.argv[2]!)
const answers: Answers = {
  ...filingReads(database),
  ...pageReads(database),
  ...transactionReads(database),
  ...searchReads(database),
  ...clusterReads(database),
  ...pathReads(database),
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = JSON.parse((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString())
    const { operationName, variables } = body as { operationName: string; variables: never }
    const text = JSON.stringify({ data: database.snapshot(() => answers[operationName]!(variables)) })
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
    response.end(text)
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
process.once('SIGTERM', () => process.exit())
