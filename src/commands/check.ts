/** Whether a database is sound: progress on stderr, what is found on stdout, and an exit code. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Problem, problemsOf } from '../../db/check.ts'
import { DatabaseError } from '../../db/errors.ts'
import { open, openToRead } from '../../db/open.ts'
import { rewriteFilings } from '../../db/rewrite.ts'
import { isBehind } from '../../db/versions.ts'
import { requireDatabase } from './arguments.ts'
import { FAILED, UserError } from './outcome.ts'
import { lines } from './steps.ts'

interface Options {
  db: string
  json?: true
  repair?: true
}

/** Checks a database, after deriving all anew in it where that is asked for; returns the exit code. */
export async function check({ db: file, json, repair }: Options): Promise<number> {
  requireDatabase(file)
  const started = performance.now()
  const show = lines()
  if (repair) {
    const db = open(file)
    try {
      rewriteFilings(db, (...at) => show('Deriving anew', ...at))
    } finally {
      db.close()
    }
  }
  const problems = await found(file, show)
  const seconds = Math.round(performance.now() - started) / 1000
  if (json) console.log(JSON.stringify({ problems, seconds }))
  else console.log(told(problems, file, seconds))
  return problems.length > 0 ? FAILED : 0
}

/** In a folder of its own, which takes as much room as the database. */
async function found(file: string, show: Parameters<typeof problemsOf>[2]): Promise<Problem[]> {
  const folder = mkdtempSync(join(tmpdir(), 'insider-graph-check-'))
  try {
    requireUpToDate(file)
    return await problemsOf(file, join(folder, 'anew.db'), show)
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== 'DAMAGED_DATABASE') throw error
    return [{ code: 'DAMAGED_FILE', message: error.message }]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function requireUpToDate(file: string): void {
  const db = openToRead(file)
  try {
    if (!isBehind(db)) return
    throw new UserError(
      `${file} is of an older version: --repair brings it up to date, and derives all anew.`,
    )
  } finally {
    db.close()
  }
}

const REMEDIES: Record<Problem['code'], string> = {
  DAMAGED_FILE: 'The file is damaged: put a backup in its place, or make the database anew.',
  BROKEN_REFERENCE: '--repair takes out rows of no filing.',
  WRONG_TABLES: 'The database was changed by hand: put a backup in its place, or make the database anew.',
  WRONG_DERIVED:
    '--repair derives all anew. If the same comes back, what was filed is damaged: ingest it again.',
  WRONG_WORDS: '--repair makes it anew.',
}

function told(problems: Problem[], file: string, seconds: number): string {
  if (problems.length === 0) return `${file} is sound: checked in ${seconds} s.`
  const codes = new Set(problems.map(({ code }) => code))
  return [
    `${file} is not sound:`,
    ...problems.map(({ code, message }) => `  ${code} ${message}`),
    ...[...codes].map((code) => REMEDIES[code]),
  ].join('\n')
}
