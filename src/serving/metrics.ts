/** What is measured of a server, for Prometheus. No label has values that a caller can choose. */
import type { ExecutionResult } from 'graphql'
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { lastArrival } from '../../db/arrivals.ts'
import { acceptedAt } from '../../db/dataset.ts'
import type { Db } from '../../db/open.ts'
import type { Outcome } from './asked.ts'

export interface Metrics {
  /** What has become of a request, and after how many milliseconds. */
  done(outcome: Outcome, ms: number): void
  /** That an operation was run, or refused for its cost. */
  ran(result: ExecutionResult): void
  /** That an answer was given again as it was kept. */
  kept(): void
  /** That a caller was told an error. */
  told(code: string): void
  /** Whose number is the number of listeners. */
  listeners: { readonly size: number }
  /** All of it as Prometheus reads it. */
  read(): Promise<string>
}

/** Measures a server of a database. Where it is one of several workers, the process that started them can ask for it too. */
export function measure(db: Db): Metrics {
  const registers = [new Registry()] as [Registry]
  const [registry] = registers
  collectDefaultMetrics({ register: registry })
  AggregatorRegistry.setRegistries(registry)
  new AggregatorRegistry() // listens for the process that started this one

  const requests = new Counter({
    name: 'insider_graph_requests_total',
    help: 'Requests for GraphQL, by what has become of them.',
    labelNames: ['outcome'],
    registers,
  })
  const seconds = new Histogram({
    name: 'insider_graph_request_duration_seconds',
    help: 'How long requests took that were answered; not those that listen.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
    registers,
  })
  const costs = new Histogram({
    name: 'insider_graph_operation_cost',
    help: 'What the operations cost that were run, or refused for it.',
    buckets: [10, 100, 1_000, 5_000, 10_000, 20_000],
    registers,
  })
  const kept = new Counter({
    name: 'insider_graph_kept_answers_total',
    help: 'Answers that were kept and given again.',
    registers,
  })
  const errors = new Counter({
    name: 'insider_graph_errors_total',
    help: 'Errors that callers were told, by their codes.',
    labelNames: ['code'],
    registers,
  })
  const metrics: Metrics = {
    done(outcome, ms) {
      requests.inc({ outcome })
      if (outcome !== 'listening') seconds.observe(ms / 1_000)
    },
    ran({ extensions }) {
      const cost = extensions?.cost as { requested: number } | undefined
      if (cost) costs.observe(cost.requested)
    },
    kept: () => kept.inc(),
    told: (code) => errors.inc({ code }),
    listeners: { size: 0 },
    read: () => registry.metrics(),
  }
  gauge('insider_graph_listeners', 'Subscriptions that are listened to.', 'sum', () => metrics.listeners.size)
  gauge('insider_graph_arrivals', 'The place of the last filing that came.', 'max', () => lastArrival(db))
  gauge(
    'insider_graph_last_accepted_timestamp_seconds',
    'When EDGAR accepted the latest filing.',
    'max',
    () => Date.parse(acceptedAt(db) ?? '') / 1_000,
  )
  if (db.syncedAt())
    gauge(
      'insider_graph_replica_synced_timestamp_seconds',
      'When the replica last held all that its primary had.',
      'max',
      () => db.syncedAt()!.getTime() / 1_000,
    )
  return metrics

  /** What is looked up when somebody asks. */
  function gauge(name: string, help: string, aggregator: 'sum' | 'max', look: () => number): void {
    new Gauge({
      name,
      help,
      aggregator,
      registers,
      collect() {
        this.set(look())
      },
    })
  }
}

/** What is measured of all workers that this process started, taken together. */
export function readWorkers(): Promise<string> {
  return new AggregatorRegistry().clusterMetrics()
}
