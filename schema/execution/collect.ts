/** Which fields a selection asks of a type: what fragments spread, and directives leave in, put together by response name. */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  isAbstractType,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql'
import type { Scope } from './run.ts'

/** The fields asked of an object, by response name, each with every place that asks for it. */
export function collect(
  scope: Scope,
  type: GraphQLObjectType,
  sets: Iterable<SelectionSetNode>,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>()
  const spread = new Set<string>()
  const applies = (condition: { name: { value: string } } | undefined) => {
    if (!condition) return true
    const wanted = scope.schema.getType(condition.name.value)
    return wanted === type || (isAbstractType(wanted) && scope.schema.isSubType(wanted, type))
  }
  const walk = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      if (!isIncluded(scope, selection.directives)) continue
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value
        if (fields.has(name)) fields.get(name)!.push(selection)
        else fields.set(name, [selection])
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition)) walk(selection.selectionSet)
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value)
        const fragment = scope.fragments.get(selection.name.value)!
        if (applies(fragment.typeCondition)) walk(fragment.selectionSet)
      }
    }
  }
  for (const set of sets) walk(set)
  return fields
}

function isIncluded({ conditions }: Scope, directives: readonly DirectiveNode[] = []): boolean {
  return directives.every(({ name, arguments: given }) => {
    const value = given?.[0]?.value
    const holds =
      value?.kind === Kind.VARIABLE
        ? conditions[value.name.value]
        : value?.kind === Kind.BOOLEAN && value.value
    return name.value === 'skip' ? !holds : name.value === 'include' ? holds : true
  })
}

/** The variables on which it depends what an operation asks for. */
export function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive: ({ name, arguments: given }) => {
      const value = given?.[0]?.value
      if ((name.value === 'skip' || name.value === 'include') && value?.kind === Kind.VARIABLE)
        names.add(value.name.value)
    },
  })
  return [...names]
}
