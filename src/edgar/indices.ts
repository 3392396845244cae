/** The index by form of a day or a quarter. */

import { type Entry, type FilingList, gather, readShort, unreadable } from './lists.ts'

// Every repetition has an end, so that no line is too long for the stack of the matcher.
const HEAD = /^Form Type\s{1,100}Company Name/m
const RULE = /^-{20,1000}[ \t\r]{0,100}\n/m
const START = /^\S{1,20}/
const END = /\s(\d{8}|\d{4}-\d\d-\d\d)\s{1,100}edgar\/data\/(\d{1,10})\/([\d-]{1,20})\.txt$/
/** More than the date and the path, at the right of a line. */
const MAX_END = 200

/**
 * Reads the index by form of a day or a quarter (`form.20200318.idx`, `form.idx`). A filing's CIK is that of its path.
 * @throws {Error} `UNREADABLE_LIST`, where it is none, or is cut off within a line. That it is cut off between two
 * lines cannot be seen.
 */
export function readFormIndex(bytes: Uint8Array): FilingList {
  // All that is read of it is ASCII, and no bytes are wrong in Latin-1.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const rule = RULE.exec(text)
  if (!rule || !HEAD.test(text.slice(0, rule.index))) {
    throw unreadable('It is no index by form, or is cut off before its first line: get it again.')
  }
  const lines = text.slice(rule.index + rule[0].length).split('\n')
  const last = lines.at(-1)!.trim()
  if (last !== '' && !endOf(last)) {
    throw unreadable(`The index is cut off in its last line, "${readShort(last)}": get it again.`)
  }
  return gather(entriesOf(lines))
}

/** The date and the path. Columns cannot be counted from the left: names hold spaces, digits and anything else. */
const endOf = (line: string) => END.exec(line.trimEnd().slice(-MAX_END))

function* entriesOf(lines: Iterable<string>): Generator<Entry> {
  for (const line of lines) {
    const [form = ''] = START.exec(line.trimStart()) ?? []
    const [, filedOn = '', cik = '', accession = ''] = endOf(line) ?? []
    yield { form, accession, cik, filedOn, shown: line }
  }
}
