/** How to start a process for which read-only is read-only: it is not for the superuser. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const NOBODY = { uid: 65_534, gid: 65_534 }

/** Options to start it with; undefined where there is no way, with a word on the console. */
export const unprivileged: { uid?: number; gid?: number } | undefined = (() => {
  if (process.platform === 'win32') return undefined
  if (process.getuid?.() !== 0) return {}
  try {
    execFileSync(process.execPath, [MAIN, '--version'], { ...NOBODY, stdio: 'ignore' })
    return NOBODY
  } catch {
    console.warn('Nobody but the superuser can read this folder: what is read-only is not tested.')
    return undefined
  }
})()
