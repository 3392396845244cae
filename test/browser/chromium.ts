/** The Chromium of the npm package; Debian's where that one cannot start. Never none. */

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import chromium, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium'
import { type Browser, chromium as driver } from 'playwright-core'

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** What the package adds for scrapers would hide what a real browser forbids. */
const UNSAFE = ['--disable-web-security', '--allow-running-insecure-content']

export async function launch(): Promise<Browser> {
  const bundled = await chromium.executablePath()
  if (await cannotStart(bundled)) await bringLibraries()
  const args = [...chromium.args.filter((arg) => !UNSAFE.includes(arg)), ...QUIET]
  try {
    return await driver.launch({ executablePath: bundled, args })
  } catch (error) {
    if (!existsSync('/usr/bin/chromium')) throw error
    return await driver.launch({ executablePath: '/usr/bin/chromium', args: QUIET })
  }
}

async function cannotStart(executable: string): Promise<boolean> {
  return await promisify(execFile)(executable, ['--version']).then(
    () => false,
    () => true,
  )
}

/** Those that a bare Linux lacks (NSS) come with the package too, for Amazon's. */
async function bringLibraries(): Promise<void> {
  const packed = new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))
  await inflate(packed.pathname)
  setupLambdaEnvironment(join(tmpdir(), 'al2023', 'lib'))
}
