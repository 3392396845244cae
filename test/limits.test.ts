/** The limits as the environment sets them. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { GRAPH_LIMITS } from '../schema/limits.ts'
import type { LimitRow as Row } from '../src/commands/limits.ts'
import { LIMITS } from '../src/limits.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.resetModules()
})

/** The limits as a process has them that starts with this variable. */
async function limitsWith(variable: string, text: string): Promise<typeof LIMITS> {
  vi.stubEnv(variable, text)
  return (await import('../src/limits.ts')).LIMITS
}

const names = Object.keys(LIMITS) as (keyof typeof LIMITS)[]
const variableOf = (name: string) =>
  `INSIDER_GRAPH_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`

test('a limit has a variable by its name', () => {
  expect(variableOf('slowListenerMs')).toBe('INSIDER_GRAPH_SLOW_LISTENER_MS')
})

test.each(names)('%s is set by its variable, and no other is', async (name) => {
  vi.resetModules()
  const set = await limitsWith(variableOf(name), ' 7 ')
  for (const each of names) expect(set[each].value, each).toBe(each === name ? 7 : LIMITS[each].value)
})

test.each(['0', '-1', '1.5', '1e3', '10s', 'no', '2147483648'])('%s is refused in words', async (text) => {
  vi.resetModules()
  await expect(limitsWith('INSIDER_GRAPH_EDGAR_GAP_MS', text)).rejects.toThrow(
    new RegExp(`INSIDER_GRAPH_EDGAR_GAP_MS is "${text}"`),
  )
})

test.each(['', '  '])('"%s" is as good as not set', async (text) => {
  vi.resetModules()
  expect((await limitsWith('INSIDER_GRAPH_WATCH_MS', text)).watchMs.value).toBe(LIMITS.watchMs.value)
})

test('each says what it is for', () => {
  for (const { help } of Object.values(LIMITS)) expect(help).toMatch(/^[A-Z].*\.$/)
})

describe('insider-graph limits', () => {
  const main = new URL('../src/main.ts', import.meta.url).pathname
  const printed = async (args: string[], env: Record<string, string> = {}) =>
    (
      await promisify(execFile)(process.execPath, [main, 'limits', ...args], {
        env: { ...process.env, ...env },
      })
    ).stdout

  test('has a row for each, with what the environment sets', async () => {
    const rows = JSON.parse(await printed(['--json'], { INSIDER_GRAPH_LISTENERS: '7' })) as Row[]
    expect(rows.map(({ name }) => name)).toEqual([...names, ...Object.keys(GRAPH_LIMITS)])
    for (const { name, variable, default: usual, value, help } of rows) {
      expect(help).toMatch(/^[A-Z].*\.$/)
      if (name in GRAPH_LIMITS) expect(variable).toBeNull()
      else expect(variable).toBe(variableOf(name))
      expect([name, value === usual]).toEqual([name, name !== 'listeners'])
    }
    const text = await printed([], { INSIDER_GRAPH_LISTENERS: '7' })
    expect(text).toMatch(/^listeners +7 {2}INSIDER_GRAPH_LISTENERS .*Set; 1,000 by default\.$/m)
    for (const { name } of rows) expect(text).toMatch(new RegExp(`^${name} `, 'm'))
  })

  test('has no name twice', () => {
    const all = [...names, ...Object.keys(GRAPH_LIMITS)]
    expect(new Set(all).size).toBe(all.length)
  })

  // `--update`, after the name of this file, writes the page.
  test('is what docs/limits.md says', async () => {
    const rows = JSON.parse(await printed(['--json'])) as Row[]
    const lines = rows.map(
      ({ variable, name, default: usual, help }) =>
        `| ${variable ? `\`${variable}\`` : name} | ${usual.toLocaleString('en-US')} | ${help} |`,
    )
    const table = (kept: (line: string) => boolean) =>
      ['| limit | default | what it is for |', '|---|---:|---|', ...lines.filter(kept)].join('\n')
    const isSet = (line: string) => line.startsWith('| `')
    const page = `# Limits

Generated from what \`npx insider-graph limits\` prints, which also says what is set now (\`--json\` for programs).

## Set by the environment

Whole numbers from 1 on. Times are milliseconds (\`…_MS\`). A value that is no such number is refused when the program starts.

${table(isSet)}

## Fixed

Part of the graph, and told in the descriptions of the fields where they hold. More is an error that says so, never fewer items in silence.

${table((line) => !isSet(line))}
`
    await expect(page).toMatchFileSnapshot('../docs/limits.md')
  })
})

test('a server does not start with one that is wrong', async () => {
  const main = new URL('../src/main.ts', import.meta.url).pathname
  const env = { ...process.env, INSIDER_GRAPH_LISTENERS: 'many', INSIDER_GRAPH_DB: 'never-made.db' }
  const { code, err } = await new Promise<{ code: unknown; err: string }>((resolve) => {
    execFile(process.execPath, [main, 'serve'], { env }, (error, _, err) =>
      resolve({ code: error?.code, err }),
    )
  })
  expect(code).toBe(2)
  expect(err).toMatch(/^error: INSIDER_GRAPH_LISTENERS is "many": set it to a whole number .*\n$/)
})
