/** One batched load for each list and edge, however many parents it has. */
import type { Reads } from '../../limit/database.ts'
import { cikOf, insiderCikOf, ownershipOf, rolesOf, rowId } from '../../limit/formats.ts'
import { type Text, TRADE, type Trade } from '../../limit/trade.ts'
import { eachIn, type Query } from './batch.ts'
import { partyLoadersOn } from './parties.ts'
import { type Transaction, transactionOf } from './transactions.ts'

type Held = [title: Text, sharesAfter: Text, ownership: Text, nature: Text]
const heldOf = ([securityTitle, sharesAfter, ownership, natureOfOwnership]: Held) => ({
  securityTitle,
  sharesAfter,
  ownership: ownershipOf(ownership),
  natureOfOwnership,
})

export function loadersOn(database: Reads) {
  const { prepare, snapshot } = database
  const each = eachIn(database)
  const owners = prepare<[Text, number, Text, number, string]>(
    `SELECT o.name, o.roles, o.officer_title, o.insider_cik, i.name FROM filing_owners o
     JOIN insiders i ON i.cik = o.insider_cik WHERE o.accession = ? ORDER BY o.ordinal`,
  )
  const filers = prepare<[Text, number, Text]>(
    'SELECT name, roles, officer_title FROM filing_owners WHERE accession = ? ORDER BY ordinal',
  )
  const transactions = prepare<[...Trade, ...Held]>(
    `SELECT ${TRADE}, t.security_title, t.shares_after, t.ownership, t.nature_of_ownership
     FROM transactions t WHERE t.accession = ? ORDER BY t.row`,
  )
  const holdings = prepare<[...Held, number]>(
    `SELECT security_title, shares_after, ownership, nature_of_ownership, row
     FROM holdings WHERE accession = ? ORDER BY row`,
  )
  const footnotes = prepare<[string, string]>(
    'SELECT label, text FROM footnotes WHERE accession = ? ORDER BY ordinal',
  )
  const references = prepare<[number, string]>(
    'SELECT row, label FROM footnote_references WHERE accession = ? ORDER BY row, field, place',
  )
  const issuers = prepare<[string, Text]>('SELECT name, ticker FROM issuers WHERE cik = ?')

  /** Of one row, each once, as it first comes. */
  const labelsOf = (all: [number, string][], row: number) =>
    [...new Set(all.filter(([of]) => of === row).map(([, label]) => label))].map((label) => ({ label }))

  return {
    Filing: {
      owners: each(({ key }: { key: number }) =>
        owners.all(key).map(([name, roles, officerTitle, insiderKey, latest]) => ({
          name,
          roles: rolesOf(roles),
          officerTitle,
          insider: { key: insiderKey, cik: insiderCikOf(insiderKey), name: latest },
        })),
      ),
      transactions: each(({ key }: { key: number }) =>
        transactions.all(key).map((row) => ({ ...transactionOf(row), ...heldOf(row.slice(8) as Held) })),
      ),
      holdings: each(({ key }: { key: number }) =>
        holdings.all(key).map(([title, shares, ownership, nature, row]) => ({
          id: rowId(key, row),
          ...heldOf([title, shares, ownership, nature]),
        })),
      ),
      footnotes: each(({ key }: { key: number }) =>
        footnotes.all(key).map(([label, text]) => ({ label, text })),
      ),
    },
    Transaction: {
      owners: each(({ accession }: Transaction) =>
        filers
          .all(accession)
          .map(([name, roles, officerTitle]) => ({ name, roles: rolesOf(roles), officerTitle })),
      ),
      footnotes: {
        loader: async (queries: Query<Transaction>[]) =>
          snapshot(() => {
            const known = new Map<number, [number, string][]>()
            return queries.map(({ obj: { accession, row } }) => {
              const all = known.get(accession) ?? references.all(accession)
              known.set(accession, all)
              return labelsOf(all, row)
            })
          }),
        opts: { cache: false },
      },
      issuer: each(({ issuerKey }: Transaction) => {
        const [name, ticker] = issuers.get(issuerKey)!
        return { key: issuerKey, cik: cikOf(issuerKey), name, ticker }
      }),
    },
    ...partyLoadersOn(database),
  }
}
