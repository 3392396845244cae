/** The two ways between issuers and insiders: `relationship.ts` says what they tell, others add to it. */
import type { RelationshipRow } from '../db/relationships.ts'
import { Insider, Issuer } from './nodes.ts'
import { connectionType } from './paging.ts'

export const ofIssuer = connectionType('IssuerInsider', Insider, (row: RelationshipRow) => row.insiderCik)
export const ofInsider = connectionType('InsiderIssuer', Issuer, (row: RelationshipRow) => row.issuerCik)
