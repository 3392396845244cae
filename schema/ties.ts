/** What ties an insider to an issuer: the kinds, and the argument that chooses among them. */
import { TIES, type TieKind, tieBits } from '../db/ties.ts'
import { builder } from './builder.ts'

const MEANINGS: Record<TieKind, string> = {
  BOARD: 'They are, or once were, a director or an officer.',
  TEN_PERCENT_OWNER: 'They own, or once owned, more than 10 % of a class of equity securities.',
  OTHER: 'Something else, or nothing that a filing ticks.',
}

export const TieKindEnum = builder.enumType('TieKind', {
  description:
    'What ties an insider to an issuer: the first of these that holds, by the ticks of all filings of the two.',
  values: Object.fromEntries(TIES.map((tie) => [tie, { description: MEANINGS[tie] }])) as Record<
    TieKind,
    { description: string }
  >,
})

/** Owners of over 10 % are often funds that hold a little of everything: what they connect says little. */
const DEFAULT: TieKind[] = ['BOARD']

/** What an argument for kinds of ties is made of. */
export const tiesArg = {
  type: [TieKindEnum] as [typeof TieKindEnum],
  defaultValue: DEFAULT,
  description:
    'The kinds of ties that count; by default those of directors and officers only, since funds that own over 10 % of much connect what has little to do with each other. An empty list is as good as none.',
}

/** The kinds that an argument asks for, as bits. */
export const tiesOf = (ties: readonly TieKind[] | null | undefined) => tieBits(ties?.length ? ties : DEFAULT)
