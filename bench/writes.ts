/** What writing costs: XML against its parser alone, and a data set against the import of its tables as they are. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Filing } from '../src/edgar/filing.ts'
import { dataSetTables, writeZip } from '../test/dataSetFormat.ts'
import { writeOwnershipXml } from '../test/ownershipXml.ts'
import { blockOf } from './synthetic/population.ts'
import { aligned, megabytes } from './table.ts'
import type { Taken } from './write-step.ts'

const SEED = 2024

interface Written {
  what: string
  filings: number
  taken: Taken
  /** How many times as fast as another step, which is named. */
  speed?: { of: string; times: number }
}

export interface Writes {
  steps: Written[]
  /** Bytes, of files that hold the same data set. */
  sizes: { tsv: number; database: number }
}

/** Measures writing so many filings; `told` hears of what is left out. */
export async function measureWrites(filings: number, told: (text: string) => void): Promise<Writes> {
  const folder = mkdtempSync(join(tmpdir(), 'insider-graph-writes-'))
  try {
    const block = blockOf(SEED, filings)
    const xml = steps(join(folder, 'xml.db'), documentsIn(join(folder, 'xml'), block))
    const tables = dataSetTables(block, { hasBareQuotes: true })
    const database = join(folder, 'set.db')
    const zip = await writeZip(join(folder, '2024q1_form345.zip'), tables)
    const loaded = step('load', database, zip)
    const imported = importBare(folder, tables)
    if (!imported) told('There is no sqlite3 command here: nothing to compare the data set with.')
    const tsv = Object.values(tables).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    const sets: Omit<Written, 'filings'>[] = [
      ...(imported ? [{ what: 'import of bare tables', taken: imported }] : []),
      {
        what: 'data set',
        taken: loaded,
        ...(imported && { speed: speedOf(loaded, imported, 'import of bare tables') }),
      },
    ]
    return {
      steps: [...xml, ...sets].map((one) => ({ ...one, filings })),
      sizes: { tsv, database: statSync(database).size },
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The documents of a folder read, written, and met again. */
function steps(database: string, folder: string): Omit<Written, 'filings'>[] {
  const parsed = step('parse', folder)
  const added = step('ingest', database, folder)
  const again = step('ingest', database, folder)
  return [
    { what: 'parser alone', taken: parsed },
    { what: 'XML, new', taken: added, speed: speedOf(added, parsed, 'parser alone') },
    { what: 'XML, unchanged', taken: again, speed: speedOf(again, added, 'XML, new') },
  ]
}

const speedOf = (taken: Taken, other: Taken, of: string) => ({ of, times: other.seconds / taken.seconds })

function documentsIn(folder: string, filings: Filing[]): string {
  mkdirSync(folder)
  for (const filing of filings)
    writeFileSync(join(folder, `${filing.accession}__form345.xml`), writeOwnershipXml(filing))
  return folder
}

function step(...args: string[]): Taken {
  const script = fileURLToPath(new URL('write-step.ts', import.meta.url))
  const stdio: ('ignore' | 'pipe' | 'inherit')[] = ['ignore', 'pipe', 'inherit']
  return JSON.parse(execFileSync(process.execPath, [script, ...args], { encoding: 'utf8', stdio }))
}

/** SQLite's own command, with the same tables as text and without any index; undefined where it is not installed. */
function importBare(folder: string, tables: Record<string, string>): Taken | undefined {
  if (spawnSync('sqlite3', ['--version']).error) return undefined
  const imports = Object.entries(tables).map(([name, text]) => {
    writeFileSync(join(folder, name), text)
    return `.import ${join(folder, name)} ${name.replace('.tsv', '')}`
  })
  const input = ['.mode ascii', '.separator "\\t" "\\n"', ...imports, ''].join('\n')
  const started = performance.now()
  execFileSync('sqlite3', ['-bail', join(folder, 'bare.db')], {
    input,
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const seconds = (performance.now() - started) / 1000
  return { seconds, cpu: seconds, peak: 0 }
}

/** What writing took, and how the database compares with the tables that it was loaded from. */
export function writesTable({ steps, sizes }: Writes): string {
  const rows = steps.map(({ what, filings, taken, speed }) => [
    what,
    speed ? `${speed.times.toFixed(2)} × ${speed.of}` : '',
    (filings / taken.seconds).toFixed(0),
    taken.seconds.toFixed(2),
    taken.peak ? megabytes(taken.peak) : '',
  ])
  const ratio = (sizes.database / sizes.tsv).toFixed(2)
  const size = `Size: ${megabytes(sizes.database)} MB of database, ${megabytes(sizes.tsv)} MB of tables: ${ratio} ×`
  return `${aligned([['step', 'speed', 'filings/s', 'seconds', 'peak MB'], ...rows])}\n\n${size}`
}
