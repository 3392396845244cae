/** What takes too long for `npm test`: load over minutes, hundreds of kills. `npm run test:soak` runs it, one file after the other. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/soak/**/*.soak.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    pool: 'forks',
    fileParallelism: false,
  },
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
})
