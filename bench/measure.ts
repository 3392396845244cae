/** Slices of load on several stacks in turns, so that what disturbs the machine disturbs all of them. */
import type { Asked } from './compare.ts'
import { request } from './http.ts'
import type { Load, Measured, Slice } from './load.ts'
import type { Usage } from './processes.ts'
import type { Server } from './server.ts'
import { median } from './statistics.ts'

export interface Stack {
  name: string
  server: Server
  /** The stack of whose requests a few are asked again and again, as who has their answers already would ask; else its own vary. */
  asks?: string
  /** A part of it that is also told by itself. */
  part?: { name: string; usage: Usage }
}

/** Medians over all rounds, and each of them. */
export interface Result {
  operation: string
  stack: string
  requestsPerSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Milliseconds of the server's CPU. */
  cpuPerRequest: number
  /** The most bytes. */
  memory: number
  /** Each for itself: what disturbs the machine disturbs all stacks of one round. */
  rounds: Round[]
}

interface Round {
  requestsPerSecond: number
  cpuPerRequest: number
}

/** How many times one of two results the other is: the median over their rounds. */
export const timesOf = (one: Result, other: Result, figure: keyof Round) =>
  median(one.rounds.map((round, i) => round[figure] / other.rounds[i]![figure]))

/** How long to measure, and how much at once. */
export interface Effort {
  /** How often each operation has its turn on each stack. */
  rounds: number
  /** Of one slice. */
  seconds: number
  connections: number
}

interface Taken extends Measured {
  cpu: number
  memory: number
}

/** Measures each operation on each stack; `asked` is what each stack answered to each operation before. */
export async function measureAll(
  load: Load,
  stacks: Stack[],
  asked: Map<string, Asked>[],
  { rounds, seconds, connections }: Effort,
): Promise<Result[]> {
  const taken = new Map<string, Taken[]>()
  for (let round = 0; round < rounds; round++)
    for (const operation of asked)
      for (const { name, server, asks, part } of stacks) {
        const known = operation.get(asks ?? name)
        if (!known) continue
        const place = Math.floor((known.requests.length * round) / rounds)
        const { requests, expected } = asks ? repeated(known) : varying(known)
        const parts = [{ name, usage: server }, ...(part ? [part] : [])]
        const before = parts.map(({ usage }) => usage.cpu())
        const measured = await load.measure({
          port: server.port,
          requests,
          expected,
          from: place,
          seconds,
          connections,
        })
        for (const [i, { name, usage }] of parts.entries()) {
          const key = JSON.stringify([known.operation, name])
          const used = { cpu: usage.cpu() - before[i]!, memory: usage.memory() }
          taken.set(key, [...(taken.get(key) ?? []), { ...measured, ...used }])
        }
      }
  return [...taken].map(([key, slices]) => {
    const [operation, stack] = JSON.parse(key) as [string, string]
    const rounds = slices.map(({ requests, seconds, cpu }) => ({
      requestsPerSecond: requests / seconds,
      cpuPerRequest: (cpu * 1000) / requests,
    }))
    return {
      operation,
      stack,
      requestsPerSecond: median(rounds.map(({ requestsPerSecond }) => requestsPerSecond)),
      p50: median(slices.map(({ p50 }) => p50)),
      p99: median(slices.map(({ p99 }) => p99)),
      cpuPerRequest: median(rounds.map(({ cpuPerRequest }) => cpuPerRequest)),
      memory: slices.at(-1)!.memory,
      rounds,
    }
  })
}

const varying = ({ requests, answers }: Asked) => ({ requests, expected: answers })

/** A few requests; each with what the server gave to tell whether its answer has changed, if it did. */
function repeated({ requests, answers }: Asked): Pick<Slice, 'requests' | 'expected'> {
  const few = requests.slice(0, FEW).map((bytes, i) => {
    const { etag, ...answer } = answers[i]!
    if (etag === undefined) return { bytes, answer }
    const body = JSON.parse(bytes.toString().split('\r\n\r\n', 2)[1]!)
    return { bytes: request(body, { 'If-None-Match': etag }), answer: { status: 304, length: 0 } }
  })
  return { requests: few.map(({ bytes }) => bytes), expected: few.map(({ answer }) => answer) }
}
const FEW = 16
