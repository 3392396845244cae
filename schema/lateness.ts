/** How long filings took: business days from a transaction to the day of filing. */
import { builder } from './builder.ts'
import { Filing, Transaction } from './nodes.ts'

builder.interfaceFields(Transaction, (t) => ({
  filingLag: t.int({
    nullable: true,
    description:
      'Business days from the day of the transaction, or that of its deemed execution, to the day of filing: no weekends, no US federal holidays. Null where either day is unknown or implausible.',
    resolve: ({ lag }) => lag,
  }),
}))

builder.objectFields(Filing, (t) => ({
  filingLag: t.int({
    nullable: true,
    description: 'The most business days that any of its transactions took; null where none tells.',
    resolve: ({ lag }) => lag,
  }),
  isLate: t.boolean({
    nullable: true,
    description:
      'Whether a Form 4 reports a transaction more than two business days after it: Rule 16a-3(g)(1), since August 29, 2002; before, the tenth day of the next month was in time. Transactions that it need not have reported (`formType` 5) are not late. Null on other forms and on amendments, and where no transaction tells.',
    resolve: ({ isLate }) => isLate,
  }),
}))
