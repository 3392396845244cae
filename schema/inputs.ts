/** Inputs that several nouns share: ranges, and orders. */
import { builder } from './builder.ts'
import { refuse } from './errors.ts'
import { Direction } from './paging.ts'

export const DateRange = builder.inputType('DateRange', {
  description: 'Days from one to another, both included; either may be left open.',
  fields: (t) => ({
    from: t.field({ type: 'Date', description: 'The first day.' }),
    to: t.field({ type: 'Date', description: 'The last day.' }),
  }),
})

export const DecimalRange = builder.inputType('DecimalRange', {
  description: 'Numbers from one to another, both included; either may be left open.',
  fields: (t) => ({
    atLeast: t.field({ type: 'Decimal', description: 'The least.' }),
    atMost: t.field({ type: 'Decimal', description: 'The greatest.' }),
  }),
})

type Range<From extends string, To extends string> =
  | { [key in From | To]?: string | null | undefined }
  | null
  | undefined

const NOTHING: Record<string, string> = Object.freeze({})

/** The filters `…From` and `…To` of a range of days. */
export function days(name: string, range: Range<'from', 'to'>) {
  if (!range) return NOTHING
  if (range.from && range.to && range.from > range.to)
    throw refuse(
      'BAD_USER_INPUT',
      `No day lies from ${range.from} to ${range.to}: pass the earlier one as \`from\`.`,
    )
  return present({ [`${name}From`]: range.from, [`${name}To`]: range.to })
}

/** The filters `…From` and `…To` of a range of numbers. */
export function numbers(name: string, range: Range<'atLeast', 'atMost'>) {
  if (!range) return NOTHING
  if (range.atLeast != null && range.atMost != null && Number(range.atLeast) > Number(range.atMost))
    throw refuse(
      'BAD_USER_INPUT',
      `No number is at least ${range.atLeast} and at most ${range.atMost}: pass the smaller one as \`atLeast\`.`,
    )
  return present({ [`${name}From`]: range.atLeast, [`${name}To`]: range.atMost })
}

/** What of an object is given; an empty list is not. */
export function present<Value>(values: Record<string, Value | null | undefined>): Record<string, Value> {
  const given: Record<string, Value> = {}
  for (const name in values) {
    const value = values[name]
    if (value != null && !(Array.isArray(value) && value.length === 0)) given[name] = value
  }
  return given
}

/** The order input of a noun: `fields` says what each order is. */
export function orderInput(noun: string, fields: Record<string, string>) {
  const Field = builder.enumType(`${noun}OrderField`, {
    description: 'What to order by.',
    values: Object.fromEntries(Object.entries(fields).map(([name, description]) => [name, { description }])),
  })
  return builder.inputType(`${noun}Order`, {
    description: 'An order, and which way it runs. What is equal in it follows in the order of its keys.',
    fields: (t) => ({
      field: t.field({ type: Field, required: true, description: 'What to order by.' }),
      direction: t.field({ type: Direction, required: true, description: 'Which way.' }),
    }),
  })
}

/** The filter that leaves out rows which an amendment replaces, unless they are asked for. */
export const inForce = (includeSuperseded: boolean | null | undefined): Record<string, number> =>
  includeSuperseded ? {} : { inForce: 1 }
