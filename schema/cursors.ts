/** Cursors: where a row stands in an order, marked with the field, order and filter for which that holds. */
import { createHash } from 'node:crypto'
import type { Position } from '../db/page.ts'
import { refuse } from './errors.ts'

export function hashOf(parts: unknown[]): string {
  const text = JSON.stringify(parts)
  const known = hashes.get(text)
  if (known) return known
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8)
  if (hashes.size >= KEPT_HASHES) hashes.clear()
  if (text.length <= LONGEST_KEPT) hashes.set(text, hash)
  return hash
}
const hashes = new Map<string, string>()
const KEPT_HASHES = 1_000
/** Callers choose filters, and so how long these are. */
const LONGEST_KEPT = 500

export const encodeCursor = (mark: string, place: Position) =>
  Buffer.from(JSON.stringify([mark, ...place])).toString('base64url')

export function decodeCursor(text: string): unknown[] {
  let content: unknown
  try {
    content = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    content = undefined
  }
  if (!Array.isArray(content)) throw noCursor()
  return content
}

export const noCursor = () => refuse('INVALID_CURSOR', 'That is not a cursor: pass one that this API gave.')
export const foreignCursor = () =>
  refuse('INVALID_CURSOR', 'That cursor is of another field, order or filter: start again without it.')

/** A cursor's place, or a refusal where it is of another field or other arguments. */
export function placeIn(text: string, mark: string): Position {
  const [found, ...place] = decodeCursor(text)
  if (found !== mark) throw foreignCursor()
  return place as Position
}
