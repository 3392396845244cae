/** Filings as they come: each once, in order, whoever writes them, and nobody told what is no longer so. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { type ExecutionResult, parse } from 'graphql'
import { afterEach, describe, expect, it } from 'vitest'
import { type Arrivals, watchArrivals } from '../db/arrivals.ts'
import { type Db, open } from '../db/open.ts'
import { writeFiling } from '../db/write.ts'
import { schema } from '../schema/index.ts'
import { subscribe } from '../schema/subscribe.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { incoming } from '../src/ingest/rows.ts'
import { answer } from './ask.ts'
import { filing, put, type World, world } from './world.ts'

const EVERY_MS = 5
const number = (n: number) => `0000000100-24-${String(n).padStart(6, '0')}`
const nth = (n: number, parts: Partial<Filing> = {}) => filing({ accession: number(n), ...parts })

const listening: Arrivals[] = []
afterEach(() => {
  for (const arrivals of listening.splice(0)) arrivals.end()
})

/** Subscribes as a server does. */
async function start(db: Db, args = '', selection = 'accessionNumber') {
  const arrivals = watchArrivals(db, EVERY_MS)
  listening.push(arrivals)
  const source = `subscription { filingAdded${args} { ${selection} } }`
  return subscribe({ schema, document: parse(source), contextValue: { db, arrivals } })
}

/** The same, where it must not be refused. */
async function listen(db: Db, args?: string, selection?: string) {
  const result = await start(db, args, selection)
  if (!(Symbol.asyncIterator in result)) throw new Error(result.errors![0]!.message)
  return result
}

type Events = Awaited<ReturnType<typeof listen>>

async function take(events: Events, count: number) {
  const told = []
  for (let i = 0; i < count; i++) {
    const { data, errors } = (await events.next()).value as ExecutionResult
    if (errors) throw errors[0]
    told.push(JSON.parse(JSON.stringify(data)).filingAdded)
  }
  return told
}

const numbers = async (events: Events, count: number) =>
  (await take(events, count)).map(({ accessionNumber }) => accessionNumber)

const cursorOf = async (one: World) =>
  (await answer(one, '{ dataset { arrivalCursor } }')).dataset.arrivalCursor

describe('what is told', () => {
  it('is each filing that comes from now on, in the order in which they come', async () => {
    const { db } = world([nth(1), nth(2)])
    const events = await listen(db)
    const told = numbers(events, 3)
    for (const n of [7, 5, 6]) {
      put(db, nth(n))
      await setTimeout(EVERY_MS)
    }
    expect(await told).toEqual([7, 5, 6].map(number))
  })

  it('is all that came since a cursor, and then what comes', async () => {
    const one = world([nth(1), nth(2), nth(3)])
    const { filing: second } = await answer(
      one,
      `{ filing(accessionNumber: "${number(2)}") { arrivalCursor } }`,
    )
    const events = await listen(one.db, `(since: "${second.arrivalCursor}")`)
    expect(await numbers(events, 1)).toEqual([number(3)])
    put(one.db, nth(4))
    expect(await numbers(events, 1)).toEqual([number(4)])
  })

  it('leaves no gap after a query that asks for the cursor', async () => {
    const one = world([nth(1)])
    const cursor = await cursorOf(one)
    put(one.db, nth(2))
    expect(await numbers(await listen(one.db, `(since: "${cursor}")`), 1)).toEqual([number(2)])
  })

  it('is each accession number once, though a better document replaces it', async () => {
    const { db } = world()
    const events = await listen(db)
    const sample = (filing: Filing) => writeFiling(db, incoming(filing, 'SAMPLE', 'sample'))
    sample(nth(1, { remarks: 'In short.' }))
    expect(await numbers(events, 1)).toEqual([number(1)])
    expect(put(db, nth(1, { remarks: 'In full.' }))).toBe('updated')
    put(db, nth(2))
    expect(await numbers(events, 1)).toEqual([number(2)])
  })

  it('is not a filing that was given up for its real number before it was told', async () => {
    const { db } = world()
    const events = await listen(db)
    const { accession: _, ...nameless } = nth(1)
    put(db, nameless)
    put(db, nth(1))
    put(db, nth(2))
    expect(await numbers(events, 2)).toEqual([number(1), number(2)])
  })

  it('is of the same state throughout an event, and of the newest in the next', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
    const writer = open(join(folder, 'shared.db'))
    const version = (n: number) =>
      nth(n, {
        filedOn: new Date(Date.UTC(2024, 2, 5 + n)).toISOString().slice(0, 10),
        issuer: { cik: 100, name: `NAME ${n}` },
      })
    let writes = 0
    let isOn = false
    const reader = open(join(folder, 'shared.db'), {
      load: (name) => isOn && name !== 'arrivals.last' && writes < 40 && put(writer, version(++writes)),
    })
    const events = await listen(
      reader,
      '',
      'accessionNumber issuer { name filings(first: 1) { totalCount nodes { accessionNumber issuerName } } }',
    )
    put(writer, version(++writes))
    isOn = true
    for (const [i, event] of (await take(events, 10)).entries()) {
      const { name, filings } = event.issuer
      expect(event.accessionNumber).toBe(number(i + 1))
      expect(filings.nodes[0]).toEqual({ accessionNumber: number(filings.totalCount), issuerName: name })
      // One was written before each load of the events before it.
      expect(filings.totalCount).toBeGreaterThan(i * 3)
    }
    isOn = false
    await events.return()
    reader.close()
    writer.close()
    rmSync(folder, { recursive: true })
  })
})

