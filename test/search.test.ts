/** Search: whatever a caller has of an issuer, an insider or a filing finds it, and what is meant comes first. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { insertInto } from '../db/insert.ts'
import { type Db, open } from '../db/open.ts'
import { compareAll } from '../db/rules/order.ts'
import { coreOf, indexedWords } from '../db/rules/spelling.ts'
import { SEARCH_TYPES, search } from '../db/search.ts'
import { insiderNames, insiders } from '../db/tables.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { answer, ask } from './ask.ts'
import { filing, put, sampleWorld, type World, world } from './world.ts'

const sample = sampleWorld()

const SEARCH = `query ($query: String!, $types: [SearchType!], $first: Int, $after: String) {
  search(query: $query, types: $types, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { matched matchedBy node { __typename
      ... on Issuer { cik name } ... on Insider { insiderCik: cik name } ... on Filing { accessionNumber } } } } }`

interface Hit {
  matched: string
  matchedBy: string
  node: { __typename: string; name?: string; accessionNumber?: string }
}

async function hits(w: World, query: string, types?: string[]): Promise<Hit[]> {
  const { edges } = (await answer(w, SEARCH, { query, types, first: 100 })).search
  return edges
}

/** The first hit, in short. */
async function best(w: World, query: string): Promise<string | undefined> {
  const [hit] = await hits(w, query)
  return hit && `${hit.matchedBy}: ${hit.node.name ?? hit.node.accessionNumber}`
}

/** Filings with an accession number and a day of their own each, from the day of the first one on. */
const filings = (...parts: Parameters<typeof filing>[0][]): Filing[] =>
  parts.map((part, i) =>
    filing({
      accession: `0000000100-24-${String(i + 1).padStart(6, '0')}`,
      filedOn: `2024-01-${String(i + 1).padStart(2, '0')}`,
      ...part,
    }),
  )

const company = (cik: number, name: string, ticker?: string) => ({
  issuer: { cik, name, ...(ticker && { ticker }) },
})
const person = (cik: number, name: string) => ({ owners: [{ cik, name, isDirector: true }] })

describe('what is typed in the sample', () => {
  test.each([
    ['qual', 'NAME: QUALYS, INC.'],
    ['albert peter', 'NAME: Albert Peter'],
    ['Peter ALBERT', 'NAME: Albert Peter'],
    ['  peter,   alb', 'NAME: Albert Peter'],
    ['Elon Musk', 'NAME: Musk Elon'],
    ['tsla', 'TICKER: Tesla, Inc.'],
    ['$TSLA', 'TICKER: Tesla, Inc.'],
    ['Nasdaq: tsla', 'TICKER: Tesla, Inc.'],
    ['facebook', 'FORMER_NAME: Meta Platforms, Inc.'],
    ['tesla', 'NAME: Tesla, Inc.'],
    ['Tesla Motors', 'FORMER_NAME: Tesla, Inc.'],
    ['at&t', 'NAME: AT&T INC.'],
    ['jp morgan', 'NAME: JPMORGAN CHASE & CO'],
    ['Mircosoft', 'SIMILAR_NAME: MICROSOFT CORP'],
    ['Quallys', 'SIMILAR_NAME: QUALYS, INC.'],
    ['Telsa', 'SIMILAR_NAME: Tesla, Inc.'],
    ['pter albret', 'SIMILAR_NAME: Albert Peter'],
  ])('%s finds %s', async (query, expected) => expect(await best(sample, query)).toBe(expected))

  test('spelt nearly so, with the nearest name first', async () => {
    const w = world(
      filings(
        person(1, 'Zuckerberg Mark'),
        person(2, 'Zuckerman Paul'),
        person(3, 'ZUKERMAN MARK'),
        company(4, 'MICROSOFT CORP'),
        company(5, 'MICROSTRATEGY INC'),
      ),
    )
    const names = async (query: string) => (await hits(w, query)).map(({ node }) => node.name)
    expect(await names('zuckerburg')).toEqual(['Zuckerberg Mark'])
    expect(await names('zukcerberg')).toEqual(['Zuckerberg Mark'])
    expect(await names('mark zukkerman')).toEqual(['ZUKERMAN MARK'])
    expect(await names('zukkerman')).toEqual(['ZUKERMAN MARK', 'Zuckerman Paul'])
    expect(await names('mircosof')).toEqual(['MICROSOFT CORP'])
    expect(await names('zuck')).toEqual(['Zuckerman Paul', 'Zuckerberg Mark'])
  })

  test.each(['xqzvwkj', 'zzzzzzzz', 'asdfghjkl', 'qualys musk', 'a1b2c3d4'])(
    '%s finds nothing',
    async (query) => expect(await hits(sample, query)).toEqual([]),
  )
})

