import { Button } from '../../foundation/components/button.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { useCommand } from '../../foundation/command.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import { otherName } from './people.ts'

/** The employee has pressed Record; without an answer it stays off. */
export function ConsentQuestion({ call }: { call: OngoingCall }) {
  const session = call.session.value
  const answer = useCommand((key, decision: 'given' | 'declined') => {
    return call.commands.answerConsent(key, decision)
  })
  if (call.side !== 'code_user' || session.call?.recording !== 'asked') return null
  return (
    <Dialog
      title={texts.value.allowRecording}
      width="narrow"
      canClose={false}
      onClose={() => undefined}
      footer={
        <>
          <Button isBusy={answer.isBusy.value} onPress={() => answer.press('declined')}>
            {texts.value.doNotAllow}
          </Button>
          <Button
            variant="primary"
            isBusy={answer.isBusy.value}
            onPress={() => answer.press('given')}
          >
            {texts.value.allow}
          </Button>
        </>
      }
    >
      <p>{texts.value.wouldLikeToRecord(otherName(session, call.side))}</p>
      <p lang={session.consentText.language}>
        {session.consentText.text} {session.consentText.keeping}
      </p>
      {answer.problem.value && <Refusal problem={answer.problem.value} />}
    </Dialog>
  )
}
