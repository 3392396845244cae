/** The scalars: how days, instants, numbers and SEC's keys are written on the wire. */
import { packAccession } from '../db/accession.ts'
import { isDay } from '../db/rules/days.ts'
import { builder, type Types } from './builder.ts'
import { refuse } from './errors.ts'

type Name = Exclude<keyof Types['Scalars'], 'ID'>

/** A scalar that goes out as it is, and comes in only in its own form. */
function scalar<N extends Name>(
  name: N,
  form: string,
  description: string,
  parse: (text: string) => Types['Scalars'][N]['Input'] | undefined,
  serialize: (value: Types['Scalars'][N]['Output']) => string = String,
) {
  builder.scalarType(name, {
    description: `${description} Written ${form}.`,
    serialize: (value: unknown) => serialize(value as Types['Scalars'][N]['Output']),
    parseValue: (value: unknown) => {
      const parsed =
        typeof value === 'string' || typeof value === 'number' ? parse(String(value).trim()) : undefined
      if (parsed === undefined)
        throw refuse(
          'BAD_USER_INPUT',
          `${JSON.stringify(value)?.slice(0, 60)} is no ${name}: write it ${form}.`,
        )
      return parsed
    },
  } as never)
}

scalar('Date', 'as `2013-11-22`', 'A calendar day, without a zone.', (text) =>
  isDay(text) ? text : undefined,
)

scalar('DateTime', 'as `2013-11-25T21:05:30Z`', 'An instant, in UTC.', (text) =>
  /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined,
)

scalar(
  'Decimal',
  'as a text such as `"22.5307"`',
  'A decimal number, exactly as filed; never a float.',
  (text) =>
    /^[+-]?(\d{1,15}(\.\d{0,10})?|\.\d{1,10})$/.test(text)
      ? text
          .replace('+', '')
          .replace(/^(-?)\./, '$10.')
          .replace(/\.$/, '')
      : undefined,
)

scalar(
  'Cik',
  'as `"0001107843"`; leading zeros may be left out',
  "SEC's number for a company or a person (Central Index Key).",
  (text) => (/^\d{1,10}$/.test(text) && Number(text) > 0 ? Number(text) : undefined),
  (cik) => String(cik).padStart(10, '0'),
)

scalar(
  'AccessionNumber',
  'as `0001107843-13-000123`; `synthetic-…` where the source had lost it',
  "SEC's number for a filing.",
  (text) => {
    const dashed = text.replace(/^(\d{10})(\d\d)(\d{6})$/, '$1-$2-$3')
    return packAccession(dashed) === undefined ? undefined : dashed
  },
)

scalar('Url', 'as `https://…`', 'An address on the web.', (text) => (URL.canParse(text) ? text : undefined))
