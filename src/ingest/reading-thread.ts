import { giveBeside } from './beside.ts'
import { readAll } from './reading.ts'

await giveBeside(readAll)
