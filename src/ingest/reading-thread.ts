import { giveBeside } from './beside.ts'
import { type Batch, readAll } from './reading.ts'

/** Bytes of documents that share no memory with others. */
const bytesOf = ({ documents }: Batch) =>
  documents.flatMap(({ bytes }) =>
    bytes && bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer as ArrayBuffer] : [],
  )

await giveBeside(readAll, bytesOf)
