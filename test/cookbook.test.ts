/**
 * The cookbook: every example with its answer from the bundled sample, as one page. `npm run unit -- -u` writes it anew
 * from the examples; here it is checked to be what they answer.
 */
import { describe, expect, test } from 'vitest'
import { examples } from '../src/web/examples.ts'
import { answer } from './ask.ts'
import { sampleWorld } from './world.ts'

const PAGE = '../src/web/examples/README.md'

/** The questions that the graph was made for; the examples after them show more of how to ask. */
const QUESTIONS = [
  'Which directors and officers bought lately, for how much, at which price?',
  'One company: who are its insiders, what does each hold, what did each buy and sell in the last twelve months?',
  'One person across every company: roles, positions, trades',
  'Which companies do several insiders buy at once?',
  'One filing in full, with its footnotes where they belong and its amendments both ways',
  'Why this number?',
  'What did insiders of a company buy less what they sold, by month?',
  'What did a person hold over time, directly and through each vehicle?',
  'What became of an option: granted, exercised, withheld, sold, what remains?',
  'Who else sits where this director sits, and what did they trade?',
  'Which sales were planned, and which were not?',
  'Which filings came late?',
  'What did an amendment change?',
  'Who bought for the first time, or for the first time in years?',
  'Who bought and sold within six months, and which companies share an owner of over 10 %?',
]
const MORE = [
  'Who links two companies?',
  'Search',
  'What is loaded, and how fresh is it?',
  'A joint filing',
  'Page by page',
]

const all = examples()
const world = sampleWorld()
const titles = [...QUESTIONS, ...MORE]

/** The comment with which an example begins, as one paragraph; and the rest. */
function parts(source: string): { about: string; operation: string } {
  const [comment] = /^(?:# .*\n)+/.exec(source)!
  return {
    about: comment.replaceAll(/^# /gm, '').replaceAll('\n', ' ').trim(),
    operation: source.slice(comment.length).trim(),
  }
}

async function section(title: string, source: string): Promise<string> {
  const { about, operation } = parts(source)
  const data = JSON.stringify({ data: await answer(world, source) }, null, 2)
  return `## ${title}

${about}

\`\`\`graphql
${operation}
\`\`\`

<details><summary>The answer</summary>

\`\`\`json
${data}
\`\`\`

</details>
`
}

describe('the cookbook', () => {
  test('has a title for each example', () => {
    expect(all.map(({ file }) => Number.parseInt(file, 10))).toEqual(titles.map((_, i) => i + 1))
  })

  test('is the examples with their answers', async () => {
    const sections = await Promise.all(
      all.map(({ source }, i) =>
        section(i < QUESTIONS.length ? `${i + 1}. ${titles[i]}` : titles[i]!, source),
      ),
    )
    const page = `# Cookbook

Fifteen questions, each one operation, and a few more on how to ask. They stand in the tabs of GraphiQL too. The answers are those of the
[bundled sample](../../ingest/sample/README.md); tests hold the page to them, and check the fifteen on 13,000 real filings a second way.

${sections.join('\n')}`
    await expect(page).toMatchFileSnapshot(PAGE)
  })
})
