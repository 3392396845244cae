/** Whether stacks answer alike: what is measured against another must give the same, byte for byte. */
import { Connection, request } from './http.ts'
import type { Operation } from './operations.ts'

/** The requests of an operation, and what one stack answered to each. */
export interface Asked {
  operation: string
  requests: Buffer[]
  answers: { status: number; length: number; etag: string | undefined }[]
}

/** An operation as a stack knows it whose graph is another. */
interface Translation {
  query: string
  /** Its variables for ours. */
  variables(ours: never): object
  /** What ours would answer, for its data and our variables. */
  data(theirs: never, ours: never): unknown
}

/** Operations by their names; what is not among them cannot be said. */
export type Dialect = Record<string, Translation>

/** A server to ask, and in what words; none are needed where its graph is ours. */
interface Asking {
  name: string
  port: number
  dialect?: Dialect | undefined
}

const OURS = { variables: (ours: object) => ours, data: (theirs: unknown) => theirs }

const operationNameOf = (name: string) => `${name[0]!.toUpperCase()}${name.slice(1)}`

/**
 * Asks stacks all of an operation, those that can say it. Throws where one of them answers other data than the first, and
 * says where.
 */
export async function askAll(
  operation: Operation,
  variables: object[],
  stacks: Asking[],
): Promise<Map<string, Asked>> {
  const operationName = operationNameOf(operation.name)
  const asked = new Map<string, Asked>()
  const data: string[] = []
  for (const { name, port, dialect } of stacks) {
    const said = dialect ? dialect[operation.name] : { ...OURS, query: operation.query }
    if (!said) continue
    const requests = variables.map((each) =>
      request({ operationName, query: said.query, variables: said.variables(each as never) }),
    )
    const connection = new Connection(port)
    const one: Asked = { operation: operation.name, requests, answers: [] }
    for (const [i, bytes] of requests.entries()) {
      const { status, length, etag, body } = await connection.ask(bytes)
      const answer = JSON.parse(body.toString()) as { data?: unknown; errors?: unknown }
      const what = `${operation.name} ${JSON.stringify(variables[i])}`
      if (status !== 200 || answer.errors)
        throw new Error(`${name} answers ${status} to ${what}: ${body.toString().slice(0, 500)}`)
      const text = JSON.stringify(said.data(answer.data as never, variables[i] as never))
      data[i] ??= text
      if (text !== data[i]) throw new Error(`${name} differs in ${what}${differenceOf(data[i]!, text)}`)
      one.answers.push({ status, length, etag })
    }
    connection.close()
    asked.set(name, one)
  }
  return asked
}

function differenceOf(wanted: string, found: string): string {
  const i = [...wanted].findIndex((sign, place) => sign !== found[place])
  const around = (text: string) => text.slice(Math.max(0, i - 150), i + 100)
  return `:\n  …${around(wanted)}…\n  …${around(found)}…`
}
