/** The commands that ask EDGAR, as the command line declares them. */
import { type Command, Option } from 'commander'
import {
  cikFrom,
  companyFrom,
  database,
  example,
  json,
  primary,
  quartersFrom,
  urlFrom,
  xmlDayFrom,
} from './arguments.ts'
import type { SyncOptions } from './sync.ts'

const contact = () =>
  new Option('--contact <text>', 'who you are, with an e-mail address, as SEC asks everybody').env(
    'INSIDER_GRAPH_CONTACT',
  )
const edgar = () =>
  new Option('--edgar <url>', "another EDGAR than SEC's, such as a mirror")
    .env('INSIDER_GRAPH_EDGAR')
    .argParser(urlFrom)
const dryRun = () => new Option('--dry-run', 'tell what would be asked for, and write nothing')

export function declareSync(program: Command): void {
  const sync = program
    .command('sync')
    .description('Fetches filings from EDGAR into a database. Goes on where it stopped when it is run again.')

  const declare = (name: string, description: string, ...examples: string[]) =>
    sync
      .command(name)
      .description(description)
      .addOption(database())
      .addOption(primary())
      .addOption(contact())
      .addOption(edgar())
      .addOption(dryRun())
      .addOption(json())
      .addHelpText('after', example(...examples.map((words) => `insider-graph sync ${words}`)))

  declare('issuer', 'All filings about companies.', 'issuer AAPL', 'issuer 320193 BRK.B')
    .argument('<company...>', 'tickers or CIKs', companyFrom)
    .action(async (companies: (number | string)[], options: SyncOptions) => {
      const { syncIssuers } = await import('./sync.ts')
      process.exitCode = await syncIssuers(companies, options)
    })

  declare('insider', 'All filings of persons, or of companies that own others.', 'insider 1214156')
    .argument('<cik...>', "SEC's numbers for them", cikFrom)
    .action(async (ciks: number[], options: SyncOptions) => {
      const { syncInsiders } = await import('./sync.ts')
      process.exitCode = await syncInsiders(ciks, options)
    })

  declare(
    'days',
    'All filings of days, by the indices of each.',
    'days 2024-07-01 2024-07-31',
    'days 2024-07-01',
  )
    .argument('<from>', 'the first day', xmlDayFrom)
    .argument('[to]', 'the last day; the first alone where it is left out', xmlDayFrom)
    .action(async (from: string, to: string | undefined, options: SyncOptions) => {
      const { syncDaysBetween } = await import('./sync.ts')
      process.exitCode = await syncDaysBetween(from, to ?? from, options)
    })

  declare(
    'quarter',
    "All filings of quarters, by SEC's Insider Transactions Data Sets: from the network, or from files.",
    'quarter 2024q3',
    'quarter 2006q1..2010q4',
    'quarter all',
    'quarter 2024q3_form345.zip',
  )
    .argument('<quarter...>', 'quarters, "all", or .zip files', quartersFrom)
    .action(async (quarters: string[], options: SyncOptions) => {
      const { syncQuarters } = await import('./sync.ts')
      process.exitCode = await syncQuarters(quarters, options)
    })

  program
    .command('watch')
    .description('Follows EDGAR until it is stopped: each filing minutes after EDGAR has it.')
    .addOption(database())
    .addOption(primary())
    .addOption(contact())
    .addOption(edgar())
    .addOption(json())
    .addHelpText('after', example('insider-graph watch'))
    .action(async (options: SyncOptions) => {
      const { watchEdgar } = await import('./sync.ts')
      process.exitCode = await watchEdgar(options)
    })
}
