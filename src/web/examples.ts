/** The example operations: documents that explain themselves, and the tabs with which GraphiQL opens. */
import { readdirSync, readFileSync } from 'node:fs'

const FOLDER = new URL('examples/', import.meta.url)

/** All of them, in the order of their numbers. */
export function examples(): { file: string; source: string }[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.graphql'))
  return files
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((file) => ({ file, source: readFileSync(new URL(file, FOLDER), 'utf8') }))
}
