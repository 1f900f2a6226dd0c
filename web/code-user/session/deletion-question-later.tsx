import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { loadCallChunk } from '../../call/calls.ts'
import { useCodeUser } from '../code-user.ts'

type Chunk = Awaited<ReturnType<typeof loadCallChunk>>

/** The same question as in the call, when the call is over. */
export function DeletionQuestionLater({ session }: { session: CodeUserSessionView }) {
  const { api, calls } = useCodeUser()
  const chunk = useSignal<Chunk | null>(null)
  useEffect(() => {
    // Not loaded: unanswered, the recording is deleted, which is what was asked for.
    loadCallChunk().then(
      (loaded) => (chunk.value = loaded),
      () => undefined,
    )
  }, [])
  if (!chunk.value) return null
  const { DeletionQuestion } = chunk.value
  return <DeletionQuestion api={api} sessions={calls.sessions} session={session} />
}
