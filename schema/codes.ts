/** SEC's codes as enums: the meaning, not the letter. A letter that is none of SEC's is `UNRECOGNIZED`. */
import {
  type AmendmentReason,
  type Confidence,
  FORMS,
  type IMPLAUSIBILITIES,
  type LeftOut,
  type ORIGINS,
  type PLAN_STATUSES,
  type ROLES,
  ROW_FIELDS,
  TRANSACTION_CODES,
  type TradingPattern,
  type TransactionCode,
} from '../db/codes.ts'
import type { FilterValues } from '../db/page.ts'
import { builder } from './builder.ts'

const UNRECOGNIZED = {
  description:
    "Filed with something that is none of SEC's codes; `secCode`, or the text in `details`, says what.",
}

/** An enum whose values are described one by one. */
export const described = <const Names extends string>(
  name: string,
  description: string,
  values: Record<Names, string>,
) =>
  builder.enumType(name, {
    description,
    values: Object.fromEntries(
      Object.entries<string>(values).map(([key, text]) => [key, { description: text }]),
    ) as Record<Names, { description: string }>,
  })

export const TransactionCodeEnum = builder.enumType('TransactionCode', {
  description:
    'What kind of transaction it is: the code in column 3 of Table I, 4 of Table II. Only purchases and sales are trades.',
  values: {
    ...(Object.fromEntries(
      TRANSACTION_CODES.map(({ letter, name, meaning }) => [
        name,
        { description: `SEC code ${letter}: ${meaning}` },
      ]),
    ) as Record<Exclude<TransactionCode, 'UNRECOGNIZED'>, { description: string }>),
    UNRECOGNIZED,
  },
})

const NAMES = new Map<string, TransactionCode>(TRANSACTION_CODES.map(({ letter, name }) => [letter, name]))
const LETTERS = new Map<string, string>(TRANSACTION_CODES.map(({ letter, name }) => [name, letter]))

/** The name of a letter; null where nothing was filed. */
export const transactionCode = (letter: string | null) =>
  letter === null ? null : (NAMES.get(letter) ?? 'UNRECOGNIZED')

/** The filters that let through only these codes. */
export function codeFilters(codes: readonly TransactionCode[] | null | undefined) {
  if (!codes?.length) return {}
  const letters = codes.flatMap((name) => LETTERS.get(name) ?? [])
  if (!codes.includes('UNRECOGNIZED'))
    return letters.length === 1 ? { code: letters[0]! } : { codes: letters }
  return { notCodes: [...NAMES.keys()].filter((letter) => !letters.includes(letter)) }
}

/** An enum of one letter each, with the ways between letter and name. */
function lettered<const Names extends string>(
  name: string,
  filterName: string,
  description: string,
  values: Record<Names, [letter: string, text: string]>,
) {
  const entries = Object.entries<[string, string]>(values)
  const ref = builder.enumType(name, {
    description,
    values: {
      ...(Object.fromEntries(
        entries.map(([key, [letter, text]]) => [key, { description: `SEC code ${letter}: ${text}` }]),
      ) as Record<Names, { description: string }>),
      UNRECOGNIZED,
    },
  })
  const names = new Map(entries.map(([key, [letter]]) => [letter, key as Names]))
  return {
    ref,
    nameOf: (letter: string | null) =>
      letter === null ? null : (names.get(letter) ?? ('UNRECOGNIZED' as const)),
    /** The filter that lets through only this; `not…` is that of all other letters. */
    filter: (key: Names | 'UNRECOGNIZED' | null | undefined): FilterValues => {
      if (key == null) return {}
      const notNamed = `not${filterName[0]!.toUpperCase()}${filterName.slice(1)}`
      return key === 'UNRECOGNIZED' ? { [notNamed]: [...names.keys()] } : { [filterName]: values[key][0] }
    },
  }
}

export const Direction = lettered(
  'AcquiredDisposed',
  'direction',
  'Whether securities came or went. Not whether they were bought or sold.',
  {
    ACQUIRED: ['A', 'acquired.'],
    DISPOSED: ['D', 'disposed of.'],
  },
)

export const Ownership = lettered('OwnershipForm', 'ownership', 'How securities are held.', {
  DIRECT: ['D', 'directly.'],
  INDIRECT: ['I', 'through someone or something else, which the nature of ownership tells.'],
})

export const Timeliness = lettered(
  'Timeliness',
  'timeliness',
  'What the filer said of the time of reporting; nothing is said of what is on time.',
  {
    EARLY: ['E', 'reported earlier than required.'],
    LATE: ['L', 'reported later than required.'],
  },
)

export const RoleEnum = described<(typeof ROLES)[number]>('Role', 'What an insider is to an issuer.', {
  DIRECTOR: 'A member of the board.',
  OFFICER: 'An officer; the title says which.',
  TEN_PERCENT_OWNER: 'A beneficial owner of more than 10 % of a class of equity securities.',
  OTHER: 'Something else, which the filing describes.',
})

export const FormEnum = builder.enumType('Form', {
  description: 'The form that was filed.',
  values: Object.fromEntries(
    FORMS.map((form) => [
      `FORM_${form.replace('/A', '_AMENDMENT')}`,
      { value: form, description: `Form ${form}: ${formMeaning(form)}` },
    ]),
  ) as Record<string, { value: (typeof FORMS)[number]; description: string }>,
})

