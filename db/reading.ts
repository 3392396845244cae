/**
 * Rows as SQLite gives them, decoded when they are looked at. An operation that is run again reads only the columns that
 * it was seen to look at before: which they are is learned, not declared. What it looks at all the same is read then.
 */
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { columnDecoder } from './session.ts'

export type Columns = Record<string, SQLiteColumn>

type Cells = unknown[]

/** Which columns are read, and where they stand in what SQLite gives. */
interface View {
  columns: Columns
  /** For each of all columns, its place among those read; -1 where it is not read. */
  places: Int16Array
  /** Tells it from other views of a statement. */
  key: string
  /** The statement that reads it, once it was made for the operation that looks this way. */
  read?: (values: Record<string, unknown>) => Cells[]
}

interface Learned {
  /** For each of all columns, 1 once anybody has looked at it. */
  used: Uint8Array
  /** The run that met the statement first. */
  metIn: number
  whole: View
  view?: View | undefined
}

/** Statements of one operation of which anything is known. */
const MOST_LEARNED = 100

/** What is learned of an operation by running it on one database, by the names of its statements. */
export class Reading {
  readonly #learned = new Map<string, Learned>()
  #runs = 0

  /** Begins a run: what earlier ones have looked at is what it will read. */
  begin(): void {
    this.#runs++
  }

  /** The first run that meets a statement reads all columns of it. */
  of(name: string, all: Columns): Learned {
    let learned = this.#learned.get(name)
    if (!learned) {
      // Filters in variables can make ever more statements of one operation.
      if (this.#learned.size >= MOST_LEARNED) this.#learned.clear()
      learned = { used: new Uint8Array(Object.keys(all).length), metIn: this.#runs, whole: whole(all) }
      this.#learned.set(name, learned)
    }
    // Where there were no rows, nothing is known of what is looked at in them.
    if (!learned.view && learned.metIn < this.#runs && learned.used.includes(1))
      learned.view = narrowed(all, learned.used)
    return learned
  }
}

const whole = (all: Columns): View => ({
  columns: all,
  key: '',
  places: Int16Array.from(Object.keys(all), (_, i) => i),
})

function narrowed(all: Columns, used: Uint8Array): View {
  const entries = Object.entries(all)
  const kept = entries.filter((_, i) => used[i] === 1)
  const names = kept.map(([name]) => name)
  return {
    columns: Object.fromEntries(kept),
    key: names.join(),
    places: Int16Array.from(entries, ([name]) => names.indexOf(name)),
  }
}

/** Runs a statement over some columns, with the values bound to it. */
export type Select = (view: View) => Cells[]

/** Makes rows of results over the same columns, by statements of one name: properties of each row are its columns. */
export function rowsOver(
  name: string,
  all: Columns,
): (reading: Reading | undefined, select: Select) => object[] {
  const Row = rowClass(all)
  const everything = whole(all)
  return (reading, select) => {
    const known = reading?.of(name, all)
    // A view comes to know the statement of one database: who reads all columns has one for each read.
    const result = new Result(known?.view ?? known?.whole ?? { ...everything }, known, select)
    return result.cells.map((_, i) => new Row(result, i))
  }
}

class Result {
  readonly #learned: Learned | undefined
  readonly #select: Select
  #view: View
  cells: Cells[]

  constructor(view: View, learned: Learned | undefined, select: Select) {
    this.#view = view
    this.#learned = learned
    this.#select = select
    this.cells = select(view)
  }

  /** A cell of a row; where it was not read, all of the result is read anew, and better known the next time. */
  cell(row: number, column: number): unknown {
    if (this.#learned) this.#learned.used[column] = 1
    const place = this.#view.places[column]!
    if (place >= 0) return this.cells[row]![place]
    this.#widen()
    return this.cells[row]![column]
  }

  /** Within the snapshot in which the rows were read, so that they are the same. */
  #widen(): void {
    this.#learned!.view = undefined
    this.#view = this.#learned!.whole
    const cells = this.#select(this.#view)
    if (cells.length !== this.cells.length) throw new Error('The data changed while a result was read.')
    this.cells = cells
  }
}

class LazyRow {
  readonly #result: Result
  readonly #index: number

  constructor(result: Result, index: number) {
    this.#result = result
    this.#index = index
  }

  /** How a column is looked at. */
  static property(column: number, decode: ((cell: never) => unknown) | undefined): PropertyDescriptor {
    function plain(this: LazyRow) {
      return this.#result.cell(this.#index, column)
    }
    function decoded(this: LazyRow) {
      const cell = this.#result.cell(this.#index, column)
      return cell === null ? null : decode!(cell as never)
    }
    return { get: decode ? decoded : plain, enumerable: true }
  }
}

type RowClass = new (result: Result, index: number) => LazyRow
const classes = new WeakMap<Columns, RowClass>()

function rowClass(all: Columns): RowClass {
  let known = classes.get(all)
  if (!known) {
    known = class extends LazyRow {}
    const properties = Object.entries(all).map(([name, column], i) => [
      name,
      LazyRow.property(i, columnDecoder(column)),
    ])
    Object.defineProperties(known.prototype, Object.fromEntries(properties))
    classes.set(all, known)
  }
  return known
}

/** A row as an object of its own, with all its columns. */
export const copied = <Row extends object>(row: Row): Row =>
  Object.fromEntries(
    Object.keys(Object.getPrototypeOf(row)).map((name) => [name, row[name as keyof Row]]),
  ) as Row
