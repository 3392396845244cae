/** The corpus of real filings, where it lies beside the repository: as values, and as a database. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Filing } from '../src/edgar/filing.ts'
import { readFiling } from '../src/edgar/read.ts'
import { documents } from '../src/ingest/sources.ts'

const folder = fileURLToPath(new URL('../../shared/corpus/', import.meta.url))
export const hasCorpus = existsSync(folder)
export const corpusSources = ['filings', 'submissions', 'form4-2023h1.tar.gz'].map((name) => folder + name)

/** Every filing once: some come as a submission with its header and as a bare document too, some without a number. */
export async function corpusFilings(): Promise<Filing[]> {
  const known = new Map<string, Filing>()
  const contentOf = ({ accession: _, filedOn: __, acceptedAt: ___, ...content }: Filing) =>
    JSON.stringify(content)
  for await (const document of documents(corpusSources)) {
    if (!('bytes' in document)) throw new Error(`${document.name} cannot be read.`)
    const reading = readFiling(document.bytes, document.name, {})
    if (!('filing' in reading)) throw new Error(`${document.name}: ${reading.refusal.message}`)
    const { filing } = reading
    const key = filing.accession ?? contentOf(filing)
    if (!known.get(key)?.filedOn) known.set(key, filing)
  }
  for (const filing of [...known.values()]) if (filing.accession) known.delete(contentOf(filing))
  return [...known.values()]
}
