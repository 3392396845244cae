/** What the page on running it shows works as it stands there: the proxy, the unit, the image and the composition. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'insider-graph-'))
const at = (name: string) => join(folder, name)
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** A command that serves, once it does. */
async function serving(command: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }) {
  const child = spawn(process.execPath, command, options)
  children.push(child)
  for await (const line of createInterface(child.stdout)) {
    const port = /:(\d+)\/graphql/.exec(line)?.[1]
    if (port) return { child, port }
  }
  throw new Error('It did not begin to serve.')
}

/** The page's block in a language. */
const block = (language: string) =>
  new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(read('docs/operating.md'))![1]!

describe('the image', () => {
  const instructions = read('Dockerfile')
    .split('\n')
    .flatMap((line) => {
      const [, name, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? []
      return name ? [{ name, rest: rest! }] : []
    })
  const of = (name: string) => instructions.filter((one) => one.name === name).map(({ rest }) => rest)

  test('serves from what is copied into it, is healthy, and stops when it is told', async () => {
    const app = at('app')
    mkdirSync(app)
    for (const copy of of('COPY').filter((rest) => !rest.startsWith('--from') && !rest.includes('lock'))) {
      const [from, to] = copy.split(' ') as [string, string]
      cpSync(join(root, from), join(app, to === './' ? from : to), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'))
    const variables = Object.fromEntries(of('ENV').map((rest) => rest.split('=') as [string, string]))
    expect(variables).toMatchObject({
      INSIDER_GRAPH_HOST: '0.0.0.0',
      INSIDER_GRAPH_DB: '/data/insider-graph.db',
    })
    const env = {
      ...variables,
      PATH: process.env.PATH,
      INSIDER_GRAPH_DB: at('image.db'),
      INSIDER_GRAPH_HOST: '127.0.0.1',
      INSIDER_GRAPH_PORT: '0',
    }
    const [entry, ...args] = JSON.parse(of('ENTRYPOINT')[0]!) as string[]
    expect(entry).toBe('node')
    const { child, port } = await serving([...args, ...JSON.parse(of('CMD')[0]!)], { cwd: app, env })
    const [, probe] = /CMD (.*)$/.exec(of('HEALTHCHECK')[0]!)!
    const healthy = (port: string) =>
      spawnSync(process.execPath, (JSON.parse(probe!) as string[]).slice(1), {
        env: { ...env, INSIDER_GRAPH_PORT: port },
      }).status
    expect(healthy(port)).toBe(0)
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
    expect(healthy(port)).toBe(1)
  })

  test('is not of the superuser, nor of more than is ignored by name', () => {
    expect(of('USER')).toEqual(['node'])
    const let_in = read('.dockerignore').split('\n').filter(Boolean)
    const copied = of('COPY')
      .filter((rest) => !rest.startsWith('--from'))
      .flatMap((rest) => rest.split(' ').slice(0, -1))
    expect(new Set(let_in)).toEqual(new Set(['*', ...copied.map((name) => `!${name}`)]))
  })
})

test('the composition has commands that there are, on one volume', () => {
  const { services, volumes } = parse(read('compose.yaml')) as {
    services: Record<string, { command: string[]; volumes: string[]; environment?: Record<string, string> }>
    volumes: Record<string, unknown>
  }
  for (const { command, volumes: mounts } of Object.values(services)) {
    const help = execFileSync(process.execPath, [join(root, 'src/main.ts'), ...command, '--help'], {
      encoding: 'utf8',
    })
    expect(help).toMatch(/^Usage: insider-graph/)
    expect(mounts).toEqual(Object.keys(volumes).map((name) => `${name}:/data`))
  }
  const watch = execFileSync(process.execPath, [join(root, 'src/main.ts'), 'watch', '--help'], {
    encoding: 'utf8',
  })
  for (const name of Object.keys(services.watch!.environment!)) expect(watch).toContain(name)
})

const has = (program: string) => spawnSync(program, ['-v']).error === undefined

test.skipIf(!has('systemd-analyze'))('the unit is one that systemd takes', () => {
  const here = block('ini').replace(/ExecStart=\S+/, `ExecStart=${process.execPath}`)
  writeFileSync(at('insider-graph.service'), here)
  const { stderr } = spawnSync('systemd-analyze', ['verify', at('insider-graph.service')], {
    encoding: 'utf8',
  })
  expect(stderr.split('\n').filter((line) => line.includes('insider-graph.service:'))).toEqual([])
})

const hasNginx = has('nginx') && has('openssl')
if (!hasNginx) console.warn('There is no nginx here: its configuration is not tested.')

describe.skipIf(!hasNginx)('behind nginx', () => {
  let base: string
  let plain: string

  const free = () =>
    new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo
        server.close(() => resolve(port))
      })
    })

  beforeAll(async () => {
    const { port } = await serving(
      [join(root, 'src/main.ts'), 'serve', '--port', '0', '--db', at('nginx.db')],
      { cwd: folder },
    )
    const [tls, http] = [await free(), await free()]
    const [key, certificate] = [at('key.pem'), at('certificate.pem')]
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '1',
        '-subj',
        '/CN=graph.example.com',
        '-keyout',
        key,
        '-out',
        certificate,
      ],
      { stdio: 'ignore' },
    )
    const site = block('nginx')
      .replace('127.0.0.1:4000', `127.0.0.1:${port}`)
      .replace('listen 80;', `listen 127.0.0.1:${http};`)
      .replace('listen 443 ssl', `listen 127.0.0.1:${tls} ssl`)
      .replace('/var/cache/nginx', folder)
      .replace(/\/etc\/letsencrypt\S+fullchain\.pem/, certificate)
      .replace(/\/etc\/letsencrypt\S+privkey\.pem/, key)
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (of) => `${of}_temp_path ${at(of)};`,
    )
    const user = process.getuid?.() === 0 ? 'user root;' : ''
    const whole = `${user} daemon off; pid ${at('nginx.pid')}; error_log stderr; events {} http { access_log off; ${temporary.join(' ')}\n${site}\n}`
    writeFileSync(at('nginx.conf'), whole)
    const child = spawn('nginx', ['-p', folder, '-c', at('nginx.conf')])
    children.push(child)
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    base = `https://127.0.0.1:${tls}`
    plain = `http://127.0.0.1:${http}`
    const answers = () => fetch(plain, { redirect: 'manual' }).catch(() => Promise.reject(new Error(said)))
    await vi.waitFor(answers, { timeout: 20_000, interval: 100 })
  })

  /** By curl, which can be told to take a certificate that nobody signed. */
  function ask(...args: string[]) {
    const out = execFileSync(
      'curl',
      ['-sk', '--compressed', '-m', '20', '-D', '-', '-H', 'Host: graph.example.com', ...args],
      { encoding: 'utf8', maxBuffer: 100_000_000 },
    )
    const [head, ...body] = out.split('\r\n\r\n')
    return { status: Number(head!.split(' ')[1]), head: head!.toLowerCase(), body: body.join('\r\n\r\n') }
  }
  const query = (text: string) => `${base}/graphql?query=${encodeURIComponent(text)}`
  const pause = () => new Promise((resolve) => setTimeout(resolve, 2_500)) // for the rate to be forgotten

  test('answers by TLS, and sends there who comes without', async () => {
    expect(ask(plain).head).toMatch(/location: https:\/\/graph\.example\.com/)
    expect(ask(`${base}/`)).toMatchObject({ status: 302 })
    const posted = ask(
      `${base}/graphql`,
      '-H',
      'Content-Type: application/json',
      '-d',
      '{"query":"{ filings { totalCount } }"}',
    )
    expect(JSON.parse(posted.body).data).toEqual({ filings: { totalCount: 101 } })
    expect(posted.head).toMatch(/^http\/2 200/)
    expect(ask(`${base}/health`)).toMatchObject({ status: 404 })
    expect(ask(`${base}/graphql`, '-H', 'Accept: text/html').body).toMatch(/<html/i)
  })

  test('keeps answers to GET for a while, and none of pages, tokens and POST', () => {
    const kept = (...args: string[]) => /x-cache: (\w*)/.exec(ask(...args).head)?.[1]
    const url = query('{ issuers { totalCount } }')
    const token = ['-H', 'Authorization: Bearer secret']
    expect([kept(url, ...token), kept(url, ...token)]).toEqual(['bypass', 'bypass'])
    // By now the server knows the operation, and tags its answer.
    expect([kept(url), kept(url)]).toEqual(['miss', 'hit'])
    const [, tag] = /etag: ("[^"]*")/.exec(ask(url).head)!
    expect(ask(url, '-H', `If-None-Match: ${tag}`)).toMatchObject({ status: 304 })
    const post = [
      `${base}/graphql`,
      '-H',
      'Content-Type: application/json',
      '-d',
      '{"query":"{ __typename }"}',
    ]
    expect([kept(...post), kept(...post)]).toEqual([undefined, undefined])
  })

  test('tells a listener at once, and refuses who asks too often', async () => {
    await pause()
    const listener = spawn('curl', [
      '-skN',
      '-H',
      'Host: graph.example.com',
      '-H',
      'Accept: text/event-stream',
      query('subscription { filingAdded { form } }'),
    ])
    children.push(listener)
    const [first] = (await once(listener.stdout, 'data')) as [Buffer]
    expect(first.toString()).toMatch(/^:/)
    const urls = Array.from({ length: 60 }, (_, i) => query(`{ a${i}: __typename }`))
    const statuses = execFileSync(
      'curl',
      [
        '-sk',
        '--no-progress-meter',
        '-Z',
        '--parallel-max',
        '10',
        '-w',
        '%{http_code}\n',
        ...urls.flatMap((url) => ['-o', '/dev/null', url]),
      ],
      { encoding: 'utf8' },
    )
    const counted = Map.groupBy(statuses.trim().split('\n'), (status) => status)
    expect([...counted.keys()].sort()).toEqual(['200', '429'])
    expect(counted.get('200')!.length).toBeGreaterThanOrEqual(20)
  })
})
