/** Positions: what an insider holds of one security in one way, and how they came to it. */
import { rowKey, rowKind } from '../db/codes.ts'
import {
  insiderPositions,
  MOST_OF_PAIR,
  type PointRow,
  type PositionRow,
  pairKey,
  pointKey,
  positionPoints,
  positionsOfPairs,
  previousPoints,
} from '../db/positions.ts'
import { ownershipChange, residualOf, signedShares } from '../db/rules/timeline.ts'
import { builder, type Context } from './builder.ts'
import { Ownership } from './codes.ts'
import { ofInsider, ofIssuer } from './edges.ts'
import { orderInput, present } from './inputs.ts'
import { loaded, loaderOf } from './loads.ts'
import {
  Filing,
  FormRow,
  holdingRows,
  Insider,
  Issuer,
  Position,
  Transaction,
  transactionRows,
} from './nodes.ts'
import { connectionField, connectionType } from './paging.ts'
import { TableEnum } from './row.ts'

const rowOf = (context: Context, place: { filingId: string; row: number }) =>
  (rowKind(place.row).endsWith('HOLDING') ? holdingRows : transactionRows)(context).load(rowKey(place))

const PositionPoint = builder.objectRef<PointRow>('PositionPoint').implement({
  description:
    'A moment in the time of a position: a transaction that changed it, or a holding that stated it, as its insider reported it.',
  fields: (t) => ({
    on: t.expose('on', {
      type: 'Date',
      description:
        'The day of the transaction, or the period of the filing; where these are unknown or impossible, see `Filing.datedOn`.',
    }),
    change: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'The shares that came, or went with a minus; null of a holding, and where their number or direction is not filed or cannot be meant.',
      resolve: (point) => signedShares(point)?.toFixed() ?? null,
    }),
    shares: t.expose('sharesAfter', {
      type: 'Decimal',
      nullable: true,
      description: 'What is held then; null where not filed, or filed as a value.',
    }),
    value: t.expose('valueAfter', {
      type: 'Decimal',
      nullable: true,
      description: 'The value in dollars of what is held then; null where not filed, or filed as shares.',
    }),
    residual: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'What is held then, less what was held at the point before and less the change: 0 where the two points fit. A split leaves one, and so does a row that is not here. Where several rows of a day all state the total after the last, they leave residuals that cancel each other. Null at the first point, and where a part is not filed or cannot be meant.',
      ...loaded(previous, pointKey, (before, point) => residualOf(point, before)),
    }),
    row: t.field({
      type: FormRow,
      description: 'The row that says so.',
      resolve: (point, _, context) => rowOf(context, point),
    }),
    filing: t.field({
      type: Filing,
      description: 'The filing that says so.',
      resolve: ({ filingId }) => filingId,
    }),
  }),
})

const previous = (context: Context) =>
  loaderOf(context, ['points.previous'], (keys) => previousPoints(context.db, keys as string[]))

const ofPoints = connectionType('PositionPoint', PositionPoint, (row: PointRow) => row)

Position.implement({
  description:
    'What one insider holds of one security of one issuer in one way: directly, or through one trust, fund or person. Rows speak of the same one when they agree in table, title, form and nature of ownership, exercise price and expiry, as far as what is typed by hand can be compared; where a nature says only `See footnote` or `By Trust`, the footnotes on it tell which. Joint owners each have their own, of the same shares: never add them up. Several awards under one title without price and expiry, as of most restricted stock units, are one position, whose rows may each speak of one award.',
  fields: (t) => ({
    issuer: t.field({
      type: Issuer,
      description: 'Whose security it is.',
      resolve: ({ issuerCik }) => issuerCik,
    }),
    insider: t.field({
      type: Insider,
      description: 'Whose it is.',
      resolve: ({ insiderCik }) => insiderCik,
    }),
    table: t.field({
      type: TableEnum,
      description: 'The table in which it is reported.',
      resolve: ({ isDerivative }) => (isDerivative ? 'II' : 'I'),
    }),
    securityTitle: t.exposeString('securityTitle', {
      nullable: true,
      description: 'The title of the security, as typed last; null where not filed.',
    }),
    ownership: t.field({
      type: Ownership.ref,
      nullable: true,
      description: 'How it is held; null where not filed.',
      resolve: ({ ownership }) => Ownership.nameOf(ownership),
    }),
    natureOfOwnership: t.exposeString('natureOfOwnership', {
      nullable: true,
      description: 'Through whom or what it is held, as typed last; null where held directly, or not filed.',
    }),
    exercisePrice: t.expose('exercisePrice', {
      type: 'Decimal',
      nullable: true,
      description:
        'The conversion or exercise price in dollars; null in Table I, and where not filed, or only in a footnote.',
    }),
    expiresOn: t.expose('expiresOn', {
      type: 'Date',
      nullable: true,
      description:
        'The day on which it expires; null in Table I, and where not filed, or only in a footnote.',
    }),
    shares: t.expose('sharesAfter', {
      type: 'Decimal',
      nullable: true,
      description: 'What is held, by the latest row; null where not filed, or filed as a value.',
    }),
    value: t.expose('valueAfter', {
      type: 'Decimal',
      nullable: true,
      description:
        'The value in dollars of what is held, by the latest row; null where not filed, or filed as shares.',
    }),
    isOpen: t.exposeBoolean('isOpen', {
      description:
        'Whether the latest row leaves anything; where it does not say, yes. Who leaves, and what expires, need not be reported: see `lastOn` and `expiresOn`.',
    }),
    lastOn: t.expose('lastOn', {
      type: 'Date',
      description: 'The day of the latest row.',
    }),
    latest: t.field({
      type: FormRow,
      description: 'The latest row: by its day, then its filing and its place there.',
      resolve: ({ lastFiling, lastRow }, _, context) =>
        rowOf(context, { filingId: lastFiling, row: lastRow }),
    }),
    points: connectionField(t, ofPoints.Connection, {
      description:
        'Its time: every row that speaks of it, but for those that an amendment replaces. The change of each and its residual say how far they fit together.',
      collection: positionPoints,
      keyOf: ({ id }) => id,
      offer: {
        order: {
          type: orderInput('PositionPoint', { ON: 'The day; on one day, the filing and the place in it.' }),
          default: { field: 'ON', direction: 'ASC' as const },
        },
      },
    }),
  }),
})

