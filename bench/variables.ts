/** The variables with which operations are asked. */
import Database from 'better-sqlite3'
import type { Operation } from './operations.ts'
import { Sample } from './sample.ts'
import { Random } from './synthetic/random.ts'

const SEED = 11

/** Those of each operation for a database, in an order in which any part of them stands for all: a slice may not come to their end. */
export function variablesOf(file: string, operations: readonly Operation[]): [Operation, object[]][] {
  const driver = new Database(file, { readonly: true })
  try {
    const sample = new Sample(driver)
    return operations.map((operation) => [operation, new Random(SEED).shuffled(operation.variables(sample))])
  } finally {
    driver.close()
  }
}