describe('a filter', () => {
  const FORMS = ['3', '4', '4/A', '5'] as const
  const ENUM = { '3': 'FORM_3', '4': 'FORM_4', '4/A': 'FORM_4_AMENDMENT', '5': 'FORM_5' }
  const coming = fc.record({
    form: fc.constantFrom(...FORMS),
    issuer: fc.constantFrom(100, 101, 102),
    owners: fc.subarray([900, 901, 902], { minLength: 1 }),
    filedOn: fc.constantFrom('2024-03-05', '2024-03-20', '2024-05-01'),
  })
  const some = <T>(...values: T[]) => fc.option(fc.subarray(values), { nil: undefined })
  const filter = fc.record({
    forms: some(...FORMS),
    issuers: some(100, 101, 103),
    insiders: some(900, 901, 903),
    from: fc.option(fc.constant('2024-03-20'), { nil: undefined }),
    to: fc.option(fc.constant('2024-03-20'), { nil: undefined }),
  })

  it('lets through what it says, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(coming, { maxLength: 12 }), filter, async (given, want) => {
        const { db } = world()
        const args = [
          want.forms && `forms: [${want.forms.map((form) => ENUM[form])}]`,
          want.issuers && `issuers: [${want.issuers.map((cik) => `"${cik}"`)}]`,
          want.insiders && `insiders: [${want.insiders.map((cik) => `"${cik}"`)}]`,
          `filedOn: {${want.from ? `from: "${want.from}"` : ''} ${want.to ? `to: "${want.to}"` : ''}}`,
        ]
        const events = await listen(db, `(filter: {${args.filter(Boolean).join(' ')}})`)
        for (const [i, { form, issuer, owners, filedOn }] of given.entries())
          put(
            db,
            nth(i + 1, {
              form,
              filedOn,
              issuer: { cik: issuer, name: `ISSUER ${issuer}` },
              owners: owners.map((cik) => ({ cik, name: `OWNER ${cik}`, isDirector: true })),
            }),
          )
        const isIn = <T>(list: T[] | undefined, ...values: T[]) =>
          !list?.length || values.some((value) => list.includes(value))
        const wanted = given.flatMap(({ form, issuer, owners, filedOn }, i) =>
          isIn(want.forms, form) &&
          isIn(want.issuers, issuer) &&
          isIn(want.insiders, ...owners) &&
          filedOn >= (want.from ?? '') &&
          filedOn <= (want.to ?? '9')
            ? [number(i + 1)]
            : [],
        )
        // One that passes every filter, so that there is an end to wait for.
        put(
          db,
          nth(99, {
            form: want.forms?.[0] ?? '4',
            filedOn: '2024-03-20',
            issuer: { cik: want.issuers?.[0] ?? 100, name: 'LAST' },
            owners: [{ cik: want.insiders?.[0] ?? 900, name: 'LAST', isDirector: true }],
          }),
        )
        expect(await numbers(events, wanted.length + 1)).toEqual([...wanted, number(99)])
        await events.return()
        db.close()
      }),
      { numRuns: 40 },
    )
  })

  it('can tell the late from those on time', async () => {
    const one = world()
    const late = await listen(one.db, '(filter: {isLate: true})', 'accessionNumber isLate')
    const onTime = await listen(one.db, '(filter: {isLate: false})', 'accessionNumber isLate')
    const traded = (n: number, day: string) =>
      nth(n, {
        rows: [
          {
            kind: 'transaction',
            table: 'I',
            ordinal: 1,
            line: 1,
            fields: {
              securityTitle: { value: 'Common Stock' },
              transactedOn: { value: day },
              code: { value: 'P' },
            },
          },
        ],
      })
    for (const [n, day] of [
      [1, '2024-03-04'],
      [2, '2024-01-04'],
      [3, '2024-03-01'],
      [4, '2024-02-01'],
    ] as const)
      put(one.db, traded(n, day))
    expect(await take(late, 2)).toEqual([2, 4].map((n) => ({ accessionNumber: number(n), isLate: true })))
    expect(await take(onTime, 2)).toEqual([1, 3].map((n) => ({ accessionNumber: number(n), isLate: false })))
  })

  it('that few pass reads a long past in bounded steps, and lets others have their turns', async () => {
    const one = world()
    const cursor = await cursorOf(one)
    put(one.db, nth(1))
    one.db.orm.run(sql`UPDATE sequences SET value = 2199`)
    put(one.db, nth(2, { form: '5' }))
    const rare = await listen(one.db, `(since: "${cursor}", filter: {forms: [FORM_5]})`)
    const other = await listen(one.db)
    one.reset()
    put(one.db, nth(3))
    const [first] = await Promise.all([numbers(rare, 1), numbers(other, 1)])
    expect(first).toEqual([number(2)])
    expect(one.loads.filter(({ name }) => name === 'arrivals')).toHaveLength(3 + 1)
    await rare.return()
  })
})

