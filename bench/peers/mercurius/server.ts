/** mercurius with its JIT, and loaders written by hand. `node server.ts <database>` prints its port. */
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import mercurius from 'mercurius'
import { connect } from '../../limit/database.ts'
import { loadersOn } from './loaders.ts'
import { resolversOn } from './resolvers.ts'
import { SDL } from './sdl.ts'

const database = connect(process.argv[2]!)
const app = fastify()
app.register(mercurius, {
  schema: SDL,
  resolvers: resolversOn(database),
  loaders: loadersOn(database),
  jit: 1,
  graphiql: false,
})
await app.listen({ port: 0, host: '127.0.0.1' })
console.log((app.server.address() as AddressInfo).port)
process.once('SIGTERM', () => process.exit())
