import { GraphQLError } from 'graphql'

/** Stable codes of what a caller can mend. */
export type RefusalCode =
  | 'BAD_USER_INPUT'
  | 'INVALID_CURSOR'
  | 'PAGE_SIZE'
  | 'QUERY_TOO_COMPLEX'
  | 'SEARCH_TOO_LARGE'

/** An error for the caller: its message says how to mend the operation. */
export const refuse = (code: RefusalCode, message: string) =>
  new GraphQLError(message, { extensions: { code } })
