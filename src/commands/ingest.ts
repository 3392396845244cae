import { stat } from 'node:fs/promises'
import { open } from '../../db/open.ts'
import type { Known } from '../../db/quarantine.ts'
import { ingest, type Summary } from '../ingest/ingest.ts'
import { requirePaths } from './arguments.ts'
import { meter } from './meter.ts'
import { MISUSE, QUARANTINED, STOPPED, UserError } from './outcome.ts'
import { deliverer, requirePublished, type Written } from './primary.ts'
import { rowsOf, toldDifferences } from './told.ts'

interface Options extends Known, Written {
  json?: true
}

/** Ingests, with progress on stderr and a summary on stdout; returns the exit code. */
export async function ingestPaths(paths: string[], options: Options): Promise<number> {
  const { db: file, primary: _, json, ...known } = options
  await requirePaths(paths)
  requirePublished(options)
  if (known.accession || known.filedOn) await requireOneDocument(paths)
  const db = open(file)
  const { show, stop } = meter()
  const stopping = new AbortController()
  const interrupt = () => stopping.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    const deliver = deliverer(db, options, stopping.signal)
    await deliver()
    const summary = await ingest(db, paths, known, { onProgress: show, deliver, stop: stopping.signal })
    stop()
    console.log(json ? JSON.stringify(summary) : told(summary, file))
    if (summary.wasStopped)
      throw new UserError('stopped: what is counted above is kept. Run it again to go on.', STOPPED)
    return summary.quarantined > 0 ? QUARANTINED : 0
  } finally {
    stop()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    db.close()
  }
}

async function requireOneDocument([path, ...others]: string[]): Promise<void> {
  const found = await stat(path!).catch(() => undefined)
  const isMany = found?.isDirectory() || /\.(tar|tgz|tar\.gz|zip)$/i.test(path!)
  if (others.length > 0 || isMany)
    throw new UserError('--accession and --filed-on describe one document: name that one file.', MISUSE)
}

function told(summary: Summary, file: string): string {
  const { seconds, synthetic, differences, wasStopped: _, ...counts } = summary
  const lines = [`Into ${file} in ${seconds} s:`, ...rowsOf(counts)]
  if (counts.read === 0)
    lines.push('Found nothing to read there: .xml, .txt and .nc are, and .tar, .tar.gz, .tgz and .zip.')
  if (synthetic > 0) lines.push(`${synthetic} had no accession number and got a synthetic one.`)
  lines.push(...toldDifferences(differences))
  if (counts.quarantined > 0) lines.push(`Why: insider-graph quarantine list --db ${file}`)
  return lines.join('\n')
}
