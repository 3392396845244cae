/** Who is tied to whom, and who is connected with whom by that. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectionsOf, sharedTies } from '../db/connections.ts'
import { relationships } from '../db/tables.ts'
import { TIES, type TieKind, tieBits } from '../db/ties.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { sampleFilings } from '../src/ingest/sample.ts'
import { answer, ask } from './ask.ts'
import { boardProofs, type Pair, pairsOf, rolesIn, weaker } from './pairs.ts'
import { filing, put, sampleWorld, type World, world } from './world.ts'

/** Filings of few issuers by few insiders on few days, so that much of it meets; owners may be named twice. */
const someFilings = fc
  .array(
    fc.record({
      issuer: fc.integer({ min: 1, max: 4 }),
      exits: fc.boolean(),
      owners: fc.array(
        fc.record(
          {
            cik: fc.integer({ min: 11, max: 16 }),
            isDirector: fc.boolean(),
            isOfficer: fc.boolean(),
            isTenPercentOwner: fc.boolean(),
            isOther: fc.boolean(),
            officerTitle: fc.constantFrom('CEO', 'CFO'),
          },
          { requiredKeys: ['cik'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((all) =>
    all.map(({ issuer, owners, exits }, i) =>
      filing({
        accession: `0000000100-24-${String(i + 1).padStart(6, '0')}`,
        filedOn: `2024-03-0${1 + ((i * 3) % 5)}`,
        issuer: { cik: issuer, name: `ISSUER ${issuer}` },
        owners: owners.map((owner) => ({ ...owner, name: `OWNER ${owner.cik}` })),
        notSubjectToSection16: exits,
      }),
    ),
  )

const stored = ({ db }: World) =>
  db.orm.select().from(relationships).orderBy(relationships.issuerCik, relationships.insiderCik).all()

describe('a relationship', () => {
  const BITS = { DIRECTOR: 1, OFFICER: 2, TEN_PERCENT_OWNER: 4, OTHER: 8 }
  const expected = (filings: Filing[]) =>
    pairsOf(filings)
      .sort((a, b) => a.issuer - b.issuer || a.insider - b.insider)
      .map((pair) => {
        const { proofs } = pair
        const board = boardProofs(pair)
        return {
          issuerCik: pair.issuer,
          insiderCik: pair.insider,
          roles: proofs.at(-1)!.roles.reduce((sum, role) => sum + BITS[role], 0),
          everRoles: rolesIn(pair).reduce((sum, role) => sum + BITS[role], 0),
          firstOn: proofs[0]!.on,
          firstFiling: proofs[0]!.id,
          lastOn: proofs.at(-1)!.on,
          lastFiling: proofs.at(-1)!.id,
          filingCount: proofs.length,
          soleCount: proofs.filter(({ isSole }) => isSole).length,
          boardFirstOn: board[0]?.on ?? null,
          boardFirstFiling: board[0]?.id ?? null,
          boardLastOn: board.at(-1)?.on ?? null,
          boardLastFiling: board.at(-1)?.id ?? null,
        }
      })
  const comparable = (w: World) => stored(w).map(({ officerTitle: _, hasExited: __, ...row }) => row)

  test('is what its filings say together, in any order of arrival', () => {
    fc.assert(
      fc.property(
        someFilings.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          const w = world(shuffled)
          expect(comparable(w)).toEqual(expected(all))
          w.db.close()
        },
      ),
      { numRuns: 40 },
    )
  })

  test('is what the filings that stay say, once others are replaced', () => {
    fc.assert(
      fc.property(someFilings, someFilings, (before, after) => {
        const w = world()
        const news = new Map(after.map((one) => [one.accession, one]))
        for (const one of before) put(w.db, one, `${one.accession}.xml`)
        for (const one of after) put(w.db, one, `${one.accession}.xml`)
        const all = [...before.filter(({ accession }) => !news.has(accession)), ...after]
        expect(comparable(w)).toEqual(expected(all))
        const anew = world(all)
        expect(stored(w)).toEqual(stored(anew))
        w.db.close()
        anew.db.close()
      }),
      { numRuns: 40 },
    )
  })

  test('of the sample, too', () => {
    const filings = sampleFilings().map(({ filing }) => filing)
    expect(comparable(sampleWorld())).toEqual(expected(filings))
  })
})

/** What one is connected with, worked out pair by pair: `end` is what is connected, `through` what is shared. */
function connected(pairs: Pair[], end: 'issuer' | 'insider', cik: number, ties: TieKind[]) {
  const through = end === 'issuer' ? 'insider' : 'issuer'
  const shared = pairs
    .filter((here) => here[end] === cik)
    .flatMap((here) =>
      pairs
        .filter((there) => there[through] === here[through] && there[end] !== cik)
        .map((there) => ({ here, there, tie: weaker(here, there) })),
    )
    .filter(({ tie }) => ties.includes(tie))
    .map(({ here, there, tie }) => {
      const [a, b] = tie === 'BOARD' ? [boardProofs(here), boardProofs(there)] : [here.proofs, there.proofs]
      const from = a[0]!.on > b[0]!.on ? a[0]!.on : b[0]!.on
      const to = a.at(-1)!.on < b.at(-1)!.on ? a.at(-1)!.on : b.at(-1)!.on
      return {
        there: there[end],
        through: here[through],
        to,
        tie,
        isJointOnly: [here, there].some(({ proofs }) => !proofs.some(({ isSole }) => isSole)),
        rolesHere: rolesIn(here),
        rolesThere: rolesIn(there),
        overlap: from <= to ? { from, to } : null,
      }
    })
    .sort(
      (a, b) =>
        TIES.indexOf(a.tie) - TIES.indexOf(b.tie) ||
        Number(a.isJointOnly) - Number(b.isJointOnly) ||
        b.to.localeCompare(a.to) ||
        a.through - b.through,
    )
  return [...Map.groupBy(shared, ({ there }) => there)]
    .map(([node, ties]) => ({
      node,
      count: ties.length,
      lastSharedOn: ties
        .map(({ to }) => to)
        .sort()
        .at(-1)!,
      shared: ties.map(({ there: _, to: __, ...tie }) => tie),
    }))
    .sort((a, b) => b.count - a.count || b.lastSharedOn.localeCompare(a.lastSharedOn) || a.node - b.node)
}

const CONNECTIONS = `query ($id: ID!, $ties: [TieKind!]) { node(id: $id) {
  ... on Issuer { connectedIssuers(first: 100, ties: $ties) { totalCount edges {
    node { id } count: sharedInsiderCount lastSharedOn
    shared: sharedInsiders { through: insider { id } tie isJointOnly rolesHere rolesThere overlap { from to } } } } }
  ... on Insider { coInsiders(first: 100, ties: $ties) { totalCount edges {
    node { id } count: sharedIssuerCount lastSharedOn
    shared: sharedIssuers { through: issuer { id } tie isJointOnly rolesHere: roles rolesThere: coInsiderRoles
      overlap { from to } } } } }
} }`

interface Told {
  node: { id: string }
  shared: { through: { id: string } }[]
}

const idOf = (end: 'issuer' | 'insider', cik: number) =>
  Buffer.from(`${end === 'issuer' ? 'Issuer' : 'Insider'}:${cik}`).toString('base64url')
const cikOf = ({ id }: { id: string }) => Number(Buffer.from(id, 'base64url').toString().split(':')[1])

async function expectConnections(w: World, filings: Filing[], ties: TieKind[]) {
  const pairs = pairsOf(filings)
  let count = 0
  for (const end of ['issuer', 'insider'] as const)
    for (const cik of new Set(pairs.map((pair) => pair[end]))) {
      const { node } = await answer(w, CONNECTIONS, { id: idOf(end, cik), ties })
      const { totalCount, edges } = node.connectedIssuers ?? node.coInsiders
      const told = edges.map(({ node, shared, ...edge }: Told) => ({
        node: cikOf(node),
        ...edge,
        shared: shared.map(({ through, ...tie }) => ({ through: cikOf(through), ...tie })),
      }))
      const expected = connected(pairs, end, cik, ties)
      expect(told).toEqual(expected)
      expect(totalCount).toBe(expected.length)
      count += totalCount
    }
  return count
}

describe('connections', () => {
  const filings = sampleFilings().map(({ filing }) => filing)
  const sample = sampleWorld()

  test.each<{ ties: TieKind[]; count: number }>([
    { ties: ['BOARD'], count: 150 },
    { ties: ['TEN_PERCENT_OWNER'], count: 10 },
    { ties: ['OTHER', 'BOARD'], count: 150 },
    { ties: [...TIES], count: 150 },
  ])('of everyone in the sample by $ties are what its filings make them', async ({ ties, count }) => {
    expect(await expectConnections(sample, filings, ties)).toBeGreaterThan(count)
  })

  test('of random filings, too', async () => {
    await fc.assert(
      fc.asyncProperty(someFilings, fc.subarray([...TIES], { minLength: 1 }), async (filings, ties) => {
        const w = world(filings)
        await expectConnections(w, filings, ties)
        w.db.close()
      }),
      { numRuns: 40 },
    )
  })

  test('are by ties to the board, unless others are asked for; an empty list is as good as none', async () => {
    const data = await answer(
      sample,
      `{ insider(by: {cik: "1211060"}) {
        byDefault: coInsiders { totalCount } board: coInsiders(ties: [BOARD]) { totalCount }
        none: coInsiders(ties: []) { totalCount } null: coInsiders(ties: null) { totalCount }
        all: coInsiders(ties: [BOARD, TEN_PERCENT_OWNER, OTHER]) { totalCount } } }`,
    )
    const { board, all, ...others } = data.insider
    expect(others).toEqual({ byDefault: board, none: board, null: board })
    expect(all.totalCount).toBeGreaterThan(board.totalCount)
  })

  test('are paged to the end, and back', async () => {
    const page = async (args: string) =>
      (
        await answer(
          sample,
          `{ issuer(by: {ticker: "GOOG"}) { connectedIssuers(${args}) { nodes { name } pageInfo { endCursor hasNextPage } } } }`,
        )
      ).issuer.connectedIssuers
    const all = await page('first: 100')
    expect(all.nodes.length).toBeGreaterThan(2)
    const seen = []
    let cursor = ''
    do {
      const { nodes, pageInfo } = await page(`first: 1${cursor && `, after: "${cursor}"`}`)
      seen.push(...nodes)
      cursor = pageInfo.hasNextPage ? pageInfo.endCursor : ''
    } while (cursor)
    expect(seen).toEqual(all.nodes)
    expect((await page('last: 2')).nodes).toEqual(all.nodes.slice(-2))
  })

  test('of N parents are one load and one statement, as are their details', async () => {
    const both = `query ($n: Int!) { issuers(first: $n) { nodes { connectedIssuers(first: 5) { edges { sharedInsiders { insider { name } } } } } }
      insiders(first: $n) { nodes { coInsiders(first: 5) { edges { sharedIssuers { issuer { name } } } } } } }`
    const [few, many] = [await ask(sample, both, { n: 5 }), await ask(sample, both, { n: 60 })]
    expect(many.errors).toEqual([])
    const ours = (loads: string[]) => loads.filter((name) => /connected|coInsiders/.test(name))
    expect(ours(many.loads)).toEqual([
      'issuer.connectedIssuers',
      'insider.coInsiders',
      'issuer.connectedIssuers.shared',
      'insider.coInsiders.shared',
    ])
    expect(few.loads.sort()).toEqual(many.loads.sort())
    expect(few.sql.sort()).toEqual(many.sql.sort())
  })

  test('what another insider traded at a shared issuer is told by the pair of the other side', () => {
    // See `SharedIssuer` in nodes.ts: fields that hang on it go by these two keys.
    const w = world([
      filing({ owners: [{ cik: 900, name: 'DOE JANE', isDirector: true }] }),
      filing({
        accession: '0000000100-24-000002',
        owners: [{ cik: 901, name: 'ROE RICHARD', isOfficer: true }],
      }),
    ])
    const [connections] = connectionsOf(w.db, 'insider.coInsiders', [900], tieBits(['BOARD']))
    const [shared] = sharedTies(w.db, 'insider.coInsiders', connections!, tieBits(['BOARD']))
    expect(shared).toMatchObject([{ issuerCik: 100, insiderCik: 901 }])
  })
})

describe('ties of several kinds', () => {
  const at = (n: number, issuer: number, owners: Filing['owners'], day = '2024-03-05') =>
    filing({
      accession: `0000000100-24-${String(n).padStart(6, '0')}`,
      filedOn: day,
      issuer: { cik: issuer, name: `ISSUER ${issuer}` },
      owners,
    })
  const fund = { cik: 50, name: 'FUND', isTenPercentOwner: true }
  const manager = { cik: 51, name: 'MANAGER', isTenPercentOwner: true }
  const w = world([
    at(1, 1, [fund, manager]),
    at(2, 2, [fund, manager], '2024-04-05'),
    at(3, 2, [fund], '2024-05-05'),
    at(4, 3, [{ ...fund, isDirector: true }], '2024-06-05'),
    at(5, 4, [{ cik: 50, name: 'FUND', officerTitle: 'Adviser' }], '2024-07-05'),
  ])

  test('issuers that share a 10 % holder are told in one operation; the weaker end decides', async () => {
    const { issuer } = await answer(
      w,
      `{ issuer(by: {cik: "2"}) { connectedIssuers(ties: [TEN_PERCENT_OWNER]) { edges { node { name } sharedInsiderCount
        sharedInsiders { insider { name } tie isJointOnly rolesHere rolesThere overlap { from to } } } } } }`,
    )
    const ten = {
      tie: 'TEN_PERCENT_OWNER',
      rolesHere: ['TEN_PERCENT_OWNER'],
      rolesThere: ['TEN_PERCENT_OWNER'],
    }
    const none = { overlap: null }
    expect(issuer.connectedIssuers.edges).toEqual([
      {
        node: { name: 'ISSUER 1' },
        sharedInsiderCount: 2,
        sharedInsiders: [
          { insider: { name: 'FUND' }, isJointOnly: true, ...ten, ...none },
          { insider: { name: 'MANAGER' }, isJointOnly: true, ...ten, ...none },
        ],
      },
      {
        node: { name: 'ISSUER 3' },
        sharedInsiderCount: 1,
        sharedInsiders: [
          {
            insider: { name: 'FUND' },
            isJointOnly: false,
            ...ten,
            rolesThere: ['DIRECTOR', 'TEN_PERCENT_OWNER'],
            ...none,
          },
        ],
      },
    ])
  })

  test('edges of a relationship tell its tie, too', async () => {
    const { insider } = await answer(
      w,
      '{ insider(by: {cik: "50"}) { issuers { edges { node { name } tie isJointOnly everRoles firstFiling { filedOn } } } } }',
    )
    const edge = (name: string, tie: string, isJointOnly: boolean, everRoles: string[], filedOn: string) => ({
      node: { name },
      tie,
      isJointOnly,
      everRoles,
      firstFiling: { filedOn },
    })
    expect(insider.issuers.edges).toEqual([
      edge('ISSUER 4', 'OTHER', false, [], '2024-07-05'),
      edge('ISSUER 3', 'BOARD', false, ['DIRECTOR', 'TEN_PERCENT_OWNER'], '2024-06-05'),
      edge('ISSUER 2', 'TEN_PERCENT_OWNER', false, ['TEN_PERCENT_OWNER'], '2024-04-05'),
      edge('ISSUER 1', 'TEN_PERCENT_OWNER', true, ['TEN_PERCENT_OWNER'], '2024-03-05'),
    ])
  })
})

describe('at a hub', () => {
  /** One insider on 2,100 boards; on the first of them 30 others, who sit on the second, too. */
  function hub(): World {
    const w = world()
    w.db.orm.run(sql`INSERT INTO relationships
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2101),
      pairs(issuer, insider) AS (SELECT i, 9000 FROM n UNION ALL SELECT b.i, 9000 + m.i FROM n m, n b WHERE m.i <= 30 AND b.i <= 2)
      SELECT issuer, insider, 1, NULL, 0, '2024-01-01', '2024-02-0' || (1 + issuer % 9), issuer, issuer, 1, 1, 1,
        '2024-01-01', '2024-02-0' || (1 + issuer % 9), issuer, issuer FROM pairs`)
    w.db.orm.run(
      sql`INSERT INTO issuers SELECT DISTINCT issuer_cik, 'ISSUER', NULL, first_on, last_on FROM relationships`,
    )
    w.db.orm.run(
      sql`INSERT INTO insiders SELECT insider_cik, 'INSIDER', min(first_on), max(last_on) FROM relationships GROUP BY 1`,
    )
    return w
  }

  test('2,000 connections are told, and 20 of what each shares; it takes the statements that a page takes', async () => {
    const ask1 = `query ($cik: Cik!, $first: Int!) { issuer(by: {cik: $cik}) { connectedIssuers(first: $first) { totalCount
      edges { sharedInsiderCount node { cik } sharedInsiders { insider { cik } } } } } }`
    const w = hub()
    const { data, errors, sql, loads } = await ask(w, ask1, { cik: '1', first: 100 })
    expect(errors).toEqual([])
    const { totalCount, edges } = data.issuer.connectedIssuers
    expect(totalCount).toBe(2_000)
    expect(edges[0]).toMatchObject({ sharedInsiderCount: 31, node: { cik: '0000000002' } })
    expect(edges[0].sharedInsiders).toHaveLength(20)
    expect(edges).toHaveLength(100)
    expect(sql).toHaveLength(5) // one issuer is found by another statement than many
    expect(loads.sort()).toEqual([
      'insiders.byCik',
      'issuer.connectedIssuers',
      'issuer.connectedIssuers.shared',
      'issuers.byCik',
      'issuers.byCik',
    ])
    const small = await ask(sampleWorld(), ask1, { cik: '1652044', first: 1 })
    expect(small.data.issuer.connectedIssuers.edges).toHaveLength(1)
    expect(small.loads.sort()).toEqual(loads)
    w.db.close()
  })
})
