/** What can go wrong between us and EDGAR: what its caller is told, and what another try may mend. */

export type EdgarErrorCode =
  | 'NO_CONTACT'
  | 'BAD_BASE'
  | 'BAD_PATH'
  | 'BLOCKED'
  | 'REDIRECTED_ELSEWHERE'
  | 'REFUSED'
  | 'TOO_LARGE'
  | 'UNREACHABLE'

/** What a caller is told: what went wrong, and how to mend it where that is in their hands. */
export class EdgarError extends Error {
  readonly code: EdgarErrorCode
  constructor(code: EdgarErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** A try that failed and may be repeated, once everything has paused for `pauseMs`; never leaves the client. */
export class Passing extends Error {
  readonly pauseMs: number
  constructor(reason: string, pauseMs = 0) {
    super(reason)
    this.pauseMs = pauseMs
  }
}

/** EDGAR has told us to stay away. */
export class Block extends Passing {}
