/** What goes wrong with one thing, and does not end a run: it is told, and the others are done. */
import { UnusableDataSet } from '../tables.ts'
import { type Syncing, showStep } from './syncing.ts'

/** So many in a row that EDGAR does not give are no mishaps. */
const PATIENCE = 8

const OF_ONE = ['UNREACHABLE', 'REFUSED', 'REDIRECTED_ELSEWHERE', 'TOO_LARGE', 'NO_SUCH_CIK', 'NO_TICKERS']

const codeOf = (error: unknown) => String((error as { code?: unknown }).code)

/** Whether EDGAR keeps us out, or is gone. */
export const isOfEdgar = (error: unknown) => ['BLOCKED', 'GONE'].includes(codeOf(error))

/** Whether it concerns one thing alone. */
export const isOfOne = (error: unknown) => error instanceof UnusableDataSet || OF_ONE.includes(codeOf(error))

/**
 * Tells what went wrong with one filing, or with a part of the run, which it names.
 * @throws what ends the run: what concerns not that one alone, and `GONE` after too many in a row
 */
export function forgive(sync: Syncing, kind: keyof Syncing['failures'], error: unknown, name?: string): void {
  if (!isOfOne(error)) throw error
  const { message } = error as Error
  sync.tell(name ? `${name}: ${message}` : message)
  if (codeOf(error) === 'UNREACHABLE' && ++sync.failures[kind] >= PATIENCE)
    throw Object.assign(
      new Error(`EDGAR gave nothing ${PATIENCE} times in a row: run it again when it is back.`),
      { code: 'GONE' },
    )
}

/** Does the parts of a run one after another: those that fail are told of by name and counted, and the others are done. */
export async function each<Part>(
  sync: Syncing,
  parts: readonly Part[],
  work: (part: Part) => Promise<void>,
): Promise<void> {
  sync.steps.total += parts.length
  for (const part of parts) {
    sync.stop.throwIfAborted()
    await attempt(sync, String(part), () => work(part))
    sync.steps.done++
    showStep(sync)
    await sync.deliver()
  }
}

/** What comes of a part of a run; undefined where it failed, which is told and counted. */
export async function attempt<T>(
  sync: Syncing,
  name: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    forgive(sync, 'part', error, name)
    sync.counts.failed++
    return undefined
  }
}
