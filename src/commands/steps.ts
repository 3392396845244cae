/** How far a command is that works in steps without turns in which a bar could be drawn: a line on stderr every few seconds. */
export function lines(): (step: string, done: number, total: number) => void {
  let next = performance.now() + MS_BETWEEN_LINES
  return (step, done, total) => {
    if (performance.now() < next) return
    next = performance.now() + MS_BETWEEN_LINES
    console.error(`${step}: ${Math.floor((100 * done) / total)} %`)
  }
}

const MS_BETWEEN_LINES = 5_000
