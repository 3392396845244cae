/** The README is a tested product: its answers are live, its links lead somewhere, every dependency has its reason. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answer } from './ask.ts'
import { sampleWorld } from './world.ts'

const root = new URL('../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const PAGES = [
  'README.md',
  'db/README.md',
  'schema/README.md',
  'src/README.md',
  'src/ingest/sample/README.md',
  'src/web/examples/README.md',
  ...readdirSync(new URL('docs/', root)).map((name) => `docs/${name}`),
]

describe.each(PAGES)('%s', (page) => {
  const text = read(page)

  test.each(
    [...text.matchAll(/```graphql\n([\s\S]*?)```\s*```json\n([\s\S]*?)```/g)].map(([, query, shown]) => [
      query!,
      shown!,
    ]),
  )('%s', async (query, shown) => {
    expect(JSON.parse(shown)).toEqual({ data: await answer(sampleWorld(), query) })
  })

  test('links lead somewhere', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)/g)]
      .map(([, link]) => link!)
      .filter((link) => !/^https?:/.test(link))
    for (const link of links) expect(existsSync(new URL(link, new URL(page, root))), link).toBe(true)
  })
})

test('the README has an example with its answer', () => {
  expect(read('README.md')).toMatch(/```graphql\n[\s\S]*?```\s*```json\n/)
})

test('every dependency has a line that says why it is there', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
  const readme = read('README.md')
  const unexplained = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    (name) => !name.startsWith('@types/') && !readme.includes(`\`${name}\``),
  )
  expect(unexplained).toEqual([])
})
