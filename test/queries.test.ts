/**
 * Each example operation, and each file in `queries/`, with its statements, and its answer, as snapshots beside each other in
 * `queries/snapshots` (the answers of the examples stand in the cookbook): refresh them with `npm run unit -- -u`, and read the difference.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ask } from './ask.ts'
import { sampleWorld } from './world.ts'

const world = sampleWorld()
const examples = new URL('../src/web/examples/', import.meta.url)
const queries = new URL('queries/', import.meta.url)
const files = [examples, queries].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => [name.replace('.graphql', ''), folder] as const),
)

describe.each(files)('%s', (name, folder) => {
  test('answers and costs what its snapshots say', async () => {
    const { data, errors, sql, loads } = await ask(
      world,
      readFileSync(new URL(`${name}.graphql`, folder), 'utf8'),
    )
    expect(errors).toEqual([])
    expect(sql.join()).not.toMatch(/limit \?/i)
    if (folder === queries)
      await expect(`${JSON.stringify(data, null, 2)}\n`).toMatchFileSnapshot(`queries/snapshots/${name}.json`)
    const cost = [`-- ${loads.length} loads: ${loads.join(', ')}`, ...sql.map((text) => `${text};`)]
    await expect(`${cost.join('\n\n')}\n`).toMatchFileSnapshot(`queries/snapshots/${name}.sql`)
  })
})
