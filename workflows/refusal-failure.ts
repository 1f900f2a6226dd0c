import { ApplicationFailure } from '@temporalio/workflow'
import type { Refusal } from '../domain/refusal.ts'
import type { CommandInput } from './messages.ts'
import { Refused } from './refused.ts'

/** What the api finds in a refused update beside the code, which is the failure's `type`. */
export type RefusalEvidence = { refusal: Refusal; bodyHash: string; requestId: string }

export function refusedFailure(
  refusal: Refusal,
  { bodyHash, requestId }: Pick<CommandInput, 'bodyHash' | 'requestId'>,
): ApplicationFailure {
  const evidence: RefusalEvidence = { refusal, bodyHash, requestId }
  return ApplicationFailure.create({
    message: `refused: ${refusal.code}`,
    type: refusal.code,
    nonRetryable: true,
    details: [evidence],
  })
}

/** Anything but an ApplicationFailure would fail the workflow task again and again. */
export function asFailure(
  error: unknown,
  input: Pick<CommandInput, 'bodyHash' | 'requestId'>,
): ApplicationFailure {
  if (error instanceof Refused) return refusedFailure(error.refusal, input)
  if (error instanceof ApplicationFailure) return error
  const message = error instanceof Error ? error.message : String(error)
  return ApplicationFailure.create({ message, type: 'commit_failed', nonRetryable: true })
}
