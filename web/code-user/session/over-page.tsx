import { paths } from '../../../contract/paths.ts'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { useCommand } from '../../foundation/command.ts'
import { Button, LinkButton } from '../../foundation/components/button.tsx'
import { Gallery } from '../../foundation/components/gallery.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { formatTime } from '../../foundation/formatting.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { useCodeUser } from '../code-user.ts'
import { texts } from '../texts/texts.ts'
import { Rating } from './rating.tsx'
import { recordedCall } from './consent.ts'
import { SessionFrame } from './session-head.tsx'
import { firstName } from './what-is-new.ts'

type Props = { session: CodeUserSessionView }

/** DONE or CANCELLED: what is left of it, and the way to another one. */
export function OverPage({ session }: Props) {
  const { api } = useCodeUser()
  const { title, text } = session.status === 'done' ? doneHead(session) : cancelledHead(session)
  return (
    <SessionFrame session={session} title={title} text={text}>
      {session.artefacts.length > 0 && (
        <section class="session-recordings">
          <h2>{common.value.recordingsAndScreenshots}</h2>
          <Gallery api={api} session={session} />
        </section>
      )}
      {session.status === 'done' && session.rules.ratingAllowed && <Rating session={session} />}
      <div class="session-after">
        {session.codePage && (
          <LinkButton href={session.codePage} size="large" isWide>
            {texts.value.requestAnother}
          </LinkButton>
        )}
        <TakeBackConsent session={session} />
      </div>
    </SessionFrame>
  )
}

function doneHead({ calls }: CodeUserSessionView): { title: string; text?: string } {
  const last = calls.findLast(({ durationMs }) => durationMs !== null)
  if (!last) return { title: texts.value.sessionIsClosed }
  const minutes = Math.round((last.durationMs ?? 0) / 60_000)
  const length = minutes > 0 ? texts.value.minutes(minutes) : texts.value.lessThanMinute
  const name = last.employees[0]?.name ?? texts.value.service
  return { title: texts.value.callIsOver, text: texts.value.talked(length, name) }
}

function cancelledHead({ news, statusSince }: CodeUserSessionView): {
  title: string
  text: string
} {
  const last = news.findLast(({ kind }) => kind === 'cancelled')
  const time = formatTime(last?.at ?? statusSince)
  const title = last?.by
    ? texts.value.cancelledBy(firstName(last.by), time)
    : texts.value.cancelledAt(time)
  return { title, text: last?.message ?? texts.value.cancelledText }
}

/** Also afterwards; then they say what is to happen with what was recorded. */
function TakeBackConsent({ session }: Props) {
  const { api, sessions } = useCodeUser()
  const call = recordedCall(session)
  const takeBack = useCommand(async (key, of: number) => {
    const { version: textVersion, language } = session.consentText
    const body = { decision: 'withdrawn', textVersion, language }
    const path = paths.recordingConsent(session.id, of)
    sessions.put(await api.put<CodeUserSessionView>(path, { key, body }))
  })
  if (call === undefined || session.deletionQuestion) return null
  return (
    <>
      <Button
        variant="quiet"
        isWide
        isBusy={takeBack.isBusy.value}
        onPress={() => takeBack.press(call)}
      >
        {texts.value.takeBackConsent}
      </Button>
      {takeBack.problem.value && <Refusal problem={takeBack.problem.value} />}
    </>
  )
}
