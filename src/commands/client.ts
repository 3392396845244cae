/** The client of EDGAR, as the command line and the environment have it. */
import { type Edgar, edgar } from '../edgar/client.ts'
import { LIMITS } from '../limits.ts'
import { version } from '../version.ts'
import { MISUSE, UserError } from './outcome.ts'

/** What SEC allows is ten requests a second. */
const LEAST_GAP_MS = 100

/** @throws {UserError} where there is no right contact, a wrong address, or too small a gap for SEC. */
export function clientFor(options: { contact?: string; edgar?: string }, signal: AbortSignal): Edgar {
  const { contact = '', edgar: base } = options
  const { edgarGapMs, edgarAtOnce, edgarTries, edgarBackoffMs, edgarBlockedMs, edgarHeadersMs, edgarIdleMs } =
    LIMITS
  if (isSec(base) && edgarGapMs.value < LEAST_GAP_MS)
    throw new UserError(
      `SEC allows ten requests a second: set INSIDER_GRAPH_EDGAR_GAP_MS to ${LEAST_GAP_MS} or more.`,
      MISUSE,
    )
  const limits = {
    gapMs: edgarGapMs.value,
    atOnce: edgarAtOnce.value,
    tries: edgarTries.value,
    backoffMs: edgarBackoffMs.value,
    blockedMs: edgarBlockedMs.value,
    headersMs: edgarHeadersMs.value,
    idleMs: edgarIdleMs.value,
  }
  const onPause = (pauseMs: number, reason: string) =>
    console.error(`EDGAR has us wait for ${Math.ceil(pauseMs / 1000)} s (${reason}).`)
  try {
    return edgar({ contact, version, base, limits, signal, onPause })
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    const how = code === 'NO_CONTACT' ? ' Give yours as --contact, or in INSIDER_GRAPH_CONTACT.' : ''
    throw new UserError(message + how, MISUSE)
  }
}

/** Without another address it is SEC's, and SEC's may be named, too. */
const isSec = (base: string | undefined) =>
  base === undefined || /(?:^|\.)sec\.gov\.?$/.test(new URL(base).hostname)
