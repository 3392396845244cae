/** The documents within one archive, one after another: an archive is never held whole, nor unpacked to disk. */

import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { crc32, createGunzip, type Gunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl'
import type { Refusal } from '../edgar/filing.ts'

/** The largest document, attachments included, counted after decompression. */
export const MAX_DOCUMENT_BYTES = 32_000_000
/** What is unpacked may be so many times as large as what it is packed into, and a document larger. */
const MAX_RATIO = 200

export const isDocument = (name: string) => /(?:^|\/)[^./][^/]*\.(?:xml|txt|nc)$/i.test(name)

/** A document or the reason why there is none; `read` is how far into the archive's bytes it ends. */
export type ArchiveDocument = { inner?: string; read: number } & Content

export type Content = { bytes: Uint8Array } | { refusal: Refusal }

export const tooLarge: Refusal = {
  code: 'TOO_LARGE',
  message: `The document is larger than ${MAX_DOCUMENT_BYTES / 1e6} MB.`,
}

const broken = (message: string): Refusal => ({ code: 'BROKEN_ARCHIVE', message })
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** The documents of a `.tar`, `.tar.gz` or `.tgz`. Where it is broken: those before, and then one refusal. */
export async function* tarDocuments(path: string): AsyncGenerator<ArchiveDocument> {
  const source = createReadStream(path)
  const entries = extract()
  // The error, if any, comes out of the iteration below.
  const done = () => {}
  if (/gz$/i.test(path)) {
    const unpacked = createGunzip()
    pipeline(source, unpacked, () => withinRatio(unpacked), entries, done)
  } else pipeline(source, entries, done)
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header
      if (type === 'file' && isDocument(name)) {
        const content = await collect(entry as unknown as AsyncIterable<Uint8Array>)
        yield { inner: name, ...content, read: source.bytesRead }
      } else entry.resume()
    }
  } catch (error) {
    yield { refusal: broken(`The archive breaks off: ${reason(error)}.`), read: source.bytesRead }
  } finally {
    source.destroy()
  }
}

/** What is unpacked, as long as there is not too much of it: what unpacks without an end is not read to its end. */
async function* withinRatio(unpacked: Gunzip): AsyncGenerator<Buffer> {
  let length = 0
  for await (const chunk of unpacked) {
    length += chunk.byteLength
    if (length > MAX_RATIO * unpacked.bytesWritten + MAX_DOCUMENT_BYTES)
      throw new Error(`it unpacks to more than ${MAX_RATIO} times its size`)
    yield chunk
  }
}

/** The documents of a ZIP. An entry that is damaged, encrypted or too large is refused, and the others are read. */
export async function* zipDocuments(path: string, size: number): AsyncGenerator<ArchiveDocument> {
  try {
    const zip = await openPromise(path, {
      lazyEntries: true,
      // yauzl itself ends the archive at a name that is unsafe to unpack to; nothing is unpacked to anywhere.
      decodeStrings: false,
      validateEntrySizes: true,
    })
    let packed = 0
    for await (const entry of zip.eachEntry()) {
      packed += entry.compressedSize
      if (packed > size) throw new Error('its entries overlap')
      const read = Math.round((size * zip.entriesRead) / zip.entryCount)
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry
      const inner = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)
      if (!isDocument(inner)) continue
      yield { inner, ...(await readZipEntry(zip, entry)), read }
    }
  } catch (error) {
    yield { refusal: broken(`The archive cannot be read: ${reason(error)}.`), read: size }
  }
}

async function readZipEntry(zip: ZipFile, entry: Entry): Promise<Content> {
  if (entry.uncompressedSize > MAX_DOCUMENT_BYTES) return { refusal: tooLarge }
  if (entry.uncompressedSize > MAX_RATIO * Math.max(entry.compressedSize, 1)) {
    return {
      refusal: { code: 'TOO_LARGE', message: `The entry unpacks to more than ${MAX_RATIO} times its size.` },
    }
  }
  try {
    // Fails for an encrypted entry, and for one that is not as long as the directory says; of checksums it says nothing.
    const content = await collect(await zip.openReadStreamPromise(entry))
    if ('bytes' in content && crc32(content.bytes) !== entry.crc32) {
      return { refusal: broken('The checksum of the entry is wrong.') }
    }
    return content
  } catch (error) {
    return { refusal: broken(`The entry cannot be read: ${reason(error)}.`) }
  }
}

/** The one document of a `.gz`. */
export async function* gzipDocument(path: string, size: number): AsyncGenerator<ArchiveDocument> {
  const unpacked = createGunzip()
  pipeline(createReadStream(path), unpacked, () => {})
  try {
    yield { ...(await collect(withinRatio(unpacked))), read: size }
  } catch (error) {
    yield { refusal: broken(`The file cannot be unpacked: ${reason(error)}.`), read: size }
  }
}

/** The bytes of a stream, read to its end; no more of them are held than a document may have. */
async function collect(stream: AsyncIterable<Uint8Array>): Promise<Content> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.byteLength
    if (length <= MAX_DOCUMENT_BYTES) chunks.push(chunk)
    else chunks.length = 0
  }
  return length > MAX_DOCUMENT_BYTES ? { refusal: tooLarge } : { bytes: Buffer.concat(chunks) }
}
