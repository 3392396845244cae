/** What one insider, or several together, hold of one issuer, and the rows that tell how it changes. */
import type { Row, RowField } from '../../src/edgar/filing.ts'
import { dayOf } from './days.ts'
import * as spread from './distributions.ts'
import type { Random } from './random.ts'
import { OPTION_TITLES, STOCK_TITLES, UNIT_TITLES, VEHICLES } from './words.ts'

type Values = Partial<Record<RowField, string>>
/** A row that has no place yet. */
export type Told = [kind: Row['kind'], table: Row['table'], values: Values]

/** Occasions, and how often each comes. */
export type Occasions = readonly (readonly [spread.Occasion, number])[]

interface Grant {
  title: string
  exercisePrice?: string
  expiresOn?: string
  left: number
}

export class Stake {
  readonly #random: Random
  readonly #stock: string
  /** Around which its prices lie. */
  readonly #price: number
  readonly #vehicles: { natureOfOwnership: string; sharesAfter: string }[]
  readonly #grants: Grant[] = []
  #held: number

  constructor(random: Random) {
    this.#random = random
    this.#stock = random.pick(STOCK_TITLES)
    this.#price = random.quantile(spread.PRICES)
    const count = random.chance(spread.INDIRECT) ? random.whole(1, 3) : 0
    this.#vehicles = Array.from({ length: count }, () => ({
      natureOfOwnership: random.pick(VEHICLES),
      sharesAfter: String(random.whole(100, 200_000)),
    }))
    this.#held = random.whole(0, 1) * random.whole(500, 400_000)
  }

  /** What is held directly; nothing is told of where there are others through whom something is. */
  directly(): Told[] {
    if (this.#held === 0 && this.#vehicles.length > 0) return []
    return [this.#holding({ sharesAfter: String(this.#held), ownership: 'D' })]
  }

  indirectly(): Told[] {
    return this.#vehicles.map((vehicle) => this.#holding({ ...vehicle, ownership: 'I' }))
  }

  #holding(values: Values): Told {
    return ['holding', 'I', { securityTitle: this.#stock, ...values }]
  }

  /** What happens on a day, on one of these occasions. */
  happened(on: number, occasions: Occasions): Told[] {
    const random = this.#random
    const through = this.#vehicles.length > 0 && random.chance(0.3) ? random.pick(this.#vehicles) : undefined
    const held: Values = through ? { ...through, ownership: 'I' } : {}
    const award = () => this.#common(on, 'A', 'A', this.#shares(100_000), { pricePerShare: '0' })
    const withhold = () => this.#common(on, 'F', 'D', this.#shares(20_000), { pricePerShare: this.#priced() })
    switch (random.weighted(occasions)) {
      case 'award':
        return [award(), ...(random.chance(0.3) ? [award()] : [])]
      case 'units':
        return [this.#granted(on, false), ...(random.chance(0.5) ? [award()] : [])]
      case 'option':
        return [this.#granted(on, true), ...(random.chance(0.5) ? [award()] : [])]
      case 'vesting':
        return [
          ...this.#exercised(on, false),
          ...(random.chance(0.3) ? this.#exercised(on, false) : []),
          withhold(),
        ]
      case 'tax':
        return [withhold(), ...(random.chance(0.2) ? [withhold()] : [])]
      case 'exercise':
        return [...this.#exercised(on, true), ...this.#traded(on, 'S', held)]
      case 'sale':
        return this.#traded(on, 'S', held)
      case 'purchase':
        return this.#traded(on, 'P', held)
      case 'gift': {
        const direction = random.chance(0.3) ? 'A' : 'D'
        return [this.#common(on, 'G', direction, this.#shares(10_000), { pricePerShare: '0' })]
      }
      case 'other': {
        const direction = random.chance(0.5) ? 'A' : 'D'
        return [this.#common(on, 'J', direction, this.#shares())]
      }
      case 'return': {
        const shares = this.#shares()
        return [
          this.#common(on, 'D', 'D', shares, random.chance(0.7) ? { pricePerShare: this.#priced() } : {}),
        ]
      }
      case 'conversion':
        return [this.#common(on, 'C', 'A', this.#shares())]
    }
  }

  #shares(most = Number.POSITIVE_INFINITY): number {
    return Math.min(Math.ceil(this.#random.quantile(spread.SHARES)), most)
  }

  #priced(): string {
    return this.#random.logNormal(this.#price, 0.3).toFixed(this.#random.weighted(spread.DECIMALS))
  }

  /** A row of Table I. */
  #common(on: number, code: string, direction: 'A' | 'D', shares: number, values: Values = {}): Told {
    this.#held = Math.max(0, this.#held + (direction === 'A' ? shares : -shares))
    const told = { securityTitle: this.#stock, sharesAfter: String(this.#held), ownership: 'D' }
    return ['transaction', 'I', { ...told, ...codedOf(on, code, direction, shares), ...values }]
  }

  /** A row of Table II. */
  #derivative(on: number, code: string, direction: 'A' | 'D', shares: number, grant: Grant): Told {
    grant.left = Math.max(0, grant.left + (direction === 'A' ? shares : -shares))
    const { title, exercisePrice, expiresOn, left } = grant
    const told = {
      securityTitle: title,
      ...(exercisePrice && { exercisePrice, exercisableOn: dayOf(on + 365) }),
      ...(expiresOn && { expiresOn }),
      pricePerShare: '0',
      underlyingTitle: this.#stock,
      underlyingShares: String(shares),
      sharesAfter: String(left),
      ownership: 'D',
    }
    return ['transaction', 'II', { ...told, ...codedOf(on, code, direction, shares) }]
  }

  #grantFrom(on: number, isOption: boolean, left: number): Grant {
    const terms = isOption && { exercisePrice: this.#priced(), expiresOn: dayOf(on + TEN_YEARS) }
    const grant = { title: this.#random.pick(isOption ? OPTION_TITLES : UNIT_TITLES), ...terms, left }
    this.#grants.push(grant)
    return grant
  }

  #granted(on: number, isOption: boolean): Told {
    const shares = this.#shares(50_000)
    return this.#derivative(on, 'A', 'A', shares, this.#grantFrom(on, isOption, 0))
  }

  /** Part of a grant, perhaps of one from before there were filings. */
  #exercised(on: number, isOption: boolean): Told[] {
    const open = this.#grants.find((grant) => grant.left > 0 && Boolean(grant.exercisePrice) === isOption)
    const grant = open ?? this.#grantFrom(on, isOption, this.#shares(50_000))
    const shares = Math.ceil(grant.left / this.#random.whole(1, 4))
    return [
      this.#common(on, 'M', 'A', shares, { pricePerShare: grant.exercisePrice ?? '0' }),
      this.#derivative(on, 'M', 'D', shares, grant),
    ]
  }

  #traded(on: number, code: 'P' | 'S', held: Values): Told[] {
    return Array.from({ length: this.#random.weighted(spread.TRADES) }, () =>
      this.#common(on, code, code === 'P' ? 'A' : 'D', this.#shares(), {
        ...(!this.#random.chance(0.002) && { pricePerShare: this.#priced() }),
        ...held,
      }),
    )
  }
}

const TEN_YEARS = 3652

const codedOf = (on: number, code: string, direction: 'A' | 'D', shares: number): Values => ({
  transactedOn: dayOf(on),
  formType: '4',
  code,
  equitySwap: 'false',
  direction,
  shares: String(shares),
})
