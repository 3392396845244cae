import { open } from '../../db/open.ts'
import { deleteFiling } from '../../db/write.ts'
import { requireDatabase } from './arguments.ts'
import { UserError } from './outcome.ts'

/** Takes filings out of a database, all that are named or none; returns the exit code. */
export function remove(accessions: string[], { db: file }: { db: string }): number {
  requireDatabase(file)
  const db = open(file)
  try {
    db.transaction(() => {
      for (const accession of new Set(accessions))
        if (!deleteFiling(db, accession))
          throw new UserError(`There is no filing ${accession} in ${file}: nothing was removed.`)
    })
    console.log(`Removed from ${file}: ${accessions.join(', ')}.`)
    return 0
  } finally {
    db.close()
  }
}
