import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
  // Without these, graphql is loaded twice, once for us and once for its users: "another module or realm".
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
})
