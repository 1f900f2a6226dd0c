import type { CodeUserSessionView } from '../../../contract/views.ts'
import { useCommand } from '../../foundation/command.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Note, Refusal } from '../../foundation/components/note.tsx'
import { Skeleton } from '../../foundation/components/states.tsx'
import { video } from '../../foundation/icons.ts'
import { useCodeUser } from '../code-user.ts'
import { texts } from '../texts/texts.ts'
import { SessionFrame } from './session-head.tsx'
import { firstName } from './what-is-new.ts'

type Props = { session: CodeUserSessionView }

/** A call is on and this page is not in it: it was reloaded, or another page of theirs has it. */
export function InProgressPage({ session }: Props) {
  const { calls } = useCodeUser()
  const { call } = session
  const end = calls.lastEnd.value
  const isSame = end?.sessionId === session.id && end.call === call?.number
  if (!call || (isSame && end.why !== 'replaced')) {
    return (
      <SessionFrame session={session} title={texts.value.callEnding}>
        <Skeleton rows={2} />
      </SessionFrame>
    )
  }
  const isMember = session.rules.call?.participants.includes(session.me.participantId)
  const [employee] = call.employees
  return (
    <SessionFrame
      session={session}
      title={texts.value.inCall}
      text={employee ? texts.value.callWith(firstName(employee.name)) : texts.value.inCallText}
      footer={isMember ? <Rejoin session={session} /> : undefined}
    >
      {isSame && <Note>{texts.value.callElsewhere}</Note>}
      {!isMember && call.phase === 'live' && <Note>{texts.value.callOnOtherPhone}</Note>}
    </SessionFrame>
  )
}

function Rejoin({ session }: Props) {
  const { calls } = useCodeUser()
  const rejoin = useCommand(() => calls.rejoin(session))
  return (
    <>
      {rejoin.problem.value && <Refusal problem={rejoin.problem.value} />}
      <Button
        variant="primary"
        size="huge"
        icon={video}
        isWide
        isBusy={rejoin.isBusy.value}
        onPress={rejoin.press}
      >
        {texts.value.rejoin}
      </Button>
    </>
  )
}
