/** The limits as the environment sets them. */
import { execFile } from 'node:child_process'
import { afterEach, expect, test, vi } from 'vitest'
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
