/** Work in a thread of its own, beside the one that writes. */
import { on } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'

/** How many values the thread works out before they are taken. */
const AHEAD = 1
/** Far more than it needs; without a limit, it would rather take more than tidy up. */
const MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 }

/** What a generator gives that runs in another thread: in a file that says `giveBeside(it)`, with these arguments. */
export async function* beside<Value>(file: URL, ...args: unknown[]): AsyncGenerator<Value> {
  const thread = new Worker(file, { workerData: args, resourceLimits: MEMORY })
  try {
    for await (const [value] of on(thread, 'message', { close: ['exit'] })) {
      thread.postMessage('taken')
      yield value
      await setImmediate() // where the next one waits already, signals would never get their turn
    }
  } finally {
    await thread.terminate()
  }
}

/** Runs a generator for the thread that called `beside`; what `large` finds in a value is handed over, not copied. */
export async function giveBeside<Args extends unknown[], Value>(
  generate: (...args: Args) => AsyncIterable<Value>,
  large: (value: Value) => ArrayBuffer[],
): Promise<void> {
  const port = parentPort!
  let ahead = 0
  let taken = () => {}
  port.on('message', () => {
    ahead--
    taken()
  })
  for await (const value of generate(...(workerData as Args))) {
    port.postMessage(value, large(value))
    if (++ahead > AHEAD) await new Promise<void>((resolve) => (taken = resolve))
  }
  port.close()
}
