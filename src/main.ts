#!/usr/bin/env node
/** The command line. Each command loads what it needs only when it runs, so that help is quick. */
import { enableCompileCache } from 'node:module'
import { Command, CommanderError, Option } from 'commander'
import { DatabaseError, explained } from '../db/errors.ts'
import {
  accessionFrom,
  accessionsFrom,
  database,
  dayFrom,
  example,
  hostFrom,
  json,
  originsFrom,
  portFrom,
  primary,
  urlFrom,
  workersFrom,
} from './commands/arguments.ts'
import { declareSync } from './commands/declare-sync.ts'
import { FAILED, MISUSE } from './commands/outcome.ts'
import { resolveQuickly } from './resolving.ts'
import { description, version } from './version.ts'

enableCompileCache()
resolveQuickly()

const program = new Command('insider-graph')
  .description(`${description}.`)
  .version(version)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/\.?\n$/, '. --help shows how.\n')) })
  .addHelpText(
    'after',
    `
Exit codes: 0 done, 1 failed, 2 called in a wrong way, 3 done, but something is quarantined, 130 stopped.

Examples:
  $ insider-graph serve
  $ insider-graph ingest filings/ 2023-06.tar.gz --db insider-graph.db`,
  )

// An environment variable that is set to nothing is not set; but a token that somebody forgot to fill in opens nothing.
for (const name of Object.keys(process.env))
  if (/^INSIDER_GRAPH_(?!TOKEN)/.test(name) && process.env[name]?.trim() === '') delete process.env[name]

program
  .command('serve')
  .description(
    'Serves a database over HTTP: GraphQL, and GraphiQL to try it. Fills a new one with the sample.',
  )
  .addOption(database())
  .addOption(
    new Option('--port <number>', 'where to listen')
      .default(4000)
      .env('INSIDER_GRAPH_PORT')
      .argParser(portFrom),
  )
  .addOption(
    new Option('--host <name>', 'whom to listen to: 0.0.0.0 for everybody')
      .default('127.0.0.1')
      .env('INSIDER_GRAPH_HOST')
      .argParser(hostFrom),
  )
  .addOption(
    new Option('--workers <number>', 'how many processes share the work: as many as there are cores')
      .default(1)
      .env('INSIDER_GRAPH_WORKERS')
      .argParser(workersFrom),
  )
  .addOption(
    new Option(
      '--replica-of <url>',
      'follow a primary, a libSQL server, and keep in --db a replica of its database',
    )
      .env('INSIDER_GRAPH_REPLICA_OF')
      .argParser(urlFrom),
  )
  .addOption(
    new Option('--metrics-port <number>', 'where to tell Prometheus what is measured; without it, nowhere')
      .env('INSIDER_GRAPH_METRICS_PORT')
      .argParser(portFrom),
  )
  .addOption(
    new Option('--metrics-host <name>', 'whom to tell it: 0.0.0.0 for everybody')
      .default('127.0.0.1')
      .env('INSIDER_GRAPH_METRICS_HOST')
      .argParser(hostFrom),
  )
  .addOption(
    new Option(
      '--cors <origins>',
      'whose pages may read answers, with commas between them; all may by default',
    )
      .env('INSIDER_GRAPH_CORS')
      .argParser(originsFrom),
  )
  .addOption(
    new Option(
      '--operations <path>',
      "the only operations to answer: a folder of .graphql files, or a manifest of Apollo's or Relay's",
    ).env('INSIDER_GRAPH_PERSISTED'),
  )
  .addHelpText(
    'after',
    `
INSIDER_GRAPH_TOKEN, or a file that INSIDER_GRAPH_TOKEN_FILE names, is a token that requests must bring.
INSIDER_GRAPH_REPLICA_TOKEN is the token that a replica brings to its primary.
${example('insider-graph serve --port 4001 --db 2023.db --workers 2 --metrics-port 9464')}`,
  )
  .action(async (options) => {
    const { serveUntilStopped } = await import('./commands/serve.ts')
    await serveUntilStopped(options)
  })

program
  .command('ingest')
  .description(
    'Reads filings (ownership XML, full submissions) in files, folders and archives (.zip, .tar, .tar.gz, .gz) into a database. What cannot be read is quarantined. Running it again changes nothing.',
  )
  .argument('<path...>', 'files, folders and archives')
  .addOption(database())
  .addOption(primary())
  .addOption(json())
  .option(
    '--accession <number>',
    'the accession number of a lone document, where no header tells it',
    accessionFrom,
  )
  .option('--filed-on <day>', 'the day on which a lone document was filed, where no header tells it', dayFrom)
  .addHelpText(
    'after',
    example(
      'insider-graph ingest filings/',
      'insider-graph ingest form4.xml --accession 0001107843-13-000123',
    ),
  )
  .action(async (paths: string[], options) => {
    const { ingestPaths } = await import('./commands/ingest.ts')
    process.exitCode = await ingestPaths(paths, options)
  })

