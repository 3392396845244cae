/** The path from one issuer or insider to another: who links them, and the filings that prove it. */
import { rolesOf } from '../db/codes.ts'
import { type End, MOST_READ, MOST_STEPS, type PathStep, searchPath } from '../db/paths.ts'
import { evidenceOf, isJointOnly, tieOf } from '../db/ties.ts'
import { builder, type Context } from './builder.ts'
import { RoleEnum } from './codes.ts'
import { refuse } from './errors.ts'
import { Filing, Insider, Issuer } from './nodes.ts'
import { TieKindEnum, tiesArg, tiesOf } from './ties.ts'

interface Path {
  from: End
  to: End
  steps: PathStep[]
}

const PathEnd = builder.unionType('ConnectionPathEnd', {
  description: 'What a path can begin and end with.',
  types: [Issuer, Insider],
  resolveType: (row) => ('ticker' in row ? 'Issuer' : 'Insider'),
})

const loadEnd = ({ kind, cik }: End, context: Context) =>
  (kind === 'issuer' ? Issuer.getDataloader(context) : Insider.getDataloader(context)).load(cik)

const ConnectionPathStep = builder.objectRef<PathStep>('ConnectionPathStep').implement({
  description: 'A step of a path: the relationship of an insider with an issuer, in either direction.',
  fields: (t) => ({
    insider: t.field({ type: Insider, description: 'The insider.', resolve: ({ insiderCik }) => insiderCik }),
    issuer: t.field({ type: Issuer, description: 'The issuer.', resolve: ({ issuerCik }) => issuerCik }),
    tie: t.field({ type: TieKindEnum, description: 'What ties the two.', resolve: tieOf }),
    isJointOnly: t.boolean({
      description: 'Whether every filing of the two is joint: it may be about the other owners alone.',
      resolve: isJointOnly,
    }),
    roles: t.field({
      type: [RoleEnum],
      description: 'What the insider ever was to the issuer.',
      resolve: ({ everRoles }) => rolesOf(everRoles),
    }),
    firstFiledOn: t.field({
      type: 'Date',
      description: 'The day of `firstFiling`.',
      resolve: (step) => evidenceOf(step).firstOn,
    }),
    lastFiledOn: t.field({
      type: 'Date',
      description: 'The day of `latestFiling`.',
      resolve: (step) => evidenceOf(step).lastOn,
    }),
    firstFiling: t.field({
      type: Filing,
      description:
        'The first filing that proves it: of a tie to the board, the first that says director or officer.',
      resolve: (step) => evidenceOf(step).firstFiling,
    }),
    latestFiling: t.field({
      type: Filing,
      description:
        'The latest filing that proves it: of a tie to the board, the latest that says director or officer.',
      resolve: (step) => evidenceOf(step).lastFiling,
    }),
  }),
})

const ConnectionPath = builder.objectRef<Path>('ConnectionPath').implement({
  description: 'A shortest path from one issuer or insider to another.',
  fields: (t) => ({
    from: t.field({
      type: PathEnd,
      description: 'Where it begins.',
      resolve: ({ from }, _, context) => loadEnd(from, context),
    }),
    to: t.field({
      type: PathEnd,
      description: 'Where it ends.',
      resolve: ({ to }, _, context) => loadEnd(to, context),
    }),
    length: t.int({ description: 'The number of its steps.', resolve: ({ steps }) => steps.length }),
    steps: t.field({
      type: [ConnectionPathStep],
      description: 'Its steps, from the beginning to the end: none where these are the same.',
      complexity: { field: 1, multiplier: MOST_STEPS },
      resolve: ({ steps }) => steps,
    }),
  }),
})

const READ = MOST_READ.toLocaleString('en')

const KINDS: Record<string, End['kind']> = { Issuer: 'issuer', Insider: 'insider' }

function endOf({ typename, id }: { typename: string; id: unknown }): End {
  const kind = KINDS[typename]
  if (!kind)
    throw refuse('BAD_USER_INPUT', `A path leads from and to issuers and insiders, not a ${typename}.`)
  return { kind, cik: id as number }
}

builder.queryFields((t) => {
  const end = (description: string) =>
    t.arg.globalID({ required: true, description, extensions: { relayGlobalIDAlwaysParse: true } })
  return {
    connectionPath: t.field({
      type: ConnectionPath,
      nullable: true,
      description: `A shortest path from one issuer or insider to another; null when there is none, or one of them is not here. Of several, the one whose ties are strongest taken together; then, step by step, the one that the latest filing proves. The search reads at most ${READ} relationships: where these do not tell, it is refused with SEARCH_TOO_LARGE. A company that is an insider, too, is told apart from itself as an issuer.`,
      complexity: 2_000,
      args: {
        from: end('The id of an issuer or insider.'),
        to: end('The id of another, or of the same.'),
        maxSteps: t.arg.int({
          required: true,
          defaultValue: 6,
          description: `How long it may be: 1 to ${MOST_STEPS} steps. Two issuers that share an insider are two steps apart.`,
        }),
        ties: t.arg(tiesArg),
      },
      resolve: (_, args, { db }) => {
        const { maxSteps } = args
        if (maxSteps < 1 || maxSteps > MOST_STEPS)
          throw refuse('BAD_USER_INPUT', `A path has 1 to ${MOST_STEPS} steps, not ${maxSteps}.`)
        const [from, to] = [endOf(args.from), endOf(args.to)]
        const { steps, isComplete } = searchPath(db, from, to, maxSteps, tiesOf(args.ties))
        if (!isComplete)
          throw refuse(
            'SEARCH_TOO_LARGE',
            `The search read ${READ} relationships and could not tell: ask for fewer steps, or for ties to the board only.`,
          )
        return steps && { from, to, steps }
      },
    }),
  }
})