describe('is refused', () => {
  const codeOf = async (args: string, selection?: string) => {
    const { db, sql } = world([nth(1)])
    const result = await start(db, args, selection)
    if (Symbol.asyncIterator in result) throw new Error('It was not refused')
    expect(sql.filter((text) => /"filings"/.test(text))).toEqual([])
    return result.errors!.map(({ extensions }) => extensions.code)
  }
  const cursor = (text: string) => `(since: "${Buffer.from(text).toString('base64url')}")`
  const idOf = (db: Db) =>
    db.orm.get<{ value: number }>(sql`SELECT value FROM sequences WHERE name = 'database'`).value

  it.each([
    ['words', '(since: "yesterday")'],
    ['nothing', '(since: "")'],
    ['a page cursor', cursor('["abc",1]')],
    ['of no database', cursor('arrival:1')],
    ['of another database', cursor('arrival:7:1')],
  ])('a cursor that is %s', async (_, args) => {
    expect(await codeOf(args)).toEqual(['INVALID_CURSOR'])
  })

  it.each([
    ['no number', 'x', ''],
    ['a number below', '-1', ''],
    ['another way to write a number', '01', ''],
    ['a cursor with something behind', '1', '!'],
    ['a place that nobody has been given', '2', ''],
  ])('a cursor of this database that is %s', async (_, place, behind) => {
    const { db } = world([nth(1)])
    const since = (text: string) => cursor(`arrival:${idOf(db)}:${text}`)
    await listen(db, since('1'))
    const result = await start(db, since(place).replace('")', `${behind}")`))
    expect((result as ExecutionResult).errors).toMatchObject([{ extensions: { code: 'INVALID_CURSOR' } }])
  })

  it('a cursor of a database that holds the same', async () => {
    const [one, other] = [world([nth(1), nth(2)]), world([nth(1), nth(2), nth(3)])]
    const result = await start(other.db, `(since: "${await cursorOf(one)}")`)
    expect((result as ExecutionResult).errors![0]!.message).toMatch(/another database/)
    await listen(one.db, `(since: "${await cursorOf(one)}")`)
  })

  it('a list that is too long', async () => {
    const list = Array.from({ length: 101 }, (_, i) => `"${i + 1}"`)
    expect(await codeOf(`(filter: {issuers: [${list}]})`)).toEqual(['BAD_USER_INPUT'])
    expect(await codeOf(`(filter: {insiders: [${list}]})`)).toEqual(['BAD_USER_INPUT'])
    await listen(world().db, `(filter: {issuers: [${list.slice(1)}]})`)
  })

  it('a selection that costs too much, before there is anything to tell', async () => {
    const dear =
      'issuer { insiders(first: 100) { nodes { filings(first: 100) { nodes { form remarks } } } } }'
    expect(await codeOf('', dear)).toEqual(['QUERY_TOO_COMPLEX'])
  })
})

describe('listening', () => {
  it('asks the database only while somebody waits, once for all', async () => {
    const one = world([nth(1)])
    const arrivals = watchArrivals(one.db, EVERY_MS)
    const all = Array.from({ length: 5 }, () => arrivals.after(1, {}))
    const told = all.map((each) => each.next())
    await setTimeout(10 * EVERY_MS)
    one.reset()
    await setTimeout(20 * EVERY_MS)
    expect(one.loads.length).toBeGreaterThan(2)
    expect(one.loads.length).toBeLessThanOrEqual(25)
    put(one.db, nth(2))
    for (const each of told) expect((await each).value.id).toBe(number(2))
    one.reset()
    await setTimeout(10 * EVERY_MS)
    expect(one.loads).toEqual([]) // nobody has asked for a next one
    for (const each of all) await each.return!()
  })

  it('ends at once when told to, also while it waits', async () => {
    const one = world([nth(1)])
    const arrivals = watchArrivals(one.db, EVERY_MS)
    const [one1, two] = [arrivals.after(1, {}), arrivals.after(1, {})]
    const waiting = [one1.next(), two.next()]
    await setTimeout(5 * EVERY_MS)
    await one1.return!()
    expect(await waiting[0]).toEqual({ done: true, value: undefined })
    arrivals.end()
    expect(await waiting[1]).toEqual({ done: true, value: undefined })
    expect(await arrivals.after(0, {}).next()).toEqual({ done: true, value: undefined })
    one.reset()
    await setTimeout(5 * EVERY_MS)
    expect(one.loads).toEqual([])
  })

  it('fails with what is wrong when the database can no longer be read', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'insider-graph-')), 'closed.db')
    const db = open(file)
    const events = watchArrivals(db, EVERY_MS).after(0, {})
    const told = events.next()
    await setTimeout(5 * EVERY_MS)
    db.close()
    await expect(told).rejects.toThrow(/not open/)
    rmSync(join(file, '..'), { recursive: true })
  })
})
