/** The gate that every request passes: how soon after another, how many at once, and when none at all. */

export interface Gate {
  /** Runs a request when its turn comes; it counts as open until what it returns is settled. First come, first served. */
  pass<T>(request: () => Promise<T>): Promise<T>
  /** Lets no request start for so long; a longer pause that is under way stays. */
  pause(ms: number): void
}

/**
 * A gate with at least `gapMs` between the starts of two requests, and at most `atOnce` of them open. When the signal
 * aborts, those who wait are turned away with its reason.
 */
export function createGate({ gapMs, atOnce }: { gapMs: number; atOnce: number }, signal?: AbortSignal): Gate {
  const waiting: PromiseWithResolvers<void>[] = []
  let open = 0
  let opensAt = 0
  let timer: NodeJS.Timeout | undefined

  function admit(): void {
    if (timer || open >= atOnce || waiting.length === 0) return
    const now = performance.now()
    if (now < opensAt) {
      timer = setTimeout(() => {
        timer = undefined
        admit()
      }, opensAt - now)
      return
    }
    open++
    opensAt = now + gapMs
    waiting.shift()!.resolve()
    admit()
  }

  signal?.addEventListener('abort', () => {
    clearTimeout(timer)
    for (const { reject } of waiting.splice(0)) reject(signal.reason)
  })

  return {
    async pass(request) {
      signal?.throwIfAborted()
      const turn = Promise.withResolvers<void>()
      waiting.push(turn)
      admit()
      await turn.promise
      try {
        return await request()
      } finally {
        open--
        admit()
      }
    },
    pause(ms) {
      opensAt = Math.max(opensAt, performance.now() + ms)
    },
  }
}
