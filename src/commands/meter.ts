/** The progress of an ingest or a sync on stderr: a bar on a terminal, a line every few seconds elsewhere. */
import { SingleBar } from 'cli-progress'
import type { Progress } from '../ingest/ingest.ts'

export interface Meter {
  show(progress: Progress): void
  stop(): void
}

const SECONDS_BETWEEN_LINES = 5

export const meter = (): Meter => (process.stderr.isTTY ? bar() : lines())

function bar(): Meter {
  const format = '{bar} {percentage}% | {documents}'
  const drawn = new SingleBar({ format, clearOnComplete: true, hideCursor: true })
  const started = performance.now()
  return {
    show(progress) {
      const documents = pace(progress, performance.now() - started)
      if (!drawn.isActive) drawn.start(progress.total, 0, { documents })
      drawn.update(progress.done, { documents })
    },
    stop: () => drawn.stop(),
  }
}

function lines(): Meter {
  const started = performance.now()
  let next = SECONDS_BETWEEN_LINES
  return {
    show(progress) {
      const elapsed = performance.now() - started
      if (elapsed < next * 1000) return
      next = elapsed / 1000 + SECONDS_BETWEEN_LINES
      console.error(`${Math.floor((100 * progress.done) / progress.total)}% | ${pace(progress, elapsed)}`)
    },
    stop() {},
  }
}

/** The time left goes by what is left of all; before anything is done, nothing tells it. */
function pace({ read, quarantined, done, total }: Progress, elapsed: number): string {
  const rate = Math.round((1000 * read) / elapsed)
  const soFar = `${read} documents, ${rate} filings/s, ${quarantined} quarantined`
  if (done === 0) return soFar
  const left = Math.ceil((elapsed / 1000) * (total / done - 1))
  return `${soFar}, ${left < 60 ? `${left} s` : `${Math.ceil(left / 60)} min`} left`
}
