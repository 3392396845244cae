/** Whether stacks answer alike: what is measured against another must give the same, byte for byte. */
import { Connection, request } from './http.ts'
import type { Operation } from './operations.ts'

/** The requests of an operation, and what one stack answered to each. */
export interface Asked {
  operation: string
  requests: Buffer[]
  answers: { status: number; length: number; etag: string | undefined }[]
}

const requestsOf = ({ name, query }: Operation, variables: object[]) => {
  const operationName = `${name[0]!.toUpperCase()}${name.slice(1)}`
  return variables.map((each) => request({ operationName, query, variables: each }))
}

/** Asks stacks all of an operation. Throws where one of them answers other data than the first, and says where. */
export async function askAll(
  operation: Operation,
  variables: object[],
  stacks: { name: string; port: number }[],
): Promise<Map<string, Asked>> {
  const requests = requestsOf(operation, variables)
  const asked = new Map<string, Asked>()
  const data: string[] = []
  for (const { name, port } of stacks) {
    const connection = new Connection(port)
    const one: Asked = { operation: operation.name, requests, answers: [] }
    for (const [i, bytes] of requests.entries()) {
      const { status, length, etag, body } = await connection.ask(bytes)
      const answer = JSON.parse(body.toString()) as { data?: unknown; errors?: unknown }
      const text = JSON.stringify(answer.data)
      const what = `${operation.name} ${JSON.stringify(variables[i])}`
      if (status !== 200 || answer.errors)
        throw new Error(`${name} answers ${status} to ${what}: ${body.toString().slice(0, 500)}`)
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
