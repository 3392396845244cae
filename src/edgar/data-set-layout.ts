/** How the tables of SEC's quarterly data sets are written: a first line of names, and lines of cells between tabs. */

import { ACCESSION, type Column, DROPPED, ROW_TABLES, TABLES, type TableName } from './data-set-columns.ts'

/** What the first line of a table says: columns come and go between quarters, in any order. */
export interface Layout {
  /** How many columns each line has. */
  width: number
  /** By the name of a column, where it stands. */
  places: ReadonlyMap<string, number>
  /** The kept columns that are there, in our order. */
  columns: (Column & { place: number })[]
  /** Names of columns that nobody here knows, and of those that are not there. */
  unknown: string[]
  missing: string[]
}

/** Reads the first line of a table; a byte order mark before it is white space. */
export function readHeader(table: TableName, line: string): Layout {
  const names = readCells(line).map((name) => name.trim().toUpperCase())
  const places = new Map(names.map((name, place) => [name, place] as const).reverse())
  const key = [ACCESSION, ...ROW_TABLES.filter(({ name }) => name === table).map(({ order }) => order)]
  const found = TABLES[table].map((column) => ({ ...column, name: column.names.find((n) => places.has(n)) }))
  const known = new Set([...key, ...found.map(({ name }) => name)])
  return {
    width: names.length,
    places,
    columns: found.flatMap(({ name, ...column }) => (name ? { ...column, place: places.get(name)! } : [])),
    unknown: names.filter((name, i) => places.get(name) !== i || !(known.has(name) || DROPPED.test(name))),
    missing: [
      ...key.filter((name) => !places.has(name)),
      ...found.flatMap(({ name, names }) => (name ? [] : names[0])),
    ],
  }
}

/** The cells of a line. One in quotes, with its own quotes doubled, loses them; other quotes are the filer's. */
export function readCells(line: string, limit?: number): string[] {
  const cells = line.split('\t', limit)
  return line.includes('"') ? cells.map(unquote) : cells
}

const unquote = (cell: string) =>
  /^"[^"]*(?:""[^"]*)*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell
