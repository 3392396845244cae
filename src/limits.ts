/** What the server takes and how long it waits: every limit by its name, with what it is for. Cost: `schema/builder.ts`. */

export const LIMITS = {
  bodyBytes: { value: 128 * 1024, help: 'The largest body of a request; a larger one is answered with 413.' },
  acceptBytes: { value: 512, help: 'The longest Accept header: yoga would answer with one much longer.' },
  tokens: { value: 1_500, help: 'Words and signs of a document, counted before anything is made of it.' },
  validationErrors: { value: 5, help: 'Errors that one invalid document is told.' },
  documents: { value: 200, help: 'Parsed documents that are kept to be used again.' },
  headersMs: { value: 10_000, help: 'How long the headers of a request may take.' },
  requestMs: { value: 15_000, help: 'How long a whole request may take to arrive.' },
  checkMs: { value: 2_000, help: 'How often connections are checked for the two above.' },
  silenceMs: { value: 20_000, help: 'How long a connection may be silent within a request.' },
  keepAliveMs: { value: 5_000, help: 'How long a connection is kept open for a next request.' },
  shutdownMs: { value: 10_000, help: 'How long requests in flight may take when the server stops.' },
} as const satisfies Record<string, { value: number; help: string }>
