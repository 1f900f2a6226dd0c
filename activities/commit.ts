import { ApplicationFailure } from '@temporalio/activity'
import type { RefusalCode } from '../domain/refusal.ts'
import { commitSession } from '../db/commit-session.ts'
import { isConnectionError } from '../db/connection.ts'
import { forOrganisation, type Database } from '../db/database.ts'
import { joinSecret, secretHash } from '../db/derived-secrets.ts'
import type { SessionActivities } from './session-activities.ts'

const FIRST_LINK = 1
const COMMIT_FAILED: RefusalCode = 'commit_failed'

export type CommitDependencies = { database: Database; linkKey: string }

/** Writes one revision. Idempotency key: session and command, in the statement itself. */
export function createCommitActivities({
  database,
  linkKey,
}: CommitDependencies): Pick<SessionActivities, 'commitSession'> {
  return {
    async commitSession(change) {
      const { sessionId, organisationId } = change.next
      const hash = secretHash(joinSecret(linkKey, sessionId, FIRST_LINK))
      const link = change.fromRev === 0 ? { number: FIRST_LINK, hash } : null
      try {
        return await commitSession(forOrganisation(database, organisationId), change, link)
      } catch (error) {
        // Postgres away or overloaded: Temporal tries again for ever. Anything else stays wrong.
        if (isConnectionError(error)) throw error
        throw ApplicationFailure.create({
          message: `revision ${change.next.rev} of session ${sessionId} cannot be written`,
          type: COMMIT_FAILED,
          nonRetryable: true,
          ...(error instanceof Error ? { cause: error } : {}),
        })
      }
    },
  }
}
