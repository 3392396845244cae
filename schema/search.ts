/** Search: one field that finds issuers, insiders and filings by whatever a caller has of them. */

import { WELL_KNOWN } from '../db/rules/renown.ts'
import {
  type Found,
  type MatchedBy,
  MOST_MISSPELT,
  SCARCE,
  SEARCH_TYPES,
  type SearchType,
  search,
} from '../db/search.ts'
import { CANDIDATES } from '../db/search-index.ts'
import { builder, type Context } from './builder.ts'
import { computedField } from './computed.ts'
import { refuse } from './errors.ts'
import { GRAPH_LIMITS } from './limits.ts'
import { Filing, Insider, Issuer, nodeLoaders } from './nodes.ts'
import { connectionType, type Edge } from './paging.ts'

/** No name on EDGAR is longer. */
const LONGEST = GRAPH_LIMITS.searchCharacters.value

const MEANINGS: Record<SearchType, string> = {
  ISSUER: 'Companies whose insiders report.',
  INSIDER: 'People and entities that report.',
  FILING: 'Filings, by accession number only.',
}

const SearchTypeEnum = builder.enumType('SearchType', {
  description: 'What to search for.',
  values: Object.fromEntries(SEARCH_TYPES.map((type) => [type, { description: MEANINGS[type] }])) as Record<
    SearchType,
    { description: string }
  >,
})

const WAYS: Record<MatchedBy, string> = {
  CIK: "SEC's number for it, which the query is.",
  ACCESSION_NUMBER: "SEC's number for the filing, which the query is.",
  TICKER: 'A ticker that it has, or had, and that is the query or begins with it.',
  NAME: 'Its latest name.',
  FORMER_NAME: 'A name that it had before.',
  SIMILAR_NAME: 'A name, latest or former, that is spelt nearly as the query is.',
}

const MatchedOnEnum = builder.enumType('MatchedBy', {
  description: 'By what a search found something.',
  values: Object.fromEntries(
    Object.entries(WAYS).map(([way, description]) => [way, { description }]),
  ) as Record<MatchedBy, { description: string }>,
})

const SearchResult = builder.unionType('SearchResult', {
  description: 'What a search can find.',
  types: [Issuer, Insider, Filing],
  resolveType: (node) => ('form' in node ? 'Filing' : 'ticker' in node ? 'Issuer' : 'Insider'),
})

interface Shown extends Found {
  node: unknown
}

const NODES: Record<SearchType, string> = { ISSUER: 'Issuer', INSIDER: 'Insider', FILING: 'Filing' }

/** What was found, with the nodes that it is: those of a page alone are read. */
function shown(found: readonly Found[], context: Context): Shown[] {
  const nodes = new Map<Found, unknown>()
  for (const [type, some] of Map.groupBy(found, ({ type }) => type)) {
    const loaded = nodeLoaders.get(NODES[type])!(context).loadAll(some.map(({ key }) => key as never))
    for (const [i, one] of some.entries()) nodes.set(one, loaded[i])
  }
  return found.map((one) => ({ ...one, node: nodes.get(one) }))
}

const { Connection, Edge: SearchEdge } = connectionType('Search', SearchResult, ({ node }: Shown) => node)

builder.objectFields(SearchEdge, (t) => ({
  matched: t.string({
    description: 'The text that matched, as it is stored: a name, a ticker, a number.',
    resolve: ({ row }: Edge<Shown>) => row.matched,
  }),
  matchedBy: t.field({
    type: MatchedOnEnum,
    description: 'What that text is.',
    resolve: ({ row }) => row.matchedBy,
  }),
}))

interface SearchArgs {
  query: string
  types?: SearchType[] | null
}

builder.queryFields((t) => ({
  search: computedField<unknown, Shown, Found>(t, Connection, {
    name: 'search',
    description: [
      'What a text may mean, each issuer, insider or filing once: a CIK, an accession number, a ticker or the beginning of one, or words of a name, latest or former, in any order, each of them perhaps only begun; case, accents and punctuation do not matter.',
      `Where fewer than ${SCARCE} are found, and none by the whole of its key or name, or by several words, all whole, words may be misspelt: up to ${MOST_MISSPELT}, in one letter of four, though not the first.`,
      'First come numbers, then whole tickers and names, then names that begin with the words; latest before former ones. Of what fits equally well, who is known by more filings comes first',
      `(in steps, up to ${WELL_KNOWN}), then whose name was filed last.`,
      `Of more than ${CANDIDATES} names of a type that match, the best known are weighed, ${CANDIDATES} of each way to match: the same name, one that begins with the words or with their beginnings, one that has them; and as many tickers. \`totalCount\` counts what came of them: type more to find others. What has neither letters nor digits finds nothing.`,
    ].join(' '),
    args: {
      query: t.arg.string({
        required: true,
        description: `What to search for; at most ${LONGEST} characters.`,
      }),
      types: t.arg({
        type: [SearchTypeEnum],
        description: 'What to find; all by default. An empty list is as good as none.',
      }),
    },
    direction: 'ASC',
    placeOf: ({ rank, type, key }: Found) => [...rank, SEARCH_TYPES.indexOf(type), key],
    rows: (_: unknown, { query, types }: SearchArgs, { db }: Context) => {
      if (query.length > LONGEST)
        throw refuse(
          'BAD_USER_INPUT',
          `A query has at most ${LONGEST} characters, not ${query.length}: search for a few words of a name.`,
        )
      return search(db, query, types?.length ? types : SEARCH_TYPES)
    },
    shown,
    cost: 200,
  }),
}))
