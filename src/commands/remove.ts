import { open } from '../../db/open.ts'
import { deleteFiling } from '../../db/write.ts'
import { requireDatabase } from './arguments.ts'
import { UserError } from './outcome.ts'
import { deliverer, type Written } from './primary.ts'

/** Takes filings out of a database, all that are named or none; returns the exit code. */
export async function remove(accessions: string[], options: Written): Promise<number> {
  const { db: file } = options
  requireDatabase(file)
  const db = open(file)
  try {
    const deliver = deliverer(db, options)
    await deliver()
    db.transaction(() => {
      for (const accession of new Set(accessions))
        if (!deleteFiling(db, accession))
          throw new UserError(`There is no filing ${accession} in ${file}: nothing was removed.`)
    })
    await deliver()
    console.log(`Removed from ${file}: ${accessions.join(', ')}.`)
    return 0
  } finally {
    db.close()
  }
}
