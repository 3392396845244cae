/** Options that several commands have, and the readers of what is typed for them. */
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { packAccession } from '../../db/accession.ts'
import { FIRST_XML, isQuarter, quarters } from '../ingest/sync/calendar.ts'
import { UserError } from './outcome.ts'

export const database = () =>
  new Option('--db <file>', 'the SQLite file')
    .default('insider-graph.db')
    .env('INSIDER_GRAPH_DB')
    .argParser(fileFrom)
export const primary = () =>
  new Option(
    '--primary <url>',
    'a libSQL server that holds the same database: it is told of all that is written; INSIDER_GRAPH_PRIMARY_TOKEN is the token that it asks for',
  )
    .env('INSIDER_GRAPH_PRIMARY')
    .argParser(urlFrom)
export const json = () => new Option('--json', 'print one JSON object instead of text')

export function example(...lines: string[]): string {
  return `\nExample:\n${lines.map((line) => `  $ ${line}`).join('\n')}`
}

export function portFrom(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('Give a number from 0 (any that is free) to 65535.')
  return port
}

export function workersFrom(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || count > 64)
    throw new InvalidArgumentError('Give a number from 1 to 64.')
  return count
}

export function hostFrom(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Name a host: 127.0.0.1, or 0.0.0.0 for everybody.')
  return text
}

/** Origins as browsers write them, which is all that they compare. */
export function originsFrom(text: string): string[] {
  const origins = text.split(',').map((origin) => origin.trim())
  const wrong = origins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)
  if (wrong !== undefined)
    throw new InvalidArgumentError(`"${wrong}" is no origin: write https://example.com, without a path.`)
  return origins
}

function fileFrom(text: string): string {
  if (text.trim() === '' || text === ':memory:')
    throw new InvalidArgumentError('Name a file that is to stay.')
  return text
}

export function accessionFrom(text: string): string {
  if (packAccession(text) === undefined)
    throw new InvalidArgumentError('Give it as EDGAR does: 0001107843-13-000123.')
  return text
}

export const accessionsFrom = (text: string, before: string[] = []): string[] => [
  ...before,
  accessionFrom(text),
]

export function dayFrom(text: string): string {
  const day = new Date(`${text}T00:00:00Z`)
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError('Give a day of the calendar: 2023-06-30.')
  if (day > new Date()) throw new InvalidArgumentError('Give a day that has been.')
  return text
}

export function cikFrom(text: string, before: number[] = []): number[] {
  const digits = /^(?:CIK)?(\d{1,10})$/i.exec(text)?.[1]
  if (!digits || Number(digits) === 0)
    throw new InvalidArgumentError("Give SEC's number for a person or a company: 1214156.")
  return [...before, Number(digits)]
}

/** A company by its CIK, or else by its ticker. */
export const companyFrom = (text: string, before: (number | string)[] = []): (number | string)[] =>
  /^(?:CIK)?\d+$/i.test(text) ? [...before, ...cikFrom(text)] : [...before, text]

/** Quarters, from one to another, all there are, and files. */
export function quartersFrom(text: string, before: string[] = []): string[] {
  const [from, to = from] = text.toLowerCase().split('..') as [string, string?]
  if (text === 'all') return [...before, ...quarters()]
  if (isQuarter(from) && isQuarter(to) && from <= to) return [...before, ...quarters(from, to)]
  if (/\.zip$/i.test(text)) return [...before, text]
  throw new InvalidArgumentError(
    'Give quarters from 2006q1 to the present one, as 2024q3 or 2006q1..2010q4, "all", or a .zip file.',
  )
}

/** A day of EDGAR's that has XML. */
export function xmlDayFrom(text: string): string {
  const day = dayFrom(text)
  if (day < FIRST_XML)
    throw new InvalidArgumentError(`EDGAR has no XML from before ${FIRST_XML}: begin there.`)
  return day
}

export function urlFrom(text: string): string {
  const { protocol, username, password, search, hash } = URL.parse(text) ?? { protocol: '' }
  if (!/^https?:$/.test(protocol)) throw new InvalidArgumentError('Give an address: https://example.com.')
  if (username || password || search || hash)
    throw new InvalidArgumentError(
      'Give an address without a name, a password, a query or a fragment: these would be printed.',
    )
  return text
}

/** A mistyped name makes no database. */
export function requireDatabase(file: string): void {
  if (!existsSync(file)) throw new UserError(`There is no database "${resolve(file)}": name one with --db.`)
}

/** Paths that are not there are found before a database is made for them. */
export async function requirePaths(paths: string[]): Promise<void> {
  for (const path of paths)
    if (!(await stat(path).catch(() => undefined)))
      throw new UserError(`There is no file or folder "${path}".`)
}