describe('numbers', () => {
  const w = world(
    filings(company(70858, 'BANK OF ALPHA', 'BA'), {
      ...company(7, 'SEVEN SEAS'),
      ...person(70858, 'BANK OF ALPHA'),
    }),
  )

  test.each(['70858', '0000070858', 'CIK 70858', ' cik0000070858 '])(
    '%s finds the issuer and the insider with this CIK',
    async (query) =>
      expect(await hits(w, query)).toEqual(
        ['Issuer', 'Insider'].map((__typename) => ({
          matched: '0000070858',
          matchedBy: 'CIK',
          node: {
            __typename,
            [__typename === 'Insider' ? 'insiderCik' : 'cik']: '0000070858',
            name: 'BANK OF ALPHA',
          },
        })),
      ),
  )

  test.each(['0000000100-24-000002', '000000010024000002', ' 0000000100-24-000002\n'])(
    '%s finds the filing',
    async (query) =>
      expect(await hits(w, query)).toEqual([
        {
          matched: '0000000100-24-000002',
          matchedBy: 'ACCESSION_NUMBER',
          node: { __typename: 'Filing', accessionNumber: '0000000100-24-000002' },
        },
      ]),
  )

  test('that nothing has find nothing', async () => {
    for (const query of ['70859', '0', '0000000100-24-000009', '99999999999'])
      expect(await hits(w, query)).toEqual([])
  })

  test('of what is not to be found find nothing', async () => {
    const types = async (query: string, ...wanted: string[]) =>
      (await hits(w, query, wanted)).map(({ node }) => node.__typename)
    expect(await types('70858', 'ISSUER')).toEqual(['Issuer'])
    expect(await types('70858', 'INSIDER')).toEqual(['Insider'])
    expect(await types('70858', 'FILING')).toEqual([])
    expect(await types('0000000100-24-000002', 'ISSUER', 'INSIDER')).toEqual([])
    expect(await types('alpha', 'INSIDER')).toEqual(['Insider'])
    expect(await types('ba', 'INSIDER')).toEqual(['Insider'])
    expect(await types('bank')).toEqual(['Insider', 'Issuer']) // who filed last
  })
})

