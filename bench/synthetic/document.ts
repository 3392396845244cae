/** One document: rows with their places, footnotes on them, and what stands around them; and its amendment. */
import type { Filing, Footnote, Issuer, Owner, Row } from '../../src/edgar/filing.ts'
import { addWeekdays, dayOf, numberOf } from './days.ts'
import * as spread from './distributions.ts'
import type { Random } from './random.ts'
import type { Told } from './stake.ts'
import { PLAN_SENTENCE, prose } from './words.ts'

/** A filing that has no number yet. */
export type Unnumbered = Filing & { filedOn: string; periodOfReport: string }

interface Parts {
  form: Filing['form']
  issuer: Issuer
  owners: Owner[]
  told: Told[]
  on: number
  lag: number
}

/** A filing of these rows, so many business days after the day of which they tell. */
export function documentOf(random: Random, { form, issuer, owners, told, on, lag }: Parts): Unnumbered {
  const filedOn = dayOf(addWeekdays(on, lag))
  const rows = numbered(told)
  const isPlanned = random.chance(spread.PLANNED)
  return {
    filedOn,
    acceptedAt: `${filedOn}T${String(random.whole(12, 21))}:${String(random.whole(10, 59))}:00Z`,
    form,
    schemaVersion: random.pick(['X0306', 'X0407', 'X0508']),
    periodOfReport: dayOf(on),
    ...(random.chance(0.7) && { notSubjectToSection16: random.chance(0.03) }),
    ...(random.chance(spread.BOXED) && { aff10b5One: random.chance(0.08) }),
    issuer,
    owners,
    rows,
    footnotes: footnotesOn(random, rows, isPlanned),
    ...(random.chance(spread.REMARKS) && { remarks: prose(random, random.whole(40, 300)) }),
    signatures: owners.map(({ name }) => ({ name: `/s/ ${name}`, signedOn: filedOn })),
  }
}

const numbered = (told: Told[]): Row[] =>
  told.map(([kind, table, values], i) => ({
    kind,
    table,
    ordinal: told.slice(0, i + 1).filter((other) => other[0] === kind && other[1] === table).length,
    line: told.slice(0, i + 1).filter((other) => other[1] === table).length,
    fields: Object.fromEntries(Object.entries(values).map(([field, value]) => [field, { value }])),
  }))

/** Footnotes, hung on elements of the rows that have them, or could. */
function footnotesOn(random: Random, rows: Row[], isPlanned: boolean): Footnote[] {
  const count = random.weighted(spread.FOOTNOTES)
  return Array.from({ length: count }, (_, i) => {
    const id = `F${i + 1}`
    for (let places = 2 * random.weighted(spread.PLACES); places > 0 && rows.length > 0; places--) {
      const { fields, table, kind } = random.pick(rows)
      const field = random.weighted(spread.FOOTNOTED)
      if (!fields[field] && (table === 'I' || kind === 'holding')) continue
      fields[field] ??= {}
      if (!fields[field].footnotes?.includes(id))
        fields[field].footnotes = [...(fields[field].footnotes ?? []), id]
    }
    const length = random.quantile(spread.FOOTNOTE_LENGTHS)
    return { id, text: prose(random, length, isPlanned && i === 0 ? PLAN_SENTENCE : '') }
  })
}

/** The same filing again, some days later, with a number put right. */
export function amendmentOf(random: Random, filing: Unnumbered): Unnumbered {
  const filedOn = dayOf(addWeekdays(numberOf(filing.filedOn), random.whole(1, 20)))
  const rows = structuredClone(filing.rows)
  const shares = rows.find(({ kind }) => kind === 'transaction')?.fields.shares
  if (shares?.value) shares.value = String(Number(shares.value) + random.whole(1, 9))
  return {
    ...filing,
    form: `${filing.form[0] as '3' | '4' | '5'}/A`,
    originalFiledOn: filing.filedOn,
    filedOn,
    acceptedAt: `${filedOn}T18:00:00Z`,
    rows,
    signatures: filing.signatures.map(({ name }) => ({ name: name!, signedOn: filedOn })),
  }
}
