/** Every limit as a table: those that the environment sets, and those that are part of the graph. */
import { GRAPH_LIMITS } from '../../schema/limits.ts'
import { LIMITS } from '../limits.ts'

/** `name` in the program, `variable` in the environment; null where nothing sets it. */
export interface LimitRow {
  name: string
  variable: string | null
  default: number
  value: number
  help: string
}

const limitRows = (): LimitRow[] => [
  ...Object.entries(LIMITS).map(([name, limit]) => ({ name, ...limit })),
  ...Object.entries(GRAPH_LIMITS).map(([name, { value, help }]) => ({
    name,
    variable: null,
    default: value,
    value,
    help,
  })),
]

export function printLimits({ json }: { json?: boolean }): void {
  const rows = limitRows()
  console.log(json ? JSON.stringify(rows) : rows.map(told).join('\n'))
}

function told({ name, variable, default: usual, value, help }: LimitRow): string {
  const number = value.toLocaleString('en-US').padStart(11)
  const set = value === usual ? '' : ` Set; ${usual.toLocaleString('en-US')} by default.`
  return `${name.padEnd(20)}${number}  ${(variable ?? 'fixed').padEnd(34)}${help}${set}`
}
