import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { refusalFor } from '../../../domain/session-rules.ts'
import { keepAwake } from '../../call/wake-lock.ts'
import { useCommand } from '../../foundation/command.ts'
import { Avatar } from '../../foundation/components/badge.tsx'
import { Button } from '../../foundation/components/button.tsx'
import { Checkbox } from '../../foundation/components/choice.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { Gallery } from '../../foundation/components/gallery.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { Note, Refusal, sentenceFor } from '../../foundation/components/note.tsx'
import { camera, info, video, warning } from '../../foundation/icons.ts'
import { useCodeUser } from '../code-user.ts'
import { EmergencyPhone } from '../frame.tsx'
import { texts } from '../texts/texts.ts'
import { consentAt, isUndecided } from './consent.ts'
import { NewsHere } from './news-here.tsx'
import { SessionFrame } from './session-head.tsx'
import { headlineOf } from './what-is-new.ts'

type Props = { session: CodeUserSessionView }

/** Both sides may call now. */
export function ConfirmedPage({ session }: Props) {
  const { api, calls } = useCodeUser()
  useEffect(keepAwake, [])
  const { title, text, isWarning } = headlineOf(session)
  const end = calls.lastEnd.value
  const isFault = end?.why === 'gateway_lost' && end.sessionId === session.id
  return (
    <SessionFrame
      session={session}
      title={title}
      text={text}
      footer={<StartCall session={session} />}
    >
      {isFault && !text && (
        <Note kind="warning" icon={warning}>
          {texts.value.callEndedByFault}
        </Note>
      )}
      <Responsible session={session} />
      <section class="card before-start">
        <h2>{texts.value.beforeYouStart}</h2>
        <div>
          <Icon shapes={camera} />
          <p>{texts.value.askedNext}</p>
        </div>
        <div>
          <Icon shapes={warning} />
          <p>{texts.value.standSafe}</p>
        </div>
      </section>
      <NewsHere session={session} />
      {session.artefacts.length > 0 && <Gallery api={api} session={session} />}
      {(isWarning || isFault) && <EmergencyPhone number={session.emergencyPhone} />}
    </SessionFrame>
  )
}

function Responsible({ session: { responsible, organisationName } }: Props) {
  if (!responsible) return null
  return (
    <div class="responsible">
      <Avatar name={responsible.name} size="large" />
      <div>
        <strong>{responsible.name}</strong>
        <small>{organisationName}</small>
      </div>
    </div>
  )
}

function StartCall({ session }: Props) {
  const { calls } = useCodeUser()
  const mayRecord = useSignal(false)
  const start = useCommand(async (key, isAgreed: boolean) => {
    await calls.start(session, { key, consent: isAgreed ? consentAt(session) : undefined })
  })
  const actor = {
    kind: 'code_user',
    id: session.me.participantId,
    relation: 'participant',
  } as const
  const refusal = refusalFor(session.rules, actor, 'startCall')
  return (
    <>
      {start.problem.value && (
        <Refusal problem={start.problem.value}>
          <EmergencyPhone number={session.emergencyPhone} />
        </Refusal>
      )}
      {isUndecided(session) && <AllowRecording session={session} isOn={mayRecord} />}
      {session.rules.consent === 'given' && (
        <p class="quiet-line">
          <Icon shapes={info} />
          <span>{texts.value.recordingAgreed}</span>
        </p>
      )}
      <Button
        variant="primary"
        size="huge"
        icon={video}
        isWide
        isBusy={start.isBusy.value}
        refusal={refusal && sentenceFor({ code: refusal.code })}
        onPress={() => start.press(mayRecord.value)}
      >
        {texts.value.startCall}
      </Button>
    </>
  )
}

function AllowRecording({ session, isOn }: Props & { isOn: { value: boolean } }) {
  const isOpen = useSignal(false)
  const { text, keeping, language } = session.consentText
  return (
    <div class="allow-recording">
      <Checkbox
        label={texts.value.allowRecording}
        isOn={isOn.value}
        onChange={(isTicked) => (isOn.value = isTicked)}
      />
      <button type="button" class="text-link" onClick={() => (isOpen.value = true)}>
        {texts.value.details}
      </button>
      {isOpen.value && (
        <Dialog
          title={texts.value.recordingConsent}
          width="narrow"
          onClose={() => (isOpen.value = false)}
        >
          <p lang={language}>{`${text} ${keeping}`}</p>
          <p>{texts.value.canTakeBack}</p>
        </Dialog>
      )}
    </div>
  )
}
