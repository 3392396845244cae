/** Full submissions of the corpus, for the stand-in for EDGAR. */
import { documents } from '../../src/ingest/sources.ts'
import { corpusSources } from '../corpus.ts'
import type { Shelved } from './shelf.ts'
import { instantOf } from './time.ts'

/** So many of the corpus' full submissions, as filed. */
export async function corpusShelf(count: number): Promise<Shelved[]> {
  const shelf = new Map<string, Shelved>()
  for await (const document of documents(corpusSources.slice(1))) {
    if (shelf.size >= count) break
    const found = 'bytes' in document && fromHeader(Buffer.from(document.bytes))
    if (found) shelf.set(found.accession, found)
  }
  return [...shelf.values()]
}

/** Reads just as much of a header, of labels or of tags, as says where EDGAR lists the filing. */
function fromHeader(bytes: Buffer): Shelved | undefined {
  const text = bytes.toString('latin1')
  const header = text.slice(0, text.indexOf('<DOCUMENT>'))
  const find = (pattern: RegExp) => pattern.exec(header)?.[1]
  const accession = find(/ACCESSION[ -]NUMBER[:>]\s*([\d-]{20})/)
  const form = find(/(?:CONFORMED SUBMISSION TYPE:|<TYPE>)\s*([345](?:\/A)?)\s/)
  const day = find(/(?:FILED AS OF DATE:|<FILING-DATE>)\s*(\d{8})/)
  const stamp = find(/<ACCEPTANCE-DATETIME>(\d{14})/)
  const parties = { ISSUER: [] as number[], 'REPORTING-OWNER': [] as number[] }
  const names = new Map<number, string>()
  let role: keyof typeof parties = 'ISSUER'
  let name = ''
  for (const line of header.split(/\r?\n/)) {
    role = (/^<?(ISSUER|REPORTING-OWNER)[:>]/.exec(line)?.[1] as typeof role | undefined) ?? role
    name = /(?:COMPANY CONFORMED NAME:|<CONFORMED-NAME>)\s*(.*)/.exec(line)?.[1] ?? name
    const cik = Number(/(?:CENTRAL INDEX KEY:|<CIK>)\s*(\d+)/.exec(line)?.[1])
    if (!cik) continue
    parties[role].push(cik)
    names.set(cik, name)
  }
  const [issuerCik] = parties.ISSUER
  const ticker = /<issuerTradingSymbol>\s*([^<\s]+)/.exec(text)?.[1]
  if (!accession || !form || !day || !issuerCik) return undefined
  return {
    accession,
    form,
    issuerCik,
    ownerCiks: parties['REPORTING-OWNER'],
    names,
    ...(ticker && { ticker }),
    filedOn: day.replace(/(....)(..)(..)/, '$1-$2-$3'),
    ...(stamp && { acceptedAt: instantOf(stamp) }),
    bytes,
  }
}
