/** Short-swing candidates: what insiders may owe an issuer under Section 16(b). */
import { rowKey } from '../db/codes.ts'
import type { SwingMatch } from '../db/rules/swings.ts'
import { total } from '../db/rules/words.ts'
import { type ShortSwing, shortSwingsOfInsiders, shortSwingsOfIssuers } from '../db/short-swing.ts'
import { builder } from './builder.ts'
import { computedField } from './computed.ts'
import { loaded, loaderOf } from './loads.ts'
import { Insider, Issuer, Transaction, transactionRows } from './nodes.ts'
import { connectionType } from './paging.ts'

const lastDayOf = ({ purchase, sale }: SwingMatch) => (purchase.day > sale.day ? purchase.day : sale.day)

/** The sum of what each match has; a candidate has at least one. */
const sumOf = (matches: readonly SwingMatch[], part: 'shares' | 'gain') =>
  total(matches.map((match) => match[part].toFixed()))!

const Match = builder.objectRef<SwingMatch>('ShortSwingMatch').implement({
  description: 'A purchase and a sale less than six months apart, as far as their shares are matched.',
  fields: (t) => ({
    purchase: t.field({
      type: Transaction,
      description: 'The purchase.',
      ...loaded(transactionRows, ({ purchase }: SwingMatch) => rowKey(purchase)),
    }),
    sale: t.field({
      type: Transaction,
      description: 'The sale; it may come before the purchase.',
      ...loaded(transactionRows, ({ sale }: SwingMatch) => rowKey(sale)),
    }),
    shares: t.field({
      type: 'Decimal',
      description: 'How many shares of each are matched here.',
      resolve: ({ shares }) => shares.toFixed(),
    }),
    gain: t.field({
      type: 'Decimal',
      description: 'In dollars: those shares × what the sale brought for one above what the purchase cost.',
      resolve: ({ gain }) => gain.toFixed(),
    }),
  }),
})

const ofMatches = connectionType('ShortSwingMatch', Match, (match: SwingMatch) => match)

const Candidate = builder.objectRef<ShortSwing>('ShortSwingCandidate').implement({
  description:
    'Purchases and sales of one issuer’s shares by one insider, less than six months apart, whose gain Section 16(b) of the Securities Exchange Act may give to the issuer. A candidate, no more: filings do not tell all exemptions, nor whether an owner of 10 % was one both times, nor whose the gain is; and prices are not adjusted for splits.',
  fields: (t) => ({
    insiders: t.field({
      type: [Insider],
      description:
        'Who reports every one of these trades: several, where they do so jointly. The gain is then that of all together.',
      resolve: ({ insiders }) => insiders,
    }),
    issuer: t.field({ type: Issuer, description: 'Whose shares.', resolve: ({ issuerCik }) => issuerCik }),
    gain: t.field({
      type: 'Decimal',
      description: 'What the matches gain in dollars; losses do not lessen it.',
      resolve: ({ matches }) => sumOf(matches, 'gain'),
    }),
    shares: t.field({
      type: 'Decimal',
      description: 'How many shares are matched.',
      resolve: ({ matches }) => sumOf(matches, 'shares'),
    }),
    lastOn: t.field({
      type: 'Date',
      description: 'The latest day of any of the trades.',
      resolve: lastOn,
    }),
    matches: computedField<ShortSwing, SwingMatch>(t, ofMatches.Connection, {
      name: 'shortSwing.matches',
      description: 'Which shares are matched with which, by the later day of the two, the latest first.',
      direction: 'DESC',
      placeOf: (match) => [lastDayOf(match), rowKey(match.purchase), rowKey(match.sale)],
      rows: ({ matches }) => matches,
    }),
  }),
})

function lastOn({ matches }: ShortSwing): string {
  return matches.map(lastDayOf).sort().at(-1)!
}

const { Connection } = connectionType('ShortSwingCandidate', Candidate, (candidate: ShortSwing) => candidate)

const RULE =
  'The lowest purchase is matched with the highest sale less than six months before or after it, each share once, then the next (Smolowe v. Delendo); other matches may gain more. Less than six months: as courts count, the later day comes at least two days before that of the same number six months after the earlier, so that of January 1 the last is June 29; where a month lacks that day, its own last stands for it. Only trades in Table I whose `leftOutReason` is null or REPORTED_ELSEWHERE, at a price above zero, in shares whose titles agree. By the latest day, the latest first.'

const COST = 20

builder.objectFields(Insider, (t) => ({
  shortSwingCandidates: computedField(t, Connection, {
    name: 'insider.shortSwingCandidates',
    description: `What they may owe issuers for short-swing trades. ${RULE}`,
    args: { issuer: t.arg({ type: 'Cik', description: 'In the securities of this issuer alone.' }) },
    direction: 'DESC',
    placeOf: (candidate) => [lastOn(candidate), candidate.issuerCik],
    rows: ({ cik }, { issuer }: { issuer?: number | null }, context) =>
      loaderOf(context, ['insider.shortSwings', issuer], (ciks) =>
        shortSwingsOfInsiders(context.db, ciks as number[], issuer ?? undefined),
      ).load(cik),
    cost: COST,
  }),
}))

builder.objectFields(Issuer, (t) => ({
  shortSwingCandidates: computedField(t, Connection, {
    name: 'issuer.shortSwingCandidates',
    description: `What its insiders may owe it for short-swing trades; those whose trades are the very same are one. ${RULE}`,
    direction: 'DESC',
    placeOf: (candidate) => [lastOn(candidate), candidate.insiderCik],
    rows: ({ cik }, _, context) =>
      loaderOf(context, ['issuer.shortSwings'], (ciks) =>
        shortSwingsOfIssuers(context.db, ciks as number[]),
      ).load(cik),
    cost: COST,
  }),
}))
