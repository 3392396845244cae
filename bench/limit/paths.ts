/** Connection paths of ties to boards: a search from both ends, a level at a time. */
import type { Answers, Reads } from './database.ts'
import { accessionOf, cikOf, insiderCikOf } from './formats.ts'

/** A step from one level to the next: from whom, to whom, and the last day that proves it. */
type Step = [near: number, far: number, lastOn: string]

const TIE = 'r.ever_roles & 3 <> 0'
const MAX_STEPS = 6

export function pathReads({ prepare }: Reads): Answers {
  const from = (near: string, far: string) =>
    prepare<Step>(
      `SELECT r.${near}, r.${far}, r.board_last_on FROM relationships r
       WHERE r.${near} IN (SELECT value FROM json_each(?)) AND ${TIE}`,
    )
  const reads = [from('insider_cik', 'issuer_cik'), from('issuer_cik', 'insider_cik')]
  const insider = prepare<[string]>('SELECT name FROM insiders WHERE cik = ?')
  const issuer = prepare<[string]>('SELECT name FROM issuers WHERE cik = ?')
  const step = prepare<[number, string, string, number, string]>(
    `SELECT r.sole_count, r.board_first_on, r.board_last_on, r.board_last_filing, f.form FROM relationships r
     JOIN filings f ON f.accession = r.board_last_filing WHERE r.issuer_cik = ? AND r.insider_cik = ?`,
  )

  /** The CIKs along the best of the shortest paths between two insiders: by turns an insider's and an issuer's. */
  function search(start: number, end: number): number[] | undefined {
    const sides = [start, end].map((cik) => ({
      frontier: new Set([cik]),
      reached: [new Set([cik]), new Set<number>()] as [Set<number>, Set<number>],
      kind: 0,
      levels: [] as Step[][],
    })) as [Side, Side]
    for (let length = 1; length <= MAX_STEPS; length++) {
      const [side, other] = sides[0].frontier.size <= sides[1].frontier.size ? sides : [sides[1], sides[0]]
      const steps = reads[side.kind]!.all(JSON.stringify([...side.frontier]))
      side.kind = 1 - side.kind
      const reached = side.reached[side.kind]!
      const onward = steps.filter(([, far]) => !reached.has(far))
      side.levels.push(onward)
      side.frontier = new Set(onward.map(([, far]) => far))
      for (const cik of side.frontier) reached.add(cik)
      if (side.frontier.size === 0) return undefined
      if (side.kind !== other.kind) continue
      for (const cik of side.frontier)
        if (other.frontier.has(cik)) {
          const back = sides[1].levels.map((level) => level.map(([near, far, on]): Step => [far, near, on]))
          return best(start, end, [...sides[0].levels, ...back.reverse()])
        }
    }
    return undefined
  }

  return {
    Path(ends: { from: string; to: string }) {
      const [start, end] = [ends.from, ends.to].map((id) =>
        Number(Buffer.from(id, 'base64url').toString().split(':')[1]),
      )
      const path = start === end ? [start!] : search(start!, end!)
      if (!path) return { connectionPath: null }
      return {
        connectionPath: {
          length: path.length - 1,
          steps: path.slice(1).map((far, i) => {
            const [insiderCik, issuerCik] = i % 2 === 0 ? [path[i]!, far] : [far, path[i]!]
            const [soleCount, firstFiledOn, lastFiledOn, filing, form] = step.get(issuerCik, insiderCik)!
            return {
              tie: 'BOARD',
              isJointOnly: soleCount === 0,
              firstFiledOn,
              lastFiledOn,
              insider: { cik: insiderCikOf(insiderCik), name: insider.get(insiderCik)![0] },
              issuer: { cik: cikOf(issuerCik), name: issuer.get(issuerCik)![0] },
              latestFiling: {
                accessionNumber: accessionOf(filing),
                form: `FORM_${form.replace('/A', '_AMENDMENT')}`,
              },
            }
          }),
        },
      }
    },
  }
}

interface Side {
  frontier: Set<number>
  reached: [Set<number>, Set<number>]
  kind: number
  levels: Step[][]
}

/** Through levels that both sides have read: step by step, the latest that still leads on to the end; then the least CIK. */
function best(start: number, end: number, levels: Step[][]): number[] {
  const leading = [new Set([end])]
  for (const steps of levels.toReversed())
    leading.unshift(new Set(steps.filter(([, far]) => leading[0]!.has(far)).map(([near]) => near)))
  const path = [start]
  for (const [i, steps] of levels.entries()) {
    let next: Step | undefined
    for (const step of steps) {
      if (step[0] !== path[i] || !leading[i + 1]!.has(step[1])) continue
      if (!next || step[2] > next[2] || (step[2] === next[2] && step[1] < next[1])) next = step
    }
    path.push(next![1])
  }
  return path
}
