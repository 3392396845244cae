/**
 * One step of writing in a process of its own, so that its memory is its own: `parse <folder>` parses documents that
 * are read already; `ingest <database> <folder>` writes them; `load <database> <zip>` loads a data set. Prints what it took as JSON.
 */
import { readFileSync } from 'node:fs'
import { open } from '../db/open.ts'
import { readFiling } from '../src/edgar/read.ts'
import { ingest } from '../src/ingest/ingest.ts'
import { documents, type SourceDocument } from '../src/ingest/sources.ts'
import { loadDataSet } from '../src/ingest/sync/quarters.ts'
import { nothingYet } from '../src/ingest/sync/syncing.ts'

/** What a step took. */
export interface Taken {
  seconds: number
  /** Seconds of CPU. */
  cpu: number
  /** Bytes of memory at most. */
  peak: number
}

const STEPS: Record<string, (...paths: string[]) => Promise<void>> = {
  async parse(folder) {
    const all: SourceDocument[] = []
    for await (const document of documents([folder!])) all.push(document)
    measure()
    for (const document of all) {
      if (!('bytes' in document)) throw new Error(`${document.name}: ${document.refusal.message}`)
      const reading = readFiling(document.bytes, document.name, {})
      if ('refusal' in reading) throw new Error(`${document.name}: ${reading.refusal.message}`)
    }
  },

  async ingest(file, folder) {
    const db = open(file!)
    const { read, quarantined } = await ingest(db, [folder!])
    if (quarantined > 0) throw new Error(`${quarantined} of ${read} documents could not be written.`)
    db.close()
  },

  async load(file, zip) {
    const db = open(file!)
    const counts = nothingYet()
    await loadDataSet(
      {
        db,
        counts,
        edgar: undefined as never, // a file is not asked for
        differences: {},
        failures: { filing: 0, part: 0 },
        lost: new Set(),
        isDry: false,
        stop: new AbortController().signal,
        steps: { done: 0, total: 1 },
        show() {},
        async deliver() {},
        tell: console.error,
      },
      zip!,
    )
    if (counts.quarantined > 0) throw new Error(`${counts.quarantined} filings could not be written.`)
    db.close()
  },
}

let [started, before] = [0, process.cpuUsage()]
/** What was before is not measured. */
function measure(): void {
  started = performance.now()
  before = process.cpuUsage()
}

const [step, ...paths] = process.argv.slice(2)
measure()
await STEPS[step!]!(...paths)
const { user, system } = process.cpuUsage(before)
const seconds = (performance.now() - started) / 1000
// Not `resourceUsage`: that begins with what the process had that started this one.
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, peak } satisfies Taken))
