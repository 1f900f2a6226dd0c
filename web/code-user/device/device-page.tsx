import { useEffect } from 'preact/hooks'
import type { CodeView } from '../../../contract/code-views.ts'
import { pages } from '../../../contract/paths.ts'
import { StatusBadge } from '../../foundation/components/badge.tsx'
import { Button } from '../../foundation/components/button.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { Refusal, sentenceFor } from '../../foundation/components/note.tsx'
import { formatDay, formatTime, isSameDay } from '../../foundation/formatting.ts'
import { chevronRight, video } from '../../foundation/icons.ts'
import type { LiveSocket } from '../../foundation/live-socket.ts'
import { Refresher } from '../../foundation/refresher.ts'
import { changeQuery } from '../../foundation/router.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { EmergencyPhone, Frame } from '../frame.tsx'
import { texts } from '../texts/texts.ts'
import type { CodeAccess } from './code-access.ts'
import './device-page.css'

type Props = {
  access: CodeAccess
  view: CodeView
  /** Once it is there. */
  live: LiveSocket | undefined
}

/** What a scanned code opens: the machine, asking for help, and its sessions. */
export function DevicePage({ access, view, live }: Props) {
  useFreshness(access, live)
  return (
    <Frame name={view.organisationName} footer={footerOf(view)}>
      <div>
        <h1>{view.device.label}</h1>
        {view.device.location && (
          <p class="device-place">{texts.value.location(view.device.location)}</p>
        )}
      </div>
      <RequestButtons view={view} />
      <Sessions view={view} />
    </Frame>
  )
}

function footerOf({ emergencyPhone }: CodeView) {
  return emergencyPhone ? <EmergencyPhone number={emergencyPhone} /> : undefined
}

function RequestButtons({ view }: { view: CodeView }) {
  const { flows, requestsAllowed } = view
  const refusal = requestsAllowed ? undefined : sentenceFor({ code: 'requests_off' })
  const [first, ...others] = flows
  if (!first) return null
  return (
    <div class="device-requests">
      {!requestsAllowed && <Refusal problem={{ code: 'requests_off' }} />}
      {[first, ...others].map((flow) => (
        <Button
          key={flow.id}
          variant="primary"
          size="huge"
          icon={video}
          isWide
          refusal={refusal}
          onPress={() => changeQuery({ flow: flow.id })}
        >
          {others.length > 0 ? flow.title : texts.value.request}
        </Button>
      ))}
      <p>{texts.value.requestText}</p>
    </div>
  )
}

function Sessions({ view: { sessions } }: { view: CodeView }) {
  return (
    <section class="device-sessions">
      <h2 id="sessions">{texts.value.videoSessions}</h2>
      {sessions.length === 0 && <p class="device-empty">{texts.value.noSessions}</p>}
      {sessions.length > 0 && (
        <ul aria-labelledby="sessions">
          {sessions.map((session) => (
            <SessionLink key={session.id} session={session} />
          ))}
        </ul>
      )}
    </section>
  )
}

function SessionLink({ session }: { session: CodeView['sessions'][number] }) {
  const { id, number, status, createdAt } = session
  const date = isSameDay(createdAt, Date.now())
    ? `${texts.value.today} ${formatTime(createdAt)}`
    : formatDay(createdAt)
  // The link lies over the row: its name has commas that the row, set in two lines, does without.
  return (
    <li>
      <span class="device-session" aria-hidden="true">
        <span class="device-session-head">
          <strong>#{number}</strong>
          <StatusBadge status={status} />
        </span>
        <small>{date}</small>
      </span>
      <Icon shapes={chevronRight} />
      <a
        href={pages.codeUserSession(id)}
        aria-label={`#${number}, ${common.value.statusWord[status]}, ${date}`}
      />
    </li>
  )
}

/** Their statuses change while somebody looks. */
function useFreshness(access: CodeAccess, live: LiveSocket | undefined): void {
  useEffect(() => {
    const refresher = new Refresher(() => access.refresh())
    // Also on coming back from a session that was opened from here.
    refresher.refresh()
    const stop = live?.listen(({ type }) => {
      if (type === 'hello' || type === 'resync' || type === 'sessionChanged') refresher.refresh()
    })
    return () => {
      stop?.()
      refresher.stop()
    }
  }, [live])
}
