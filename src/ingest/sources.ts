/**
 * Where documents come from: files, folders and archives, walked one document at a time, always in the same order. Files
 * are read as they are met, and whoever has much to read does it in a thread of its own: that costs a third of waiting for
 * each.
 */

import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Refusal } from '../edgar/filing.ts'
import {
  type ArchiveDocument,
  type Content,
  gzipDocument,
  isDocument,
  MAX_DOCUMENT_BYTES,
  tarDocuments,
  tooLarge,
  zipDocuments,
} from './archives.ts'

/** One document, or what stands in for it where it cannot be had. */
export type SourceDocument = {
  /** Where it is: `a/b.xml`, or `a/b.tar.gz!inner/x.txt` within an archive. */
  name: string
  /** Bytes of the sources (archives: compressed) up to the end of this document, and of all of them. */
  progress: { done: number; total: number }
} & Content

/**
 * The documents at `paths`. A file that is named is always read; in folders, which are walked in the order of names,
 * `.xml`, `.txt` and `.nc` are (with `.gz` too), and archives: `.tar`, `.tar.gz`, `.tgz`, `.zip`. Links to files are
 * followed, links to folders are not; what starts with a dot is left out. An archive within an archive is not opened.
 *
 * What cannot be read, be it a folder, comes as a refusal in its place: TOO_LARGE, BROKEN_ARCHIVE or UNREADABLE.
 * @throws {Error} before anything is read, with `code` `NO_SUCH_FILE`, where one of the paths does not exist.
 */
export async function* documents(paths: string[]): AsyncGenerator<SourceDocument> {
  check(paths)
  let total = 0
  for (const file of files(paths)) total += file.size

  let before = 0
  for (const file of files(paths)) {
    for await (const { inner, read, ...document } of documentsOf(file)) {
      const name = inner === undefined ? file.path : `${file.path}!${inner}`
      yield { name, ...document, progress: { done: Math.min(before + read, total), total } }
    }
    before += file.size
  }
}

/** Whether files at some paths have more bytes than that, as they lie on disk. Throws as `documents` does. */
export function isMoreThan(bytes: number, paths: string[]): boolean {
  check(paths)
  let total = 0
  for (const file of files(paths)) {
    total += file.size
    if (total > bytes) return true
  }
  return false
}

interface SourceFile {
  path: string
  size: number
  /** It is a folder whose files cannot be listed, or no regular file: why. */
  refusal?: Refusal
}

function unreadable(what: 'file' | 'folder', error: unknown): Refusal {
  const reason = error instanceof Error ? error.message : error
  return { code: 'UNREADABLE', message: `The ${what} cannot be read: ${reason}.` }
}

/** A pipe or a device may never end, or never begin. */
const irregular: Refusal = { code: 'UNREADABLE', message: 'The path is not a regular file.' }

function check(paths: string[]): void {
  for (const path of paths) {
    if (statOf(path)) continue
    throw Object.assign(new Error(`There is no file or folder "${path}".`), { code: 'NO_SUCH_FILE' })
  }
}

/** Undefined for what is not there. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** Lists lazily, one folder at a time: a folder tree may hold millions of files. */
function* files(paths: string[]): Generator<SourceFile> {
  for (const path of paths) {
    // What has gone since it was checked is a file without size, and is refused when it is read.
    const found = statOf(path)
    if (found?.isDirectory()) yield* filesIn(path)
    else if (found && !found.isFile()) yield { path, size: 0, refusal: irregular }
    else yield { path, size: found?.size ?? 0 }
  }
}

function* filesIn(folder: string): Generator<SourceFile> {
  const children = list(folder)
  if ('code' in children) {
    yield { path: folder, size: 0, refusal: children }
    return
  }
  children.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const child of children) {
    if (child.name.startsWith('.')) continue
    const path = join(folder, child.name)
    if (child.isDirectory()) yield* filesIn(path)
    else if (isTaken(child.name)) {
      // A link that leads nowhere is a file without size, and is refused when it is read.
      const found = statOf(path)
      if (!found || found.isFile()) yield { path, size: found?.size ?? 0 }
    }
  }
}

/** The refusal, where it may not be read or has gone since its parent was listed: its siblings are still read. */
function list(folder: string): Dirent[] | Refusal {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    return unreadable('folder', error)
  }
}

const TAR = /\.(?:tar|tar\.gz|tgz)$/i
const ZIP = /\.zip$/i
const GZIP = /\.gz$/i

const isTaken = (name: string) => TAR.test(name) || ZIP.test(name) || isDocument(name.replace(GZIP, ''))

async function* documentsOf({ path, size, refusal }: SourceFile): AsyncGenerator<ArchiveDocument> {
  if (refusal) yield { refusal, read: size }
  else yield* documentsOfFile(path, size)
}

function documentsOfFile(path: string, size: number): AsyncGenerator<ArchiveDocument> {
  if (TAR.test(path)) return tarDocuments(path)
  if (ZIP.test(path)) return zipDocuments(path, size)
  if (GZIP.test(path)) return gzipDocument(path, size)
  return plainDocument(path, size)
}

async function* plainDocument(path: string, size: number): AsyncGenerator<ArchiveDocument> {
  yield { ...readPlain(path, size), read: size }
}

function readPlain(path: string, size: number): Content {
  if (size > MAX_DOCUMENT_BYTES) return { refusal: tooLarge }
  try {
    return { bytes: readFileSync(path) }
  } catch (error) {
    return { refusal: unreadable('file', error) }
  }
}
