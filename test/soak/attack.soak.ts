/** Attack for a minute (`INSIDER_GRAPH_ATTACK_MINUTES`), by what is dearest of what is taken and by floods: others are answered all the while. */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attack, memoryOf, type Victim } from '../hostileServer.ts'

const MINUTES = Number(process.env.INSIDER_GRAPH_ATTACK_MINUTES ?? 1)
const [ATTACKERS, CLIENTS] = [4, 32]

const folder = mkdtempSync(join(tmpdir(), 'insider-graph-soak-'))
let victim: Victim

beforeAll(async () => {
  victim = await attack(['--db', join(folder, 'attacked.db')], {})
})
afterAll(async () => {
  expect(await victim.server.stop()).toBe(0)
  rmSync(folder, { recursive: true })
})

const times = (count: number, make: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ')

/** Always the same operation, and other statements each time: what its filter has, and how many of each list, vary. */
const filtered = (n: number) => ({
  query:
    'query ($filter: TransactionFilter) { transactions(first: 1, filter: $filter) { nodes { shares } } }',
  variables: {
    filter: {
      codes: CODES.slice(0, n % 5),
      issuers: times(Math.floor(n / 10) % 10, (i) => `${i + 1}`)
        .split(' ')
        .filter(Boolean),
      ...(n & 1 && { transactedOn: { from: '2000-01-01' } }),
      ...(n & 2 && { filedOn: { to: '2100-01-01' } }),
      ...(n & 4 && { value: { atLeast: '1' } }),
      ...(n & 8 && { includeSuperseded: true }),
    },
  },
})
const CODES = ['OPEN_MARKET_PURCHASE', 'OPEN_MARKET_SALE', 'GRANT_OR_AWARD', 'GIFT']

/** None like another, so that nothing of them is known. */
const WEAPONS: ((n: number) => string | { query: string })[] = [
  filtered,
  (n) =>
    `query Q${n} { issuers(first: 40) { nodes { insiders(first: 20) { edges { node { transactions(first: 3) { nodes { shares } } } } } } } }`,
  (n) =>
    `query Q${n} { clusterBuys(first: 50) { nodes { __typename } } filings(first: 100) { nodes { owners { name } footnotes { text } signatures { name } } } }`,
  (n) =>
    `query Q${n} { ${times(45, (i) => `a${i}_${n}: transactions(first: 5) { totalCount nodes { shares } }`)} }`,
  (n) => `query Q${n} { ${times(40, (i) => `a${i}: search(query: "c${n} ${i} ink") { totalCount }`)} }`,
  (n) =>
    `query Q${n} { ${times(40, (i) => `a${i}: search(query: "${'l '.repeat(70)}${n}") { totalCount }`)} }`,
  (n) =>
    `query Q${n} { ${times(15, (i) => `a${i}: clusterBuys(first: 1, minInsiders: ${20 + i}, on: { from: "2023-01-01", to: "2023-12-31" }) { nodes { __typename } }`)} }`,
  (n) => `{ a${n} ${'__typename '.repeat(1_400)} }`,
  (n) => `{ ...F0 } ${times(70, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} #${n}`,
  (n) => `{ __schema { types { a${n}: name fields { name args { name type { name } } } } } }`,
  (n) => `{ a${n}: ${'x'.repeat(100_000)} }`,
]

it(`answers ${CLIENTS} clients while ${ATTACKERS} attack`, async () => {
  /** How many times as long everything takes here, since others keep the machine busy. */
  const noise = Math.max(1, loadavg()[0]! / availableParallelism())
  const end = performance.now() + MINUTES * 60_000
  const isOver = () => performance.now() > end
  const [waits, memory]: number[][] = [[], []]
  const before = memoryOf(victim.server)
  let attacks = 0
  const attacker = async () => {
    for (; !isOver(); attacks++) {
      const weapon = WEAPONS[attacks % WEAPONS.length]!(attacks)
      const { status } = await victim.send(typeof weapon === 'string' ? { query: weapon } : weapon)
      expect(status).toBeLessThan(500)
    }
  }
  const client = async (i: number) => {
    await setTimeout(i * 30)
    for (; !isOver(); await setTimeout(1_000)) {
      const startedAt = performance.now()
      await victim.expectWell()
      waits!.push(performance.now() - startedAt)
      memory!.push(memoryOf(victim.server))
    }
  }
  await Promise.all([
    ...Array.from({ length: ATTACKERS }, attacker),
    ...Array.from({ length: CLIENTS }, (_, i) => client(i)),
  ])

  const sorted = waits!.toSorted((a, b) => a - b)
  const found = {
    noise,
    attacks,
    answers: sorted.length,
    p50: Math.round(sorted[Math.floor(sorted.length * 0.5)]!),
    p99: Math.round(sorted[Math.floor(sorted.length * 0.99)]!),
    longest: Math.round(sorted.at(-1)!),
    mostMemory: Math.round(Math.max(...memory!) / 1e6),
    memoryGrowth: Math.round((Math.max(...memory!) - before) / 1e6),
  }
  console.log(found)
  expect(found.p99).toBeLessThanOrEqual(250 * noise)
  expect(found.longest).toBeLessThanOrEqual(1_000 * noise)
  expect(found.mostMemory).toBeLessThan(700)
  expect(found.memoryGrowth).toBeLessThan(400)
})
