/** A filing in full. */
import { packAccession } from '../../db/accession.ts'
import { PLAN_STATUSES } from '../../db/codes.ts'
import type { Answers, Reads } from './database.ts'
import { cikOf, globalId, insiderCikOf, ownershipOf, rolesOf, rowId } from './formats.ts'
import { type Text, TRADE, type Trade, tradeOf } from './trade.ts'

export function filingReads({ prepare }: Reads): Answers {
  const issuer = prepare<[string, Text]>('SELECT name, ticker FROM issuers WHERE cik = ?')
  const filing = prepare<[string, Text, Text, number, number]>(
    'SELECT form, filed_on, period_of_report, plan_status, issuer_cik FROM filings WHERE accession = ?',
  )
  const owners = prepare<[Text, number, Text, number, string]>(
    `SELECT o.name, o.roles, o.officer_title, o.insider_cik, i.name FROM filing_owners o
     JOIN insiders i ON i.cik = o.insider_cik WHERE o.accession = ? ORDER BY o.ordinal`,
  )
  const transactions = prepare<[...Trade, Text, Text, Text, Text]>(
    `SELECT ${TRADE}, t.security_title, t.shares_after, t.ownership, t.nature_of_ownership
     FROM transactions t WHERE t.accession = ? ORDER BY t.row`,
  )
  const holdings = prepare<[number, Text, Text, Text, Text]>(
    `SELECT row, security_title, shares_after, ownership, nature_of_ownership
     FROM holdings WHERE accession = ? ORDER BY row`,
  )
  const footnotes = prepare<[string, string]>(
    'SELECT label, text FROM footnotes WHERE accession = ? ORDER BY ordinal',
  )
  const references = prepare<[number, string]>(
    'SELECT row, label FROM footnote_references WHERE accession = ? ORDER BY row, field, place',
  )

  return {
    Filing({ id }: { id: string }) {
      const accession = packAccession(id)
      const found = filing.get(accession)
      if (!found) return { filing: null }
      const [form, filedOn, periodOfReport, plan, issuerCik] = found
      const [name, ticker] = issuer.get(issuerCik)!
      const notes = footnotes.all(accession)
      const labels = new Map<number, string[]>()
      for (const [row, label] of references.all(accession)) {
        const known = labels.get(row)
        if (!known) labels.set(row, [label])
        else if (!known.includes(label)) known.push(label)
      }
      return {
        filing: {
          id: globalId('Filing', id),
          accessionNumber: id,
          form: `FORM_${form.replace('/A', '_AMENDMENT')}`,
          filedOn,
          periodOfReport,
          planStatus: PLAN_STATUSES[plan],
          issuer: { cik: cikOf(issuerCik), name, ticker },
          owners: owners.all(accession).map(([name, roles, officerTitle, cik, latest]) => ({
            name,
            roles: rolesOf(roles),
            officerTitle,
            insider: { cik: insiderCikOf(cik), name: latest },
          })),
          transactions: transactions.all(accession).map((row) => ({
            ...tradeOf(row),
            securityTitle: row[8],
            sharesAfter: row[9],
            ownership: ownershipOf(row[10]),
            natureOfOwnership: row[11],
            footnotes: (labels.get(row[1]) ?? []).map((label) => ({ label })),
          })),
          holdings: holdings
            .all(accession)
            .map(([row, securityTitle, sharesAfter, ownership, natureOfOwnership]) => ({
              id: rowId(accession!, row),
              securityTitle,
              sharesAfter,
              ownership: ownershipOf(ownership),
              natureOfOwnership,
            })),
          footnotes: notes.map(([label, text]) => ({ label, text })),
        },
      }
    },
  }
}
