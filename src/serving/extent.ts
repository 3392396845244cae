/** How large the operations of a document are with all of its fragments in place. Each fragment is walked once, however often it is spread. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

export interface Extent {
  fields: number
  aliases: number
  depth: number
}

const NOTHING: Extent = { fields: 0, aliases: 0, depth: 0 }

/** One for each operation. A fragment within itself counts nothing there: that it may not be is told by validation. */
export function extentsOf({ definitions }: DocumentNode): Extent[] {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  const extentOf = measureWith(fragments)
  return definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map(({ selectionSet }) => extentOf(selectionSet))
}

function measureWith(fragments: FragmentDefinitionNode[]): (set: SelectionSetNode | undefined) => Extent {
  const sets = new Map(fragments.map(({ name, selectionSet }) => [name.value, selectionSet]))
  const known = new Map<string, Extent>()

  const extentOf = (set: SelectionSetNode | undefined): Extent =>
    (set?.selections ?? []).map(extentOfOne).reduce(sum, NOTHING)

  function extentOfOne(selection: SelectionNode): Extent {
    if (selection.kind === Kind.INLINE_FRAGMENT) return extentOf(selection.selectionSet)
    if (selection.kind === Kind.FRAGMENT_SPREAD) return extentOfFragment(selection.name.value)
    const { fields, aliases, depth } = extentOf(selection.selectionSet)
    return { fields: fields + 1, aliases: aliases + (selection.alias ? 1 : 0), depth: depth + 1 }
  }

  function extentOfFragment(name: string): Extent {
    if (!known.has(name)) {
      known.set(name, NOTHING)
      known.set(name, extentOf(sets.get(name)))
    }
    return known.get(name)!
  }

  return extentOf
}

const sum = (a: Extent, b: Extent): Extent => ({
  fields: a.fields + b.fields,
  aliases: a.aliases + b.aliases,
  depth: Math.max(a.depth, b.depth),
})
