import { useEffect } from 'preact/hooks'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { Failed, Skeleton } from '../../foundation/components/states.tsx'
import { usePageTitle } from '../../foundation/page-title.ts'
import { useSession } from '../../foundation/use-session.ts'
import { isParticipant, useCodeUser } from '../code-user.ts'
import { Frame } from '../frame.tsx'
import { texts } from '../texts/texts.ts'
import { ConfirmedPage } from './confirmed-page.tsx'
import { DeletionQuestionLater } from './deletion-question-later.tsx'
import { InProgressPage } from './in-progress-page.tsx'
import { useNewsAlert } from './news-alert.ts'
import { NotYetInPage } from './not-yet-in-page.tsx'
import { OverPage } from './over-page.tsx'
import { RequestedPage } from './requested-page.tsx'

/** One session; one screen per status, each with the one thing to be done next. */
export function SessionPage({ id }: { id: string }) {
  const { sessions } = useCodeUser()
  const { value, problem } = useSession(sessions, id).value
  const name = value
    ? texts.value.sessionOf(value.number, value.device.label)
    : texts.value.codePage
  usePageTitle(name)
  if (isParticipant(value)) return <OwnSession session={value} />
  if (value) return <NotYetInPage session={value} />
  return (
    <Frame name="Lotse" isNameHeading>
      {problem ? (
        <Failed problem={problem} onRetry={() => sessions.reload(id)} />
      ) : (
        <Skeleton rows={5} />
      )}
    </Frame>
  )
}

function OwnSession({ session }: { session: CodeUserSessionView }) {
  const { calls } = useCodeUser()
  useNewsAlert(session)
  const isLive = session.status === 'confirmed' || session.status === 'in_progress'
  useEffect(() => {
    // What the call needs is there before somebody presses Start call, or is rung.
    if (isLive) calls.prefetch()
  }, [isLive])
  useEffect(() => {
    if (session.call) void calls.resume(session)
  }, [session.call?.number])
  return (
    <>
      <PageOf session={session} />
      {session.deletionQuestion && calls.stage.value.name === 'none' && (
        <DeletionQuestionLater session={session} />
      )}
    </>
  )
}

function PageOf({ session }: { session: CodeUserSessionView }) {
  switch (session.status) {
    case 'requested':
      return <RequestedPage session={session} />
    case 'confirmed':
      return <ConfirmedPage session={session} />
    case 'in_progress':
      return <InProgressPage session={session} />
    case 'done':
    case 'cancelled':
      return <OverPage session={session} />
  }
}
