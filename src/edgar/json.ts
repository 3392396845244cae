/** JSON of EDGAR's, taken apart without trust. */

import { readShort, unreadable } from './lists.ts'

/** JSON from outside: nothing is known of it. */
export type Json = Record<string, unknown>

/** @throws {Error} `UNREADABLE_LIST` */
export function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw unreadable('It is no JSON, or is cut off: get it again.')
  }
}

/** The object that a value is, or one without keys. */
export const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {}
/** The list that a value is, or an empty one. */
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
/** A text, or a number as a text, on one short line; empty for anything else. */
export const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? readShort(String(value)) : ''
