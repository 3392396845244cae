/** Those who have far more of something than others, and those who tie blocks together: written like any other filings. */
import type { Filing, Issuer, Owner } from '../../src/edgar/filing.ts'
import { filingsOf } from './career.ts'
import { dayOf, numberOf } from './days.ts'
import type { Unnumbered } from './document.ts'
import { CIKS, FIRST_CIK, numbered, ownerOf } from './population.ts'
import { Random } from './random.ts'
import { shiftOf } from './shift.ts'
import { insiderNameIn, issuerNameIn, personName, tickerIn } from './words.ts'

const HUB = FIRST_CIK - 100_000
const HUB_INSIDER = HUB + 1_000
const HUB_AGENT = HUB + 900
const [MOST_FILINGS, MOST_BOARDS, MOST_TIES] = [20_000, 40, 4_000]
const START = numberOf('2005-02-01')
const YEARS = 18

interface World {
  filings: number
  blocks: number
  first: Filing[]
}

/** Their filings: 2 % of all are one issuer's, and 2 % those of insiders at issuers of other blocks, within bounds. */
export function hubs(seed: number, world: World): Filing[] {
  const random = new Random(seed)
  const directors = { occasions: [['award', 1]] } as const
  const any = partiesOf(random, world)
  const made: Unnumbered[] = []

  const hub: Issuer = { cik: HUB, name: 'Grandhub Industries, Inc.', ticker: 'GHUB' }
  const many = Math.min(MOST_FILINGS, world.filings * 0.02)
  for (let cik = HUB_INSIDER; made.length < many; cik++) {
    const owners = [ownerOf(random, cik, personName(random), random.whole(1, 2))]
    const start = START + random.next() * YEARS * 300
    made.push(...filingsOf(random, { issuer: hub, owners, start, filings: random.whole(5, 60) }))
  }

  const busy = ownerOf(random, HUB + 1, 'MANYBOARD Alexis Q', 1)
  for (let i = 0; i < Math.min(MOST_BOARDS, world.filings / 50); i++)
    made.push(
      ...filingsOf(random, {
        issuer: any.issuer(),
        owners: [busy],
        start: START + i * 90,
        filings: 3,
        ...directors,
      }),
    )

  made.push(...longGrant(hub, ownerOf(random, HUB + 2, 'GRANTLONG Robin', 2)))

  for (let left = Math.min(MOST_TIES, world.filings * 0.02); left > 0; left--) {
    const start = START + random.next() * YEARS * 365
    made.push(
      ...filingsOf(random, {
        issuer: any.issuer(),
        owners: [any.insider()],
        start,
        filings: 2,
        ...directors,
      }),
    )
    left--
  }
  return numbered(random, made, HUB_AGENT)
}

/** Issuers and insiders of any block. */
function partiesOf(random: Random, { blocks, first }: World) {
  const issuers = [...new Map(first.map(({ issuer }) => [issuer.cik, issuer])).values()]
  const owners = [
    ...new Map(first.flatMap((filing) => filing.owners.map((owner) => [owner.cik, owner]))).values(),
  ]
  const block = () => random.whole(0, blocks - 1)
  return {
    issuer(of = block()): Issuer {
      const { cik, name, ticker } = random.pick(issuers)
      return { cik: cik + of * CIKS, name: issuerNameIn(of, name!), ticker: tickerIn(of, ticker!) }
    },
    insider(of = block()): Owner {
      const owner = random.pick(owners)
      return { ...owner, cik: owner.cik! + shiftOf(of).cik, name: insiderNameIn(of, owner.name!, owner.cik!) }
    },
  }
}

/** An option that is exercised in small parts, hundreds of times. */
function longGrant(issuer: Issuer, owner: Owner): Unnumbered[] {
  const [parts, filings, each] = [30, 12, 100]
  const terms = {
    securityTitle: 'Stock Option (Right to Buy)',
    exercisePrice: '12.5',
    expiresOn: '2025-03-01',
  }
  let left = parts * filings * each
  return Array.from({ length: filings + 1 }, (_, i) => {
    const on = dayOf(START + 30 * i)
    const common = {
      ...terms,
      transactedOn: on,
      formType: '4',
      pricePerShare: '0',
      underlyingTitle: 'Common Stock',
      ownership: 'D',
    }
    const row = (values: Record<string, string>, ordinal: number) => ({
      kind: 'transaction' as const,
      table: 'II' as const,
      ordinal,
      line: ordinal,
      fields: Object.fromEntries(
        Object.entries({ ...common, ...values }).map(([name, value]) => [name, { value }]),
      ),
    })
    const granted = {
      code: 'A',
      direction: 'A',
      shares: String(left),
      underlyingShares: String(left),
      sharesAfter: String(left),
    }
    const rows =
      i === 0
        ? [row(granted, 1)]
        : Array.from({ length: parts }, (_, part) => {
            left -= each
            const values = { code: 'M', direction: 'D', shares: String(each), underlyingShares: String(each) }
            return row({ ...values, sharesAfter: String(left) }, part + 1)
          })
    const filing = { form: '4' as const, filedOn: on, periodOfReport: on, issuer, owners: [owner], rows }
    return { ...filing, footnotes: [], signatures: [{ name: '/s/ Robin Grantlong', signedOn: on }] }
  })
}
