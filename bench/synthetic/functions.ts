/** What SQL cannot say of the move to another block: names, and what is a hash over keys. */
import type Database from 'better-sqlite3'
import { hash52, sha256 } from '../../db/hash.ts'
import { businessDays } from '../../db/rules/lateness.ts'
import { coreOf, indexedWords } from '../../db/rules/spelling.ts'
import { plain, wordsOf } from '../../db/rules/words.ts'
import { dayOf, numberOf } from './days.ts'
import { positionIds } from './position-ids.ts'
import { type Shift, shiftOf } from './shift.ts'
import { insiderNameIn, issuerNameIn, tickerIn } from './words.ts'

/** Defines the functions that `moves.ts` calls; gives a way to say of which block they are to speak. */
export function defineMoves(driver: Database.Database): (block: number) => void {
  let shift = shiftOf(0)
  let positions = new Map<number, number>()
  let groups = new Map<number, number>()
  const positionsIn = positionIds(driver)
  const groupsIn = ownerGroups(driver)

  const day = (text: string | null) => text && dayOf(numberOf(text) + shift.days)
  const ciks = (text: string) => text.split(' ').map((cik) => Number(cik) + shift.cik)
  const insiderName = (name: string, cik: number) => insiderNameIn(shift.block, name, cik)
  const issuerName = (name: string) => issuerNameIn(shift.block, name)
  const ticker = (text: string | null) => text && tickerIn(shift.block, text)
  const functions = {
    position_id_of: (id: number) => positions.get(id)!,
    group_of: (group: number) => groups.get(group)!,
    ticker_of: ticker,
    tickers_of: (json: string) => JSON.stringify((JSON.parse(json) as string[]).map(ticker)),
    issuer_name_of: issuerName,
    insider_name_of: insiderName,
    words_of: indexedWords,
    core_of: coreOf,
    issuer_name_id_of: (kind: string, cik: number, text: string) =>
      hash52(JSON.stringify([kind, cik + shift.cik, kind === 'NAME' ? issuerName(text) : ticker(text)])),
    insider_name_id_of: (cik: number, text: string) =>
      hash52(JSON.stringify([cik + shift.cik, insiderName(text, cik)])),
    holders_of: (text: string) => ciks(text).join(' '),
    grant_key_of: (
      cik: number,
      holders: string,
      title: string,
      price: string | null,
      expiry: string | null,
    ) => {
      const parts = [cik + shift.cik, ciks(holders).join(' '), wordsOf(title), plain(price), day(expiry)]
      return sha256(JSON.stringify(parts)).slice(0, 32)
    },
    twin_key_of: (
      ...[cik, title, on, code, direction, ...numbers]: [number, string, string, string, string]
    ) =>
      hash52(
        JSON.stringify([
          cik + shift.cik,
          wordsOf(title),
          day(on),
          code,
          direction,
          ...(numbers as unknown[]).map(Number),
        ]),
      ),
    lag_of: (from: string, to: string) => businessDays(day(from)!, day(to)!),
  }
  for (const [name, of] of Object.entries(functions))
    driver.function(name, { deterministic: true, varargs: true }, of as (...values: unknown[]) => unknown)
  return (block) => {
    shift = shiftOf(block)
    positions = positionsIn(shift)
    groups = groupsIn(shift)
  }
}

/** The groups of several owners, and what they are in another block. */
function ownerGroups(driver: Database.Database): (shift: Shift) => Map<number, number> {
  const rows = driver
    .prepare(
      `SELECT DISTINCT f.owner_group AS 'group', (SELECT json_group_array(cik) FROM
         (SELECT DISTINCT insider_cik AS cik FROM filing_owners o WHERE o.accession = f.accession ORDER BY 1)) AS ciks
       FROM filings f WHERE f.owner_group < 0`,
    )
    .all() as { group: number; ciks: string }[]
  const groups = rows.map(({ group, ciks }) => ({ group, ciks: JSON.parse(ciks) as number[] }))
  return ({ cik }) =>
    new Map(groups.map(({ group, ciks }) => [group, -hash52(ciks.map((one) => one + cik).join(' '))]))
}
