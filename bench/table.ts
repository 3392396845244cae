/** Tables for people. */
export const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0)

/** As a table of Markdown: names to the left, numbers to the right. */
export function aligned([head, ...rows]: string[][], names = 2): string {
  const widths = head!.map((_, i) => Math.max(...[head!, ...rows].map((row) => row[i]!.length)))
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => (i < names ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`
  const rule = `|${widths.map((width, i) => (i < names ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head!), rule, ...rows.map(line)].join('\n')
}
