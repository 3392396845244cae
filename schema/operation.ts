/** Operations: each costed before it runs, and compiled once it comes again, so that no document is read anew each time. */
import { complexityFromQuery } from '@pothos/plugin-complexity'
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Db } from '../db/open.ts'
import { Reading } from '../db/reading.ts'
import { type Context, MOST, refusalOf } from './builder.ts'
import { Plan } from './execution/plan.ts'
import { andThen, type Maybe, Unfit } from './execution/run.ts'
import { schema } from './index.ts'

type Variables = Record<string, unknown>

/** Costs kept of each operation, by the values of the variables that they depend on. */
const KEPT_COSTS = 100
/** Callers choose how long such values are: what is long comes once. */
const LONGEST_KEY = 1_000
/** The arguments that may say how many, and so what a field costs: all that fields' costs look at. */
export const HOW_MANY: ReadonlySet<string> = new Set(['first', 'last', 'ids', 'by', 'from', 'to'])

/** One operation of a valid document. */
export class Operation {
  /** False where the document has none of that name. */
  readonly isThere: boolean
  /** Whether it can be run; a subscription is listened to. */
  readonly isQuery: boolean
  /** Whether its answer is the same for as long as the data is: fields with the extension `isPassing` change by themselves. */
  readonly isLasting: boolean
  readonly #document: DocumentNode
  readonly #name: string | undefined
  /** The databases that it was run on, as it looks at them. */
  readonly #views = new WeakMap<Db, Db & { reading: Reading }>()
  readonly #costs = new Map<string, number>()
  readonly #sizes: readonly string[]
  readonly #variables: readonly VariableDefinitionNode[]
  #runs = 0
  /** Undefined where it cannot be compiled. */
  #plan: Plan | undefined

  constructor(document: DocumentNode, name?: string | null) {
    const chosen = getOperationAST(document, name)
    this.isThere = chosen != null
    this.isQuery = chosen?.operation === 'query'
    this.#document = only(document, chosen)
    this.#name = name ?? undefined
    this.#sizes = sizesOf(this.#document)
    this.isLasting = !hasPassing(this.#document)
    this.#variables = chosen?.variableDefinitions ?? []
    if (chosen && this.isQuery) this.#plan = new Plan(schema, this.#document, chosen)
  }

  /**
   * Runs it, with `extensions.cost` in the result, which is there at once where nothing has to be waited for. What is the
   * caller's to mend is among its errors.
   */
  run({ db, arrivals }: Context, variables: Variables): Maybe<ExecutionResult> {
    const cost = this.cost(variables)
    const refusal = cost === undefined ? undefined : refusalOf(cost)
    if (refusal) return { errors: [refusal], ...extensionsOf(cost!) }
    const context = { db: this.#viewOf(db), arrivals, loaders: new Map(), isCosted: cost !== undefined }
    if (cost === undefined) return this.#executed(context, variables)
    return andThen(this.#execute(context, variables), (result) => Object.assign(result, extensionsOf(cost)))
  }

  /** A database, of which it reads only what it was seen to look at before. */
  #viewOf(db: Db): Db {
    let view = this.#views.get(db)
    if (!view) {
      view = { ...db, reading: new Reading() }
      this.#views.set(db, view)
    }
    view.reading.begin()
    return view
  }

  /** What it costs with these variables; undefined where they do not fit, as running it will say. */
  cost(variables: Variables): number | undefined {
    try {
      const key = this.#sizes.length > 0 ? this.#sizesIn(variables) : ''
      const known = this.#costs.get(key)
      if (known !== undefined) return known
      const { complexity: cost } = complexityFromQuery(this.#document, { schema, variables })
      if (this.#costs.size >= KEPT_COSTS) this.#costs.clear()
      if (key.length <= LONGEST_KEY) this.#costs.set(key, cost)
      return cost
    } catch {
      return undefined
    }
  }

  /** The values of the variables on which its cost depends. */
  #sizesIn(variables: Variables): string {
    return JSON.stringify(this.#sizes.map((name) => (name in variables ? [variables[name]] : [])))
  }

  #execute(context: Context, variables: Variables): Maybe<ExecutionResult> {
    // Compiling takes longer than running: what comes once only is not compiled.
    const { variableValues } =
      this.#runs++ > 0 && this.#plan ? getVariableValues(schema, this.#variables, variables) : NONE
    if (!variableValues) return this.#executed(context, variables)
    const otherwise = (error: unknown) => {
      if (error instanceof Unfit) this.#plan = undefined
      return this.#executed({ ...context, loaders: new Map() }, variables)
    }
    try {
      const data = this.#plan!.run(context, variableValues)
      return data instanceof Promise ? data.then(resultOf, otherwise) : resultOf(data)
    } catch (error) {
      return otherwise(error)
    }
  }

  /** As graphql itself runs it, and says what goes wrong. */
  #executed(context: Context, variables: Variables): Maybe<ExecutionResult> {
    return execute({
      schema,
      document: this.#document,
      contextValue: context,
      variableValues: variables,
      operationName: this.#name,
    })
  }
}

const NONE: ReturnType<typeof getVariableValues> = { errors: [] }

const resultOf = (data: object): ExecutionResult => ({ data: data as Record<string, unknown> })

/** How an answer tells its cost. */
export const extensionsOf = (cost: number) => ({
  extensions: { cost: { requested: cost, limit: MOST } },
})

const operations = new WeakMap<DocumentNode, Map<string | undefined, Operation>>()

/** The operation of a document by its name, or its only one: the same for the same document, as long as that is kept. */
export function operationOf(document: DocumentNode, name?: string | null): Operation {
  const known = operations.get(document) ?? new Map<string | undefined, Operation>()
  const operation = known.get(name ?? undefined) ?? new Operation(document, name)
  // Callers choose names: those that lead to nothing are not kept.
  if (operation.isThere) operations.set(document, known.set(name ?? undefined, operation))
  return operation
}

/** The document without its other operations. */
function only(document: DocumentNode, chosen: OperationDefinitionNode | null | undefined): DocumentNode {
  const definitions = document.definitions.filter(
    (definition) => definition === chosen || definition.kind === Kind.FRAGMENT_DEFINITION,
  )
  return { ...document, definitions }
}

function hasPassing(document: DocumentNode): boolean {
  const types = new TypeInfo(schema)
  let found = false
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: () => {
        found ||= types.getFieldDef()?.extensions.isPassing === true
      },
    }),
  )
  return found
}

/** The variables on which its cost may depend: those in arguments that may say how many, of fields that are costed by them. */
function sizesOf(document: DocumentNode): string[] {
  const names = new Set<string>()
  const types = new TypeInfo(schema)
  const isCostedBy = (argument: string) =>
    HOW_MANY.has(argument) && typeof types.getFieldDef()?.extensions.complexity === 'function'
  visit(
    document,
    visitWithTypeInfo(types, {
      Argument: ({ name }) => (isCostedBy(name.value) ? undefined : false),
      Directive: () => false,
      VariableDefinition: () => false,
      Variable: ({ name }) => {
        names.add(name.value)
      },
    }),
  )
  return [...names].sort()
}
