import { hash } from 'node:crypto'

export const sha256 = (text: string) => hash('sha256', text)
/** 52 bits of SHA-256: a whole number that JavaScript and SQLite hold exactly, never negative. */
export const hash52 = (text: string) => Number.parseInt(sha256(text).slice(0, 13), 16)
