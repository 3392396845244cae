/** Who is connected with whom: issuers by the insiders that they share, insiders by the issuers. */
import { rolesOf } from '../db/codes.ts'
import {
  type Connection,
  connectionsOf,
  MOST_CONNECTED,
  MOST_SHARED,
  type SharedTie,
  sharedTies,
  type Way,
} from '../db/connections.ts'
import type { TieKind } from '../db/ties.ts'
import { builder, type Context } from './builder.ts'
import { RoleEnum } from './codes.ts'
import { computedField } from './computed.ts'
import { loaderOf } from './loads.ts'
import { Insider, Issuer, SharedIssuer } from './nodes.ts'
import { connectionType } from './paging.ts'
import { TieKindEnum, tiesArg, tiesOf } from './ties.ts'

const SharedInsider = builder.objectRef<SharedTie>('SharedInsider').implement({
  description: 'An insider whom two issuers share: the one asked about, and one that is connected with it.',
  fields: (t) => ({
    insider: t.field({ type: Insider, description: 'Who it is.', resolve: ({ insiderCik }) => insiderCik }),
    rolesHere: t.field({
      type: [RoleEnum],
      description: 'What they ever were to the issuer asked about.',
      resolve: ({ rolesHere }) => rolesOf(rolesHere),
    }),
    rolesThere: t.field({
      type: [RoleEnum],
      description: 'What they ever were to the connected one.',
      resolve: ({ rolesThere }) => rolesOf(rolesThere),
    }),
  }),
})

const Overlap = builder.objectRef<{ from: string; to: string }>('Overlap').implement({
  description: 'Days from the first to the last on which two things hold, as far as filings tell.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'The first of them.' }),
    to: t.expose('to', { type: 'Date', description: 'The last of them.' }),
  }),
})

SharedIssuer.implement({
  description: 'An issuer that two insiders share: the one asked about, and one who is connected with them.',
  fields: (t) => ({
    issuer: t.field({ type: Issuer, description: 'Which it is.', resolve: ({ issuerCik }) => issuerCik }),
    roles: t.field({
      type: [RoleEnum],
      description: 'What the insider asked about ever was to it.',
      resolve: ({ rolesHere }) => rolesOf(rolesHere),
    }),
    coInsiderRoles: t.field({
      type: [RoleEnum],
      description: 'What the connected one ever was to it.',
      resolve: ({ rolesThere }) => rolesOf(rolesThere),
    }),
  }),
})

for (const ref of [SharedInsider, SharedIssuer])
  builder.objectFields(ref, (t) => ({
    tie: t.expose('tie', { type: TieKindEnum, description: 'The weaker of the ties at the two ends.' }),
    isJointOnly: t.exposeBoolean('isJointOnly', {
      description:
        'Whether every filing of one of the ends is joint: it may be about the other owners alone.',
    }),
    overlap: t.field({
      type: Overlap,
      nullable: true,
      description:
        'The days for which filings tie both ends: as director or officer where both ties are to the board, else in any role. Null where the filings of one end cease before those of the other begin.',
      resolve: ({ overlap }) => overlap,
    }),
  }))

const ofIssuer = connectionType('ConnectedIssuer', Issuer, ({ thereCik }: Connection) => thereCik)
const ofInsider = connectionType('CoInsider', Insider, ({ thereCik }: Connection) => thereCik)

const LAST_SHARED = 'The latest day up to which filings tie both to'
const WEIGHTIEST = `the weightiest ${MOST_SHARED} at most: the strongest ties first, then what is not only reported jointly, then the latest.`

builder.objectFields(ofIssuer.Edge, (t) => ({
  sharedInsiderCount: t.int({
    description: 'How many insiders the two share.',
    resolve: ({ row }) => row.sharedCount,
  }),
  lastSharedOn: t.field({
    type: 'Date',
    description: `${LAST_SHARED} an insider.`,
    resolve: ({ row }) => row.lastSharedOn,
  }),
  sharedInsiders: t.field({
    type: [SharedInsider],
    description: `The insiders whom the two share, ${WEIGHTIEST}`,
    resolve: ({ row }, _, context) => shared(context, 'issuer.connectedIssuers', row),
  }),
}))

builder.objectFields(ofInsider.Edge, (t) => ({
  sharedIssuerCount: t.int({
    description: 'How many issuers the two share.',
    resolve: ({ row }) => row.sharedCount,
  }),
  lastSharedOn: t.field({
    type: 'Date',
    description: `${LAST_SHARED} an issuer.`,
    resolve: ({ row }) => row.lastSharedOn,
  }),
  sharedIssuers: t.field({
    type: [SharedIssuer],
    description: `The issuers that the two share, ${WEIGHTIEST}`,
    resolve: ({ row }, _, context) => shared(context, 'insider.coInsiders', row),
  }),
}))

function shared(context: Context, way: Way, { hereCik, thereCik, ties }: Connection): Promise<SharedTie[]> {
  const loader = loaderOf(context, [way, 'shared', ties], (keys) => {
    const pairs = keys.map((key) => {
      const [here, there] = String(key).split(' ')
      return { hereCik: Number(here), thereCik: Number(there) }
    })
    return sharedTies(context.db, way, pairs, ties)
  })
  return loader.load(`${hereCik} ${thereCik}`)
}

/** What the two fields have in common. A hub takes a thousand times what a page of rows does. */
const field = (way: Way) => ({
  name: way,
  direction: 'DESC' as const,
  cost: 100,
  placeOf: ({ sharedCount, lastSharedOn, thereCik }: Connection) => [sharedCount, lastSharedOn, -thereCik],
  rows: ({ cik }: { cik: number }, args: { ties?: TieKind[] | null }, context: Context) => {
    const ties = tiesOf(args.ties)
    return loaderOf(context, [way, ties], (ciks) =>
      connectionsOf(context.db, way, ciks as number[], ties).map((rows) =>
        Object.assign(rows, { isCut: rows.length >= MOST_CONNECTED }),
      ),
    ).load(cik)
  },
})

const ORDER = `which share most first, then those that shared last; the first ${MOST_CONNECTED} only. Something is shared by a tie as weak as the weaker of its two ends.`

builder.objectFields(Issuer, (t) => ({
  connectedIssuers: computedField(t, ofIssuer.Connection, {
    ...field('issuer.connectedIssuers'),
    description: `The issuers with which it shares insiders: those ${ORDER}`,
    args: { ties: t.arg(tiesArg) },
  }),
}))

builder.objectFields(Insider, (t) => ({
  coInsiders: computedField(t, ofInsider.Connection, {
    ...field('insider.coInsiders'),
    description: `Who else is an insider where they are: those ${ORDER}`,
    args: { ties: t.arg(tiesArg) },
  }),
}))