declareSync(program)

const quarantine = program.command('quarantine').description('Documents that could not be read, and why.')

quarantine
  .command('list')
  .description('Lists what is quarantined, with the reason.')
  .addOption(database())
  .addOption(json())
  .addHelpText('after', example('insider-graph quarantine list --json'))
  .action(async (options) => {
    const { printQuarantine } = await import('./commands/quarantine.ts')
    process.exitCode = await printQuarantine(options)
  })

quarantine
  .command('retry')
  .description(
    'Reads everything that is quarantined again, as after an update. Exit code 3 while some remains.',
  )
  .addOption(database())
  .addOption(primary())
  .addOption(json())
  .addHelpText('after', example('insider-graph quarantine retry'))
  .action(async (options) => {
    const { retry } = await import('./commands/quarantine.ts')
    process.exitCode = await retry(options)
  })

quarantine
  .command('drop')
  .description('Forgets documents by their sources, as the list names them: nobody will try them again.')
  .argument('[source...]', 'where they were read')
  .option('--all', 'all that is quarantined')
  .addOption(database())
  .addOption(primary())
  .addOption(json())
  .addHelpText('after', example('insider-graph quarantine drop filings/page.xml'))
  .action(async (sources: string[], options) => {
    const { drop } = await import('./commands/quarantine.ts')
    process.exitCode = await drop(sources, options)
  })

program
  .command('remove')
  .description(
    'Takes filings out, with all that only they told. They come back when they are ingested or synced again.',
  )
  .argument('<accession...>', 'accession numbers', accessionsFrom)
  .addOption(database())
  .addOption(primary())
  .addHelpText('after', example('insider-graph remove 0001107843-13-000123'))
  .action(async (accessions: string[], options) => {
    const { remove } = await import('./commands/remove.ts')
    process.exitCode = await remove(accessions, options)
  })

program
  .command('backup')
  .description(
    'Copies a database, as it is now, into one file that is a database itself. It may be served and written meanwhile.',
  )
  .argument('<file>', 'the file to make')
  .addOption(database())
  .addOption(json())
  .option('--force', 'replace the file where it is there already')
  .addHelpText('after', example('insider-graph backup /backups/2024-07-01.db --db 2023.db'))
  .action(async (file: string, options) => {
    const { backup } = await import('./commands/backup.ts')
    process.exitCode = await backup(file, options)
  })

program
  .command('check')
  .description(
    'Checks a database: the file, the references within it, and, in a copy, that all that is derived is what the filings derive. It may be served and written meanwhile. Exit code 1 where something is wrong.',
  )
  .addOption(database())
  .addOption(json())
  .option('--repair', 'first derive all anew, in one transaction')
  .addHelpText('after', example('insider-graph check --db 2023.db'))
  .action(async (options) => {
    const { check } = await import('./commands/check.ts')
    process.exitCode = await check(options)
  })

program
  .command('limits')
  .description('Prints every limit: what it is for, its default, and what the environment sets it to.')
  .addOption(json())
  .addHelpText('after', example('INSIDER_GRAPH_LISTENERS=50 insider-graph limits'))
  .action(async (options) => {
    const { printLimits } = await import('./commands/limits.ts')
    printLimits(options)
  })

program
  .command('schema')
  .description("Prints the GraphQL schema in GraphQL's own language.")
  .addHelpText('after', example('insider-graph schema > schema.graphql'))
  .action(async () => {
    const { printedSchema } = await import('../schema/index.ts')
    process.stdout.write(printedSchema())
  })

/** Errors with a code, and our own, were written for whoever reads them; a stack trace belongs to all others. */
function report(thrown: unknown): number {
  const error = explained(thrown)
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSE
  const { code, exitCode, port } = error as { code?: string; exitCode?: number; port?: number }
  if (code === 'EADDRINUSE') console.error(`error: port ${port} is taken: choose another with --port.`)
  else if (error instanceof DatabaseError) console.error(`error: ${error.message} [${error.code}]`)
  else if (code || exitCode) console.error(`error: ${(error as Error).message}`)
  else console.error(error)
  return exitCode ?? FAILED
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error // `| head` has read enough
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}
