/** The operations that PostGraphile's graph can say. */
import type { Dialect } from '../../compare.ts'
import { FILING } from './filing.ts'
import { FOUND } from './found.ts'
import { LISTS } from './lists.ts'
import { PAGES } from './pages.ts'

export const POSTGRAPHILE: Dialect = { ...FILING, ...PAGES, ...LISTS, ...FOUND }
