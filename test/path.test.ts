/** The path between two of whom filings speak: the shortest, the best of these, with its proofs, within its bounds. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type End, type PathStep, searchPath } from '../db/paths.ts'
import { TIES, type TieKind, tieBits } from '../db/ties.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { answer, ask } from './ask.ts'
import { type Pair, pairsOf, proofsOfTie, tieOfPair } from './pairs.ts'
import { filing, put, sampleWorld, type World, world } from './world.ts'

const filings = sampleFilings().map(({ filing }) => filing)
const sample = sampleWorld()

const name = ({ kind, cik }: End) => `${kind} ${cik}`
const otherEnd = (pair: Pair, { kind }: End): End =>
  kind === 'issuer' ? { kind: 'insider', cik: pair.insider } : { kind: 'issuer', cik: pair.issuer }

/** All ends that pairs name, and the pairs of each. */
function graphOf(pairs: Pair[]) {
  const ends = new Map<string, { end: End; pairs: Pair[] }>()
  for (const pair of pairs)
    for (const kind of ['issuer', 'insider'] as const) {
      const end = { kind, cik: pair[kind] }
      if (!ends.has(name(end))) ends.set(name(end), { end, pairs: [] })
      ends.get(name(end))!.pairs.push(pair)
    }
  return ends
}
type Graph = ReturnType<typeof graphOf>

/** How many steps each end is from one, by walking everywhere. */
function distances(graph: Graph, from: End): Map<string, number> {
  const found = new Map([[name(from), 0]])
  for (const [at, distance] of found) {
    const here = graph.get(at)
    for (const pair of here?.pairs ?? []) {
      const next = name(otherEnd(pair, here!.end))
      if (!found.has(next)) found.set(next, distance + 1)
    }
  }
  return found
}

const lastProof = (pair: Pair) => proofsOfTie(pair).at(-1)!.on
const nextCik = (pair: Pair, here: End) => otherEnd(pair, here).cik

/** Every shortest path, one by one. */
function shortestPaths(graph: Graph, from: End, to: End): Pair[][] {
  const left = distances(graph, to)
  const walk = (here: End): Pair[][] => {
    const distance = left.get(name(here))
    if (distance === undefined) return []
    if (distance === 0) return [[]]
    const onward = graph.get(name(here))!.pairs
    return onward
      .filter((pair) => left.get(name(otherEnd(pair, here))) === distance - 1)
      .flatMap((pair) => walk(otherEnd(pair, here)).map((rest) => [pair, ...rest]))
  }
  return walk(from)
}

/** The best of them: the strongest ties together, then step by step the latest proof, then the lower CIK. */
function bestPath(graph: Graph, from: End, to: End): Pair[] | undefined {
  const weakness = (path: Pair[]) => path.reduce((sum, pair) => sum + TIES.indexOf(tieOfPair(pair)), 0)
  const compare = (a: Pair[], b: Pair[]) => {
    if (weakness(a) !== weakness(b)) return weakness(a) - weakness(b)
    let here = from
    for (const [i, pair] of a.entries()) {
      const order =
        lastProof(b[i]!).localeCompare(lastProof(pair)) || nextCik(pair, here) - nextCik(b[i]!, here)
      if (order !== 0) return order
      here = otherEnd(pair, here)
    }
    return 0
  }
  return shortestPaths(graph, from, to).sort(compare)[0]
}

const pairsOfSteps = (steps: PathStep[] | null) =>
  steps?.map(({ issuerCik, insiderCik }) => [issuerCik, insiderCik])
const pairsOfPath = (path: Pair[] | undefined) => path?.map(({ issuer, insider }) => [issuer, insider])
const ofTies = (pairs: Pair[], ties: readonly TieKind[]) =>
  pairs.filter((pair) => ties.includes(tieOfPair(pair)))

describe('between all issuers and people of the sample', () => {
  const everyone = [...graphOf(pairsOf(filings)).values()].map(({ end }) => end)

  test.each([
    { ties: TIES, links: 450 },
    { ties: ['BOARD'] as const, links: 350 },
    { ties: ['TEN_PERCENT_OWNER', 'OTHER'] as const, links: 25 },
  ])('by $ties it is as long as walking everywhere finds it', ({ ties, links }) => {
    const graph = graphOf(ofTies(pairsOf(filings), ties))
    let linked = 0
    for (const [i, from] of everyone.entries()) {
      const steps = distances(graph, from)
      for (const to of everyone.slice(i)) {
        const expected = steps.get(name(to))
        const path = searchPath(sample.db, from, to, 12, tieBits(ties))
        expect(path.steps?.length).toBe(expected !== undefined && expected <= 12 ? expected : undefined)
        expect(path.isComplete).toBe(true)
        if (path.steps?.length) linked++
      }
    }
    expect(linked).toBeGreaterThan(links)
  })
})

