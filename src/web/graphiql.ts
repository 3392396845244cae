/** GraphiQL as one page from this server: nothing in it comes from elsewhere, and nothing of it may go there. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import { examples } from './examples.ts'

/** Three insiders of one company. */
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="28" height="28">
<path d="M16 17 6 7M16 17l10-8M16 17l-2 10" stroke="#8a94a6" stroke-width="2"/>
<circle cx="16" cy="17" r="5" fill="#1f6feb"/><circle cx="6" cy="7" r="3.5" fill="#e36209"/>
<circle cx="26" cy="9" r="3.5" fill="#2da44e"/><circle cx="14" cy="27" r="3.5" fill="#a475f9"/></svg>`

export interface Page {
  zipped: Buffer
  headers: Record<string, string>
}

let page: Promise<Page> | undefined

/** The page, compressed: 9 MB of script, most of it the editor, so it is made once. */
export function graphiqlPage(): Promise<Page> {
  page ??= render()
  return page
}

async function render(): Promise<Page> {
  const html = renderGraphiQL({
    title: 'insider-graph',
    logo: `${LOGO}<style>.graphiql-logo { white-space: nowrap }</style>`,
    favicon: `data:image/svg+xml;base64,${Buffer.from(LOGO).toString('base64')}`,
    defaultEditorToolsVisibility: false, // the examples need no variables: all the height is the operation's
    defaultTabs: examples().map(({ source }) => ({ query: source })),
  })
  return {
    zipped: await promisify(gzip)(html),
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Encoding': 'gzip',
      'Content-Security-Policy': policyFor(html),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
      ETag: `"${hash(html).slice(0, 16)}"`,
    },
  }
}

/** Only the page's own script runs; its editor needs styles within elements, and workers made of blobs. */
function policyFor(html: string): string {
  const script = html.slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'))
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash(script)}'`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64')
