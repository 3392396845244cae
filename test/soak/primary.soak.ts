/** Fifty times `kill -9` of whoever writes, and as often of its primary, at random moments: in the end both hold the same. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { hasPrimary } from '../../bench/primary.ts'
import { sampleShelf, shelved } from '../edgar/shelf.ts'
import { manyFilings } from '../killing.ts'
import { at, cellsOf, local, primary, replicate } from '../replicating.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')

test.skipIf(!hasPrimary)('whatever is killed, both hold the same', async () => {
  const source = await primary()
  const file = local('killed.db')
  await source.publish(file)
  const folders = [
    sampleShelf(),
    ...Array.from({ length: 12 }, (_, i) =>
      manyFilings(600 * (i + 1))
        .slice(600 * i)
        .map(shelved),
    ),
  ]
  for (const [i, filings] of folders.entries()) {
    mkdirSync(at(`${i}`))
    for (const { accession, bytes } of filings) writeFileSync(at(`${i}/${accession}.txt`), bytes)
  }
  const start = (): ChildProcess =>
    spawn(
      process.execPath,
      [MAIN, 'ingest', ...folders.map((_, i) => at(`${i}`)), '--db', file, '--primary', source.url],
      {
        stdio: 'ignore',
        env: { PATH: process.env.PATH },
      },
    )
  for (let kills = 0; kills < 50; kills++) {
    const child = start()
    const ended = once(child, 'exit')
    await setTimeout(800 + Math.random() * 3_000)
    if (kills % 2 === 0) child.kill('SIGKILL')
    await source.end()
    await source.start()
    child.kill('SIGKILL')
    await ended
  }
  expect((await once(start(), 'exit'))[0]).toBe(0)
  expect(await replicate(source.url, 'whole.db')).toBe(true)
  expect(cellsOf(at('whole.db'))).toEqual(cellsOf(file))
})
