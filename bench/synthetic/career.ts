/** The filings of one insider, or of several who file jointly, on one issuer: what is held runs through them. */
import type { Issuer, Owner } from '../../src/edgar/filing.ts'
import { tradingDay } from './days.ts'
import * as spread from './distributions.ts'
import { amendmentOf, documentOf, type Unnumbered } from './document.ts'
import type { Random } from './random.ts'
import { type Occasions, Stake } from './stake.ts'

/** Who reports on whom, when first and how often. */
interface Career {
  issuer: Issuer
  owners: Owner[]
  /** Days since 1970. */
  start: number
  filings: number
  /** As usual where absent. */
  occasions?: Occasions
}

/** Its filings, the oldest first: a Form 3, Forms 4, now and then a Form 5 or an amendment. */
export function filingsOf(random: Random, career: Career): Unnumbered[] {
  const { issuer, owners, filings, occasions = spread.OCCASIONS } = career
  const stake = new Stake(random)
  let day = career.start
  const made: Unnumbered[] = []
  while (made.length < filings) {
    const isFirst = made.length === 0
    const on = tradingDay(day)
    const told = isFirst ? [] : stake.happened(on, occasions)
    if (!isFirst && random.chance(spread.TWO_OCCASIONS)) told.push(...stake.happened(on, occasions))
    const form = isFirst ? '3' : random.chance(0.003) ? '5' : '4'
    if (isFirst) told.push(...stake.directly())
    if (isFirst || random.chance(spread.LISTED)) told.push(...stake.indirectly())
    const lag = random.weighted(spread.LAGS)
    const filing = documentOf(random, { form, issuer, owners, told, on, lag: isFirst ? 5 : lag })
    made.push(filing)
    if (random.chance(spread.AMENDED) && made.length < filings) made.push(amendmentOf(random, filing))
    day = on + 1 + random.logNormal(45, 1.2)
  }
  return made
}
