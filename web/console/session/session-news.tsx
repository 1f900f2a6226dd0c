import { paths } from '../../../contract/paths.ts'
import type { CallView, EmployeeSessionView } from '../../../contract/views.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Note, Refusal } from '../../foundation/components/note.tsx'
import { useCommand } from '../../foundation/command.ts'
import {
  formatDateAndTime,
  formatDuration,
  formatList,
  formatShortly,
} from '../../foundation/formatting.ts'
import { eraser, phone, user, warning } from '../../foundation/icons.ts'
import { now } from '../../foundation/now.ts'
import { useConsole } from '../console.ts'
import { isInCall } from './command-offers.ts'
import { texts } from './texts/texts.ts'
import './session-news.css'

type Props = { session: EmployeeSessionView }

/** What goes on in the session at this moment; announced when it comes. */
export function SessionNews({ session }: Props) {
  const { me } = useConsole()
  const { call, deletionQuestion, erasure, participants } = session
  const waiting = participants.filter(({ state }) => state === 'pending')
  return (
    <div class="session-news" role="status">
      {waiting.map(({ id, at }) => (
        <WaitingBrowser key={id} session={session} participantId={id} since={at} />
      ))}
      {call && <RunningCall call={call} isOwn={isInCall(session, me)} />}
      {deletionQuestion && (
        <Note kind="warning" icon={warning}>
          {texts.value.deletionAsked(deletionQuestion.call)}
        </Note>
      )}
      {erasure && (
        <Note icon={eraser}>
          {erasure.state === 'done'
            ? texts.value.wasErased(formatDateAndTime(erasure.at))
            : texts.value.isErasing}
        </Note>
      )}
    </div>
  )
}

function RunningCall({ call, isOwn }: { call: CallView; isOwn: boolean }) {
  const { callIsYours } = texts.value
  return (
    <Note kind="accent" icon={phone}>
      <strong>{isOwn ? callIsYours(call.number) : sentenceOf(call)}</strong>
      {call.acceptedAt !== null && <RunningTime since={call.acceptedAt} />}
      {call.recording === 'on' && <span> {texts.value.isRecorded}</span>}
    </Note>
  )
}

function sentenceOf({ number, phase, ringing, employees }: CallView): string {
  const { callRings, callRingsAt, callGoesOn, callGoesOnAlone } = texts.value
  if (phase === 'ringing') {
    return ringing?.name ? callRingsAt(number, ringing.name) : callRings(number)
  }
  const names = formatList(employees.map(({ name }) => name))
  return names ? callGoesOn(number, names) : callGoesOnAlone(number)
}

// Not announced each second with the rest.
function RunningTime({ since }: { since: number }) {
  return (
    <time class="session-news-time" aria-hidden="true">
      {formatDuration(now.value - since)}
    </time>
  )
}

type WaitingProps = Props & { participantId: string; since: number }

function WaitingBrowser({ session, participantId, since }: WaitingProps) {
  const { api, sessions } = useConsole()
  const admit = useCommand(async (key) => {
    const body = { participantId }
    sessions.put(await api.post<EmployeeSessionView>(paths.admission(session.id), { key, body }))
  })
  return (
    <Note kind="warning" icon={user}>
      <div class="session-news-admit">
        <div>
          <strong>{texts.value.waitsToJoin}</strong>
          <p class="note-more">{texts.value.waitsSince(formatShortly(since))}</p>
        </div>
        <Button variant="primary" isBusy={admit.isBusy.value} onPress={admit.press}>
          {texts.value.admit}
        </Button>
      </div>
      {admit.problem.value && <Refusal problem={admit.problem.value} />}
    </Note>
  )
}
