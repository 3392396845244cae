/** Signatures: who signed a filing. */
import type { SignatureRow } from '../db/filings.ts'
import { builder } from './builder.ts'
import { loaded } from './loads.ts'
import { Filing, filingSignatures } from './nodes.ts'

const Signature = builder.objectRef<SignatureRow>('Signature').implement({
  description: 'A signature on a filing. It is not tied to an owner; there may be more of them, or fewer.',
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: true,
      description:
        'As signed, with what the signer adds (such as `by power of attorney`); null where not filed.',
    }),
    signedOn: t.expose('signedOn', {
      type: 'Date',
      nullable: true,
      description: 'The day; null where not filed.',
    }),
    filing: t.field({ type: Filing, description: 'The filing.', resolve: ({ filingId }) => filingId }),
  }),
})

builder.objectFields(Filing, (t) => ({
  signatures: t.field({
    type: [Signature],
    description: 'Who signed.',
    ...loaded(filingSignatures, ({ id }: { id: string }) => id),
  }),
}))
