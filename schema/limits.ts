/** What the graph takes and gives at most: a part of its contract, and told where each holds. None is set from outside. */
import { MOST_CONNECTED, MOST_SHARED } from '../db/connections.ts'
import { MOST_READ, MOST_STEPS } from '../db/paths.ts'
import { MOST_OF_PAIR } from '../db/positions.ts'
import { LONGEST_WINDOW } from '../db/rules/apart.ts'
import { MOST_MISSPELT } from '../db/search.ts'

export const GRAPH_LIMITS = {
  cost: {
    value: 20_000,
    help: 'What an operation may cost: a field costs 1, times the sizes of the pages that it stands in.',
  },
  pageSize: { value: 100, help: 'Items of a page.' },
  defaultPageSize: { value: 20, help: 'Items of a page where neither `first` nor `last` is given.' },
  ids: { value: 100, help: 'Ids that `nodes` takes.' },
  searchCharacters: { value: 150, help: 'Characters of what `search` is asked for.' },
  searchMisspelt: { value: MOST_MISSPELT, help: 'Words of it that may be misspelt.' },
  arrivalParties: {
    value: 100,
    help: 'Issuers, and insiders, that a subscription to `filingAdded` may name.',
  },
  activityIntervals: { value: 1_000, help: 'Intervals of `activity`.' },
  clusterDays: { value: 400, help: 'Days that `clusterBuys` looks at.' },
  clusterWindow: { value: LONGEST_WINDOW, help: 'Days of the window of a cluster.' },
  clusterInsiders: { value: 100, help: 'Insiders that may be demanded of a cluster.' },
  firstPurchaseYears: { value: 50, help: 'Years of `firstPurchaseInYears`.' },
  pathSteps: { value: MOST_STEPS, help: 'Steps of a `connectionPath`.' },
  pathTies: { value: MOST_READ, help: 'Ties that are followed to find it.' },
  connected: { value: MOST_CONNECTED, help: 'Companies, or people, that one is told to be connected with.' },
  shared: { value: MOST_SHARED, help: 'People, or companies, that a connection is told to share.' },
  positionsOfPair: {
    value: MOST_OF_PAIR,
    help: 'Positions of one insider in one issuer, where they are listed whole.',
  },
} as const satisfies Record<string, { value: number; help: string }>