test('of random filings it is the best of the shortest', () => {
  const someFilings = fc.array(
    fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom('isDirector', 'isOfficer', 'isTenPercentOwner', 'isOther', undefined),
      fc.integer({ min: 1, max: 3 }),
    ),
    { minLength: 8, maxLength: 20, size: 'max' },
  )
  const end = fc.record({
    kind: fc.constantFrom('issuer' as const, 'insider' as const),
    cik: fc.integer({ min: 1, max: 6 }),
  })
  let longest = 0
  fc.assert(
    fc.property(
      someFilings,
      end,
      end,
      fc.subarray([...TIES], { minLength: 1 }),
      fc.constantFrom(1, 3, 12, 12),
      (all, from, to, ties, maxSteps) => {
        const filings = all.map(([issuer, insider, tick, day], i) =>
          filing({
            accession: `0000000100-24-${String(i + 1).padStart(6, '0')}`,
            filedOn: `2024-03-0${day}`,
            issuer: { cik: issuer, name: `ISSUER ${issuer}` },
            owners: [{ cik: insider, name: `OWNER ${insider}`, ...(tick && { [tick]: true }) }],
          }),
        )
        const w = world(filings)
        const isHere = graphOf(pairsOf(filings)).has(name(from))
        const graph = graphOf(ofTies(pairsOf(filings), ties))
        const isSame = name(from) === name(to)
        const path = isSame ? (isHere ? [] : undefined) : bestPath(graph, from, to)
        const expected = path && path.length <= maxSteps ? path : undefined
        const found = searchPath(w.db, from, to, maxSteps, tieBits(ties))
        expect(pairsOfSteps(found.steps)).toEqual(pairsOfPath(expected))
        longest = Math.max(longest, expected?.length ?? 0)
        w.db.close()
      },
    ),
    { numRuns: 200 },
  )
  expect(longest).toBeGreaterThan(2)
})

const PATH = `query ($from: ID!, $to: ID!, $maxSteps: Int! = 6, $ties: [TieKind!]) {
  connectionPath(from: $from, to: $to, maxSteps: $maxSteps, ties: $ties) { length
    from { __typename ... on Issuer { id name } ... on Insider { id name } }
    to { __typename ... on Issuer { id name } ... on Insider { id name } }
    steps { insider { id name } issuer { id name } tie isJointOnly roles firstFiledOn lastFiledOn
      firstFiling { accessionNumber issuer { name } owners { insider { name } isDirector isOfficer } }
      latestFiling { accessionNumber issuer { name } owners { insider { name } isDirector isOfficer } } } } }`

const idOf = ({ kind, cik }: End) =>
  Buffer.from(`${kind === 'issuer' ? 'Issuer' : 'Insider'}:${cik}`).toString('base64url')
const between = (w: World, from: End, to: End, options = {}) =>
  ask(w, PATH, { from: idOf(from), to: idOf(to), ...options })

const NETFLIX: End = { kind: 'issuer', cik: 1065280 }
const INTUIT: End = { kind: 'issuer', cik: 896878 }

describe('from Netflix to Intuit', () => {
  test('it is a walk of eight steps, each proved by filings', async () => {
    const { data, errors } = await between(sample, NETFLIX, INTUIT, { maxSteps: 8 })
    expect(errors).toEqual([])
    const { length, from, to, steps } = data.connectionPath
    expect(length).toBe(8)
    expect([from.name, to.name]).toEqual(['NETFLIX INC', 'INTUIT INC'])
    const chain = [
      'NETFLIX',
      'MATHER',
      'Alphabet',
      'ARNOLD',
      'ILLUMINA',
      'Gottlieb',
      'PFIZER',
      'JOHNSON',
      'INTUIT',
    ]
    for (const [i, { insider, issuer, tie, roles, firstFiling, latestFiling }] of steps.entries()) {
      const [person, company] = i % 2 === 0 ? [i + 1, i] : [i, i + 1]
      expect(insider.name).toContain(chain[person])
      expect(issuer.name).toContain(chain[company])
      expect(tie).toBe('BOARD')
      expect(roles).toContain('DIRECTOR')
      for (const proof of [firstFiling, latestFiling]) {
        expect(proof.issuer.name).toBe(issuer.name)
        expect(proof.owners).toContainEqual(
          expect.objectContaining({ insider: { name: insider.name }, isDirector: true }),
        )
      }
    }
  })

  test('and back it is as long', async () => {
    const { data } = await between(sample, INTUIT, NETFLIX, { maxSteps: 8 })
    expect(data.connectionPath.length).toBe(8)
    expect(data.connectionPath.steps[0].issuer.name).toBe('INTUIT INC')
  })

  test('there is none of six steps, which are the most by default', async () => {
    for (const options of [{}, { maxSteps: 6 }, { maxSteps: 7 }])
      expect(await between(sample, NETFLIX, INTUIT, options)).toMatchObject({
        data: { connectionPath: null },
        errors: [],
      })
  })

  test('from one of its people it is a step less', async () => {
    const { insiders } = await answer(
      sample,
      '{ insiders(first: 1, filter: {nameStartsWith: "MATHER"}) { nodes { id } } }',
    )
    const { data } = await ask(sample, PATH, { from: insiders.nodes[0].id, to: idOf(INTUIT), maxSteps: 7 })
    expect(data.connectionPath).toMatchObject({
      length: 7,
      from: { __typename: 'Insider', name: 'MATHER ANN' },
    })
  })
})

