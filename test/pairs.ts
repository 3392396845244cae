/** Which insiders are tied to which issuers, worked out from whole filings, one by one: what the graph is compared with. */
import { packAccession } from '../db/accession.ts'
import { ROLES, type Role } from '../db/codes.ts'
import { TIES, type TieKind } from '../db/ties.ts'
import type { Filing } from '../src/edgar/filing.ts'
import { incoming } from '../src/ingest/rows.ts'

interface Proof {
  id: string
  on: string
  roles: Role[]
  isSole: boolean
}

export interface Pair {
  issuer: number
  insider: number
  /** The filings of the two, the oldest first. */
  proofs: Proof[]
}

/** Every pair that the filings name; a filing's day and number, and CIKs that a source has lost, as ingest tells them. */
export function pairsOf(filings: Filing[]): Pair[] {
  const pairs = new Map<string, Pair>()
  for (const filing of filings) {
    const coming = incoming(filing, 'DOCUMENT', 'test')
    const { owners, filing: row } = coming.rows(coming)
    for (const insider of new Set(owners.map(({ insiderCik }) => insiderCik))) {
      const ticked = filing.owners.filter((_, i) => owners[i]!.insiderCik === insider)
      const roles = ROLES.filter((role) =>
        ticked.some(
          (owner) =>
            ({
              DIRECTOR: owner.isDirector,
              OFFICER: owner.isOfficer,
              TEN_PERCENT_OWNER: owner.isTenPercentOwner,
              OTHER: owner.isOther,
            })[role],
        ),
      )
      const issuer = filing.issuer.cik
      const key = `${issuer} ${insider}`
      if (!pairs.has(key)) pairs.set(key, { issuer, insider, proofs: [] })
      const isSole = owners.every(({ insiderCik }) => insiderCik === insider)
      pairs.get(key)!.proofs.push({ id: coming.id, on: row.datedOn, roles, isSole })
    }
  }
  for (const { proofs } of pairs.values())
    proofs.sort((a, b) => a.on.localeCompare(b.on) || packAccession(a.id)! - packAccession(b.id)!)
  return [...pairs.values()]
}

export const rolesIn = ({ proofs }: Pair) =>
  ROLES.filter((role) => proofs.some(({ roles }) => roles.includes(role)))

export const boardProofs = ({ proofs }: Pair) =>
  proofs.filter(({ roles }) => roles.includes('DIRECTOR') || roles.includes('OFFICER'))

export function tieOfPair(pair: Pair): TieKind {
  if (boardProofs(pair).length > 0) return 'BOARD'
  return rolesIn(pair).includes('TEN_PERCENT_OWNER') ? 'TEN_PERCENT_OWNER' : 'OTHER'
}

/** The filings that make a tie what it is. */
export const proofsOfTie = (pair: Pair) => (tieOfPair(pair) === 'BOARD' ? boardProofs(pair) : pair.proofs)

export const weaker = (a: Pair, b: Pair): TieKind =>
  TIES[Math.max(TIES.indexOf(tieOfPair(a)), TIES.indexOf(tieOfPair(b)))]!
