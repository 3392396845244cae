/** Words that a typed one may stand for, against the distance of every pair. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clausesOf, editsOf, hasAll, indexedWords, wordsLike } from '../db/rules/spelling.ts'

/** Letters added, left out, changed, or swapped with the next: each pair of beginnings from those that are shorter. */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => i || j),
  )
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      d[i]![j] = Math.min(
        d[i - 1]![j]! + 1,
        d[i]![j - 1]! + 1,
        d[i - 1]![j - 1]! + Number(a[i - 1] !== b[j - 1]),
        isSwap ? d[i - 2]![j - 2]! + 1 : 99,
      )
    }
  return d[a.length]![b.length]!
}

/** One letter of four may be wrong; that the word goes on is a quarter of an error. */
function editsByHand(typed: string, word: string): number {
  const allowed = /\d/.test(typed) ? 0.25 : typed.length / 4
  const begun = Array.from({ length: word.length + 1 }, (_, i) => distance(typed, word.slice(0, i)) + 0.25)
  const edits = Math.min(distance(typed, word), ...begun)
  return edits <= allowed ? edits : Number.POSITIVE_INFINITY
}

const word = fc.string({ unit: fc.constantFrom(...'abcd1'), minLength: 1, maxLength: 11 })

test('those that a typed word may stand for are those that are near enough, each as near as it is', () => {
  let found = 0
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 60 }), (typed, some) => {
      const words = [...new Set([...some, typed, `${typed}ab`, typed.slice(1)])].filter(Boolean).sort()
      const near = new Map(
        wordsLike(
          typed,
          words.map((term) => ({ term })),
        ).map(({ word, edits }) => [word.term, edits]),
      )
      for (const one of words) {
        const expected = editsByHand(typed, one)
        expect([one, near.get(one) ?? Number.POSITIVE_INFINITY]).toEqual([one, expected])
        expect(editsOf(typed, one)).toBe(expected)
      }
      found += near.size
    }),
    { numRuns: 500 },
  )
  expect(found).toBeGreaterThan(1_000)
})

test.each([
  ["O'BRIEN JOHN", 'obrien', true],
  ['OBRIEN JOHN', "o'brien", true],
  ['JPMORGAN CHASE', 'jp morgan', true],
  ['JP MORGAN CHASE', 'jpmorgan', true],
  ['DE LA CRUZ MARIA', 'lacruz', true],
  ['BRIEN JOHN', "o'brien", false],
  ['JP CHASE', 'jp morgan', false],
])('a blank or an apostrophe after a few letters tells nothing: %s, typed %s', (name, typed, isFound) => {
  const clauses = clausesOf(typed.split(/[^a-z]+/))
  expect(hasAll(clauses, indexedWords(name).split(' '))).toBe(isFound)
})
