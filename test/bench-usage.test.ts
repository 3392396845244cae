/** What the bench says that processes use, against what they say themselves. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { usageOf } from '../bench/processes.ts'
import { type Served, speedOf } from '../bench/serving.ts'

/** Works for a while, as does a child that ends before it; tells seconds of CPU and megabytes of both, and waits. */
const SCRIPT = `
  const { execFileSync } = require('node:child_process')
  const work = 'const kept = Buffer.alloc(64e6, 1); while (process.cpuUsage().user < 3e5) for (let i = 0; i < 1e6; i++) kept[0]++;'
  const tell = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1e6)'
  const child = Number(execFileSync(process.execPath, ['-e', work + tell], { encoding: 'utf8' }))
  eval(work)
  const { user, system } = process.cpuUsage()
  console.log(child + (user + system) / 1e6)
  setInterval(() => {}, 1000)
`

test('CPU of a process counts its children, also when they have ended; memory is the most it had', async () => {
  const child = spawn(process.execPath, ['-e', SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(createInterface(child.stdout), 'line')
    const usage = usageOf(child.pid!)
    expect(Math.abs(usage.cpu() - Number(line))).toBeLessThan(0.15)
    expect(Number(line)).toBeGreaterThan(0.6)
    expect(usage.memory()).toBeGreaterThan(64e6)
    expect(usage.memory()).toBeLessThan(400e6)
  } finally {
    child.kill()
  }
})

test('two processes serve twice as much as one only where sharing costs nothing, and nothing holds them', () => {
  const apart = { processes: 2, cpu: 0.5, busy: 1 } as Served
  expect(speedOf(apart, apart)).toBe(2)
  expect(speedOf({ ...apart, cpu: 0.625 }, apart)).toBe(1.6)
  expect(speedOf({ ...apart, busy: 0.75 }, apart)).toBe(1.5)
})
