/**
 * Each example operation, and each file in `queries/`, with its answer and its statements as snapshots beside each other in
 * `queries/snapshots`: refresh them with `npm run unit -- -u`, and read the difference.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ask } from './ask.ts'
import { sampleWorld } from './world.ts'

const world = sampleWorld()
const folders = [new URL('../src/web/examples/', import.meta.url), new URL('queries/', import.meta.url)]
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => [name.replace('.graphql', ''), new URL(name, folder)] as const),
)

describe.each(files)('%s', (name, file) => {
  test('answers and costs what its snapshots say', async () => {
    const { data, errors, sql, loads } = await ask(world, readFileSync(file, 'utf8'))
    expect(errors).toEqual([])
    await expect(`${JSON.stringify(data, null, 2)}\n`).toMatchFileSnapshot(`queries/snapshots/${name}.json`)
    const cost = [`-- ${loads.length} loads: ${loads.join(', ')}`, ...sql.map((text) => `${text};`)]
    await expect(`${cost.join('\n\n')}\n`).toMatchFileSnapshot(`queries/snapshots/${name}.sql`)
  })
})
