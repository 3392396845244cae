/** Ratios to the limit as a picture: bars on a scale of logarithms, since 2 × is as far from 1 × as ½ × is. */
import type { Result } from './measure.ts'
import { type Ratio, ratiosOf } from './report.ts'
import { geometricMean } from './statistics.ts'

const [LEFT, WIDTH, BAR, GAP, TOP] = [150, 560, 13, 12, 76]
const COLOURS = ['#2563eb', '#93c5fd', '#f59e0b', '#8b5cf6', '#c4b5fd']
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]

/** An SVG of CPU per request, in multiples of the limit's. */
export function chartOf(results: readonly Result[], title: string): string {
  const ratios = ratiosOf(results)
  const stacks = [...new Set(ratios.map(({ stack }) => stack))]
  const means: Ratio[] = stacks.map((stack) => {
    const cpu = geometricMean(ratios.filter((ratio) => ratio.stack === stack).map((ratio) => ratio.cpu))
    return { operation: 'geometric mean', stack, cpu, throughput: cpu }
  })
  const groups = [...Map.groupBy([...ratios, ...means], ({ operation }) => operation)]
  const all = [1, ...ratios.map(({ cpu }) => cpu)]
  const [low, high] = [Math.min(...all) / 1.5, Math.max(...all) * 1.5]
  const x = (ratio: number) => LEFT + (WIDTH * Math.log(ratio / low)) / Math.log(high / low)
  const step = stacks.length * BAR + GAP
  const bottom = TOP + groups.length * step

  const grid = TICKS.filter((tick) => tick > low && tick < high).map(
    (tick) =>
      `<line x1="${x(tick)}" x2="${x(tick)}" y1="${TOP - 6}" y2="${bottom}" stroke="${tick === 1 ? '#111' : '#ddd'}"/>` +
      text(x(tick), TOP - 10, `${tick} ×`, 'middle'),
  )
  const bars = groups.flatMap(([operation, some], i) => {
    const y = TOP + i * step
    const label = text(LEFT - 10, y + (step - GAP) / 2 + 4, operation, 'end')
    return [
      label,
      ...some.map(({ stack, cpu }) => {
        const place = stacks.indexOf(stack)
        const [from, to] = [Math.min(x(1), x(cpu)), Math.max(x(1), x(cpu))]
        const top = y + place * BAR
        const bar = `<rect x="${from}" y="${top}" width="${to - from}" height="${BAR - 2}" fill="${COLOURS[place]}"/>`
        return bar + text(to + 5, top + BAR - 3, cpu.toFixed(2), 'start')
      }),
    ]
  })
  const legend = stacks.map((stack, i) => {
    const left = 16 + i * 120
    return `<rect x="${left}" y="34" width="11" height="11" fill="${COLOURS[i]}"/>${text(left + 16, 44, stack, 'start')}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + 60}" height="${bottom + 16}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
${text(16, 22, `${title}: CPU per request, in multiples of the limit's`, 'start')}
${[...legend, ...grid, ...bars].join('\n')}
</svg>
`
}

const text = (x: number, y: number, content: string, anchor: string) =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#222">${content}</text>`
