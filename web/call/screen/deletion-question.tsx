import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { paths } from '../../../contract/paths.ts'
import type { Api } from '../../foundation/api-client.ts'
import { useCommand } from '../../foundation/command.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { now } from '../../foundation/now.ts'
import type { CallSession, CallSessions } from '../call-session.ts'
import { texts } from '../texts/texts.ts'

type Props = {
  api: Api
  sessions: Pick<CallSessions, 'put'>
  session: Pick<CallSession, 'id' | 'deletionQuestion' | 'consentText'>
}

/** Clocks differ: the countdown begins with the whole minute when the question is first seen. */
const ANSWER_SECONDS = 60

/** After consent was taken back; unanswered, it is deleted. Also asked when the call is over. */
export function DeletionQuestion({ api, sessions, session }: Props) {
  const { id, deletionQuestion, consentText } = session
  const seenAt = useSignal(0)
  const call = deletionQuestion?.call
  useEffect(() => {
    seenAt.value = Date.now()
  }, [call])
  const answer = useCommand(async (key, recorded: 'keep' | 'delete') => {
    const { version: textVersion, language } = consentText
    const body = { decision: 'withdrawn', recorded, textVersion, language }
    sessions.put(await api.put<CallSession>(paths.recordingConsent(id, call ?? 0), { key, body }))
  })
  if (call === undefined) return null
  const passed = seenAt.value ? Math.max(0, Math.floor((now.value - seenAt.value) / 1000)) : 0
  return (
    <Dialog
      title={texts.value.deleteRecorded}
      width="narrow"
      canClose={false}
      onClose={() => undefined}
      footer={
        <>
          <Button isBusy={answer.isBusy.value} onPress={() => answer.press('keep')}>
            {texts.value.keepRecording}
          </Button>
          <Button
            variant="danger"
            isBusy={answer.isBusy.value}
            onPress={() => answer.press('delete')}
          >
            {texts.value.deleteRecording}
          </Button>
        </>
      }
    >
      <p>{texts.value.recordingHasStopped(Math.max(0, ANSWER_SECONDS - passed))}</p>
      {answer.problem.value && <Refusal problem={answer.problem.value} />}
    </Dialog>
  )
}
