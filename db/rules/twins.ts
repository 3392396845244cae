/** When rows of several filings are one transaction. Pure. */
import { wordsOf } from './words.ts'

/** How a row says that its securities are held. */
interface Held {
  ownership: string | null
  natureOfOwnership: string | null
}

/** Whether two rows that agree in all numbers can be one: by how they are held, and whether an owner is the same. */
export function isOne(a: Held, b: Held, isSameOwner: boolean): boolean {
  const directs = [a, b].filter(({ ownership }) => ownership === 'D').length
  if (directs === 2) return isSameOwner
  const [nature, other] = [a, b].filter(({ ownership }) => ownership !== 'D').map(natureOf)
  if (directs === 1) return isSameOwner || !UNNAMED_TRUST.test(nature!)
  return nature === other && (isSameOwner || !(UNNAMED_TRUST.test(nature!) || FAMILY.test(nature!)))
}

/** Two people may each sell as much through trusts of their own; a trust with a name is the same in both. */
const UNNAMED_TRUST =
  /^(?:(?:held|owned) )?(?:by |in |through )?(?:an? |the |his |her |self )?(?:(?:family|revocable|irrevocable|living|grantor|personal) )*(?:trusts?|ira|ret?irement account|children|child|sons?|daughters?|family)$/
const FAMILY = /^(?:(?:held|owned) )?(?:by |in |through )?(?:an? |the |his |her )?(?:spouse|wife|husband)$/

const natureOf = ({ natureOfOwnership }: Held) =>
  (wordsOf(natureOfOwnership) ?? '').replace(/^(?:see )?(?:foot ?)?notes?\b.*$/, 'see footnote')