const PositionFilter = builder.inputType('PositionFilter', {
  description: 'Which positions.',
  fields: (t) => ({
    issuer: t.field({ type: 'Cik', description: 'In the securities of this issuer.' }),
    table: t.field({ type: TableEnum, description: 'Of this table.' }),
    ownership: t.field({ type: Ownership.ref, description: 'Held directly, or indirectly.' }),
    isOpen: t.boolean({ description: 'Only those of which something is left, or only the others.' }),
  }),
})

/** The filters on table and state, as `db/` takes them. */
const stateOf = ({ table, isOpen }: Pick<typeof PositionFilter.$inferInput, 'table' | 'isOpen'>) =>
  present({
    isDerivative: table == null ? null : Number(table === 'II'),
    isOpen: isOpen == null ? null : Number(isOpen),
  })

const { Connection } = connectionType('Position', Position, (row: PositionRow) => row)

builder.objectFields(Insider, (t) => ({
  positions: connectionField(t, Connection, {
    description: 'What they hold, or held, each security in each way by itself.',
    collection: insiderPositions,
    keyOf: ({ cik }) => cik,
    offer: {
      filter: {
        type: PositionFilter,
        values: ({ issuer, ownership, ...state }: typeof PositionFilter.$inferInput) => ({
          ...present({ issuer }),
          ...Ownership.filter(ownership),
          ...stateOf(state),
        }),
      },
      order: {
        type: orderInput('Position', { LAST_ON: 'The day of the latest row.' }),
        default: { field: 'LAST_ON', direction: 'DESC' as const },
      },
    },
  }),
}))

for (const { Edge } of [ofIssuer, ofInsider])
  builder.objectFields(Edge, (t) => ({
    positions: t.field({
      type: [Position],
      description: `What the insider holds of the issuer, the latest first, at most ${MOST_OF_PAIR} of them; \`Insider.positions\` has all.`,
      args: {
        table: t.arg({ type: TableEnum, description: 'Only of this table.' }),
        isOpen: t.arg.boolean({
          defaultValue: true,
          description: 'Only those of which something is left, or only the others; both if null.',
        }),
      },
      ...loaded(
        (context, args: Parameters<typeof stateOf>[0]) => {
          const state = stateOf(args)
          return loaderOf(context, ['pair.positions', state], (pairs: readonly string[]) =>
            positionsOfPairs(context.db, pairs, state),
          )
        },
        ({ row }: { row: Parameters<typeof pairKey>[0] }) => pairKey(row),
      ),
    }),
  }))

builder.interfaceFields(Transaction, (t) => ({
  ownershipChange: t.field({
    type: 'Decimal',
    nullable: true,
    description:
      'By what part of itself the holding changed, rounded to six decimals: `-0.045850` where 98,039 of 2,138,261 shares went, which is 4.6 %. What is held after it, in the same security and way, less what came or plus what went, is what was held before. Where several rows of a day all state the total after the last, each is measured against that. Null where shares, direction or what is held after are not filed or cannot be meant, and where nothing, or less, was held before.',
    resolve: ownershipChange,
  }),
}))
