/** The Atom feed of what EDGAR has just taken in (`browse-edgar?action=getcurrent`). */

import { type Entry, type FilingList, gather, unreadable } from './lists.ts'
import { decodeXml } from './read.ts'
import { Refused, walkXml, type XmlVisitor } from './xml.ts'

/** One page of the feed, newest first. */
export interface CurrentFilings extends FilingList {
  /** How many entries the page has, of any form: a filing has one for each party to it. */
  entries: number
}

/**
 * Reads one page of the feed. It is asked for by the beginning of a form's name, so that with 4 there come 424B2 and 40-F.
 * @throws {Error} `UNREADABLE_LIST`, where it is no such feed, is cut off, or is no XML that is safe to read.
 */
export function readCurrent(bytes: Uint8Array): CurrentFilings {
  const feed = new Feed()
  try {
    walkXml(decodeXml(bytes), feed)
  } catch (error) {
    if (error instanceof Refused) throw unreadable(`The feed cannot be read: ${error.message} Get it again.`)
    throw error
  }
  if (!feed.isFeed) throw unreadable('It is no Atom feed: get it again.')
  return { ...gather(feed.entries), entries: feed.entries.length }
}

/** Texts, and the one attribute each that counts. */
type Told = { [element in 'title' | 'summary' | 'id' | 'category' | 'link']?: string }
const isText = (element?: string) => element === 'title' || element === 'summary' || element === 'id'

class Feed implements XmlVisitor {
  isFeed = false
  readonly entries: Entry[] = []
  readonly #path: string[] = []
  /** What the open entry says, by the elements right in it. */
  #told: Told = {}

  open(name: string, attributes: Record<string, string>): void {
    this.#path.push(name)
    const [root, , element] = this.#path
    this.isFeed = root === 'feed'
    if (!element) this.#told = {}
    else if (element === 'category') this.#told.category ??= attributes.term ?? ''
    else if (element === 'link') this.#told.link ??= attributes.href ?? ''
  }

  text(text: string): void {
    const [, , element] = this.#path
    if (isText(element)) this.#told[element] = (this.#told[element] ?? '') + text
  }

  close(): void {
    if (this.#path.join('/') === 'feed/entry') this.entries.push(entryOf(this.#told))
    this.#path.pop()
  }
}

/** The day is only in the summary, which is HTML: `<b>Filed:</b> 2026-06-10 <b>AccNo:</b> …`. */
function entryOf({ title = '', category = '', link = '', summary = '', id = '' }: Told): Entry {
  const [, cik = ''] = /\/data\/(\d+)\//.exec(link) ?? []
  const [, accession = ''] = /accession-number=([\d-]+)\s*$/.exec(id) ?? []
  const [, filedOn = ''] = /\bFiled:\s*(?:<\/b>)?\s*([\d-]+)/.exec(summary) ?? []
  return { form: category.trim(), accession, cik, filedOn, shown: title }
}