describe('its proofs', () => {
  const at = (
    n: number,
    tick: object,
    filedOn: string,
    owners: Filing['owners'] = [{ cik: 900, name: 'DOE JANE', ...tick }],
  ) => filing({ accession: `0000000100-24-00000${n}`, filedOn, owners })
  const w = world([
    at(1, { isTenPercentOwner: true }, '2024-01-02'),
    at(2, { isDirector: true }, '2024-02-02'),
    at(3, { isOfficer: true, isTenPercentOwner: true }, '2024-03-04'),
    at(4, { officerTitle: 'Adviser' }, '2024-04-02'),
    at(5, {}, '2024-05-02', [
      { cik: 901, name: 'FUND', isTenPercentOwner: true },
      { cik: 902, name: 'MANAGER', isTenPercentOwner: true },
    ]),
  ])
  const jane: End = { kind: 'insider', cik: 900 }
  const fund: End = { kind: 'insider', cik: 901 }
  const issuer: End = { kind: 'issuer', cik: 100 }

  test('of a tie to the board are the first and the last filing that call them director or officer', async () => {
    const { data } = await between(w, jane, issuer)
    expect(data.connectionPath.steps).toMatchObject([
      {
        tie: 'BOARD',
        isJointOnly: false,
        roles: ['DIRECTOR', 'OFFICER', 'TEN_PERCENT_OWNER'],
        firstFiledOn: '2024-02-02',
        firstFiling: { accessionNumber: '0000000100-24-000002' },
        lastFiledOn: '2024-03-04',
        latestFiling: { accessionNumber: '0000000100-24-000003' },
      },
    ])
  })

  test('of another tie are the first and the last; it counts only where it is asked for', async () => {
    expect((await between(w, issuer, fund)).data.connectionPath).toBeNull()
    const { data } = await between(w, issuer, fund, { ties: ['TEN_PERCENT_OWNER'] })
    expect(data.connectionPath.steps).toMatchObject([
      {
        tie: 'TEN_PERCENT_OWNER',
        isJointOnly: true,
        roles: ['TEN_PERCENT_OWNER'],
        firstFiledOn: '2024-05-02',
        lastFiledOn: '2024-05-02',
        latestFiling: { accessionNumber: '0000000100-24-000005' },
      },
    ])
  })
})

test('of several, the one proved by the latest filing is told: as a tie to the board, where it is one', async () => {
  const at = (n: number, issuer: number, cik: number, filedOn: string, tick: object) =>
    filing({
      accession: `0000000100-24-00000${n}`,
      filedOn,
      issuer: { cik: issuer, name: `ISSUER ${issuer}` },
      owners: [{ cik, name: `OWNER ${cik}`, ...tick }],
    })
  const w = world([
    at(1, 1, 10, '2024-01-02', { isDirector: true }),
    at(2, 2, 10, '2024-01-02', { isDirector: true }),
    at(3, 1, 11, '2024-05-02', { isOfficer: true }),
    at(4, 2, 11, '2024-01-02', { isOfficer: true }),
    at(5, 1, 12, '2024-05-02', { isOfficer: true }),
    at(6, 2, 12, '2024-01-03', { isTenPercentOwner: true }),
  ])
  const linkOf = async (ties: TieKind[]) => {
    const { data } = await between(w, { kind: 'issuer', cik: 1 }, { kind: 'issuer', cik: 2 }, { ties })
    return data.connectionPath.steps.map((step: { insider: { name: string } }) => step.insider.name)
  }
  expect(await linkOf(['BOARD'])).toEqual(['OWNER 11', 'OWNER 11'])
  put(w.db, at(7, 1, 10, '2024-09-03', { isTenPercentOwner: true }))
  expect(await linkOf(['BOARD'])).toEqual(['OWNER 11', 'OWNER 11'])
  expect(await linkOf([...TIES])).toEqual(['OWNER 11', 'OWNER 11'])
  put(w.db, at(8, 1, 10, '2024-09-04', { isDirector: true }))
  expect(await linkOf(['BOARD'])).toEqual(['OWNER 10', 'OWNER 10'])
  put(w.db, at(9, 1, 12, '2024-09-05', { isOfficer: true }))
  expect(await linkOf([...TIES])).toEqual(['OWNER 10', 'OWNER 10'])
})

