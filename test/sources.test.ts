import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { documents, type SourceDocument } from '../src/ingest/sources.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'insider-graph-'))
})
afterAll(() => rm(root, { recursive: true }))

const at = (name: string) => join(root, name)
/** Text that does not compress, so that half an archive holds about half the entries. */
const noise = (size: number) =>
  Array.from({ length: size }, () => Math.random().toString(36)[2] ?? '0').join('')

async function write(name: string, content: string | Uint8Array): Promise<string> {
  await mkdir(join(at(name), '..'), { recursive: true })
  await writeFile(at(name), content)
  return at(name)
}

function tar(entries: Record<string, string>): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of Object.entries(entries)) archive.entry({ name }, content)
  archive.finalize()
  return buffer(archive)
}

async function zip(name: string, entries: Record<string, string | Buffer>): Promise<Buffer> {
  const archive = new ZipFile()
  for (const [inner, content] of Object.entries(entries)) archive.addBuffer(Buffer.from(content), inner)
  archive.end()
  await pipeline(archive.outputStream, createWriteStream(at(name)))
  return readFile(at(name))
}

async function all(...paths: string[]): Promise<SourceDocument[]> {
  const found: SourceDocument[] = []
  for await (const document of documents(paths)) found.push(document)
  return found
}

/** What was found, short: name, and content or code. */
async function contents(...paths: string[]): Promise<[string, string][]> {
  return (await all(...paths)).map((found) => [
    found.name.replaceAll('\\', '/').replace(`${root.replaceAll('\\', '/')}/`, ''),
    'bytes' in found ? Buffer.from(found.bytes).toString() : found.refusal.code,
  ])
}

describe('files and folders', () => {
  it('are walked in order; only documents are taken, and links to files followed', async () => {
    await write('tree/b/2.txt', 'two')
    await write('tree/b/1.XML', 'one')
    await write('tree/a.nc', 'a')
    await write('tree/c.xml.gz', gzipSync('c'))
    for (const other of [
      'tree/.hidden.xml',
      'tree/.git/x.xml',
      'tree/page.html',
      'tree/data.json',
      'tree/xml',
    ]) {
      await write(other, 'no')
    }
    await symlink(at('tree/a.nc'), at('tree/link.nc'))
    await symlink(at('tree'), at('tree/loop.xml'))
    await symlink(at('gone'), at('tree/void.txt'))
    expect(await contents(at('tree'))).toEqual([
      ['tree/a.nc', 'a'],
      ['tree/b/1.XML', 'one'],
      ['tree/b/2.txt', 'two'],
      ['tree/c.xml.gz', 'c'],
      ['tree/link.nc', 'a'],
      ['tree/void.txt', 'UNREADABLE'],
    ])
  })

  it('are read whatever their ending where they are named', async () => {
    const path = await write('page.html', 'html')
    expect(await contents(path, path)).toEqual([
      ['page.html', 'html'],
      ['page.html', 'html'],
    ])
  })

  it('are refused before anything is read where one does not exist', async () => {
    const path = await write('there.xml', 'x')
    const first = documents([path, at('missing.xml')]).next()
    await expect(first).rejects.toMatchObject({
      code: 'NO_SUCH_FILE',
      message: expect.stringContaining('missing.xml'),
    })
  })

  it('are refused where a folder cannot be listed, and the others read', async () => {
    for (const name of ['a/1.xml', 'b/1.xml', 'b/2.xml', 'c/1.xml']) await write(`gone/${name}`, name)
    const found: [string, string][] = []
    for await (const document of documents([at('gone')])) {
      // Its parent has been listed by now, so that the walk comes to a folder which it cannot list.
      if (found.length === 0) await rm(at('gone/b'), { recursive: true })
      if ('refusal' in document)
        expect(document.refusal.message).toMatch(/^The folder cannot be read: ENOENT/)
      expect(document.progress.done).toBeLessThanOrEqual(document.progress.total)
      found.push([document.name, 'bytes' in document ? 'bytes' : document.refusal.code])
    }
    expect(found).toEqual([
      [at('gone/a/1.xml'), 'bytes'],
      [at('gone/b'), 'UNREADABLE'],
      [at('gone/c/1.xml'), 'bytes'],
    ])
  })

  it.skipIf(process.getuid?.() === 0)('are refused where a folder may not be listed', async () => {
    await write('closed/a/1.xml', 'a')
    await write('closed/b.xml', 'b')
    await chmod(at('closed/a'), 0o000)
    const found = await contents(at('closed'))
    await chmod(at('closed/a'), 0o755)
    expect(found).toEqual([
      ['closed/a', 'UNREADABLE'],
      ['closed/b.xml', 'b'],
    ])
  })

  it.skipIf(process.platform === 'win32')('are refused where they are no regular files', async () => {
    const path = await write('pipes/a.xml', 'a')
    execFileSync('mkfifo', [at('pipes/pipe.xml')])
    expect(await contents(at('pipes/pipe.xml'), '/dev/zero', path)).toEqual([
      ['pipes/pipe.xml', 'UNREADABLE'],
      ['/dev/zero', 'UNREADABLE'],
      ['pipes/a.xml', 'a'],
    ])
    const [found] = await all(at('pipes/pipe.xml'))
    expect(found).toMatchObject({ refusal: { message: expect.stringContaining('is not a regular file') } })
    expect(await contents(at('pipes'))).toEqual([['pipes/a.xml', 'a']])
  })

  it('are refused beyond 32 MB, and up to there read', async () => {
    const limit = await write('limit.xml', Buffer.alloc(32_000_000, 'x'))
    const beyond = await write('beyond.xml', Buffer.alloc(32_000_001, 'x'))
    const packed = await write('beyond.txt.gz', gzipSync(Buffer.alloc(32_000_001, 'x')))
    const found = await all(limit, beyond, packed)
    expect(found.map((one) => ('bytes' in one ? one.bytes.byteLength : one.refusal.code))).toEqual([
      32_000_000,
      'TOO_LARGE',
      'TOO_LARGE',
    ])
  })

  it('tell the progress in bytes, up to all of them', async () => {
    await write('two/a.xml', 'aa')
    await write('two/b.xml', 'bbb')
    expect((await all(at('two'))).map((found) => found.progress)).toEqual([
      { done: 2, total: 5 },
      { done: 5, total: 5 },
    ])
  })
})

