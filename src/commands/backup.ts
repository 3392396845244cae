/** A copy of a database, as it is now, whoever writes meanwhile: whole and checked under its name, or not there. */
import { closeSync, existsSync, fsyncSync, lstatSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { flawsOf } from '../../db/check.ts'
import { openToRead } from '../../db/open.ts'
import { requireDatabase } from './arguments.ts'
import { UserError } from './outcome.ts'
import { lines } from './steps.ts'

interface Options {
  db: string
  force?: true
  json?: true
}

/** Backs up to a file; returns the exit code. */
export async function backup(target: string, { db: file, force, json }: Options): Promise<number> {
  requireDatabase(file)
  requireFree(target, force)
  const started = performance.now()
  const partial = `${target}.${process.pid}.partial`
  const db = openToRead(file)
  try {
    const show = lines()
    await db.copyTo(partial, (...at) => show('Copying', ...at))
    requireSound(file, partial)
    settleOnDisk(partial)
    renameSync(partial, target)
    if (process.platform !== 'win32') settleOnDisk(dirname(target))
  } finally {
    db.close()
    rmSync(partial, { force: true })
  }
  const bytes = statSync(target).size
  const seconds = Math.round(performance.now() - started) / 1000
  if (json) console.log(JSON.stringify({ file: target, bytes, seconds }))
  else
    console.log(`${file} as of now is in ${target}: ${bytes.toLocaleString('en-US')} bytes in ${seconds} s.`)
  return 0
}

function requireFree(target: string, force: true | undefined): void {
  // SQLite would take what lies beside for the copy's own.
  if (existsSync(`${target}-wal`) || existsSync(`${target}-journal`))
    throw new UserError(`${target} is a database in use: name another file.`)
  const folder = dirname(target)
  if (!existsSync(folder)) throw new UserError(`${folder} is no folder: make it, or name a file elsewhere.`)
  const there = lstatSync(target, { throwIfNoEntry: false })
  if (!there) return
  if (!force)
    throw new UserError(`${target} is there already: name another file, or have it replaced with --force.`)
  if (!there.isFile()) throw new UserError(`${target} is no file that could be replaced: name another.`)
}

function requireSound(file: string, copy: string): void {
  const db = openToRead(copy)
  try {
    const [flaw] = flawsOf(db)
    if (flaw) throw new UserError(`${file} is damaged, and no backup was made: ${flaw.message}`)
  } finally {
    db.close()
  }
}

function settleOnDisk(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
