/** The rules of the house are held by the linter: each import that climbs the wrong way is an error. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-floors-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { $schema: _, vcs: __, ...config } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
writeFileSync(join(folder, 'biome.json'), JSON.stringify(config))

/** Whether the linter objects to a file with one import. */
function isRefused(file: string, module: string): boolean {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), `import { x } from '${module}'\n\nexport const y = x\n`)
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const { stderr, status } = spawnSync(process.execPath, [biome, 'lint', file], {
    cwd: folder,
    encoding: 'utf8',
  })
  const names = stderr.includes('noRestrictedImports')
  expect(status).toBe(names ? 1 : 0)
  return names
}

test.each([
  ['db/new.ts', '../schema/builder.ts'],
  ['db/new.ts', '../src/serve.ts'],
  ['db/new.ts', '../test/world.ts'],
  ['db/new.ts', 'graphql'],
  ['db/new.ts', 'better-sqlite3'],
  ['db/rules/new.ts', '../open.ts'],
  ['db/rules/new.ts', '../tables.ts'],
  ['db/rules/new.ts', 'drizzle-orm'],
  ['db/rules/new.ts', '../../schema/builder.ts'],
  ['schema/new.ts', '../src/serve.ts'],
  ['schema/new.ts', '../test/world.ts'],
  ['schema/new.ts', './issuer.ts'],
  ['schema/new.ts', 'better-sqlite3'],
  ['schema/new.ts', 'graphql-yoga'],
  ['src/edgar/new.ts', '../../db/open.ts'],
  ['src/edgar/new.ts', '../../schema/index.ts'],
  ['src/edgar/new.ts', '../ingest/rows.ts'],
  ['src/new.ts', 'graphql-yoga'],
  ['src/new.ts', 'better-sqlite3'],
  ['src/ingest/new.ts', '../../test/world.ts'],
  ['src/serve.ts', 'better-sqlite3'],
  ['db/new.ts', 'libsql'],
  ['src/new.ts', 'libsql'],
])('%s must not import %s', (file, module) => {
  expect(isRefused(file, module)).toBe(true)
})

test.each([
  ['db/open.ts', 'better-sqlite3'],
  ['db/rules/new.ts', '../codes.ts'],
  ['db/rules/new.ts', './words.ts'],
  ['schema/index.ts', './issuer.ts'],
  ['src/serve.ts', 'graphql-yoga'],
  ['src/ingest/new.ts', '../../db/open.ts'],
])('%s may import %s', (file, module) => {
  expect(isRefused(file, module)).toBe(false)
})
