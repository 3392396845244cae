/** A filing in full. */
import { packAccession } from '../../../db/accession.ts'
import { PLAN_STATUSES } from '../../../db/codes.ts'
import type { Dialect } from '../../compare.ts'
import { accessionOf, globalId, rolesOf, rowId } from '../../limit/formats.ts'
import {
  HELD,
  type Held,
  heldOf,
  insiderOf,
  issuerOf,
  type Owner,
  type Party,
  type Text,
  TRADE,
  type Trade,
  tradeOf,
} from './rows.ts'

interface Filing {
  accession: string
  form: string
  filedOn: Text
  periodOfReport: Text
  planStatus: number
  issuerByIssuerCik: Party
  filingOwnersByAccessionList: (Owner & { insiderByInsiderCik: Party })[]
  transactionsByAccessionList: (Trade &
    Held & { footnoteReferencesByAccessionAndRowList: { label: string }[] })[]
  holdingsByAccessionList: (Held & { row: number })[]
  footnotesByAccessionList: object[]
}

export const FILING: Dialect = {
  filing: {
    query: `query Filing($accession: BigInt!) {
      filingByAccession(accession: $accession) {
        accession form filedOn periodOfReport planStatus
        issuerByIssuerCik { cik name ticker }
        filingOwnersByAccessionList(orderBy: ORDINAL_ASC) { name roles officerTitle insiderByInsiderCik { cik name } }
        transactionsByAccessionList(orderBy: PRIMARY_KEY_ASC) {
          ${TRADE} ${HELD} footnoteReferencesByAccessionAndRowList(orderBy: PRIMARY_KEY_ASC) { label }
        }
        holdingsByAccessionList(orderBy: PRIMARY_KEY_ASC) { row ${HELD} }
        footnotesByAccessionList(orderBy: PRIMARY_KEY_ASC) { label text }
      }
    }`,
    variables: ({ id }: { id: string }) => ({ accession: String(packAccession(id)) }),
    data({ filingByAccession: filing }: { filingByAccession: Filing }) {
      const accession = Number(filing.accession)
      const number = accessionOf(accession)
      return {
        filing: {
          id: globalId('Filing', number),
          accessionNumber: number,
          form: `FORM_${filing.form.replace('/A', '_AMENDMENT')}`,
          filedOn: filing.filedOn,
          periodOfReport: filing.periodOfReport,
          planStatus: PLAN_STATUSES[filing.planStatus],
          issuer: issuerOf(filing.issuerByIssuerCik),
          owners: filing.filingOwnersByAccessionList.map(
            ({ name, roles, officerTitle, insiderByInsiderCik }) => ({
              name,
              roles: rolesOf(roles),
              officerTitle,
              insider: insiderOf(insiderByInsiderCik),
            }),
          ),
          transactions: filing.transactionsByAccessionList.map((trade) => ({
            ...tradeOf(trade),
            ...heldOf(trade),
            footnotes: labelsOf(trade.footnoteReferencesByAccessionAndRowList),
          })),
          holdings: filing.holdingsByAccessionList.map((holding) => ({
            id: rowId(accession, holding.row),
            ...heldOf(holding),
          })),
          footnotes: filing.footnotesByAccessionList,
        },
      }
    },
  },
}

/** Each once, as it first comes. */
const labelsOf = (references: { label: string }[]) =>
  [...new Set(references.map(({ label }) => label))].map((label) => ({ label }))
