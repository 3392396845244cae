/** What others build such a server with, on the same data; installed beside this project when it is first asked for. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Dialect } from './compare.ts'
import type { Stack } from './measure.ts'
import { startCluster } from './peers/postgraphile/cluster.ts'
import { POSTGRAPHILE } from './peers/postgraphile/dialect.ts'
import { together, usageOf } from './processes.ts'
import { startScript } from './server.ts'

/** mercurius with its JIT on the same file, and PostGraphile on a PostgreSQL with the same data. */
export async function startPeers(
  file: string,
  told: (text: string) => void,
): Promise<(Stack & { dialect?: Dialect })[]> {
  install(told)
  const mercurius = await startScript('peers/mercurius/server.ts', file)
  const cluster = await startCluster(file)
  const postgraphile = await startScript('peers/postgraphile/server.ts', cluster.folder)
  const all = {
    ...postgraphile,
    ...together([postgraphile, usageOf(cluster.pid)]),
    async stop() {
      await postgraphile.stop()
      cluster.stop()
    },
  }
  return [
    { name: 'mercurius', server: mercurius },
    {
      name: 'PostGraphile',
      server: all,
      part: { name: '– its node', usage: postgraphile },
      dialect: POSTGRAPHILE,
    },
  ]
}

const folder = fileURLToPath(new URL('peers', import.meta.url))
/** npm writes this file when all else is there. */
export const arePeersInstalled = () => existsSync(join(folder, 'node_modules/.package-lock.json'))

function install(told: (text: string) => void): void {
  if (arePeersInstalled()) return
  told('Installing the peers: mercurius and PostGraphile.')
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
