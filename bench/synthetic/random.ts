/** Numbers that look random and are the same each time: whoever has the seed has all that is made of it. */

export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to 1, 1 left out: mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<Thing>(things: readonly Thing[]): Thing {
    return things[Math.floor(this.next() * things.length)]!
  }

  /** The same things in another order. */
  shuffled<Thing>(things: readonly Thing[]): Thing[] {
    const left = [...things]
    return things.map(() => left.splice(this.whole(0, left.length - 1), 1)[0]!)
  }

  /** One of several, each as often as its weight says. */
  weighted<Thing>(things: readonly (readonly [Thing, number])[]): Thing {
    let left = this.next() * things.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [thing, weight] of things) {
      left -= weight
      if (left < 0) return thing
    }
    return things.at(-1)![0]
  }

  /** Between two neighbouring ones of the bounds of equally frequent classes, on a scale of logarithms. */
  quantile(bounds: readonly number[]): number {
    const place = this.next() * (bounds.length - 1)
    const [low, high] = [bounds[Math.floor(place)]!, bounds[Math.ceil(place)]!]
    return low * (high / low) ** (place % 1)
  }

  /** Around `median`, with a tail that is heavier the greater `spread` is. */
  logNormal(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
    return median * Math.exp(spread * normal)
  }
}