describe('the order', () => {
  test('key, ticker, whole name, former ones; then words of names at their start or not, tickers, former names', async () => {
    const w = world(
      filings(
        company(1, 'ACME WIDGETS INC', 'X'),
        company(1, 'WIDGETS UNITED INC', 'X'), // of old: a name with the word
        company(2, 'SMALL TOWN WIDGETS', 'S'),
        company(3, 'Widgets Galore', 'G'),
        company(4, 'WIDGETSMITHS CORP', 'W'),
        company(5, 'WIDGETS LTD', 'V'),
        company(5, 'VICTORY', 'V'), // of old: the whole name
        company(6, 'OMEGA', 'WIDGETS'),
        company(6, 'OMEGA', 'OM'), // of old: the ticker
        company(7, 'Widgets, Inc.', 'I'),
        company(8, 'KAPPA', 'WIDGETS'),
        company(9, 'THETA', 'WIDGETSX'),
        company(1, 'ZETA', 'Z'),
      ).map((one) => ({ ...one, owners: [] })),
    )
    expect((await hits(w, 'widgets')).map(({ matchedBy, matched }) => `${matchedBy}: ${matched}`)).toEqual([
      'TICKER: WIDGETS', // of KAPPA
      'NAME: Widgets, Inc.',
      'TICKER: WIDGETS', // of OMEGA, formerly
      'FORMER_NAME: WIDGETS LTD',
      'NAME: Widgets Galore',
      'NAME: WIDGETSMITHS CORP',
      'NAME: SMALL TOWN WIDGETS',
      'TICKER: WIDGETSX',
      'FORMER_NAME: WIDGETS UNITED INC',
    ])
  })

  test('of namesakes: who is known by more filings, then who filed last', async () => {
    const obscure = company(1, 'TESLA EXPLORATION LTD')
    const known = company(2, 'Tesla Works Inc')
    const later = company(3, 'TESLA OFFSHORE LLC')
    const w = world(filings(known, known, obscure, later).map((one) => ({ ...one, owners: [] })))
    expect((await hits(w, 'tesla')).map(({ node }) => node.name)).toEqual([
      'Tesla Works Inc',
      'TESLA OFFSHORE LLC',
      'TESLA EXPLORATION LTD',
    ])
  })

  test('is total: pages of any size make up the whole, each hit once', async () => {
    const whole = await hits(sample, 'a')
    expect(whole.length).toBeGreaterThan(20)
    for (const first of [1, 7, 20]) {
      const found: Hit[] = []
      let after: string | null = null
      do {
        const { search } = await answer(sample, SEARCH, { query: 'a', first, after })
        found.push(...search.edges)
        after = search.pageInfo.hasNextPage ? search.pageInfo.endCursor : null
      } while (after && found.length < 100)
      expect(found.slice(0, 100)).toEqual(whole.slice(0, found.length))
    }
  })

  test('a cursor of another query is refused', async () => {
    const { search } = await answer(sample, SEARCH, { query: 'a', first: 1 })
    const { errors } = await ask(sample, SEARCH, { query: 'b', after: search.pageInfo.endCursor })
    expect(errors[0]!.extensions.code).toBe('INVALID_CURSOR')
  })
})

interface Name {
  owner: string
  text: string
}

const namesOf = (db: Db): Name[] =>
  db.orm.all(sql`SELECT 'ISSUER ' || issuer_cik AS owner, text FROM issuer_names WHERE kind = 'NAME'
    UNION ALL SELECT 'INSIDER ' || insider_cik, text FROM insider_names`)

const letters = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
const plainWords = (text: string) => text.toLowerCase().match(/[a-z0-9]+/g) ?? []

describe('every name of the sample', () => {
  const names = namesOf(sample.db)
  /** Some words of a name in any order and case, each cut anywhere. */
  const typed = fc
    .constantFrom(...names)
    .chain(({ text }) => fc.shuffledSubarray(plainWords(text), { minLength: 1 }))
    .chain((words) =>
      fc.tuple(
        ...words.map((word) => fc.tuple(fc.constant(word), fc.integer({ min: 1, max: 20 }), fc.boolean())),
      ),
    )
    .map((parts) =>
      parts.map(([word, length, isLoud]) => (isLoud ? word.toUpperCase() : word).slice(0, length)),
    )

  test('is found by the beginnings of its words, and by nothing else', () => {
    fc.assert(
      fc.property(typed, (words) => {
        const found = search(sample.db, words.join(' '), SEARCH_TYPES)
        const ids = new Set(found.map(({ type, key }) => `${type} ${key}`))
        const beginnings = words.map((word) => word.toLowerCase())
        const expected = names.filter(({ text }) =>
          beginnings.every((word) => plainWords(text).some((other) => other.startsWith(word))),
        )
        expect(expected.length).toBeGreaterThan(0)
        for (const { owner } of expected) expect(ids).toContain(owner)
        // Beyond these, by such words: only what differs in blanks, as JP Morgan does.
        for (const { matched, matchedBy } of found)
          if (matchedBy === 'NAME' || matchedBy === 'FORMER_NAME')
            for (const word of beginnings) expect(letters(matched)).toContain(word)
      }),
      { numRuns: 300 },
    )
  })

  test('is found with a letter of a longer word added, left out, changed, or swapped with the next', () => {
    const misspelt = fc
      .constantFrom(
        ...names.filter(
          ({ text }) => plainWords(text).length <= 5 && plainWords(text).some((word) => word.length >= 5),
        ),
      )
      .chain((name) => {
        const long = plainWords(name.text).filter((word) => word.length >= 5)
        return fc.record({
          name: fc.constant(name),
          word: fc.constantFrom(...long),
          place: fc.integer({ min: 1, max: 3 }),
          letter: fc.constantFrom(...'aeioxz'),
          edit: fc.constantFrom('add', 'leave out', 'change', 'swap'),
        })
      })
    let similar = 0
    fc.assert(
      fc.property(misspelt, ({ name, word, place, letter, edit }) => {
        const [before, at, next, rest] = [
          word.slice(0, place),
          word[place]!,
          word[place + 1] ?? '',
          word.slice(place + 2),
        ]
        const wrong = {
          add: before + letter + at + next + rest,
          'leave out': before + next + rest,
          change: before + letter + next + rest,
          swap: before + next + at + rest,
        }[edit]!
        const query = plainWords(name.text)
          .map((one) => (one === word ? wrong : one))
          .join(' ')
        const found = search(sample.db, query, SEARCH_TYPES)
        const itself = found.find(({ type, key }) => `${type} ${key}` === name.owner)
        if (itself?.matchedBy === 'SIMILAR_NAME') similar++
        expect(itself ?? (found.length >= 3 && 'too many are spelt as typed')).toBeTruthy()
      }),
      { numRuns: 300 },
    )
    expect(similar).toBeGreaterThan(200)
  })
})

