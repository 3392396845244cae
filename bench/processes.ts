/** What the kernel says of a process and its children. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** What a server uses. */
export interface Usage {
  /** Seconds of CPU that it has used. */
  cpu(): number
  /** The most bytes of memory that it has had. */
  memory(): number
}

/** Of a process and all that it has started, also of what has ended. */
export const usageOf = (pid: number): Usage => ({
  cpu: () => treeOf(pid).reduce((sum, one) => sum + ticksOf(one), 0) / ticksPerSecond(),
  memory: () => {
    const all = treeOf(pid).map(memoryOf)
    return all.reduce((sum, { own }) => sum + own, 0) + Math.max(...all.map(({ shared }) => shared))
  },
})

/** What several use together. */
export const together = (all: readonly Usage[]): Usage => ({
  cpu: () => all.reduce((sum, one) => sum + one.cpu(), 0),
  memory: () => all.reduce((sum, one) => sum + one.memory(), 0),
})

/** What the thread that a process began with has run, and waited for a core, in seconds. */
export function mainThreadOf(pid: number): { ran: number; waited: number } {
  const [ran, waited] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')
  return { ran: Number(ran) / 1e9, waited: Number(waited) / 1e9 }
}

/** The processes that a process has started, and that have not ended. */
export const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' '))
    .filter((child) => child.trim() !== '')
    .map(Number)

const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(treeOf)]

/** Ticks of CPU: its own, and those of children that have ended. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
}

/** The most it has had of its own, and what it shares with others of its tree, which is to be counted once. */
function memoryOf(pid: number): { own: number; shared: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024
  const shared = of('RssShmem')
  return { own: of('VmHWM') - shared, shared }
}

/** How many of the kernel's ticks a second has. */
let ticks: number | undefined
const ticksPerSecond = () => (ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })))
