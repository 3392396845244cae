/** Holdings: the rows of a form's tables that say what is held, without a transaction. */
import { rowNumber } from '../db/codes.ts'
import {
  allHoldings,
  grantHoldings,
  type HoldingRow,
  insiderHoldings,
  issuerHoldings,
} from '../db/holdings.ts'
import { builder } from './builder.ts'
import { Ownership } from './codes.ts'
import { DateRange, days, inForce, orderInput, present } from './inputs.ts'
import { loaded } from './loads.ts'
import {
  DerivativeHolding,
  Filing,
  filingHoldings,
  Holding,
  Insider,
  Issuer,
  NonDerivativeHolding,
  OptionGrant,
} from './nodes.ts'
import { connectionField, connectionType } from './paging.ts'
import {
  COMMON_ELEMENTS,
  DERIVATIVE_ELEMENTS,
  derivativeFields,
  detailsField,
  isDerivative,
  rowFields,
  TableEnum,
} from './row.ts'

Holding.implement({
  interfaces: [builder.nodeInterfaceRef()],
  description: 'Securities held, as a row of a filing reports them.',
  resolveType: (row) => (isDerivative(row) ? 'DerivativeHolding' : 'NonDerivativeHolding'),
  fields: (t) => rowFields(t),
})

NonDerivativeHolding.implement({
  description: 'Shares or the like that are held: a row of Table I.',
  interfaces: [Holding],
  isTypeOf: undefined as never,
  fields: (t) => ({
    details: detailsField(t, 'NonDerivativeHolding', COMMON_ELEMENTS),
  }),
})

DerivativeHolding.implement({
  description: 'Options and other derivative securities that are held: a row of Table II.',
  interfaces: [Holding],
  isTypeOf: undefined as never,
  fields: (t) => ({
    ...derivativeFields(t),
    details: detailsField(t, 'DerivativeHolding', { ...COMMON_ELEMENTS, ...DERIVATIVE_ELEMENTS }),
  }),
})

const HoldingFilter = builder.inputType('HoldingFilter', {
  description: 'Which holdings.',
  fields: (t) => ({
    issuer: t.field({ type: 'Cik', description: 'Of the securities of this issuer.' }),
    table: t.field({ type: TableEnum, description: 'Of this table.' }),
    ownership: t.field({ type: Ownership.ref, description: 'Held directly, or indirectly.' }),
    filedOn: t.field({
      type: DateRange,
      description: 'By day of filing; where that is unknown, see `Filing.datedOn`.',
    }),
    includeSuperseded: t.boolean({
      description: "Whether rows that an amendment's stand for are among them: not by default.",
    }),
  }),
})

const { Connection } = connectionType('Holding', Holding, (row: HoldingRow) => row)

const offer = {
  filter: {
    type: HoldingFilter,
    values: (filter: typeof HoldingFilter.$inferInput) => ({
      ...inForce(filter.includeSuperseded),
      ...(filter.table === 'I' && { lastRow: rowNumber('DERIVATIVE_HOLDING', 0) }),
      ...(filter.table === 'II' && { firstRow: rowNumber('DERIVATIVE_HOLDING', 0) }),
      ...present({ issuer: filter.issuer }),
      ...Ownership.filter(filter.ownership),
      ...days('filed', filter.filedOn),
    }),
  },
  order: {
    type: orderInput('Holding', {
      FILED_ON: 'The day of filing; where that is unknown, see `Filing.datedOn`.',
    }),
    default: { field: 'FILED_ON', direction: 'DESC' as const },
  },
}

builder.queryFields((t) => ({
  holdings: connectionField(t, Connection, {
    description: 'All holdings. The same securities are reported time and again.',
    collection: allHoldings,
    keyOf: () => 0,
    offer,
  }),
}))

builder.objectFields(Issuer, (t) => ({
  holdings: connectionField(t, Connection, {
    description: 'The holdings of its securities.',
    collection: issuerHoldings,
    keyOf: ({ cik }) => cik,
    offer,
  }),
}))

builder.objectFields(Insider, (t) => ({
  holdings: connectionField(t, Connection, {
    description: 'The holdings that they report, alone or jointly.',
    collection: insiderHoldings,
    keyOf: ({ cik }) => cik,
    offer,
  }),
}))

builder.objectFields(Filing, (t) => ({
  holdings: t.field({
    type: [Holding],
    description: 'The holdings that it reports: Table I, then Table II, each in its order.',
    ...loaded(filingHoldings, ({ id }: { id: string }) => id),
  }),
}))

builder.objectFields(OptionGrant, (t) => ({
  holdings: connectionField(t, Connection, {
    description: 'The holdings of Table II that speak of it.',
    collection: grantHoldings,
    keyOf: ({ id }) => id,
    offer,
  }),
}))
