/** Exit codes, as `insider-graph --help` lists them, and the error that chooses one. */
export const FAILED = 1
export const MISUSE = 2
export const QUARANTINED = 3
export const STOPPED = 130

/** An error whose message is all that its reader needs. */
export class UserError extends Error {
  readonly exitCode: number
  constructor(message: string, exitCode = FAILED) {
    super(message)
    this.exitCode = exitCode
  }
}
