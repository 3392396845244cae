/** What tells one security, and one vehicle, from another, however they are typed. */
import { describe, expect, test } from 'vitest'
import { vehicleOf } from '../db/rules/vehicles.ts'
import { titleWords } from '../db/rules/words.ts'

test.each([
  ['Common Stock, $1 2/3 Par Value', 'common'],
  ['Class A Common Stock, $0.0001 par value ("Class A Common Sto', 'class a common'],
  ['Class A Ordinary Shares, no par value per share', 'class a ordinary'],
  ['Series 2 Preferred Stock, par value US$.01', 'series 2 preferred'],
  ['Series 2, par value $.01', 'series 2'],
  ['5.50% Series A Preferred', '5 50 series a preferred'],
  ['Common Shares of Beneficial Interest', 'common shares of beneficial interest'],
  ['Shares', 'shares'],
  ['$.01 par value', '01 par value'],
  ['—', null],
  [null, null],
])('the title "%s" is of "%s"', (title, words) => expect(titleWords(title)).toBe(words))

describe('through which vehicle', () => {
  const doe = 'Held by the Doe Family Trust, of which Ms. Doe is a trustee. She disclaims ownership.'
  const roe = 'Held by the Roe Children Trust.'
  const same = (...given: [string | null, ...string[]][]) =>
    new Set(given.map(([nature, ...notes]) => vehicleOf(nature, notes))).size

  test('a name tells it, whatever the footnotes add', () => {
    expect(same(['By GV 2019, L.P.', doe], ['GV 2019 LP'], ['held by the GV 2019 LP', roe])).toBe(1)
    expect(same(['GV 2019 LP', doe], ['GV 2021 LP', doe])).toBe(2)
    expect(same(['TCV VII, L.P.'], ['TCV VII (A), L.P.'])).toBe(2)
  })

  test('a footnote tells it, under any number', () => {
    expect(same(['See footnote 2', doe], ['see footnotes (3)', doe], [null, doe], ['(4)', doe])).toBe(1)
    expect(same(['See footnote', doe], ['See footnote', roe], ['See footnote 1'], ['See footnote 2'])).toBe(4)
  })

  test('a kind and a footnote tell it together', () => {
    expect(same(['By Trust', doe], ['by trust', doe], ['Trust', doe])).toBe(1)
    expect(same(['By Trust', doe], ['By Trust', roe], ['By Trust'], ['By LLC', doe], ['Trust 2', doe])).toBe(
      5,
    )
  })

  test('of a footnote its first sentence counts, of several their set', () => {
    expect(
      same(['See footnote', 'Held by A Trust. Sold in 2023.'], ['See footnote', 'held by the A Trust']),
    ).toBe(1)
    expect(same(['See footnotes', doe, roe], ['See footnotes', roe, doe])).toBe(1)
    expect(same(['See footnote', 'Held by A. Doe. X.'], ['See footnote', 'Held by A. Roe. X.'])).toBe(2)
    expect(
      same(['See footnote', 'Held by Foo Inc. for Ann'], ['See footnote', 'Held by Foo Inc. for Ben']),
    ).toBe(2)
  })

  test('nothing is told by nothing', () =>
    expect([vehicleOf(null, []), vehicleOf('', [])]).toEqual([null, null]))
})