describe('tar archives', () => {
  const entries = { 'in/a.xml': 'a', 'in/b.txt': 'b', 'in/._a.xml': 'no', 'c.pdf': 'no', 'd.nc': 'd' }

  it.each(['x.tar', 'x.tar.gz', 'x.tgz'])('%s: gives its documents', async (name) => {
    const archive = await tar(entries)
    const path = await write(name, name === 'x.tar' ? archive : gzipSync(archive))
    expect(await contents(path)).toEqual([
      [`${name}!in/a.xml`, 'a'],
      [`${name}!in/b.txt`, 'b'],
      [`${name}!d.nc`, 'd'],
    ])
    const last = (await all(path)).at(-1)!.progress
    expect(last.done).toBe(last.total)
  })

  it.each(['cut.tar', 'cut.tar.gz'])(
    '%s: gives the documents before the break, then one refusal',
    async (name) => {
      const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n}.xml`, noise(20_000)]))
      const archive = await tar(many)
      const whole = name === 'cut.tar' ? archive : gzipSync(archive)
      const path = await write(name, whole.subarray(0, whole.length / 2))
      const found = await contents(path)
      expect(found.length).toBeGreaterThan(10)
      expect(found.length).toBeLessThan(30)
      expect(found.slice(0, -1)).toEqual(
        Object.entries(many)
          .slice(0, found.length - 1)
          .map(([inner, text]) => [`${name}!${inner}`, text]),
      )
      expect(found.at(-1)).toEqual([name, 'BROKEN_ARCHIVE'])
    },
  )

  it('are refused where they are no archives', async () => {
    const path = await write('fake.tar.gz', 'this is no archive')
    expect(await contents(path)).toEqual([['fake.tar.gz', 'BROKEN_ARCHIVE']])
    expect(await contents(await write('fake.tar', noise(2000)))).toEqual([['fake.tar', 'BROKEN_ARCHIVE']])
  })

  it('refuse an entry that is too large, and give the next', async () => {
    const archive = gzipSync(await tar({ 'a.xml': 'x'.repeat(32_000_001), 'b.xml': 'b' }))
    expect(await contents(await write('large.tar.gz', archive))).toEqual([
      ['large.tar.gz!a.xml', 'TOO_LARGE'],
      ['large.tar.gz!b.xml', 'b'],
    ])
  })

  it('may be left before their end', async () => {
    const path = await write('left.tar.gz', gzipSync(await tar(entries)))
    for await (const found of documents([path])) {
      expect(found.name).toContain('a.xml')
      break
    }
  })
})

describe('ZIP archives', () => {
  it('give their documents', async () => {
    await zip('good.zip', { 'in/a.xml': 'a', 'b.pdf': 'no', 'c.txt': 'c' })
    const found = await all(at('good.zip'))
    expect(await contents(at('good.zip'))).toEqual([
      ['good.zip!in/a.xml', 'a'],
      ['good.zip!c.txt', 'c'],
    ])
    expect(found.at(-1)!.progress.done).toBe(found.at(-1)!.progress.total)
  })

  it('give an entry with an odd name under it', async () => {
    const archive = await zip('odd.zip', {
      '2023_b.xml': 'b',
      'xx/c.xml': 'c',
      'C_/d.xml': 'd',
      '\u00e9.xml': 'e',
    })
    const odd = archive.toString('latin1').replaceAll('2023_b', '2023\\b').replaceAll('xx/', '../')
    const path = await write('odd.zip', Buffer.from(odd.replaceAll('C_/', 'C:/'), 'latin1'))
    expect((await all(path)).map((found) => found.name.slice(path.length))).toEqual([
      '!2023/b.xml',
      '!../c.xml',
      '!C:/d.xml',
      '!\u00e9.xml',
    ])
    expect((await contents(path)).map(([, text]) => text)).toEqual(['b', 'c', 'd', 'e'])
  })

  it('refuse an entry with a wrong checksum, and give the next', async () => {
    const archive = await zip('crc.zip', { 'a.xml': 'a', 'b.xml': 'b' })
    archive.writeUInt32LE(1, archive.indexOf('PK\x01\x02', 0, 'latin1') + 16)
    expect(await contents(await write('crc.zip', archive))).toEqual([
      ['crc.zip!a.xml', 'BROKEN_ARCHIVE'],
      ['crc.zip!b.xml', 'b'],
    ])
  })

  it('refuse an encrypted entry, and say so', async () => {
    const archive = await zip('secret.zip', { 'a.xml': 'a' })
    const directory = archive.indexOf('PK\x01\x02', 0, 'latin1')
    archive.writeUInt16LE(archive.readUInt16LE(directory + 8) | 1, directory + 8)
    expect(await contents(await write('secret.zip', archive))).toEqual([
      ['secret.zip!a.xml', 'BROKEN_ARCHIVE'],
    ])
    const [found] = await all(at('secret.zip'))
    expect(found).toMatchObject({ refusal: { message: expect.stringContaining('encrypted') } })
  })

  it('refuse an entry that unpacks to more than 200 times its size', async () => {
    await zip('bomb.zip', { 'a.xml': 'x'.repeat(1_000_000), 'b.xml': 'b' })
    expect(await contents(at('bomb.zip'))).toEqual([
      ['bomb.zip!a.xml', 'TOO_LARGE'],
      ['bomb.zip!b.xml', 'b'],
    ])
  })

  it('refuse an entry that is not as long as it says', async () => {
    const archive = await zip('long.zip', { 'a.xml': noise(1000) })
    archive.writeUInt32LE(900, archive.indexOf('PK\x01\x02', 0, 'latin1') + 24)
    expect(await contents(await write('long.zip', archive))).toEqual([['long.zip!a.xml', 'BROKEN_ARCHIVE']])
  })

  it('are refused where they are cut off', async () => {
    const archive = await zip('cut.zip', { 'a.xml': 'a' })
    expect(await contents(await write('cut.zip', archive.subarray(0, -30)))).toEqual([
      ['cut.zip', 'BROKEN_ARCHIVE'],
    ])
  })
})
