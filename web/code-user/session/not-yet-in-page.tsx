import type { GrantSessionView } from '../../../contract/code-views.ts'
import { paths } from '../../../contract/paths.ts'
import { useCommand } from '../../foundation/command.ts'
import { Button } from '../../foundation/components/button.tsx'
import { StatusBadge } from '../../foundation/components/badge.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { formatDateAndTime } from '../../foundation/formatting.ts'
import { useCodeUser, type SessionView } from '../code-user.ts'
import { Frame, Heading } from '../frame.tsx'
import { texts } from '../texts/texts.ts'

type Props = { session: GrantSessionView }

/** The machine's code shows that there is a session, and no more before one takes part in it. */
export function NotYetInPage({ session }: Props) {
  const { title, text } = wordsFor(session)
  return (
    <Frame
      name={session.device.label}
      footer={canEnter(session) ? <Enter session={session} /> : undefined}
    >
      <div class="session-head">
        <p>{texts.value.sessionOf(session.number, session.device.label)}</p>
        <Heading key={title}>{title}</Heading>
        <p class="session-text">{text}</p>
      </div>
      <p class="not-yet-in">
        <StatusBadge status={session.status} />
        {formatDateAndTime(session.createdAt)}
      </p>
    </Frame>
  )
}

/** Sessions that are over take nobody in any more. */
function isOver({ status }: GrantSessionView): boolean {
  return status === 'done' || status === 'cancelled'
}

function canEnter(session: GrantSessionView): boolean {
  return !isOver(session) && (session.access === 'claim' || session.access === 'join')
}

function wordsFor(session: GrantSessionView): { title: string; text: string } {
  const words = texts.value
  if (isOver(session)) return { title: words.sessionIsClosed, text: words.closedText }
  const { access } = session
  switch (access) {
    case 'claim':
      return { title: words.isThatYou, text: words.claimText }
    case 'join':
      return { title: words.joinTitle, text: words.joinText }
    case 'pending':
    case 'participant':
      return { title: words.waitToBeAdmitted, text: words.waitToBeAdmittedText }
  }
}

function Enter({ session }: Props) {
  const { api, sessions } = useCodeUser()
  const enter = useCommand(async (key) => {
    sessions.put(await api.post<SessionView>(paths.claim(session.id), { key, body: {} }))
  })
  return (
    <>
      {enter.problem.value && <Refusal problem={enter.problem.value} />}
      <Button
        variant="primary"
        size="huge"
        isWide
        isBusy={enter.isBusy.value}
        onPress={enter.press}
      >
        {session.access === 'claim' ? texts.value.thatIsMe : texts.value.joinFromHere}
      </Button>
    </>
  )
}
