/** Things that belong together, each with some other or through others: union–find. */
export class Partition<Thing> {
  readonly #parents = new Map<Thing, Thing>()

  /** The one that stands for all that belong together with a thing; itself, where none does. */
  find(thing: Thing): Thing {
    let root = thing
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next
    if (root !== thing) this.#parents.set(thing, root)
    return root
  }

  join(one: Thing, other: Thing): void {
    const [root, joined] = [this.find(one), this.find(other)]
    if (root !== joined) this.#parents.set(joined, root)
  }
}