function formMeaning(form: string): string {
  const meaning = {
    3: 'what an insider holds on becoming one.',
    4: 'what changed in their holdings.',
    5: "a year's changes that were exempt from, or missed, Form 4.",
  }[form[0] as '3' | '4' | '5']
  return form.endsWith('/A') ? `amends a Form ${form[0]}, ${meaning}` : meaning
}

export const PlanStatusEnum = described<(typeof PLAN_STATUSES)[number]>(
  'PlanStatus',
  'Whether a transaction is said to be under a plan that Rule 10b5-1(c) shelters. The check box is for the whole filing: of a grant in it, it tells nothing.',
  {
    YES: 'The check box that forms have since April 2023 is ticked.',
    NO: 'The check box is not ticked, or a footnote denies a plan; and no footnote on the row states one.',
    STATED_IN_FOOTNOTE:
      'A footnote on the row, or the remarks, says so, and the box is not ticked, or not there. The box is for plans under the rule as amended in 2023: older ones are often left unticked.',
    UNKNOWN: 'The form says nothing of it.',
  },
)

export const TradingPatternEnum = described<TradingPattern>(
  'TradingPattern',
  'How regularly insiders trade, by Cohen, Malloy and Pomorski (Journal of Finance 67(3), 2012): told at the start of each year, from their purchases and sales of the three years before, of whichever issuer.',
  {
    ROUTINE: 'In the same month of each of the three years. Such trades tell little.',
    OPPORTUNISTIC: 'In each of the three years, but in no month of them all.',
    UNCLASSIFIED: 'Not in each of the three years, as far as filings here tell.',
  },
)

export const ImplausibilityEnum = described<(typeof IMPLAUSIBILITIES)[number]>(
  'Implausibility',
  'Why a number or a day cannot be what its filer meant. It is kept as filed. A number has no part in values and sums; for a day, that of the filing’s period stands in.',
  {
    PRICE_TOO_HIGH: 'A price above $1,500,000, more than any share was ever worth: a total, most likely.',
    VALUE_TOO_HIGH: 'A value above $100 billion.',
    NEGATIVE_AMOUNT: 'Shares, price or value below zero.',
    AMOUNT_TOO_HIGH: 'More than ten trillion securities.',
    DATE_IMPOSSIBLE:
      'A day that cannot be: a transaction after its filing or before 1934, an expiry before the transaction.',
  },
)

export const OriginEnum = described<(typeof ORIGINS)[number]>('Origin', 'Where a filing here comes from.', {
  SAMPLE: 'The bundled sample: facts restated by this project, footnotes and remarks in its own words.',
  DATA_SET: "SEC's quarterly data sets, which round prices.",
  DOCUMENT: 'The document itself.',
})

export const FieldEnum = builder.enumType('FormField', {
  description: "An element of a row of a form's tables.",
  values: Object.fromEntries(
    ROW_FIELDS.map((field) => [
      field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
      {
        value: field,
        description: `What \`details.${field}\` of the row is.`,
      },
    ]),
  ) as Record<string, { value: (typeof ROW_FIELDS)[number]; description: string }>,
})

export const FiledStatus = described('FiledStatus', 'What a form says in one of its elements.', {
  REPORTED: 'A value.',
  FOOTNOTE_ONLY: 'No value, but a footnote that explains why, or what stands for it.',
  UNREADABLE: 'Something that is no value of its kind; `text` has it.',
  ABSENT: 'Nothing.',
  IMPLAUSIBLE: 'A value that cannot be meant; `implausibility` says why.',
})

export const LeftOutEnum = described<LeftOut>('LeftOutReason', 'Why a transaction counts in no sum.', {
  SUPERSEDED: 'A row of an amendment stands for it.',
  REPORTED_ELSEWHERE:
    'Another filing, of an owner further down or up a chain of ownership, reports the same transaction.',
  NO_SHARES: 'The form states no number of shares.',
  NO_PRICE: 'The form states no price, or only a footnote does.',
  IMPLAUSIBLE: 'Its shares or its price cannot be meant; `implausibility` says why.',
})

export const ConfidenceEnum = described<Confidence>(
  'Confidence',
  'How sure a link is that no filing states.',
  {
    HIGH: 'Nothing else comes into question.',
    MEDIUM: 'The best of several that do, or told by less than the rule asks for.',
    LOW: 'Likely at most.',
  },
)

export const AmendmentReasonEnum = described<AmendmentReason>(
  'AmendmentReason',
  'How the filing that an amendment amends was told: always one of the same issuer and form.',
  {
    FILED_ON: 'The only one of the same owners that was filed on the day that the amendment names.',
    FILED_ON_AND_ROWS: 'Of several such, the one most of whose rows the amendment repeats.',
    PERIOD: 'The only one of the same owners for the same period.',
    PERIOD_AND_ROWS: 'Of several such, the one most of whose rows the amendment repeats.',
    OTHER_OWNERS: 'One of which at least an owner is the same, by day or period, whose rows it repeats.',
    EARLIER_AMENDMENT:
      'The original is not here, but an earlier amendment of the same owners that amends it, too.',
    NOT_FOUND: 'None is here.',
  },
)

/** How sure each way to tell an amendment's original is; not at all where there is none. */
export const AMENDMENT_CONFIDENCE: Record<AmendmentReason, Confidence | null> = {
  FILED_ON: 'HIGH',
  FILED_ON_AND_ROWS: 'MEDIUM',
  PERIOD: 'MEDIUM',
  PERIOD_AND_ROWS: 'LOW',
  EARLIER_AMENDMENT: 'LOW',
  OTHER_OWNERS: 'LOW',
  NOT_FOUND: null,
}