describe('its ends', () => {
  test('may be the same: no steps lead there; unless it is not here', async () => {
    const { data } = await between(sample, NETFLIX, NETFLIX)
    const end = { __typename: 'Issuer', id: idOf(NETFLIX), name: 'NETFLIX INC' }
    expect(data.connectionPath).toEqual({ length: 0, from: end, to: end, steps: [] })
    const nobody: End = { kind: 'insider', cik: 1065280 }
    for (const [from, to] of [
      [nobody, nobody],
      [NETFLIX, nobody],
      [nobody, NETFLIX],
    ] as const)
      expect(await between(sample, from, to)).toMatchObject({ data: { connectionPath: null }, errors: [] })
  })

  test.each([
    ['junk', 'is not an id'],
    ['', 'is not an id'],
    [Buffer.from('Issuer:abc').toString('base64url'), 'is not an id'],
    [Buffer.from('Nobody:1').toString('base64url'), 'is not an id'],
    [Buffer.from('Filing:0001107843-13-000123').toString('base64url'), 'issuers and insiders, not a Filing'],
  ])('"%s" is refused', async (id, message) => {
    for (const ends of [
      { from: id, to: idOf(NETFLIX) },
      { from: idOf(NETFLIX), to: id },
    ]) {
      const { data, errors } = await ask(sample, PATH, ends)
      expect(data).toEqual({ connectionPath: null })
      expect(errors).toMatchObject([
        { message: expect.stringContaining(message), extensions: { code: 'BAD_USER_INPUT' } },
      ])
    }
  })
})

describe('its bounds', () => {
  test.each([0, -1, 13])('%i steps are refused', async (maxSteps) => {
    const { errors } = await between(sample, NETFLIX, INTUIT, { maxSteps })
    expect(errors).toMatchObject([
      { message: `A path has 1 to 12 steps, not ${maxSteps}.`, extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })

  /** Issuers 1 and 2, each with 26,000 insiders; one of issuer 3 is one of issuer 1, too. */
  function crowded(): World {
    const w = world()
    w.db.orm.run(sql`INSERT INTO relationships
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 26000),
      pairs(issuer, insider) AS (SELECT 1, i FROM n UNION ALL SELECT 2, 100000 + i FROM n UNION ALL VALUES (3, 1), (3, 999999))
      SELECT issuer, insider, 1, NULL, 0, '2024-01-01', '2024-02-01', 1, 1, 1, 1, 1, '2024-01-01', '2024-02-01', 1, 1 FROM pairs`)
    return w
  }
  const steps = (w: World, from: number, to: number) =>
    searchPath(w.db, { kind: 'issuer', cik: from }, { kind: 'issuer', cik: to }, 12, tieBits(['BOARD']))

  test('a search that reads too much is refused, never answered by nothing', async () => {
    const w = crowded()
    const { data, errors } = await between(w, { kind: 'issuer', cik: 1 }, { kind: 'issuer', cik: 2 })
    expect(data).toEqual({ connectionPath: null })
    expect(errors).toMatchObject([{ extensions: { code: 'SEARCH_TOO_LARGE' } }])
    expect(steps(w, 1, 2)).toEqual({ steps: null, isComplete: false })
    expect(pairsOfSteps(steps(w, 3, 1).steps)).toEqual([
      [3, 1],
      [1, 1],
    ])
    w.db.close()
  })

  test('it is one load; however long, it takes eight statements at most', async () => {
    const found = await between(sample, NETFLIX, INTUIT, { maxSteps: 12 })
    expect(found.data.connectionPath.length).toBe(8)
    expect(found.loads.filter((load) => load === 'connectionPath')).toHaveLength(1)
    expect(found.sql.filter((text) => text.includes('from "relationships"')).length).toBeLessThanOrEqual(8)
  })
})
