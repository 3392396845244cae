/** The tables of a quarterly data set: their bytes, out of its ZIP, and the lines within them. Nothing is unpacked to disk. */

import { crc32 } from 'node:zlib'
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl'
import { ACCESSION, TABLE_NAMES, type TableName } from '../edgar/data-set-columns.ts'
import { type Layout, readHeader } from '../edgar/data-set-layout.ts'
import type { RefusalCode } from '../edgar/filing.ts'

const MAX_ENTRIES = 50
const MAX_RATIO = 200
/** Of all tables together, unpacked: about twice the largest quarter. */
const MAX_BYTES = 300_000_000
/** Of one table; SEC's largest have some hundred thousand. */
export const MAX_LINES = 2 ** 21
/** Far above any row: of a longer line, not even its cells could be held. */
const MAX_LINE_BYTES = 1_000_000

/** A data set that cannot be used at all: a stable code, and a sentence. */
export class UnusableDataSet extends Error {
  readonly code: RefusalCode
  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * The bytes of the tables in a ZIP, in whatever folder; other entries are not opened.
 * @throws {UnusableDataSet} UNREADABLE, BROKEN_ARCHIVE or TOO_LARGE.
 */
export async function readTables(file: string): Promise<Map<TableName, Buffer>> {
  try {
    // yauzl itself ends the archive at a name that is unsafe to unpack to; nothing is unpacked to anywhere.
    const zip = await openPromise(file, { lazyEntries: true, decodeStrings: false, validateEntrySizes: true })
    try {
      return await readEntries(zip)
    } finally {
      zip.close()
    }
  } catch (error) {
    if (error instanceof UnusableDataSet) throw error
    const { message, syscall } = error as NodeJS.ErrnoException
    const code = syscall ? 'UNREADABLE' : 'BROKEN_ARCHIVE'
    throw new UnusableDataSet(code, `The ZIP of the data set cannot be read: ${message}. Fetch it anew.`)
  }
}

async function readEntries(zip: ZipFile): Promise<Map<TableName, Buffer>> {
  if (zip.entryCount > MAX_ENTRIES)
    throw new UnusableDataSet(
      'TOO_LARGE',
      `The ZIP has ${zip.entryCount} entries, not the few of a data set.`,
    )
  const tables = new Map<TableName, Buffer>()
  let total = 0
  for await (const entry of zip.eachEntry()) {
    const name = tableOf(entry)
    if (!name) continue
    if (tables.has(name)) throw new UnusableDataSet('BROKEN_ARCHIVE', `The ZIP has ${name}.tsv twice.`)
    total += entry.uncompressedSize
    if (total > MAX_BYTES)
      throw new UnusableDataSet('TOO_LARGE', `The tables are larger than ${MAX_BYTES / 1e6} MB.`)
    if (entry.uncompressedSize > MAX_RATIO * Math.max(entry.compressedSize, 1))
      throw new UnusableDataSet('TOO_LARGE', `${name}.tsv unpacks to more than ${MAX_RATIO} times its size.`)
    tables.set(name, await readEntry(zip, entry, name))
  }
  return tables
}

function tableOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): TableName | undefined {
  const path = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)
  const base = path.split('/').at(-1)!.toUpperCase()
  return TABLE_NAMES.find((name) => base === `${name}.TSV`)
}

/** Fails for an entry that is encrypted, cut off, or not as long as the directory of the ZIP says. */
async function readEntry(zip: ZipFile, entry: Entry, name: TableName): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(entry.uncompressedSize)
  let length = 0
  for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>)
    length += chunk.copy(bytes, length)
  if (length !== bytes.length || crc32(bytes) !== entry.crc32)
    throw new UnusableDataSet('BROKEN_ARCHIVE', `${name}.tsv is damaged: its checksum is wrong.`)
  return bytes
}

const LINE_FEED = 0x0a
const RETURN = 0x0d

/** A table, held as bytes: a text is made of a line only when it is asked for. Line 0 is the header. */
export class Table {
  readonly name: TableName
  readonly layout: Layout
  /** How many lines it has, the header included. */
  readonly count: number
  readonly #bytes: Buffer
  /** Where each line begins, and where one behind the last would. */
  readonly #starts: Uint32Array

  /** @throws {UnusableDataSet} TOO_LARGE, or MISSING_KEY where there is no column of accession numbers. */
  constructor(name: TableName, bytes: Buffer) {
    this.name = name
    this.#bytes = bytes
    this.count = countLines(bytes)
    if (this.count > MAX_LINES)
      throw new UnusableDataSet('TOO_LARGE', `${name}.tsv has more than ${MAX_LINES} lines.`)
    this.#starts = new Uint32Array(this.count + 1)
    let at = 0
    for (let line = 0; line < this.count; line++) {
      this.#starts[line] = at
      at = bytes.indexOf(LINE_FEED, at) + 1 || bytes.length + 1
      if (at - this.#starts[line]! > MAX_LINE_BYTES)
        throw new UnusableDataSet('TOO_LARGE', `Line ${line + 1} of ${name}.tsv is larger than 1 MB.`)
    }
    this.#starts[this.count] = at
    this.layout = readHeader(name, this.count > 0 ? this.text(0) : '')
    if (!this.layout.places.has(ACCESSION))
      throw new UnusableDataSet('MISSING_KEY', `The first line of ${name}.tsv names no column ${ACCESSION}.`)
  }

  text(line: number): string {
    const [from, to] = [this.#starts[line]!, this.#starts[line + 1]! - 1]
    return this.#bytes.toString('utf8', from, this.#bytes[to - 1] === RETURN ? to - 1 : to)
  }
}

function countLines(bytes: Buffer): number {
  let count = 0
  for (let at = 0; at < bytes.length; count++) at = bytes.indexOf(LINE_FEED, at) + 1 || bytes.length
  return count
}
