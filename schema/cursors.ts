/** Cursors: where a row stands in an order, marked with the field, order and filter for which that holds. */
import { createHash } from 'node:crypto'
import type { Position } from '../db/page.ts'
import { refuse } from './errors.ts'

export const hashOf = (parts: unknown[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 8)

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
