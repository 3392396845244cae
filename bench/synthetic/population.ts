/** A block of filings: issuers of very different sizes, their insiders, and what these filed over twelve years. */
import type { Filing, Issuer, Owner } from '../../src/edgar/filing.ts'
import { filingsOf } from './career.ts'
import { numberOf } from './days.ts'
import * as spread from './distributions.ts'
import type { Unnumbered } from './document.ts'
import { Random } from './random.ts'
import { addressOf, fundName, issuerName, OFFICER_TITLES, personName, tickerOf } from './words.ts'

/** CIKs of the first block. Those of others follow at this distance; nothing here needs more. */
export const FIRST_CIK = 1_000_000
export const CIKS = 10_000
const FIRST_INSIDER = FIRST_CIK + 1_000
/** Those who send filings in for others: accession numbers begin with theirs. */
const FIRST_AGENT = FIRST_CIK + 9_900

const START = numberOf('2004-01-05')
const END = numberOf('2015-10-01')

/** An owner as a filing of theirs describes them. */
export function ownerOf(random: Random, cik: number, name: string, roles: number): Owner {
  return {
    cik,
    name,
    ...addressOf(random),
    isDirector: (roles & 1) > 0,
    isOfficer: (roles & 2) > 0,
    isTenPercentOwner: (roles & 4) > 0,
    isOther: (roles & 8) > 0,
    ...(roles & 2 && { officerTitle: random.pick(OFFICER_TITLES) }),
  }
}

/** So many filings in the order of their days, with their numbers; the same for the same seed. */
export function blockOf(seed: number, filings: number): Filing[] {
  const random = new Random(seed)
  const issuers: [Issuer, number][] = Array.from(
    { length: Math.max(6, Math.round(filings / spread.FILINGS_PER_ISSUER)) },
    (_, i) => [
      { cik: FIRST_CIK + 1 + i, name: issuerName(random), ticker: tickerOf(random) },
      random.logNormal(1, 1),
    ],
  )
  const made: Unnumbered[] = []
  let next = FIRST_INSIDER
  while (made.length < filings) {
    const isJoint = random.chance(spread.JOINT / 2) // funds file more often than most
    const several = isJoint ? random.weighted(spread.JOINT_OWNERS) : 1
    const owners = Array.from({ length: several }, () => {
      const roles = isJoint ? 4 : random.weighted(spread.ROLES)
      return ownerOf(random, next++, isJoint ? fundName(random) : personName(random), roles)
    })
    const boards = random.chance(spread.SEVERAL_ISSUERS) ? 1 + random.weighted(spread.MORE_ISSUERS) : 1
    const chosen = new Set(Array.from({ length: boards }, () => random.weighted(issuers)))
    for (const issuer of chosen) {
      const career = {
        issuer,
        owners,
        start: START + random.next() * (END - START) * 0.9,
        filings: Math.ceil(random.logNormal((spread.FILINGS_PER_INSIDER * several ** 0.5) / boards, 1)),
      }
      for (const filing of filingsOf(random, career)) {
        if (numberOf(filing.filedOn) > END) break
        made.push(filing)
        const repeated = random.chance(spread.REPEATED) && repeatedBy(random, filing, next)
        if (repeated) {
          made.push(repeated)
          next++
        }
      }
    }
  }
  if (next >= FIRST_AGENT) throw new RangeError(`${filings} filings have too many insiders for one block.`)
  return numbered(random, made.slice(0, filings))
}

/** A purchase or sale that somebody up a chain of ownership files, too, as held through the first. */
function repeatedBy(random: Random, filing: Unnumbered, cik: number): Unnumbered | undefined {
  if (filing.form !== '4' || !filing.rows.every(({ fields }) => /^[PS]$/.test(fields.code?.value ?? '')))
    return undefined
  const owner = ownerOf(random, cik, fundName(random), 4)
  const rows = filing.rows.map((row) => ({
    ...row,
    fields: {
      ...row.fields,
      ownership: { value: 'I' },
      natureOfOwnership: { value: `By ${filing.owners[0]!.name}` },
    },
  }))
  return {
    ...filing,
    owners: [owner],
    rows,
    signatures: [{ name: `/s/ ${owner.name}`, signedOn: filing.filedOn }],
  }
}

/** Filings by day, each with a number that agents gave in turn. */
export function numbered(random: Random, filings: Unnumbered[], firstAgent = FIRST_AGENT): Filing[] {
  const used = new Map<string, number>()
  return filings
    .sort((a, b) => (a.filedOn < b.filedOn ? -1 : a.filedOn > b.filedOn ? 1 : 0))
    .map((filing) => {
      const prefix = `${String(firstAgent + random.whole(0, 19)).padStart(10, '0')}-${filing.filedOn.slice(2, 4)}`
      const sequence = (used.get(prefix) ?? 0) + 1
      used.set(prefix, sequence)
      return { ...filing, accession: `${prefix}-${String(sequence).padStart(6, '0')}` }
    })
}
