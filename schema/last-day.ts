import { createContextCache } from '@pothos/core'
import { lastDay } from '../db/filings.ts'
import type { Context } from './builder.ts'

/** The day up to which anything here speaks, read once in an operation. */
export const lastDayOf = (context: Context) => days(context).day

const days = createContextCache((context: object) => ({ day: lastDay((context as Context).db) }))
