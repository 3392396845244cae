/** GraphiQL as people meet it: in a real browser, from a real server, with the rest of the world shut out. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Db, open } from '../db/open.ts'
import { fillIfEmpty } from '../src/ingest/sample.ts'
import { type Serving, serve } from '../src/serve.ts'
import { examples } from '../src/web/examples.ts'
import { launch } from './browser/chromium.ts'

const OUT = join(import.meta.dirname, 'browser/out')
const FOR_README = join(import.meta.dirname, '../.github/graphiql.png')

let db: Db
let server: Serving
let browser: Browser
let page: Page
const strayed: string[] = []
const complaints: string[] = []

beforeAll(async () => {
  mkdirSync(OUT, { recursive: true })
  db = open(':memory:')
  fillIfEmpty(db)
  server = await serve(db, { host: '127.0.0.1', port: 0 }, pino({ level: 'silent' }))
  browser = await launch()
  const base = `http://127.0.0.1:${server.port}`
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' })
  await page.route('**/*', (route) => {
    const url = route.request().url()
    if (new URL(url).origin === base) return route.continue()
    strayed.push(url)
    return route.abort()
  })
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(base)
  await page.waitForSelector('.graphiql-execute-button')
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
  db?.close()
})

const shoot = (name: string) => page.screenshot({ path: join(OUT, `${name}.png`) })
/** What stands in the answer's pane; its editor draws spaces that do not break. */
const answer = async () => (await page.locator('.result-window').innerText()).replaceAll('\u00a0', ' ')

it('opens with a tab for every example', async () => {
  await expect.poll(() => page.locator('.graphiql-tab').count()).toBe(examples().length)
  await page.waitForSelector('.graphiql-query-editor .view-line')
  await shoot('opened')
  const titles = await page.locator('.graphiql-tab').allInnerTexts()
  expect(titles[0]).toContain('RecentPurchases')
})

it('runs the first example', async () => {
  await page.click('.graphiql-execute-button')
  await expect.poll(answer, { timeout: 20_000 }).toContain('Wurster Richard A')
  await shoot('answered')
  if (process.env.UPDATE_SCREENSHOT) await page.screenshot({ path: FOR_README })
  const read: string[] = []
  await expect
    .poll(
      async () => {
        await page.locator('.result-window .monaco-scrollable-element').first().hover()
        await page.mouse.wheel(0, 300)
        read.push(await answer())
        return read.join()
      },
      { timeout: 20_000 },
    )
    .toContain('Goldfarb Mark A')
})

it('explains the schema', async () => {
  await page.getByLabel('Show Documentation Explorer').click()
  await page.locator('.graphiql-doc-explorer').getByText('Root Types').waitFor()
  await page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'Query' }).first().click()
  await expect
    .poll(() => page.locator('.graphiql-doc-explorer').innerText())
    .toContain('Where every operation begins')
  await shoot('documented')
})

it('asks with a token where one is demanded, once that stands among its headers', async () => {
  const log = pino({ level: 'silent' })
  const closed = await serve(db, { host: '127.0.0.1', port: 0 }, log, { token: 'a-token-here' })
  const own = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await own.goto(`http://127.0.0.1:${closed.port}`)
  await own.waitForSelector('.graphiql-query-editor .view-line')
  const shown = async () => (await own.locator('.result-window').innerText()).replaceAll('\u00a0', ' ')
  await own.click('.graphiql-execute-button')
  await expect.poll(shown, { timeout: 20_000 }).toContain('UNAUTHENTICATED')

  await own.getByLabel('Show editor tools').click()
  await own.getByRole('button', { name: 'Headers' }).click()
  await own.locator('.graphiql-editor-tool .monaco-editor:visible').click()
  await own.keyboard.insertText('{"Authorization": "Bearer a-token-here"}')
  await own.click('.graphiql-execute-button')
  await expect.poll(shown, { timeout: 20_000 }).toContain('Wurster Richard A')
  await own.close()
  await closed.close()
})

it('asked nobody else for anything, and nothing was forbidden to it', () => {
  expect(strayed).toEqual([])
  expect(complaints).toEqual([])
})