describe('what is typed is never a language', () => {
  const NASTY = [
    '"',
    '*',
    '"*',
    'a"b',
    'NEAR(a b)',
    'a AND',
    'OR',
    'NOT musk',
    '-musk',
    '^musk',
    'musk*',
    'text:musk',
    '{text}:a',
    '(musk',
    'musk)',
    "o'brien",
    '%',
    '_',
    '\\',
    '\0',
    '🙂',
    '🙂 musk',
    '\ud800',
    'ﷺ',
    '᠎',
    '𝕸usk',
    'a '.repeat(75),
    'ab '.repeat(50),
    'x'.repeat(150),
  ]

  test.each(NASTY)('%j does no harm', async (query) => {
    const { errors } = await ask(sample, SEARCH, { query })
    expect(errors).toEqual([])
  })

  test('nor does any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(() => search(sample.db, text, SEARCH_TYPES)).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })

  test('punctuation alone finds nothing, and beside words tells nothing', async () => {
    for (const query of ['', '   ', '...', '!?-"*', '🙂']) expect(await hits(sample, query)).toEqual([])
    for (const query of ['musk*', '"musk"', '-musk', '^musk', '🙂 musk', 'musk)'])
      expect(await hits(sample, query)).toEqual(await hits(sample, 'musk'))
  })

  test('a text longer than any name is refused', async () => {
    const { errors } = await ask(sample, SEARCH, { query: 'x'.repeat(151) })
    expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT')
    expect(errors[0]!.message).toContain('150')
  })

  test('accents and apostrophes do not matter', async () => {
    const w = world(
      filings(person(1, 'MUÑOZ JOSÉ'), person(2, "O'BRIEN DEIRDRE"), person(3, 'OBRIEN RICHARD')),
    )
    const names = async (query: string) => (await hits(w, query)).map(({ node }) => node.name)
    for (const query of ['jose munoz', 'JOSÉ', 'Jose\u0301', 'muñ'])
      expect(await names(query)).toEqual(['MUÑOZ JOSÉ'])
    for (const query of ['obrien', "o'brien", 'o brien', 'O’Brien'])
      expect((await names(query)).sort()).toEqual(["O'BRIEN DEIRDRE", 'OBRIEN RICHARD'])
  })
})

describe('the index of words', () => {
  /** FTS5 compares an index with the table of names, and throws where they differ. */
  const check = (db: Db) => {
    for (const name of ['issuer_words', 'insider_words'])
      db.orm.run(
        sql`INSERT INTO ${sql.identifier(name)} (${sql.identifier(name)}, rank) VALUES ('integrity-check', 1)`,
      )
  }

  test('keeps in step while filings come, change and go', () => {
    const versions = fc.record({
      accession: fc.constantFrom(
        '0000000100-24-000001',
        '0000000100-24-000002',
        '0000000100-24-000003',
        undefined,
      ),
      issuer: fc.constantFrom('ALPHA CORP', 'BETA INC', 'Gamma'),
      owner: fc.constantFrom('DOE JANE', 'Roe Richard', 'DOE JANE MARY'),
      cik: fc.constantFrom(900, 901),
    })
    fc.assert(
      fc.property(fc.array(versions, { maxLength: 12 }), (given) => {
        const { db } = world()
        for (const { accession, issuer, owner, cik } of given) {
          const one = filing({ ...company(100, issuer, 'ALFA'), ...person(cik, owner) })
          const { accession: _, ...without } = one
          put(db, accession ? { ...one, accession } : without)
        }
        check(db)
        for (const { owner, text } of namesOf(db)) {
          const found = search(db, text, SEARCH_TYPES).map(({ type, key }) => `${type} ${key}`)
          expect(found).toContain(owner)
        }
        db.close()
      }),
      { numRuns: 40 },
    )
  })

  test('forgets a name that no filing has any more', async () => {
    const w = world([filing(person(900, 'FIRST NAME'))])
    expect(await best(w, 'first name')).toBe('NAME: FIRST NAME')
    put(w.db, filing(person(900, 'SECOND NAME')))
    expect(await hits(w, 'first name')).toEqual([])
    expect(await best(w, 'second name')).toBe('NAME: SECOND NAME')
    w.db.orm.run(sql`DELETE FROM insider_words WHERE rowid IS NOT NULL`)
    expect(() => check(w.db)).toThrow()
  })
})

test('a database that was filled before it could be searched is indexed when it is opened', () => {
  const folder = mkdtempSync(join(tmpdir(), 'insider-graph-search-'))
  const file = join(folder, 'old.db')
  const old = open(file)
  put(old, filing(person(900, 'DOE JANE')))
  old.orm.run(sql`DELETE FROM __drizzle_migrations ORDER BY created_at DESC LIMIT 8`)
  const made = old.orm.all<{ type: string; name: string }>(
    sql`SELECT type, name FROM sqlite_master WHERE name LIKE '%_name_added' OR name LIKE '%_name_removed' OR name LIKE '%_name_moved'
      OR sql LIKE 'CREATE VIRTUAL%' OR type = 'view' ORDER BY type = 'table', name DESC`,
  )
  for (const { type, name } of made) old.orm.run(sql.raw(`DROP ${type} ${name}`))
  // And what came after search.
  for (const table of [
    'transaction_days',
    'issuer_attributes',
    'sequences',
    'sync_marks',
    'publication',
    'outbox',
  ])
    old.orm.run(sql.raw(`DROP TABLE ${table}`))
  for (const index of ['filings_by_arrival', 'transactions_superseded', 'holdings_superseded'])
    old.orm.run(sql.raw(`DROP INDEX ${index}`))
  old.orm.run(sql`ALTER TABLE filings DROP COLUMN arrival`)
  for (const [index, day, apart] of [
    ['purchases_by_date', 'traded_on', 'traded_apart'],
    ['purchases_by_filed', 'dated_on', 'filed_apart'],
  ] as const) {
    old.orm.run(sql.raw(`DROP INDEX ${index}`))
    old.orm.run(sql.raw(`ALTER TABLE transactions DROP COLUMN ${apart}`))
    old.orm.run(
      sql.raw(`CREATE INDEX ${index} ON transactions (${day}) WHERE trade = 0 AND left_out IS NULL`),
    )
  }
  for (const table of ['issuer_names', 'insider_names']) {
    old.orm.run(sql.raw(`DROP INDEX ${table}_by_core`))
    for (const column of ['words', 'core', 'renown', 'is_current'])
      old.orm.run(sql.raw(`ALTER TABLE ${table} DROP COLUMN ${column}`))
  }
  old.orm.run(sql`PRAGMA user_version = 1`)
  old.close()
  const opened = open(file)
  expect(made).toHaveLength(12)
  expect(search(opened, 'jane doe', SEARCH_TYPES).map(({ matched }) => matched)).toEqual(['DOE JANE'])
  expect(search(opened, 'alpha', SEARCH_TYPES).map(({ matched }) => matched)).toEqual(['ALPHA CORP'])
  opened.close()
  rmSync(folder, { recursive: true })
})

describe('the work', () => {
  test('is one load, and those of what a page shows, of statements that do not grow with what matches', async () => {
    const few = await ask(sample, SEARCH, { query: 'm' })
    const many = await ask(sample, SEARCH, { query: 'a' })
    expect(few.loads.sort()).toEqual(['insiders.byCik', 'issuers.byCik', 'search'])
    expect(many.loads.sort()).toEqual(few.loads)
    expect(many.sql.sort()).toEqual(few.sql.sort())
  })

  test('of a word that thousands of names have goes to the best known, and to what is meant', () => {
    const { db } = world(filings(person(1, 'ZETA JO')))
    const name = (cik: number, text: string, renown: number) => {
      const days = { firstOn: '2024-01-01', lastOn: '2024-01-01' }
      const searched = { words: indexedWords(text), core: coreOf(text), renown, isCurrent: true }
      insertInto(db, insiders, [{ cik, name: text, ...days }])
      insertInto(db, insiderNames, [{ id: cik, insiderCik: cik, text, ...days, ...searched }])
    }
    for (let i = 1; i <= 1_000; i++) name(1_000 + i, `SMITH JOHN ${i}`, i === 777 ? 0 : 3 + (i % 3))
    for (let i = 1; i <= 100; i++) name(3_000 + i, `SMITHSON PAUL ${i}`, 1)
    name(9, 'JOHNSON AMY', 5)
    name(10, 'SMITH', 7)
    name(11, 'WAYLAND SMITH', 0)
    const ranked = (query: string) =>
      search(db, query, SEARCH_TYPES)
        .toSorted((a, b) => compareAll(a.rank, b.rank))
        .map(({ matched }) => matched)
    // Whose name begins so, though others have it who are better known.
    expect(ranked('jo')[0]).toBe('JOHNSON AMY')
    // The whole name, then the best known of those that begin with the whole word, which are not the best known of all.
    const [first, second, ...others] = ranked('smith')
    expect([first, second]).toEqual(['SMITH', 'SMITH JOHN 777'])
    expect(others.slice(0, 40)).toEqual(others.slice(0, 40).map(() => expect.stringMatching(/^SMITH JOHN /)))
    expect(others).toContain('WAYLAND SMITH')
    expect(others.length).toBeLessThan(200)
    expect(Object.assign(search(db, 'smith', SEARCH_TYPES)).isCut).toBe(true)
    // The meant one of 111 names with such words, and of one.
    expect(ranked('john smith 5')[0]).toBe('SMITH JOHN 5')
    expect(ranked('john 4')[0]).toBe('SMITH JOHN 4')
    expect(ranked('john 407')).toEqual(['SMITH JOHN 407'])
    db.close()
  })

  test('reads so many names, however many there are', async () => {
    const w = world(filings(person(1, 'ZETA JO')))
    const statements = await ask(w, SEARCH, { query: 'zeta' })
    for (const sql of statements.sql.filter((sql) => sql.includes('_words')))
      expect(sql).toMatch(/limit \d+$/)
  })
})

test('a cursor whose place is none of the list is refused', async () => {
  const w = world([
    filing(),
    filing({ accession: '0000000100-24-000002', issuer: { cik: 101, name: 'ALPHA TWO' } }),
  ])
  const page = (after = '') => `{ search(query: "alpha", first: 1${after}) { edges { cursor } } }`
  const [{ cursor }] = (await answer(w, page())).search.edges
  const [mark, ...place] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  for (const forged of [
    [],
    place.slice(1),
    place.map(() => null),
    place.map(() => ({ toString: 1, valueOf: 1 })),
  ]) {
    const text = Buffer.from(JSON.stringify([mark, ...forged])).toString('base64url')
    const { errors } = await ask(w, page(`, after: "${text}"`))
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['INVALID_CURSOR'])
  }
})

test('a number that is also a word of names is paged through to the end', async () => {
  const w = world(
    filings(
      { issuer: { cik: 360, name: 'ALPHA' } },
      { issuer: { cik: 101, name: '360 CAPITAL' } },
      { issuer: { cik: 102, name: '360 ENERGY' } },
    ),
  )
  const found: string[] = []
  for (let after = ''; ; ) {
    const page = `{ search(query: "360", types: [ISSUER], first: 1${after}) { edges { matchedBy cursor } } }`
    const [edge] = (await answer(w, page)).search.edges
    if (!edge) break
    found.push(edge.matchedBy)
    after = `, after: "${edge.cursor}"`
  }
  expect(found).toEqual(['CIK', 'NAME', 'NAME'])
})
