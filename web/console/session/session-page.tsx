import { useEffect } from 'preact/hooks'
import { pages } from '../../../contract/paths.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { Waiting } from '../../foundation/components/badge.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { Note } from '../../foundation/components/note.tsx'
import { Failed } from '../../foundation/components/states.tsx'
import { StatusBar } from '../../foundation/components/status-bar.tsx'
import { formatTime } from '../../foundation/formatting.ts'
import { arrowLeft, warning } from '../../foundation/icons.ts'
import { usePageTitle } from '../../foundation/page-title.ts'
import { useSession } from '../../foundation/use-session.ts'
import { useConsole } from '../console.ts'
import { NotFound } from '../not-found.tsx'
import { useFocusedHeading } from '../page-head.tsx'
import { SessionActions } from './session-actions.tsx'
import { SessionNews } from './session-news.tsx'
import { SessionOrigin } from './session-origin.tsx'
import { SessionSkeleton } from './session-skeleton.tsx'
import { SessionTabs } from './session-tabs.tsx'
import { texts } from './texts/texts.ts'
import './session-page.css'

/** One session, kept fresh; loading it tells the others that the reader has seen it. */
export function SessionPage({ number }: { number: string }) {
  const { sessions } = useConsole()
  const { value, problem, at } = useSession(sessions, number).value
  if (value) return <Session session={value} key={value.id} staleSince={problem ? at : undefined} />
  if (problem?.code === 'not_found') return <NotFound />
  return (
    <article class="session-page session-page-bare">
      <WayBack />
      {problem ? (
        <Failed
          title={texts.value.notLoaded}
          problem={problem}
          onRetry={() => sessions.reload(number)}
        />
      ) : (
        <SessionSkeleton />
      )}
    </article>
  )
}

type SessionProps = { session: EmployeeSessionView; staleSince: number | undefined }

function Session({ session, staleSince }: SessionProps) {
  const heading = useFocusedHeading()
  const title = texts.value.title(session.number, session.device.label)
  usePageTitle(title)
  useReadNotifications(session)
  useCall(session)
  return (
    <article class="session-page">
      <header class="session-head">
        <WayBack />
        <div class="session-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <p>
            <SessionOrigin session={session} />
          </p>
        </div>
        <SessionActions session={session} />
      </header>
      {staleSince !== undefined && (
        <Note kind="warning" icon={warning}>
          {texts.value.isOld(formatTime(staleSince))}
        </Note>
      )}
      <SessionNews session={session} />
      <StatusBar status={session.status} steps={session.steps}>
        {session.status === 'requested' && <WaitingTime session={session} />}
      </StatusBar>
      <SessionTabs session={session} />
    </article>
  )
}

/** Its page says what they say. */
function useReadNotifications({ id }: EmployeeSessionView): void {
  const { bell } = useConsole()
  const items = bell.items.value
  useEffect(() => {
    void bell.markRead(id)
  }, [id, items])
}

/** What a call needs is there before somebody presses Start call; a reload leads back into one. */
function useCall(session: EmployeeSessionView): void {
  const { calls } = useConsole()
  const isCallable = session.status === 'confirmed' || session.status === 'in_progress'
  useEffect(() => {
    if (isCallable) calls.prefetch()
  }, [isCallable])
  useEffect(() => {
    if (session.call) void calls.resume(session)
  }, [session.call?.number])
}

function WayBack() {
  return (
    <a class="session-back" href={pages.sessions}>
      <Icon shapes={arrowLeft} size={18} />
      {texts.value.sessions}
    </a>
  )
}

function WaitingTime({ session }: { session: EmployeeSessionView }) {
  const { statusSince, promisedMinutes } = session
  return (
    <>
      <Waiting since={statusSince} promisedMinutes={promisedMinutes} />
      {promisedMinutes !== null && <span>{texts.value.promised(promisedMinutes)}</span>}
    </>
  )
}
